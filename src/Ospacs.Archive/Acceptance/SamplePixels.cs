using System.Buffers.Binary;
using Ospacs.Dicom.Data;

namespace Ospacs.Archive.Acceptance;

/// <summary>How the pixels of a sample object are written (PS3.3 section C.7.6.3.1.2); all are native.</summary>
public enum SamplePixelFormat
{
    /// <summary>RGB, a pixel's three bytes together.</summary>
    Rgb,
    /// <summary>RGB, a plane of each colour.</summary>
    RgbByPlane,
    /// <summary>YBR_FULL, a pixel's three bytes together.</summary>
    YbrFull,
    /// <summary>PALETTE COLOR, whose brightest entry is not the last.</summary>
    Palette,
    /// <summary>MONOCHROME2, 8 bits.</summary>
    Monochrome2,
    /// <summary>MONOCHROME2, 12 of 16 bits.</summary>
    Monochrome2Deep,
    /// <summary>MONOCHROME1, 8 bits: 0 is white.</summary>
    Monochrome1,
}

/// <summary>Turns frames into pixel data and back into brightness.</summary>
public static class SamplePixels
{
    private const int GreyEntries = 200;
    private const int RedEntries = 28;
    private const int BlueEntries = 28;

    /// <summary>Sets the attributes of the image pixel module, palette included, and the pixel data (PS3.3 section C.7.6.3).</summary>
    /// <param name="dataset">Where to.</param>
    /// <param name="frames">The frames, all of one size.</param>
    /// <param name="format">How they are written.</param>
    /// <param name="implicitVR">Whether the object goes out in implicit VR, where pixel data is always OW (PS3.5 Annex A.1).</param>
    public static void Set(DicomDataset dataset, IReadOnlyList<SampleCanvas> frames, SamplePixelFormat format, bool implicitVR)
    {
        bool deep = format == SamplePixelFormat.Monochrome2Deep;
        bool threeSamples = format is SamplePixelFormat.Rgb or SamplePixelFormat.RgbByPlane or SamplePixelFormat.YbrFull;
        dataset.Set(DicomTag.SamplesPerPixel, (ushort)(threeSamples ? 3 : 1));
        dataset.Set(DicomTag.PhotometricInterpretation, PhotometricOf(format));
        if (threeSamples)
        {
            dataset.Set(DicomTag.PlanarConfiguration, (ushort)(format == SamplePixelFormat.RgbByPlane ? 1 : 0));
        }
        dataset.Set(DicomTag.Rows, (ushort)frames[0].Rows);
        dataset.Set(DicomTag.Columns, (ushort)frames[0].Columns);
        dataset.Set(DicomTag.BitsAllocated, (ushort)(deep ? 16 : 8));
        dataset.Set(DicomTag.BitsStored, (ushort)(deep ? 12 : 8));
        dataset.Set(DicomTag.HighBit, (ushort)(deep ? 11 : 7));
        dataset.Set(DicomTag.PixelRepresentation, 0);
        if (format == SamplePixelFormat.Palette)
        {
            SetPalette(dataset);
        }

        int frameLength = FrameLength(frames[0], format);
        byte[] pixels = new byte[frameLength * frames.Count];
        for (int i = 0; i < frames.Count; i++)
        {
            Encode(frames[i], format, pixels.AsSpan(i * frameLength, frameLength));
        }
        dataset.Set(DicomElement.Create(DicomTag.PixelData, deep || implicitVR ? DicomVR.OW : DicomVR.OB, pixels));
    }

    /// <summary>The brightness of a frame of native pixel data that was written here, before or after protection.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="frame">The frame, from 0.</param>
    /// <returns>A byte a pixel, row by row; 255 is white.</returns>
    /// <exception cref="ArgumentException">The pixels are in a form that sample objects never have.</exception>
    public static byte[] Luminance(DicomDataset dataset, int frame)
    {
        SamplePixelFormat format = FormatOf(dataset);
        DicomElement element = dataset.Find(DicomTag.PixelData) ?? throw new ArgumentException("The object has no pixel data.", nameof(dataset));
        int pixelCount = (int)(dataset.GetInteger(DicomTag.Rows) * dataset.GetInteger(DicomTag.Columns) ?? 0);
        int frameLength = pixelCount * (int)(dataset.GetInteger(DicomTag.SamplesPerPixel) ?? 1) * (int)((dataset.GetInteger(DicomTag.BitsAllocated) ?? 8) / 8);
        ReadOnlySpan<byte> pixels = element.Value.Span.Slice(frame * frameLength, frameLength);
        byte[] palette = format == SamplePixelFormat.Palette ? PaletteBrightness(dataset) : [];
        bool big = element.Encoding.BigEndian;
        byte[] luminance = new byte[pixelCount];
        for (int i = 0; i < pixelCount; i++)
        {
            luminance[i] = format switch
            {
                SamplePixelFormat.Rgb => Brightness(pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]),
                SamplePixelFormat.RgbByPlane => Brightness(pixels[i], pixels[pixelCount + i], pixels[(2 * pixelCount) + i]),
                SamplePixelFormat.YbrFull => pixels[i * 3],
                SamplePixelFormat.Palette => palette[pixels[i]],
                SamplePixelFormat.Monochrome1 => (byte)(255 - pixels[i]),
                SamplePixelFormat.Monochrome2Deep => (byte)((big ? BinaryPrimitives.ReadUInt16BigEndian(pixels[(i * 2)..]) : BinaryPrimitives.ReadUInt16LittleEndian(pixels[(i * 2)..])) >> 4),
                _ => pixels[i],
            };
        }
        return luminance;
    }

    private static SamplePixelFormat FormatOf(DicomDataset dataset) => dataset.GetCode(DicomTag.PhotometricInterpretation) switch
    {
        "RGB" => dataset.GetInteger(DicomTag.PlanarConfiguration) == 1 ? SamplePixelFormat.RgbByPlane : SamplePixelFormat.Rgb,
        "YBR_FULL" => SamplePixelFormat.YbrFull,
        "PALETTE COLOR" => SamplePixelFormat.Palette,
        "MONOCHROME1" => SamplePixelFormat.Monochrome1,
        "MONOCHROME2" => dataset.GetInteger(DicomTag.BitsAllocated) == 16 ? SamplePixelFormat.Monochrome2Deep : SamplePixelFormat.Monochrome2,
        _ => throw new ArgumentException("The pixels are in a form that sample objects never have.", nameof(dataset)),
    };

    private static string PhotometricOf(SamplePixelFormat format) => format switch
    {
        SamplePixelFormat.Rgb or SamplePixelFormat.RgbByPlane => "RGB",
        SamplePixelFormat.YbrFull => "YBR_FULL",
        SamplePixelFormat.Palette => "PALETTE COLOR",
        SamplePixelFormat.Monochrome1 => "MONOCHROME1",
        _ => "MONOCHROME2",
    };

    private static int FrameLength(SampleCanvas canvas, SamplePixelFormat format) => canvas.Columns * canvas.Rows * format switch
    {
        SamplePixelFormat.Rgb or SamplePixelFormat.RgbByPlane or SamplePixelFormat.YbrFull => 3,
        SamplePixelFormat.Monochrome2Deep => 2,
        _ => 1,
    };

    private static void Encode(SampleCanvas canvas, SamplePixelFormat format, Span<byte> pixels)
    {
        int count = canvas.Columns * canvas.Rows;
        for (int i = 0; i < count; i++)
        {
            byte red = canvas.Rgb[i * 3];
            byte green = canvas.Rgb[(i * 3) + 1];
            byte blue = canvas.Rgb[(i * 3) + 2];
            switch (format)
            {
                case SamplePixelFormat.Rgb:
                    (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = (red, green, blue);
                    break;
                case SamplePixelFormat.RgbByPlane:
                    (pixels[i], pixels[count + i], pixels[(2 * count) + i]) = (red, green, blue);
                    break;
                case SamplePixelFormat.YbrFull:
                    // PS3.3 section C.7.6.3.1.2, in 256ths.
                    pixels[i * 3] = Brightness(red, green, blue);
                    pixels[(i * 3) + 1] = (byte)Math.Clamp((((-43 * red) - (85 * green) + (128 * blue)) / 256) + 128, 0, 255);
                    pixels[(i * 3) + 2] = (byte)Math.Clamp((((128 * red) - (107 * green) - (21 * blue)) / 256) + 128, 0, 255);
                    break;
                case SamplePixelFormat.Palette:
                    pixels[i] = PaletteIndex(red, green, blue);
                    break;
                case SamplePixelFormat.Monochrome1:
                    pixels[i] = (byte)(255 - Brightness(red, green, blue));
                    break;
                case SamplePixelFormat.Monochrome2Deep:
                    BinaryPrimitives.WriteUInt16LittleEndian(pixels[(i * 2)..], (ushort)(Brightness(red, green, blue) << 4));
                    break;
                default:
                    pixels[i] = Brightness(red, green, blue);
                    break;
            }
        }
    }

    private static byte Brightness(int red, int green, int blue) => (byte)(((77 * red) + (150 * green) + (29 * blue)) >> 8);

    private static byte PaletteIndex(int red, int green, int blue)
    {
        if (red == green && green == blue)
        {
            return (byte)(red * (GreyEntries - 1) / 255);
        }
        return (byte)(red > blue ? GreyEntries + (red * (RedEntries - 1) / 255) : GreyEntries + RedEntries + (blue * (BlueEntries - 1) / 255));
    }

    private static void SetPalette(DicomDataset dataset)
    {
        byte[][] tables = [new byte[512], new byte[512], new byte[512]];
        for (int i = 0; i < 256; i++)
        {
            (int red, int green, int blue) = i switch
            {
                < GreyEntries => (i * 255 / (GreyEntries - 1), i * 255 / (GreyEntries - 1), i * 255 / (GreyEntries - 1)),
                < GreyEntries + RedEntries => ((i - GreyEntries) * 255 / (RedEntries - 1), 0, 0),
                _ => (0, 0, (i - GreyEntries - RedEntries) * 255 / (BlueEntries - 1)),
            };
            BinaryPrimitives.WriteUInt16LittleEndian(tables[0].AsSpan(i * 2), (ushort)(red * 257));
            BinaryPrimitives.WriteUInt16LittleEndian(tables[1].AsSpan(i * 2), (ushort)(green * 257));
            BinaryPrimitives.WriteUInt16LittleEndian(tables[2].AsSpan(i * 2), (ushort)(blue * 257));
        }
        DicomTag[] descriptors = [DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableDescriptor];
        DicomTag[] data = [DicomTag.RedPaletteColorLookupTableData, DicomTag.GreenPaletteColorLookupTableData, DicomTag.BluePaletteColorLookupTableData];
        for (int i = 0; i < 3; i++)
        {
            // 256 entries, the first for pixel value 0, 16 bits each (PS3.3 section C.7.6.3.1.5).
            dataset.Set(DicomElement.Create(descriptors[i], DicomVR.US, [0, 1, 0, 0, 16, 0]));
            dataset.Set(DicomElement.Create(data[i], DicomVR.OW, tables[i]));
        }
    }

    private static byte[] PaletteBrightness(DicomDataset dataset)
    {
        byte[] brightness = new byte[256];
        DicomTag[] data = [DicomTag.RedPaletteColorLookupTableData, DicomTag.GreenPaletteColorLookupTableData, DicomTag.BluePaletteColorLookupTableData];
        DicomElement[] elements = [.. data.Select(tag => dataset.Find(tag) ?? throw new ArgumentException("The object has no palette.", nameof(dataset)))];
        byte[][] tables = [.. elements.Select(element => element.Value.ToArray())];
        int high = elements[0].Encoding.BigEndian ? 0 : 1;
        for (int i = 0; i < 256; i++)
        {
            brightness[i] = Brightness(tables[0][(i * 2) + high], tables[1][(i * 2) + high], tables[2][(i * 2) + high]);
        }
        return brightness;
    }
}
