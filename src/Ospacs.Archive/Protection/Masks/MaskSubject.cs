namespace Ospacs.Archive.Protection.Masks;

/// <summary>An object as the rules look at it. What several rules ask for is read once.</summary>
internal sealed class MaskSubject
{
    private readonly Dictionary<DicomTag, IReadOnlyList<string>> _values = [];
    private readonly DicomDataset _dataset;
    private UltrasoundRegions? _regions;

    internal MaskSubject(DicomDataset dataset, int columns, int rows)
    {
        _dataset = dataset;
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

    internal IReadOnlyList<string> Values(DicomTag tag)
    {
        if (!_values.TryGetValue(tag, out IReadOnlyList<string>? values))
        {
            values = ElementText.Values(_dataset, tag);
            _values.Add(tag, values);
        }
        return values;
    }
}
