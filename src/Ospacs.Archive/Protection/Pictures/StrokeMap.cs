using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// Where a picture has strokes: pixels that stand out, by <see cref="LeastContrast"/> or more, from everything that a square of
/// <see cref="Window"/> pixels fits into (a white top hat: the picture less its opening). A letter's strokes are narrower than that; tissue,
/// sectors, bars and boxes are wider and vanish. Of strokes the brighter half is taken, against the brightest one near by, so that
/// neighbours do not run together and ringing around them does not count.
/// </summary>
internal sealed class StrokeMap : IDisposable
{
    /// <summary>Strokes are narrower than this many pixels.</summary>
    internal const int Window = 9;

    /// <summary>The least contrast of a stroke, in levels of 255.</summary>
    internal const byte LeastContrast = 40;

    /// <summary>Dark strokes count only on what is at least so bright: dark letters are written on light boxes, and tissue is full of dark gaps.</summary>
    internal const byte LeastGround = 96;

    private const int Reach = Window - 1;
    // Room around the picture: windows reach out of it, and vectors beyond the end of a row.
    private const int Margin = 32;
    // The picture is worked on by cells: a vector across, and so many rows down that a window reaches into the next one only.
    private const int CellWidth = 32;
    private const int CellHeight = 8;
    private readonly byte[] _plane;
    private readonly byte[] _work;
    private readonly byte[] _row;
    private readonly ulong[] _bits;
    private readonly bool[] _bright;
    private readonly bool[] _near;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int _stride;
    private readonly int _across;
    private readonly int _down;

    /// <summary>Makes room for pictures of one size.</summary>
    /// <param name="columns">Pixels across.</param>
    /// <param name="rows">Pixels down.</param>
    internal StrokeMap(int columns, int rows)
    {
        _columns = columns;
        _rows = rows;
        _across = (columns + CellWidth - 1) / CellWidth;
        _down = (rows + CellHeight - 1) / CellHeight;
        _stride = Margin + (_across * CellWidth) + Margin;
        int length = _stride * (rows + (2 * Margin));
        _plane = ArrayPool<byte>.Shared.Rent(length);
        _work = ArrayPool<byte>.Shared.Rent(length);
        _row = ArrayPool<byte>.Shared.Rent(2 * _stride);
        WordsPerRow = (columns + 63) / 64;
        _bits = ArrayPool<ulong>.Shared.Rent(WordsPerRow * rows);
        // A cell more on every side, which has nothing in it.
        _bright = new bool[(_across + 2) * (_down + 2)];
        _near = new bool[(_across + 2) * (_down + 2)];
        // Nothing is brighter than what lies outside the picture.
        _plane.AsSpan(0, length).Clear();
        _work.AsSpan(0, length).Clear();
    }

    /// <summary>Words of 64 pixels a row.</summary>
    internal int WordsPerRow { get; }

    /// <summary>Pixels across.</summary>
    internal int Columns => _columns;

    /// <summary>Pixels down.</summary>
    internal int Rows => _rows;

    /// <summary>The brightness of a row's pixels as it was searched, dark strokes turned bright.</summary>
    internal ReadOnlySpan<byte> Brightness(int row) => _plane.AsSpan(Start(row), _columns);

    /// <summary>How much each of a row's pixels stands out; 0 where nothing near it could be a stroke.</summary>
    internal ReadOnlySpan<byte> Contrast(int row) => _work.AsSpan(Start(row), _columns);

    /// <summary>A bit a pixel, the leftmost the lowest: whether it belongs to a stroke.</summary>
    internal ReadOnlySpan<ulong> Strokes(int row) => _bits.AsSpan(row * WordsPerRow, WordsPerRow);

    /// <summary>Whether a row has a pixel that belongs to a stroke.</summary>
    internal bool HasStrokes(int row) => Strokes(row).ContainsAnyExcept(0UL);

    /// <summary>Searches a picture.</summary>
    /// <param name="brightness">A byte a pixel.</param>
    /// <param name="dark">Whether strokes are dark on light rather than light on dark.</param>
    /// <param name="unseen">What is not looked at.</param>
    /// <returns>Whether there is any stroke.</returns>
    internal bool Search(ReadOnlySpan<byte> brightness, bool dark, IReadOnlyList<PixelRectangle> unseen)
    {
        for (int row = 0; row < _rows; row++)
        {
            brightness.Slice(row * _columns, _columns).CopyTo(_plane.AsSpan(Start(row)));
        }
        // The least bright there is, or, of dark strokes, the most: the edge of a mask is no edge of a stroke.
        byte nothing = dark ? byte.MaxValue : (byte)0;
        foreach (PixelRectangle rectangle in unseen)
        {
            for (int row = rectangle.Y; row < rectangle.Bottom; row++)
            {
                _plane.AsSpan(Start(row) + rectangle.X, rectangle.Width).Fill(nothing);
            }
        }
        // A light stroke is itself bright; near a dark one there is what it stands on.
        Array.Clear(_bright);
        bool any = FindBright(dark ? LeastGround : LeastContrast);
        if (dark)
        {
            Spread(_bright, _near);
            _near.CopyTo(_bright, 0);
            Invert();
        }
        _bits.AsSpan(0, WordsPerRow * _rows).Clear();
        if (!any)
        {
            return false;
        }
        Spread(_bright, _near);
        Erode();
        SubtractDilated();
        return Mark(dark ? (byte)(byte.MaxValue - LeastGround) : byte.MaxValue);
    }

    /// <summary>The contrast of a box's pixels, added up, strokes or not, and how many they are; the box is clipped to the picture.</summary>
    internal (long Sum, long Pixels) SumContrast(int left, int top, int right, int bottom)
    {
        (left, top, right, bottom) = (Math.Max(left, 0), Math.Max(top, 0), Math.Min(right, _columns), Math.Min(bottom, _rows));
        long sum = 0;
        for (int row = top; row < bottom; row++)
        {
            ReadOnlySpan<byte> contrast = Contrast(row)[left..right];
            int at = 0;
            for (; at + Vector<byte>.Count <= contrast.Length; at += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(contrast[at..]), out Vector<ushort> low, out Vector<ushort> high);
                sum += Vector.Sum(low + high);
            }
            for (; at < contrast.Length; at++)
            {
                sum += contrast[at];
            }
        }
        return (sum, (long)(right - left) * (bottom - top));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_plane);
        ArrayPool<byte>.Shared.Return(_work);
        ArrayPool<byte>.Shared.Return(_row);
        ArrayPool<ulong>.Shared.Return(_bits);
    }

    private int Start(int row) => ((row + Margin) * _stride) + Margin;

    private int CellsOf(int row) => (((row / CellHeight) + 1) * (_across + 2)) + 1;

    private bool FindBright(byte least)
    {
        bool any = false;
        ref byte plane = ref MemoryMarshal.GetArrayDataReference(_plane);
        var threshold = Vector256.Create(least);
        for (int top = 0; top < _rows; top += CellHeight)
        {
            int cells = CellsOf(top);
            int bottom = Math.Min(top + CellHeight, _rows);
            for (int cell = 0; cell < _across; cell++)
            {
                Vector256<byte> most = Vector256<byte>.Zero;
                for (int row = top; row < bottom; row++)
                {
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref plane, (nuint)(Start(row) + (cell * CellWidth))));
                }
                bool bright = Vector256.GreaterThanOrEqualAny(most, threshold);
                _bright[cells + cell] = bright;
                any |= bright;
            }
        }
        return any;
    }

    /// <summary>Takes in the cells around those that are set.</summary>
    private void Spread(bool[] cells, bool[] spread)
    {
        Array.Clear(spread);
        int line = _across + 2;
        for (int down = 0; down < _down; down++)
        {
            for (int across = 0; across < _across; across++)
            {
                int at = ((down + 1) * line) + across + 1;
                spread[at] = cells[at] || cells[at - 1] || cells[at + 1]
                    || cells[at - line] || cells[at - line - 1] || cells[at - line + 1]
                    || cells[at + line] || cells[at + line - 1] || cells[at + line + 1];
            }
        }
    }

    private void Invert()
    {
        for (int row = 0; row < _rows; row++)
        {
            Span<byte> pixels = _plane.AsSpan(Start(row), _columns);
            int at = 0;
            for (; at + Vector<byte>.Count <= pixels.Length; at += Vector<byte>.Count)
            {
                (~new Vector<byte>(pixels[at..])).CopyTo(pixels[at..]);
            }
            for (; at < pixels.Length; at++)
            {
                pixels[at] = (byte)~pixels[at];
            }
        }
    }

    /// <summary>
    /// Into each place near something bright the least of the window that begins there and goes right and down. Two rows at a time, whose
    /// windows share all rows but one each.
    /// </summary>
    private void Erode()
    {
        ref byte plane = ref MemoryMarshal.GetArrayDataReference(_plane);
        ref byte work = ref MemoryMarshal.GetArrayDataReference(_work);
        ref byte line = ref MemoryMarshal.GetArrayDataReference(_row);
        int stride = _stride;
        nuint second = (nuint)stride;
        // Beyond the last cell everything is dark.
        _row.AsSpan(_across * CellWidth, Margin).Clear();
        _row.AsSpan(stride + (_across * CellWidth), Margin).Clear();
        for (int row = 0; row < _rows; row += 2)
        {
            int cells = CellsOf(row);
            int start = Start(row);
            for (int cell = 0; cell < _across; cell++)
            {
                if (!_near[cells + cell] && !_near[cells + cell - 1])
                {
                    continue;
                }
                nuint from = (nuint)(start + (cell * CellWidth));
                var first = Vector256.LoadUnsafe(ref plane, from);
                from += (nuint)stride;
                var least = Vector256.LoadUnsafe(ref plane, from);
                for (int down = 2; down < Window; down++)
                {
                    from += (nuint)stride;
                    least = Vector256.Min(least, Vector256.LoadUnsafe(ref plane, from));
                }
                Vector256.Min(least, first).StoreUnsafe(ref line, (nuint)(cell * CellWidth));
                Vector256.Min(least, Vector256.LoadUnsafe(ref plane, from + (nuint)stride)).StoreUnsafe(ref line, second + (nuint)(cell * CellWidth));
            }
            for (int cell = 0; cell < _across; cell++)
            {
                if (!_near[cells + cell])
                {
                    continue;
                }
                nuint at = (nuint)(cell * CellWidth);
                LeastToTheRight(ref line, at).StoreUnsafe(ref work, (nuint)start + at);
                LeastToTheRight(ref line, second + at).StoreUnsafe(ref work, (nuint)(start + stride) + at);
            }
        }
    }

    private static Vector256<byte> LeastToTheRight(ref byte line, nuint at)
    {
        var least = Vector256.LoadUnsafe(ref line, at);
        for (nuint right = 1; right < Window; right++)
        {
            least = Vector256.Min(least, Vector256.LoadUnsafe(ref line, at + right));
        }
        return least;
    }

    /// <summary>
    /// Into each place in something bright the picture less the most of the window that ends there and comes from the left and above: what
    /// the erosion found there, spread again.
    /// </summary>
    private void SubtractDilated()
    {
        ref byte plane = ref MemoryMarshal.GetArrayDataReference(_plane);
        ref byte work = ref MemoryMarshal.GetArrayDataReference(_work);
        ref byte line = ref MemoryMarshal.GetArrayDataReference(_row);
        int stride = _stride;
        // A row below the last one may have been written to with it. From the last row on, since one is overwritten when those below need it no more.
        _work.AsSpan(Start(_rows), _across * CellWidth).Clear();
        _row.AsSpan(0, Margin).Clear();
        for (int row = _rows - 1; row >= 0; row--)
        {
            int cells = CellsOf(row);
            nuint start = (nuint)Start(row);
            for (int cell = 0; cell < _across; cell++)
            {
                if (!_bright[cells + cell] && !_bright[cells + cell + 1])
                {
                    continue;
                }
                nuint from = start + (nuint)(cell * CellWidth);
                var most = Vector256.LoadUnsafe(ref work, from);
                // Above the first row there is nothing that a window fits into.
                for (int up = 1; up < Window; up++)
                {
                    from -= (nuint)stride;
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref work, from));
                }
                most.StoreUnsafe(ref line, (nuint)(Margin + (cell * CellWidth)));
            }
            for (int cell = 0; cell < _across; cell++)
            {
                nuint at = (nuint)(cell * CellWidth);
                if (!_bright[cells + cell])
                {
                    Vector256<byte>.Zero.StoreUnsafe(ref work, start + at);
                    continue;
                }
                var most = Vector256.LoadUnsafe(ref line, Margin + at);
                for (nuint left = 1; left < Window; left++)
                {
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref line, Margin + at - left));
                }
                (Vector256.LoadUnsafe(ref plane, start + at) - most).StoreUnsafe(ref work, start + at);
            }
        }
    }

    /// <summary>Marks what stands out at least half as much as anything within four pixels.</summary>
    /// <param name="darkest">The most that may be left of a stroke's brightness without its contrast: what it stands on.</param>
    private bool Mark(byte darkest)
    {
        ref byte plane = ref MemoryMarshal.GetArrayDataReference(_plane);
        ref byte work = ref MemoryMarshal.GetArrayDataReference(_work);
        ref byte line = ref MemoryMarshal.GetArrayDataReference(_row);
        int stride = _stride;
        var ground = Vector256.Create(darkest);
        var contrast = Vector256.Create(LeastContrast);
        bool any = false;
        Span<uint> halves = MemoryMarshal.Cast<ulong, uint>(_bits.AsSpan(0, WordsPerRow * _rows));
        _row.AsSpan(0, Margin).Clear();
        _row.AsSpan(Margin + (_across * CellWidth), Margin).Clear();
        for (int row = 0; row < _rows; row++)
        {
            int cells = CellsOf(row);
            nuint start = (nuint)Start(row);
            int known = -1;
            for (int cell = 0; cell < _across; cell++)
            {
                nuint at = (nuint)(cell * CellWidth);
                if (!_bright[cells + cell])
                {
                    continue;
                }
                var own = Vector256.LoadUnsafe(ref work, start + at);
                if (!Vector256.GreaterThanOrEqualAny(own, contrast))
                {
                    continue;
                }
                for (known = Math.Max(known, cell - 2) + 1; known <= Math.Min(cell + 1, _across - 1); known++)
                {
                    MostAround(ref work, start + (nuint)(known * CellWidth), stride).StoreUnsafe(ref line, (nuint)(Margin + (known * CellWidth)));
                }
                known--;
                nuint beside = Margin + at - (Reach / 2);
                var most = Vector256.LoadUnsafe(ref line, beside);
                for (nuint right = 1; right < Window; right++)
                {
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref line, beside + right));
                }
                Vector256<byte> half = (most.AsUInt16() >> 1).AsByte() & Vector256.Create((byte)0x7F);
                Vector256<byte> stroke = Vector256.GreaterThanOrEqual(own, Vector256.Max(half, contrast))
                    & Vector256.LessThanOrEqual(Vector256.LoadUnsafe(ref plane, start + at) - own, ground);
                uint bits = stroke.ExtractMostSignificantBits();
                any |= bits != 0;
                halves[(row * WordsPerRow * 2) + cell] = bits;
            }
        }
        return any;
    }

    private static Vector256<byte> MostAround(ref byte work, nuint from, int stride)
    {
        from -= (nuint)(Reach / 2 * stride);
        var most = Vector256.LoadUnsafe(ref work, from);
        for (int down = 1; down < Window; down++)
        {
            from += (nuint)stride;
            most = Vector256.Max(most, Vector256.LoadUnsafe(ref work, from));
        }
        return most;
    }
}
