using System.Collections.Frozen;
using System.Globalization;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>A row of Table E.1-1: the Basic Profile's code, and those of the options.</summary>
internal sealed class ConfidentialityRow
{
    private readonly string[] _cells;

    internal ConfidentialityRow(string[] cells) => _cells = cells;

    /// <summary>The Basic Profile's code, compound ones as "X/Z/D".</summary>
    internal string Basic => _cells[1];

    /// <summary>Whether the attribute is a date or a time, or a zone that times are in.</summary>
    internal bool IsTemporal => _cells[2] == "K";

    /// <summary>An option's code: K, C, or null for an empty cell.</summary>
    internal string? Of(ProtectionOption option)
    {
        string cell = _cells[ColumnOf(option)];
        return cell == "-" ? null : cell;
    }

    private static int ColumnOf(ProtectionOption option) => option switch
    {
        ProtectionOption.RetainUids => 4,
        ProtectionOption.RetainDeviceIdentity => 5,
        ProtectionOption.RetainInstitutionIdentity => 6,
        ProtectionOption.RetainPatientCharacteristics => 7,
        ProtectionOption.CleanDescriptors => 8,
        ProtectionOption.CleanStructuredContent => 9,
        ProtectionOption.CleanGraphics => 10,
        _ => 11,
    };
}

/// <summary>PS3.15 Table E.1-1, edition 2024b: what the Basic Profile and its options do with each attribute. The rows of whole groups are dealt with by <see cref="ProfileRules"/>.</summary>
internal static class ConfidentialityTable
{
    private static readonly Lazy<FrozenDictionary<uint, ConfidentialityRow>> Rows = new(Read);

    /// <summary>The row of an attribute, or null when the table does not name it.</summary>
    internal static ConfidentialityRow? Find(DicomTag tag) => Rows.Value.GetValueOrDefault(tag.Value);

    private static FrozenDictionary<uint, ConfidentialityRow> Read()
    {
        var rows = new Dictionary<uint, ConfidentialityRow>();
        foreach (string[] cells in ProtectionTables.Rows("table-e1-1.txt"))
        {
            if (uint.TryParse(cells[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint tag))
            {
                rows[tag] = new ConfidentialityRow(cells);
            }
        }
        return rows.ToFrozenDictionary();
    }
}
