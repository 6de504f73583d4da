using System.Buffers.Binary;
using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;

namespace Ospacs.Dicom.Tests.Pixels;

/// <summary>What a synthetic object's pixels are like.</summary>
internal sealed record PixelSample
{
    public int Rows { get; init; } = 6;

    public int Columns { get; init; } = 8;

    public int Samples { get; init; } = 1;

    public string Photometric { get; init; } = "MONOCHROME2";

    public int Planar { get; init; }

    public int Allocated { get; init; } = 8;

    public int Stored { get; init; } = 8;

    public int Signed { get; init; }

    public int? Frames { get; init; }

    public bool Big { get; init; }

    public DicomVR VR { get; init; } = DicomVR.OW;

    public bool Overlay { get; init; }

    public int FrameLength => Photometric.EndsWith("422", StringComparison.Ordinal) ? Rows * Columns * 2 : Rows * Columns * Samples * Allocated / 8;

    /// <summary>Random pixels of the right length.</summary>
    public byte[] Noise(int seed)
    {
        byte[] bytes = new byte[(FrameLength * (Frames ?? 1) + 1) & ~1];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The data set with the pixels, written and read again in its encoding.</summary>
    public DicomDataset Dataset(byte[] pixels, Action<DicomDataset>? change = null)
    {
        DicomDataset dataset = new DicomDataset()
            .Set(DicomTag.SamplesPerPixel, (ushort)Samples).Set(DicomTag.PhotometricInterpretation, Photometric)
            .Set(DicomTag.Rows, (ushort)Rows).Set(DicomTag.Columns, (ushort)Columns)
            .Set(DicomTag.BitsAllocated, (ushort)Allocated).Set(DicomTag.BitsStored, (ushort)Stored).Set(DicomTag.HighBit, (ushort)(Stored - 1))
            .Set(DicomTag.PixelRepresentation, (ushort)Signed)
            .Set(DicomElement.Create(DicomTag.PixelData, VR, pixels));
        if (Samples > 1)
        {
            dataset.Set(DicomTag.PlanarConfiguration, (ushort)Planar);
        }
        if (Frames is { } frames)
        {
            dataset.Set(DicomTag.NumberOfFrames, frames.ToString(CultureInfo.InvariantCulture));
        }
        if (Overlay)
        {
            dataset.Set(DicomElement.Create(new DicomTag(0x60000100u), 16)).Set(DicomElement.Create(new DicomTag(0x60000102u), 12));
        }
        change?.Invoke(dataset);
        if (!Big)
        {
            return dataset;
        }
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, dataset, DicomEncoding.ExplicitBig);
        return new DicomReader(new DicomMemorySource(output.Written)).ReadDataset(0, DicomEncoding.ExplicitBig);
    }

    /// <summary>Pixels as they come out of the mask when it is fed chunks of random sizes.</summary>
    public static byte[] Masked(DicomDataset dataset, int seed, params PixelRectangle[] rectangles)
    {
        NativePixelMask mask = NativePixelMask.Create(PixelDescription.Of(dataset), dataset, rectangles);
        byte[] bytes = dataset.Find(DicomTag.PixelData)!.Value.ToArray();
        var random = new Random(seed);
        for (int at = 0; at < bytes.Length;)
        {
            int count = Math.Min(bytes.Length - at, random.Next(1, random.Next(2, 200)));
            mask.Apply(bytes.AsSpan(at, count), at);
            at += count;
        }
        return bytes;
    }

    public static byte[] Words(bool big, params int[] values)
    {
        byte[] bytes = new byte[values.Length * 2];
        for (int i = 0; i < values.Length; i++)
        {
            if (big)
            {
                BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(i * 2), (ushort)values[i]);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * 2), (ushort)values[i]);
            }
        }
        return bytes;
    }
}
