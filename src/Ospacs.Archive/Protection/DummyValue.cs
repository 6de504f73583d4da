namespace Ospacs.Archive.Protection;

/// <summary>Values without meaning that are lawful for their representation (action D of PS3.15 Annex E).</summary>
public static class DummyValue
{
    /// <summary>The text that says nothing.</summary>
    internal const string Text = "REMOVED";

    /// <summary>The date that says nothing.</summary>
    internal static DateOnly Date => new(1900, 1, 1);

    /// <summary>The element with a value that says nothing. Of a sequence, every value inside is a dummy.</summary>
    /// <param name="element">The element.</param>
    /// <param name="key">The key that dummy UIDs are made with.</param>
    public static DicomElement Of(DicomElement element, ArchiveKey key)
    {
        DicomVR vr = element.KnownVR;
        if (element.Items is { } items)
        {
            var dummies = new List<DicomItem>();
            foreach (DicomItem item in items)
            {
                var dataset = new DicomDataset();
                foreach (DicomElement inner in item.Dataset)
                {
                    if (!inner.Tag.IsPrivate && !inner.Tag.IsGroupLength)
                    {
                        dataset.Set(Of(inner, key));
                    }
                }
                dummies.Add(new DicomItem(dataset, item.UndefinedLength));
            }
            return DicomElement.Create(element.Tag, dummies, element.UndefinedLength);
        }
        return vr.ToString() switch
        {
            "DA" => DicomElement.Create(element.Tag, vr, "19000101"),
            "TM" => DicomElement.Create(element.Tag, vr, "000000"),
            "DT" => DicomElement.Create(element.Tag, vr, "19000101000000"),
            "AS" => DicomElement.Create(element.Tag, vr, "000Y"),
            "IS" or "DS" => DicomElement.Create(element.Tag, vr, "0"),
            "UI" => DicomElement.Create(element.Tag, vr, key.ReplaceUid(DicomText.TrimmedAscii(element.Value.Span))),
            "UR" => DicomElement.Create(element.Tag, vr, "urn:removed"),
            "SQ" => DicomElement.Create(element.Tag, []),
            _ when vr.IsText => DicomElement.Create(element.Tag, vr, Text),
            _ => DicomElement.Create(element.Tag, vr, new byte[Math.Max(2, vr == DicomVR.AT ? 4 : vr.UnitSize)]),
        };
    }
}
