using System.Buffers.Binary;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>All quantized coefficients of a JPEG image, as its encoder left them: for comparing images, and for looking at them.</summary>
public sealed class JpegCoefficients
{
    private readonly short[][] _blocks;

    private JpegCoefficients(JpegStream stream)
    {
        Stream = stream;
        _blocks = [.. stream.Components.Select(component => new short[64 * component.BlocksAcross * component.BlocksDown])];
    }

    /// <summary>The structure of the image.</summary>
    public JpegStream Stream { get; }

    /// <summary>Reads the coefficients of a frame.</summary>
    /// <param name="frame">The frame, all its fragments together; padding may stand behind.</param>
    /// <exception cref="PixelException">The frame is no JPEG image of sequential Huffman coding, or is damaged.</exception>
    public static JpegCoefficients Read(ReadOnlySpan<byte> frame)
    {
        var coefficients = new JpegCoefficients(JpegStream.Parse(frame));
        var blocks = new Blocks(coefficients._blocks);
        JpegBlockReader.Read(coefficients.Stream, frame, ref blocks);
        return coefficients;
    }

    /// <summary>The 64 coefficients of a block, in zigzag order, the DC coefficient first and itself rather than a difference.</summary>
    /// <param name="component">The component, from 0.</param>
    /// <param name="row">The block's row, below <see cref="JpegComponent.BlocksDown"/>.</param>
    /// <param name="column">The block's column, below <see cref="JpegComponent.BlocksAcross"/>.</param>
    public ReadOnlySpan<short> Block(int component, int row, int column)
    {
        JpegComponent one = Stream.Components[component];
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)one.BlocksDown, nameof(row));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)column, (uint)one.BlocksAcross, nameof(column));
        return _blocks[component].AsSpan(64 * ((row * one.BlocksAcross) + column), 64);
    }

    private readonly struct Blocks(short[][] into) : IJpegBlocks
    {
        public void Take(JpegComponent component, int row, int column, short dc, JpegHuffmanTable table, ref JpegBitReader reader)
        {
            Span<short> block = into[component.Index].AsSpan(64 * ((row * component.BlocksAcross) + column), 64);
            block[0] = dc;
            reader.ReadAc(table, block);
        }
    }
}
