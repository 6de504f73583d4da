using Ospacs.Dicom.Data;

namespace Ospacs.Archive.Acceptance;

/// <summary>Pictures beside the picture that show a name: an overlay plane and an icon.</summary>
internal static class SampleOverlay
{
    private const ushort Group = 0x6000;
    private const int IconColumns = 128;
    private const int IconRows = 96;

    /// <summary>Sets an overlay of graphics in group 6000 that draws a line of text (PS3.3 section C.9.2).</summary>
    internal static void Set(DicomDataset dataset, int columns, int rows, string text)
    {
        byte[] bits = new byte[((columns * rows) + 7) / 8];
        for (int y = 0; y < BurnedInText.HeightOf(1); y++)
        {
            for (int x = 0; x < Math.Min(columns, BurnedInText.WidthOf(text, 1)); x++)
            {
                int at = (y * columns) + x;
                bits[at / 8] |= (byte)(BurnedInText.IsLit(text, x, y) ? 1 << (at % 8) : 0);
            }
        }
        dataset.Set(DicomElement.Create(new DicomTag(Group, 0x0010), (ushort)rows));
        dataset.Set(DicomElement.Create(new DicomTag(Group, 0x0011), (ushort)columns));
        dataset.Set(DicomElement.Create(new DicomTag(Group, 0x0040), DicomVR.CS, "G"));
        dataset.Set(DicomElement.Create(new DicomTag(Group, 0x0050), DicomVR.SS, [1, 0, 1, 0]));
        dataset.Set(DicomElement.Create(new DicomTag(Group, 0x0100), (ushort)1));
        dataset.Set(DicomElement.Create(new DicomTag(Group, 0x0102), (ushort)0));
        dataset.Set(DicomElement.Create(new DicomTag(Group, 0x3000), DicomVR.OW, bits));
    }

    /// <summary>An icon with a line of text burned in (PS3.3 section C.7.6.1.1.6).</summary>
    internal static DicomElement CreateIcon(DicomDataset dataset, string text)
    {
        var canvas = new SampleCanvas(IconColumns, IconRows);
        canvas.Write(1, 1, text[..Math.Min(text.Length, (IconColumns / 6) - 1)], 1);
        var icon = new DicomDataset(dataset);
        SamplePixels.Set(icon, [canvas], SamplePixelFormat.Monochrome2, implicitVR: true);
        return DicomElement.Create(DicomTag.IconImageSequence, [new DicomItem(icon)]);
    }
}
