using System.Collections.Frozen;
using Ospacs.Archive.Protection.Search;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>
/// The values of an object that may be shown where a rule is explained: what names the scanner and describes its picture, and never
/// a station, a serial number or a text that somebody types.
/// </summary>
internal sealed class ScannerValues(DicomDataset dataset, MaskSubject subject)
{
    /// <summary>The most characters that are shown of a value.</summary>
    private const int Longest = 64;

    private static readonly FrozenSet<uint> Shown = FrozenSet.ToFrozenSet(
    [
        DicomTag.ImageType.Value, DicomTag.SOPClassUID.Value, DicomTag.Modality.Value, DicomTag.Manufacturer.Value,
        DicomTag.ManufacturerModelName.Value, DicomTag.Rows.Value, DicomTag.Columns.Value, DicomTag.NumberOfFrames.Value,
        DicomTag.PhotometricInterpretation.Value, DicomTag.BurnedInAnnotation.Value,
        0x00020002u, // Media Storage SOP Class UID
        0x00020010u, // Transfer Syntax UID
        0x00020012u, 0x00020013u, // Implementation Class UID and Version Name
        0x00080064u, // Conversion Type
        0x00181016u, 0x00181018u, 0x00181019u, // Secondary Capture Device Manufacturer, Model Name, Software Versions
        0x00181020u, // Software Versions
        0x00280002u, 0x00280006u, 0x00280100u, 0x00280101u, // Samples per Pixel, Planar Configuration, Bits Allocated, Bits Stored
    ]);

    private PatientSearchCache? _patient;

    /// <summary>What a condition found, or null when it is not to be shown.</summary>
    internal string? Found(RuleCondition condition)
    {
        if (condition.Keyword == RegionsCondition.Name)
        {
            return subject.Regions.Hold ? "true" : "false";
        }
        if (condition.Elements.Count == 0 || !condition.Elements.All(tag => Shown.Contains(tag.Value)))
        {
            return null;
        }
        var found = new List<string>();
        foreach (DicomTag tag in condition.Elements)
        {
            if (Found(tag, condition) is not { } value)
            {
                return null;
            }
            found.Add(value);
        }
        return string.Join(", ", found);
    }

    /// <summary>Whether there is nothing in all of the elements that a condition looks at.</summary>
    internal bool AreMissing(RuleCondition condition) =>
        condition.Elements.Count > 0 && condition.Elements.All(tag => subject.SetOf(tag) is not { } set || !set.TryGet(tag, out DicomElement? element) || element.Length == 0);

    private string? Found(DicomTag tag, RuleCondition condition)
    {
        if (tag == DicomTag.SOPClassUID)
        {
            return DicomUID.KeywordOf(subject.SopClass) ?? (DicomUID.IsValid(subject.SopClass) ? subject.SopClass : null);
        }
        string text;
        try
        {
            text = string.Join('\\', subject.Values(tag));
        }
        catch (DicomTextException)
        {
            return null;
        }
        return text.Length <= Longest && !text.Any(char.IsControl) && !NamesSomebody(tag, condition) ? text : null;
    }

    /// <summary>What an operator typed into a scanner's field can be a patient's name; a word that the rule itself has is the maker's.</summary>
    private bool NamesSomebody(DicomTag tag, RuleCondition condition)
    {
        if (subject.SetOf(tag)?.Find(tag) is not { } element)
        {
            return false;
        }
        _patient ??= new PatientSearchCache();
        return IdentitySearch.Of(_patient, dataset, keepsUids: true, string.Empty, null, [condition.Expected]).FindIn(new DicomDataset(subject.SetOf(tag)).Set(element)) is not null;
    }
}
