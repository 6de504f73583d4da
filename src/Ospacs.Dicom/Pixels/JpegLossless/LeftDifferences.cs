using System.Numerics;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>The differences of a frame's samples from the first predictor's, row after row (ISO 10918-1 section H.1.2.1), modulo 65,536.</summary>
internal ref struct LeftDifferences(ReadOnlySpan<byte> cells, FrameLayout layout, int precision)
{
    private readonly ReadOnlySpan<byte> _cells = cells;
    private readonly FrameLayout _layout = layout;
    private FourNumbers _before;
    private int _row;

    /// <summary>Takes the next row.</summary>
    /// <param name="samples">Room for its samples.</param>
    /// <param name="differences">Where the differences go.</param>
    internal void Next(Span<ushort> samples, Span<ushort> differences)
    {
        int rowLength = samples.Length * (_layout.BitsAllocated / 8);
        SampleCells.Load(_cells.Slice(_row * rowLength, rowLength), _layout, samples);
        int step = _layout.SamplesPerPixel;
        for (int component = 0; component < step; component++)
        {
            int before = _row == 0 ? 1 << (precision - 1) : _before[component];
            differences[component] = (ushort)(samples[component] - before);
            _before[component] = samples[component];
        }
        int at = step;
        for (; at + Vector<ushort>.Count <= samples.Length; at += Vector<ushort>.Count)
        {
            (new Vector<ushort>(samples[at..]) - new Vector<ushort>(samples[(at - step)..])).CopyTo(differences[at..]);
        }
        for (; at < samples.Length; at++)
        {
            differences[at] = (ushort)(samples[at] - samples[at - step]);
        }
        _row++;
    }
}
