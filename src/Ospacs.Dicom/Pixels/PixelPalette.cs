using System.Buffers.Binary;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels;

/// <summary>The palette colour lookup tables of an object (PS3.3 section C.7.9).</summary>
internal static class PixelPalette
{
    private static readonly (DicomTag Descriptor, DicomTag Data, DicomTag Segmented, int Weight)[] Channels =
    [
        (DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.RedPaletteColorLookupTableData, DicomTag.SegmentedRedPaletteColorLookupTableData, 299),
        (DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableData, DicomTag.SegmentedGreenPaletteColorLookupTableData, 587),
        (DicomTag.BluePaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableData, DicomTag.SegmentedBluePaletteColorLookupTableData, 114),
    ];

    /// <summary>The pixel value that is shown brightest, among those that the bits stored can hold.</summary>
    internal static int BrightestIndex(PixelDescription description, DicomDataset dataset)
    {
        (int entries, int first) = DescriptorOf(dataset, 0, description.IsSigned);
        long[] luminance = new long[entries];
        for (int channel = 0; channel < Channels.Length; channel++)
        {
            if (DescriptorOf(dataset, channel, description.IsSigned) != (entries, first))
            {
                throw Inconsistent(Channels[channel].Descriptor, "differs from that of another colour");
            }
            AddChannel(luminance, dataset, channel);
        }

        // A value below the first that is mapped shows the first entry, one above the last shows the last (PS3.3 section C.7.6.3.1.5).
        long least = description.IsSigned ? -(1L << (description.BitsStored - 1)) : 0;
        long most = description.IsSigned ? (1L << (description.BitsStored - 1)) - 1 : (1L << description.BitsStored) - 1;
        int lowest = (int)Math.Clamp(least - first, 0, entries - 1);
        int highest = (int)Math.Clamp(most - first, 0, entries - 1);
        int brightest = lowest;
        for (int entry = lowest + 1; entry <= highest; entry++)
        {
            if (luminance[entry] > luminance[brightest])
            {
                brightest = entry;
            }
        }
        return (int)Math.Clamp((long)brightest + first, least, most);
    }

    private static (int Entries, int First) DescriptorOf(DicomDataset dataset, int channel, bool signed)
    {
        (DicomTag tag, DicomTag data, DicomTag segmented, _) = Channels[channel];
        if (!dataset.Contains(data) && dataset.Contains(segmented))
        {
            throw new PixelException(PixelProblem.Unsupported, segmented, "is a palette in segments, which cannot be read");
        }
        DicomElement element = dataset.Find(tag) ?? throw Inconsistent(tag, "is missing");
        if (element.Length != 6)
        {
            throw Inconsistent(tag, "does not have three numbers");
        }
        int entries = Word(element, 0);
        int first = Word(element, 1);
        // Zero stands for 65,536, which 16 bits cannot say; the first value mapped is signed when the pixels are.
        return (entries == 0 ? 65536 : entries, signed ? (short)first : first);
    }

    private static void AddChannel(long[] luminance, DicomDataset dataset, int channel)
    {
        (_, DicomTag tag, _, int weight) = Channels[channel];
        DicomElement element = dataset.Find(tag) ?? throw Inconsistent(tag, "is missing");
        int entries = luminance.Length;
        if (element.Length == 2L * entries)
        {
            // 16 bits an entry. An entry of 8 bits in a word of its own has the same order.
            for (int entry = 0; entry < entries; entry++)
            {
                luminance[entry] += (long)weight * Word(element, entry);
            }
        }
        else if (element.Length == entries || element.Length == entries + (entries & 1))
        {
            // 8 bits an entry, packed: the first one is the low half of its word, which in big endian stands second.
            ReadOnlySpan<byte> bytes = element.Value.Span;
            int turn = element.Encoding.BigEndian && element.VR.UnitSize == 2 ? 1 : 0;
            for (int entry = 0; entry < entries; entry++)
            {
                int at = entry ^ turn;
                luminance[entry] += (long)weight * (at < bytes.Length ? bytes[at] : throw Inconsistent(tag, "is of odd length"));
            }
        }
        else
        {
            throw Inconsistent(tag, "is not as long as its descriptor says");
        }
    }

    private static ushort Word(DicomElement element, int index)
    {
        ReadOnlySpan<byte> bytes = element.Value.Span.Slice(index * 2, 2);
        return element.Encoding.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private static PixelException Inconsistent(DicomTag tag, string problem) => new(PixelProblem.Inconsistent, tag, problem);
}
