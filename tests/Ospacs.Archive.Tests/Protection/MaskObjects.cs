using System.Buffers.Binary;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

/// <summary>Objects and policies made up for the tests of rules.</summary>
internal static class MaskObjects
{
    internal static DicomDataset Ultrasound(ushort columns = 640, ushort rows = 480) => new DicomDataset()
        .Set(DicomTag.ImageType, "ORIGINAL\\PRIMARY\\ABDOMINAL\\0001")
        .Set(DicomTag.SOPClassUID, DicomUID.UltrasoundImageStorage)
        .Set(DicomTag.Manufacturer, "Plover Research")
        .Set(DicomTag.ManufacturerModelName, "P1 ")
        .Set(DicomTag.Rows, rows)
        .Set(DicomTag.Columns, columns);

    internal static DicomDataset WithRegions(this DicomDataset dataset, params (int X0, int Y0, int X1, int Y1)[] regions)
    {
        dataset.Set(DicomElement.Create(DicomTag.SequenceOfUltrasoundRegions, [.. regions.Select(r => new DicomItem(new DicomDataset(dataset)
            .Set(Corner(DicomTag.RegionLocationMinX0, r.X0)).Set(Corner(DicomTag.RegionLocationMinY0, r.Y0))
            .Set(Corner(DicomTag.RegionLocationMaxX1, r.X1)).Set(Corner(DicomTag.RegionLocationMaxY1, r.Y1))))]));
        return dataset;
    }

    /// <summary>The decision of a catalogue of one rule, given by what stands behind its name.</summary>
    internal static MaskDecision? Decide(string rule, DicomDataset dataset) => Catalogue($$"""{ "name": "R", {{rule}} }""").Select(dataset);

    internal static MaskCatalogue Catalogue(params string[] rules) => ArchivePolicy.Parse(Policy($"\"masks\": [{string.Join(",\n", rules)}]")).Masks;

    internal static string Policy(string more) => $$"""{ "sponsor": "S", "protocol": "P", {{more}} }""";

    /// <summary>Which pixels are blank, by drawing them.</summary>
    internal static bool[,] Draw(IEnumerable<PixelRectangle> rectangles, int columns, int rows)
    {
        var drawn = new bool[columns, rows];
        foreach (PixelRectangle r in rectangles)
        {
            for (int x = r.X; x < r.Right; x++)
            {
                for (int y = r.Y; y < r.Bottom; y++)
                {
                    Assert.False(drawn[x, y], $"({x},{y}) is in two rectangles");
                    drawn[x, y] = true;
                }
            }
        }
        return drawn;
    }

    /// <summary>A corner of a region, in SL so that it may be negative.</summary>
    private static DicomElement Corner(DicomTag tag, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return DicomElement.Create(tag, DicomVR.SL, bytes);
    }
}
