using System.Buffers;
using System.Runtime.Intrinsics;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>The decoded samples of a component, with those of blocks' edges beyond the image.</summary>
internal sealed class JpegPlane : IDisposable
{
    private readonly JpegComponent _component;
    private readonly int _precision;
    private readonly int[] _block = new int[64];
    private readonly short[] _coefficients = new short[64];
    private ushort[] _samples;

    internal JpegPlane(JpegComponent component, int precision)
    {
        _component = component;
        _precision = precision;
        Stride = 8 * component.BlocksAcross;
        _samples = ArrayPool<ushort>.Shared.Rent(Stride * 8 * component.BlocksDown);
    }

    /// <summary>Samples from one row to the next.</summary>
    internal int Stride { get; }

    /// <summary>A row of samples, as many as the component is wide.</summary>
    internal ReadOnlySpan<ushort> Row(int row) => _samples.AsSpan(row * Stride, _component.Width);

    /// <summary>Decodes a block.</summary>
    internal void Take(int row, int column, short dc, JpegHuffmanTable table, ref JpegBitReader reader)
    {
        Span<ushort> samples = _samples.AsSpan((8 * row * Stride) + (8 * column), (7 * Stride) + 8);
        int last = reader.ReadAc(table, _coefficients);
        if (last == 0)
        {
            JpegInverseDct.Fill(dc * _component.Steps[0], _precision, samples, Stride);
            return;
        }
        ReadOnlySpan<byte> natural = JpegZigzag.Natural;
        ReadOnlySpan<ushort> steps = _component.Steps;
        _coefficients[0] = dc;
        for (int i = 0; i <= last; i++)
        {
            _block[natural[i]] = _coefficients[i] * steps[i];
        }
        JpegInverseDct.Transform(_block, _precision, samples, Stride);
        Array.Clear(_block);
        Array.Clear(_coefficients);
    }

    /// <summary>Turns samples of 8 bits into bytes.</summary>
    internal static void Narrow(ReadOnlySpan<ushort> samples, Span<byte> bytes)
    {
        int at = 0;
        for (; at + 16 <= samples.Length; at += 16)
        {
            Vector128.Narrow(Vector128.Create(samples[at..]), Vector128.Create(samples[(at + 8)..])).CopyTo(bytes[at..]);
        }
        for (; at < samples.Length; at++)
        {
            bytes[at] = (byte)samples[at];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<ushort>.Shared.Return(_samples);
        _samples = [];
    }
}
