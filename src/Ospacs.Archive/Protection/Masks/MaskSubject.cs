using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>An object as the rules look at it. What several rules ask for is read once.</summary>
internal sealed class MaskSubject
{
    private readonly Dictionary<DicomTag, IReadOnlyList<string>> _values = [];
    private readonly DicomDataset _dataset;
    private readonly DicomDataset? _fileMeta;
    private UltrasoundRegions? _regions;
    private (MaskRule Rule, IReadOnlyList<PixelRectangle> Area)? _area;

    internal MaskSubject(DicomDataset dataset, DicomDataset? fileMeta, int columns, int rows)
    {
        _dataset = dataset;
        _fileMeta = fileMeta;
        Columns = columns;
        Rows = rows;
        SopClass = dataset.GetCode(DicomTag.SOPClassUID);
    }

    internal int Columns { get; }

    internal int Rows { get; }

    internal string SopClass { get; }

    /// <summary>Secondary Capture, or one of its multi-frame classes: whatever a screen can show.</summary>
    internal bool IsSecondaryCapture =>
        SopClass == DicomUID.SecondaryCaptureImageStorage || SopClass.StartsWith(DicomUID.SecondaryCaptureImageStorage + ".", StringComparison.Ordinal);

    internal bool IsReportPage => ReportPage.IsNamedBy(Values(DicomTag.ImageType));

    internal UltrasoundRegions Regions => _regions ??= UltrasoundRegions.Of(_dataset, Columns, Rows);

    /// <summary>What a rule blanks in the picture: asked for where the rule is tried, and again where it decides.</summary>
    internal IReadOnlyList<PixelRectangle> AreaOf(MaskRule rule)
    {
        if (_area is not { } last || last.Rule != rule)
        {
            _area = last = (rule, rule.Area(this));
        }
        return last.Area;
    }

    /// <summary>Where an element of the object stands: groups below 0008 are file meta information (PS3.10 section 7.1); null when there is none.</summary>
    internal DicomDataset? SetOf(DicomTag tag) => tag.Group < 8 ? _fileMeta : _dataset;

    /// <summary>An element's values; none when it is missing or empty.</summary>
    /// <exception cref="DicomTextException">What stands there cannot be read as text.</exception>
    internal IReadOnlyList<string> Values(DicomTag tag)
    {
        if (!_values.TryGetValue(tag, out IReadOnlyList<string>? values))
        {
            values = SetOf(tag) is { } set ? ElementText.Values(set, tag) : [];
            _values.Add(tag, values);
        }
        return values;
    }
}
