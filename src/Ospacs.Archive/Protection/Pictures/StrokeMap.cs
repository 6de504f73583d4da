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
    internal const byte LeastContrast = 32;

    private const int Reach = Window - 1;
    // Room around the picture: windows reach out of it, and vectors beyond the end of a row.
    private const int Margin = 32;
    private readonly byte[] _plane;
    private readonly byte[] _work;
    private readonly byte[] _row;
    private readonly ulong[] _bits;
    private readonly int _columns;
    private readonly int _rows;
    private readonly int _stride;

    internal StrokeMap(int columns, int rows)
    {
        _columns = columns;
        _rows = rows;
        _stride = (Margin + columns + Margin + 63) & ~63;
        _plane = ArrayPool<byte>.Shared.Rent(_stride * (rows + (2 * Margin)));
        _work = ArrayPool<byte>.Shared.Rent(_stride * (rows + (2 * Margin)));
        _row = ArrayPool<byte>.Shared.Rent(_stride + (2 * Margin));
        WordsPerRow = (columns + 63) / 64;
        _bits = ArrayPool<ulong>.Shared.Rent(WordsPerRow * rows);
        // Nothing is brighter than what lies outside the picture.
        _plane.AsSpan(0, _stride * (rows + (2 * Margin))).Clear();
        _work.AsSpan(0, _stride * (rows + (2 * Margin))).Clear();
    }

    /// <summary>Words of 64 pixels a row.</summary>
    internal int WordsPerRow { get; }

    /// <summary>Pixels across.</summary>
    internal int Columns => _columns;

    /// <summary>Pixels down.</summary>
    internal int Rows => _rows;

    /// <summary>The brightness of a row's pixels as it was searched, dark strokes turned bright.</summary>
    internal ReadOnlySpan<byte> Brightness(int row) => _plane.AsSpan(Start(row), _columns);

    /// <summary>How much each of a row's pixels stands out.</summary>
    internal ReadOnlySpan<byte> Contrast(int row) => _work.AsSpan(Start(row), _columns);

    /// <summary>A bit a pixel, the leftmost the lowest: whether it belongs to a stroke.</summary>
    internal ReadOnlySpan<ulong> Strokes(int row) => _bits.AsSpan(row * WordsPerRow, WordsPerRow);

    /// <summary>Searches a picture.</summary>
    /// <param name="brightness">A byte a pixel.</param>
    /// <param name="dark">Whether strokes are dark on light rather than light on dark.</param>
    /// <param name="masked">What was blanked and is not looked at.</param>
    /// <returns>Whether there is any stroke.</returns>
    internal bool Search(ReadOnlySpan<byte> brightness, bool dark, IReadOnlyList<PixelRectangle> masked)
    {
        for (int row = 0; row < _rows; row++)
        {
            Span<byte> to = _plane.AsSpan(Start(row), _columns);
            ReadOnlySpan<byte> from = brightness.Slice(row * _columns, _columns);
            if (dark)
            {
                Invert(from, to);
            }
            else
            {
                from.CopyTo(to);
            }
        }
        // The least bright there is: a mask's edge is no edge of a stroke.
        foreach (PixelRectangle rectangle in masked)
        {
            for (int row = rectangle.Y; row < rectangle.Bottom; row++)
            {
                _plane.AsSpan(Start(row) + rectangle.X, rectangle.Width).Clear();
            }
        }
        Erode();
        SubtractDilated();
        return Mark();
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

    /// <summary>Into each place the least of the window that begins there and goes right and down.</summary>
    private void Erode()
    {
        ref byte plane = ref MemoryMarshal.GetArrayDataReference(_plane);
        ref byte work = ref MemoryMarshal.GetArrayDataReference(_work);
        ref byte line = ref MemoryMarshal.GetArrayDataReference(_row);
        int stride = _stride;
        int end = Margin + _columns;
        for (int row = -Reach; row < _rows; row++)
        {
            nuint start = (nuint)((row + Margin) * stride);
            for (int at = 0; at < end + Reach; at += Vector256<byte>.Count)
            {
                nuint from = start + (nuint)at;
                var least = Vector256.LoadUnsafe(ref plane, from);
                for (int down = 1; down < Window; down++)
                {
                    from += (nuint)stride;
                    least = Vector256.Min(least, Vector256.LoadUnsafe(ref plane, from));
                }
                least.StoreUnsafe(ref line, (nuint)at);
            }
            for (int at = 0; at < end; at += Vector256<byte>.Count)
            {
                var least = Vector256.LoadUnsafe(ref line, (nuint)at);
                for (int right = 1; right < Window; right++)
                {
                    least = Vector256.Min(least, Vector256.LoadUnsafe(ref line, (nuint)(at + right)));
                }
                least.StoreUnsafe(ref work, start + (nuint)at);
            }
        }
    }

    /// <summary>Into each place the picture less the most of the window that ends there and comes from the left and above.</summary>
    private void SubtractDilated()
    {
        ref byte plane = ref MemoryMarshal.GetArrayDataReference(_plane);
        ref byte work = ref MemoryMarshal.GetArrayDataReference(_work);
        ref byte line = ref MemoryMarshal.GetArrayDataReference(_row);
        int stride = _stride;
        int end = Margin + _columns;
        // From the last row on, since a row is overwritten when those below it need it no more.
        for (int row = _rows - 1; row >= 0; row--)
        {
            nuint start = (nuint)((row + Margin) * stride);
            for (int at = Margin - Vector256<byte>.Count; at < end; at += Vector256<byte>.Count)
            {
                nuint from = start + (nuint)at;
                var most = Vector256.LoadUnsafe(ref work, from);
                for (int up = 1; up < Window; up++)
                {
                    from -= (nuint)stride;
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref work, from));
                }
                most.StoreUnsafe(ref line, (nuint)at);
            }
            for (int at = Margin; at < end; at += Vector256<byte>.Count)
            {
                var most = Vector256.LoadUnsafe(ref line, (nuint)at);
                for (int left = 1; left < Window; left++)
                {
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref line, (nuint)(at - left)));
                }
                (Vector256.LoadUnsafe(ref plane, start + (nuint)at) - most).StoreUnsafe(ref work, start + (nuint)at);
            }
            // What a vector wrote behind the row, and what the erosion left before it, is no part of the picture.
            _work.AsSpan((int)start + end, stride - end).Clear();
            _work.AsSpan((int)start, Margin).Clear();
        }
        _work.AsSpan((Margin - Reach) * stride, Reach * stride).Clear();
    }

    /// <summary>Marks what stands out at least half as much as anything within four pixels.</summary>
    private bool Mark()
    {
        ref byte work = ref MemoryMarshal.GetArrayDataReference(_work);
        ref byte line = ref MemoryMarshal.GetArrayDataReference(_row);
        int stride = _stride;
        int end = Margin + _columns;
        var contrast = Vector256.Create(LeastContrast);
        bool any = false;
        _bits.AsSpan(0, WordsPerRow * _rows).Clear();
        Span<uint> halves = MemoryMarshal.Cast<ulong, uint>(_bits.AsSpan(0, WordsPerRow * _rows));
        for (int row = 0; row < _rows; row++)
        {
            nuint start = (nuint)((row + Margin) * stride);
            Vector256<byte> all = Vector256<byte>.Zero;
            for (int at = Margin - Vector256<byte>.Count; at < end + Reach; at += Vector256<byte>.Count)
            {
                var own = Vector256.LoadUnsafe(ref work, start + (nuint)at);
                all = Vector256.Max(all, own);
            }
            if (!Vector256.GreaterThanOrEqualAny(all, contrast))
            {
                continue;
            }
            any = true;
            for (int at = Margin - Vector256<byte>.Count; at < end + Reach; at += Vector256<byte>.Count)
            {
                nuint from = start + (nuint)at - (nuint)((Reach / 2) * stride);
                var most = Vector256.LoadUnsafe(ref work, from);
                for (int down = 1; down < Window; down++)
                {
                    from += (nuint)stride;
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref work, from));
                }
                most.StoreUnsafe(ref line, (nuint)at);
            }
            for (int at = Margin; at < end; at += Vector256<byte>.Count)
            {
                var own = Vector256.LoadUnsafe(ref work, start + (nuint)at);
                if (!Vector256.GreaterThanOrEqualAny(own, contrast))
                {
                    continue;
                }
                var most = Vector256.LoadUnsafe(ref line, (nuint)(at - (Reach / 2)));
                for (int right = 1; right < Window; right++)
                {
                    most = Vector256.Max(most, Vector256.LoadUnsafe(ref line, (nuint)(at - (Reach / 2) + right)));
                }
                Vector256<byte> half = (most.AsUInt16() >> 1).AsByte() & Vector256.Create((byte)0x7F);
                Vector256<byte> stroke = Vector256.GreaterThanOrEqual(own, Vector256.Max(half, contrast));
                int half32 = (at - Margin) / 32;
                halves[(row * WordsPerRow * 2) + half32] = stroke.ExtractMostSignificantBits();
            }
        }
        return any;
    }

    private static void Invert(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int at = 0;
        for (; at + Vector<byte>.Count <= from.Length; at += Vector<byte>.Count)
        {
            (~new Vector<byte>(from[at..])).CopyTo(to[at..]);
        }
        for (; at < from.Length; at++)
        {
            to[at] = (byte)~from[at];
        }
    }
}
