using System.Buffers;
using System.Buffers.Binary;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// Decodes JPEG baseline and extended sequential images of 8 and 12 bits. Colours are left as they are coded, YBR as YBR, unless
/// <see cref="ToRgb"/> is set.
/// </summary>
public sealed class JpegDecoder : IFrameCodec
{
    /// <summary>Whether luminance and colour differences become red, green and blue, for showing them. Streams that say they are RGB are left alone.</summary>
    public bool ToRgb { get; init; }

    /// <summary>Whether a stream that does not say what its colours are is taken for red, green and blue, as the object says, rather than for luminance and differences.</summary>
    public bool IsRgbUnlessSaid { get; init; }

    /// <summary>Whether colours of half the size are brought to that of the image smoothly, as most decoders do, rather than repeated.</summary>
    public bool IsSmooth { get; init; } = true;

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
    {
        if (samples.Length != layout.FrameLength)
        {
            throw new ArgumentException("The samples are not as long as the frame.", nameof(samples));
        }
        JpegStream image = JpegStream.Parse(stream);
        Check(image, layout);
        JpegPlane[] planes = [.. image.Components.Select(component => new JpegPlane(component, image.Precision))];
        try
        {
            var blocks = new Blocks(planes);
            JpegBlockReader.Read(image, stream, ref blocks);
            Write(image, planes, layout, samples);
        }
        finally
        {
            foreach (JpegPlane plane in planes)
            {
                plane.Dispose();
            }
        }
    }

    /// <summary>Not done: it would lose detail.</summary>
    /// <exception cref="PixelException">Always; Unsupported.</exception>
    public void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output) =>
        throw JpegFault.Unsupported("is not compressed as lossy JPEG, which loses detail");

    private static void Check(JpegStream image, in FrameLayout layout)
    {
        if (image.Rows != layout.Rows || image.Columns != layout.Columns || image.Components.Count != layout.SamplesPerPixel)
        {
            throw JpegFault.Inconsistent("holds a JPEG image of another size or number of samples than the object says");
        }
        if (layout.BitsAllocated < image.Precision)
        {
            throw JpegFault.Inconsistent("holds a JPEG image of more bits than the object allocates");
        }
    }

    private void Write(JpegStream image, JpegPlane[] planes, in FrameLayout layout, Span<byte> samples)
    {
        JpegUpsampling[] components = [.. image.Components.Select(component => new JpegUpsampling(image, component, planes[component.Index], IsSmooth))];
        bool converts = ToRgb && image.Components.Count == 3 && image.Colour != JpegColour.Rgb && !(IsRgbUnlessSaid && image.Colour == JpegColour.Unsaid);
        int columns = image.Columns;
        int cell = layout.BitsAllocated / 8;
        ushort[] line = new ushort[columns * components.Length];
        byte[] bytes = new byte[cell == 1 ? line.Length : 0];
        int length = samples.Length / image.Rows;
        for (int row = 0; row < image.Rows; row++)
        {
            for (int i = 0; i < components.Length; i++)
            {
                components[i].Row(row)[..columns].CopyTo(line.AsSpan(i * columns));
            }
            if (converts)
            {
                JpegRgb.Convert(line.AsSpan(0, columns), line.AsSpan(columns, columns), line.AsSpan(2 * columns, columns), image.Precision);
            }
            Span<byte> cells = samples.Slice(row * length, length);
            if (cell == 1)
            {
                JpegPlane.Narrow(line, bytes);
                SampleInterleaving.Interleave(bytes, columns, components.Length, columns, cells);
            }
            else
            {
                WriteCells(line, columns, cell, cells);
            }
        }
    }

    private static void WriteCells(ReadOnlySpan<ushort> line, int columns, int cell, Span<byte> cells)
    {
        cells.Clear();
        int components = line.Length / columns;
        for (int i = 0; i < line.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(cells[(((i % columns * components) + (i / columns)) * cell)..], line[i]);
        }
    }

    private readonly struct Blocks(JpegPlane[] planes) : IJpegBlocks
    {
        public void Take(JpegComponent component, int row, int column, short dc, JpegHuffmanTable table, ref JpegBitReader reader) =>
            planes[component.Index].Take(row, column, dc, table, ref reader);
    }
}
