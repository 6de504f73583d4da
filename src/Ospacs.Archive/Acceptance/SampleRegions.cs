using System.Buffers.Binary;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Acceptance;

/// <summary>Writes Sequence of Ultrasound Regions (0018,6011), PS3.3 section C.8.5.5.</summary>
public static class SampleRegions
{
    /// <summary>The sequence for a list of regions; both corners belong to a region.</summary>
    /// <param name="dataset">The data set that it goes into.</param>
    /// <param name="regions">The regions.</param>
    public static DicomElement Create(DicomDataset dataset, IReadOnlyList<PixelRectangle> regions) =>
        DicomElement.Create(DicomTag.SequenceOfUltrasoundRegions, [.. regions.Select(region => new DicomItem(Item(dataset, region)))]);

    private static DicomDataset Item(DicomDataset dataset, PixelRectangle region)
    {
        const ushort Centimetres = 3;
        var item = new DicomDataset(dataset);
        item.Set(DicomTag.RegionSpatialFormat, 1).Set(DicomTag.RegionDataType, 1);
        item.Set(DicomElement.Create(DicomTag.RegionFlags, 0u));
        item.Set(DicomElement.Create(DicomTag.RegionLocationMinX0, (uint)region.X)).Set(DicomElement.Create(DicomTag.RegionLocationMinY0, (uint)region.Y));
        item.Set(DicomElement.Create(DicomTag.RegionLocationMaxX1, (uint)(region.Right - 1))).Set(DicomElement.Create(DicomTag.RegionLocationMaxY1, (uint)(region.Bottom - 1)));
        item.Set(SampleHeader.TagOf("PhysicalUnitsXDirection"), Centimetres).Set(SampleHeader.TagOf("PhysicalUnitsYDirection"), Centimetres);
        item.Set(Double("PhysicalDeltaX", 0.03125)).Set(Double("PhysicalDeltaY", 0.03125));
        return item;
    }

    private static DicomElement Double(string keyword, double value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return DicomElement.Create(SampleHeader.TagOf(keyword), DicomVR.FD, bytes);
    }
}
