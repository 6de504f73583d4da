using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels;

/// <summary>Palette tables that are written as segments: runs of values, straight lines, and repetitions of earlier segments (PS3.3 section C.7.9.2).</summary>
internal static class SegmentedPalette
{
    private const int Discrete = 0;
    private const int Linear = 1;
    private const int Indirect = 2;

    /// <summary>Expands segments to exactly as many entries as the descriptor says.</summary>
    /// <param name="tag">The element, for errors.</param>
    /// <param name="data">The segments, in numbers of 8 or 16 bits.</param>
    /// <param name="unit">Bytes of a number: 1 or 2.</param>
    /// <param name="entries">How many entries there must be.</param>
    internal static ushort[] Expand(DicomTag tag, ReadOnlySpan<ushort> data, int unit, int entries)
    {
        var expansion = new Expansion(tag, data, entries);
        int at = 0;
        // A byte that pads an odd length is no segment.
        while (at < data.Length && expansion.Count < entries)
        {
            at = data[at] == Indirect ? expansion.Repeat(at, unit) : expansion.Add(at);
        }
        return expansion.Count == entries ? expansion.Values : throw Damaged(tag);
    }

    private static PixelException Damaged(DicomTag tag) => new(PixelProblem.Inconsistent, tag, "does not give as many entries as its descriptor says");

    private ref struct Expansion(DicomTag tag, ReadOnlySpan<ushort> data, int entries)
    {
        private readonly ReadOnlySpan<ushort> _data = data;

        internal ushort[] Values { get; } = new ushort[entries];

        internal int Count { get; private set; }

        /// <summary>Adds a run or a line and gives the place behind it.</summary>
        internal int Add(int at)
        {
            if (at + 2 > _data.Length)
            {
                throw Damaged(tag);
            }
            int kind = _data[at];
            int length = _data[at + 1];
            int end = at + 2 + (kind == Discrete ? length : 1);
            if (kind is not (Discrete or Linear) || end > _data.Length || length > Values.Length - Count || (kind == Linear && Count == 0))
            {
                throw Damaged(tag);
            }
            if (kind == Discrete)
            {
                _data.Slice(at + 2, length).CopyTo(Values.AsSpan(Count));
                Count += length;
                return end;
            }
            int from = Values[Count - 1];
            int rise = _data[at + 2] - from;
            for (int step = 1; step <= length; step++)
            {
                Values[Count++] = (ushort)(from + (int)((long)rise * step / length));
            }
            return end;
        }

        /// <summary>Adds earlier segments again and gives the place behind the repetition. The place of the first is a 32-bit number of bytes, its low part first.</summary>
        internal int Repeat(int at, int unit)
        {
            int halves = 4 / unit;
            if (at + 2 + halves > _data.Length)
            {
                throw Damaged(tag);
            }
            long offset = 0;
            for (int i = halves - 1; i >= 0; i--)
            {
                offset = (offset << (8 * unit)) | _data[at + 2 + i];
            }
            int segments = _data[at + 1];
            long from = offset / unit;
            for (int i = 0; i < segments; i++)
            {
                // What is repeated stands before, and is no repetition itself; so this comes to an end.
                if (from >= at || _data[(int)from] == Indirect)
                {
                    throw Damaged(tag);
                }
                from = Add((int)from);
            }
            return at + 2 + halves;
        }
    }
}
