using System.Buffers.Binary;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels;

/// <summary>The palette colour lookup tables of an object (PS3.3 section C.7.9).</summary>
public static class PixelPalette
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

    /// <summary>The colours that pixel values are shown in.</summary>
    /// <param name="description">How the pixels are laid out.</param>
    /// <param name="dataset">The object.</param>
    /// <returns>Red, green and blue of each entry, a byte each, and the pixel value that the first entry is for.</returns>
    /// <exception cref="PixelException">A table is damaged or missing.</exception>
    public static (byte[] Rgb, int First) ColoursOf(PixelDescription description, DicomDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(description);
        ArgumentNullException.ThrowIfNull(dataset);
        (int entries, int first) = DescriptorOf(dataset, 0, description.IsSigned);
        ushort[][] values = new ushort[Channels.Length][];
        int highest = 0;
        for (int channel = 0; channel < Channels.Length; channel++)
        {
            if (DescriptorOf(dataset, channel, description.IsSigned) != (entries, first))
            {
                throw Inconsistent(Channels[channel].Descriptor, "differs from that of another colour");
            }
            values[channel] = ValuesOf(dataset, channel, entries);
            foreach (ushort value in values[channel])
            {
                highest = Math.Max(highest, value);
            }
        }
        // Entries of 8 bits stand in words often enough where the descriptor says 16.
        int shift = highest > byte.MaxValue ? 8 : 0;
        byte[] rgb = new byte[3 * entries];
        for (int i = 0; i < rgb.Length; i++)
        {
            ushort[] channel = values[i % 3];
            rgb[i] = i / 3 < channel.Length ? (byte)(channel[i / 3] >> shift) : (byte)0;
        }
        return (rgb, first);
    }

    private static (int Entries, int First) DescriptorOf(DicomDataset dataset, int channel, bool signed)
    {
        DicomElement element = DescriptorOf(dataset, channel);
        int entries = Words(element)[0];
        int first = Words(element)[1];
        // Zero stands for 65,536, which 16 bits cannot say; the first value mapped is signed when the pixels are.
        return (entries == 0 ? 65536 : entries, signed ? (short)first : first);
    }

    private static DicomElement DescriptorOf(DicomDataset dataset, int channel)
    {
        DicomTag tag = Channels[channel].Descriptor;
        DicomElement element = dataset.Find(tag) ?? throw Inconsistent(tag, "is missing");
        return element.Length == 6 ? element : throw Inconsistent(tag, "does not have three numbers");
    }

    private static void AddChannel(long[] luminance, DicomDataset dataset, int channel)
    {
        ushort[] values = ValuesOf(dataset, channel, luminance.Length);
        for (int entry = 0; entry < values.Length; entry++)
        {
            luminance[entry] += (long)Channels[channel].Weight * values[entry];
        }
    }

    private static ushort[] ValuesOf(DicomDataset dataset, int channel, int entries)
    {
        (_, DicomTag tag, DicomTag segmented, _) = Channels[channel];
        if (!dataset.TryGet(tag, out DicomElement? element))
        {
            DicomElement segments = dataset.Find(segmented) ?? throw Inconsistent(tag, "is missing");
            bool bytes = Words(DescriptorOf(dataset, channel))[2] <= 8;
            return SegmentedPalette.Expand(segmented, bytes ? Bytes(segments) : Words(segments), bytes ? 1 : 2, entries);
        }
        if (element.Length == 2L * entries)
        {
            // 16 bits an entry. An entry of 8 bits in a word of its own has the same order.
            return Words(element);
        }
        return element.Length == entries + (entries & 1) ? Bytes(element)[..entries] : throw Inconsistent(tag, "is not as long as its descriptor says");
    }

    private static ushort[] Words(DicomElement element)
    {
        ReadOnlySpan<byte> bytes = element.Value.Span;
        ushort[] words = new ushort[bytes.Length / 2];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = element.Encoding.BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes[(2 * i)..]) : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
        }
        return words;
    }

    /// <summary>8 bits an entry, packed: the first one is the low half of its word, which in big endian stands second.</summary>
    private static ushort[] Bytes(DicomElement element)
    {
        int turn = element.Encoding.BigEndian && element.VR.UnitSize == 2 ? 1 : 0;
        ReadOnlySpan<byte> bytes = element.Value.Span;
        ushort[] values = new ushort[bytes.Length & ~1];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = bytes[i ^ turn];
        }
        return values;
    }

    private static PixelException Inconsistent(DicomTag tag, string problem) => new(PixelProblem.Inconsistent, tag, problem);
}
