using System.Collections.Frozen;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>
/// Coding schemes whose codes say the same to everybody (PS3.16 section 8). A code of another one is a hospital's own: its value and meaning are
/// whatever somebody there has typed.
/// </summary>
public sealed class CodingSchemes
{
    private readonly FrozenSet<string> _designators;

    private CodingSchemes(IEnumerable<string> designators) => _designators = designators.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The schemes that the standard names.</summary>
    public static CodingSchemes Standard { get; } = new(ProtectionTables.Lines("coding-schemes.txt"));

    /// <summary>These schemes and others.</summary>
    /// <param name="designators">Coding Scheme Designators (0008,0102).</param>
    public CodingSchemes With(IEnumerable<string> designators) => new(_designators.Concat(designators));

    /// <summary>Whether an item holds a code that may not stay: of a scheme that is not listed, or of none.</summary>
    /// <param name="item">The item of a sequence.</param>
    internal bool IsLocal(DicomDataset item)
    {
        if (item.TryGet(DicomTag.CodingSchemeDesignator, out DicomElement? scheme) && scheme.Length > 0)
        {
            return !_designators.Contains(DicomText.TrimmedAscii(scheme.Value.Span));
        }
        return item.Contains(DicomTag.CodeValue) || item.Contains(DicomTag.LongCodeValue) || item.Contains(DicomTag.URNCodeValue);
    }
}
