using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// Finds what looks like text in a picture: sharp strokes of one brightness, light on dark or dark on light, in glyphs of like height side
/// by side; in a clip those that stand still while tissue moves. Letters of 7 to 40 pixels are looked for. It says where text may stand,
/// and never that there is none: what was measured of it is in docs/verification.md.
/// </summary>
public static class TextDetector
{
    /// <summary>The most frames of a clip that are looked at.</summary>
    public const int MostFrames = 6;

    /// <summary>Pictures of fewer pixels across or down are not looked at: no word that could be read fits in.</summary>
    private const int LeastSide = 16;

    /// <summary>The frames of a clip that are looked at: the first, the last, and others evenly between them.</summary>
    /// <param name="count">Frames of the clip.</param>
    public static IReadOnlyList<int> FramesOf(int count)
    {
        int looked = Math.Min(count, MostFrames);
        return [.. Enumerable.Range(0, looked).Select(i => looked == 1 ? 0 : (int)((long)i * (count - 1) / (looked - 1)))];
    }

    /// <summary>Looks for text in an object's picture.</summary>
    /// <param name="frames">Its frames, masked or not.</param>
    /// <param name="unseen">Rectangles that are not looked at: what is masked, and where text is accepted.</param>
    /// <param name="cancellation">Ends the search between two frames.</param>
    /// <returns>The places, from the top down.</returns>
    /// <exception cref="PixelException">A frame is damaged.</exception>
    /// <remarks>In a clip, text must stand in two frames that were looked at one after the other.</remarks>
    public static IReadOnlyList<TextPlace> Find(PictureFrames frames, IReadOnlyList<PixelRectangle> unseen, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(unseen);
        int length = frames.Columns * frames.Rows;
        byte[][] planes = [ArrayPool<byte>.Shared.Rent(length), ArrayPool<byte>.Shared.Rent(length), ArrayPool<byte>.Shared.Rent(length)];
        try
        {
            using var search = new Search(frames.Columns, frames.Rows, unseen);
            IReadOnlyList<int> looked = FramesOf(frames.Count);
            frames.ReadBrightness(looked[0], planes[0].AsSpan(0, length));
            if (looked.Count == 1)
            {
                search.Look(planes[0].AsSpan(0, length), dark: false, looked[0]);
                search.Look(planes[0].AsSpan(0, length), dark: true, looked[0]);
            }
            for (int i = 1; i < looked.Count; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                frames.ReadBrightness(looked[i], planes[1].AsSpan(0, length));
                search.LookAtBoth(planes[0].AsSpan(0, length), planes[1].AsSpan(0, length), planes[2].AsSpan(0, length), looked[i]);
                (planes[0], planes[1]) = (planes[1], planes[0]);
            }
            return search.Places();
        }
        finally
        {
            Array.ForEach(planes, plane => ArrayPool<byte>.Shared.Return(plane));
        }
    }

    /// <summary>Looks for text in the brightness of frames that were read one after the other (see <see cref="PictureFrames.ReadBrightness"/>).</summary>
    /// <param name="frames">One frame, or several of a clip: a byte a pixel each.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="rows">Pixels down.</param>
    /// <param name="unseen">Rectangles that are not looked at: what is masked, and where text is accepted.</param>
    public static IReadOnlyList<TextPlace> Find(IReadOnlyList<ReadOnlyMemory<byte>> frames, int columns, int rows, IReadOnlyList<PixelRectangle> unseen)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(unseen);
        using var search = new Search(columns, rows, unseen);
        if (frames.Count == 1)
        {
            search.Look(frames[0].Span, dark: false, 0);
            search.Look(frames[0].Span, dark: true, 0);
        }
        byte[] both = new byte[frames.Count > 1 ? columns * rows : 0];
        for (int i = 1; i < frames.Count; i++)
        {
            search.LookAtBoth(frames[i - 1].Span, frames[i].Span, both, i);
        }
        return search.Places();
    }

    private sealed class Search : IDisposable
    {
        private readonly int _columns;
        private readonly int _rows;
        private readonly PixelRectangle[] _unseen;
        private readonly PixelRectangle[] _unseenAtHalf;
        private readonly StrokeMap? _map;
        private readonly StrokeMap? _halfMap;
        private readonly GlyphFinder _finder = new();
        private readonly byte[] _half;
        private readonly List<TextPlace> _found = [];

        internal Search(int columns, int rows, IReadOnlyList<PixelRectangle> unseen)
        {
            _columns = columns;
            _rows = rows;
            _unseen = [.. unseen.Select(r => Clipped(r.X, r.Y, r.Right, r.Bottom, columns, rows)).Where(r => r is { Width: > 0, Height: > 0 })];
            _unseenAtHalf = [.. _unseen.Select(r => Clipped(r.X / 2, r.Y / 2, (r.Right + 1) / 2, (r.Bottom + 1) / 2, columns / 2, rows / 2)).Where(r => r is { Width: > 0, Height: > 0 })];
            if (columns < LeastSide || rows < LeastSide)
            {
                _half = [];
                return;
            }
            _map = new StrokeMap(columns, rows);
            _halfMap = new StrokeMap(columns / 2, rows / 2);
            _half = ArrayPool<byte>.Shared.Rent(columns / 2 * (rows / 2));
        }

        internal void LookAtBoth(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> both, int frame)
        {
            Combine(first, second, both, darker: true);
            Look(both, dark: false, frame);
            Combine(first, second, both, darker: false);
            Look(both, dark: true, frame);
        }

        internal void Look(ReadOnlySpan<byte> brightness, bool dark, int frame)
        {
            if (_map is null)
            {
                return;
            }
            int before = _found.Count;
            if (_map.Search(brightness, dark, _unseen))
            {
                TextLines.Find(_finder.Find(_map), _map, _found);
            }
            // Large and bold letters have strokes that are wider than a stroke may be; at half the size they are not.
            Halve(brightness);
            if (_halfMap!.Search(_half, dark, _unseenAtHalf))
            {
                int half = _found.Count;
                TextLines.Find(_finder.Find(_halfMap), _halfMap, _found);
                for (int i = half; i < _found.Count; i++)
                {
                    PixelRectangle area = _found[i].Area;
                    _found[i] = _found[i] with { Area = new PixelRectangle(2 * area.X, 2 * area.Y, 2 * area.Width, 2 * area.Height) };
                }
            }
            for (int i = before; i < _found.Count; i++)
            {
                _found[i] = _found[i] with { Frame = frame };
            }
        }

        /// <summary>What was found, places that overlap put together.</summary>
        internal IReadOnlyList<TextPlace> Places()
        {
            var places = new List<TextPlace>();
            foreach (TextPlace found in _found)
            {
                TextPlace place = found;
                for (int i = 0; i < places.Count;)
                {
                    if (!Overlap(places[i].Area, place.Area))
                    {
                        i++;
                        continue;
                    }
                    place = Joined(places[i], place);
                    places.RemoveAt(i);
                    i = 0;
                }
                places.Add(place);
            }
            return [.. places.OrderBy(p => p.Area.Y).ThenBy(p => p.Area.X)];
        }

        public void Dispose()
        {
            _map?.Dispose();
            _halfMap?.Dispose();
            if (_half.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_half);
            }
        }

        private static bool Overlap(PixelRectangle a, PixelRectangle b) => a.X < b.Right && b.X < a.Right && a.Y < b.Bottom && b.Y < a.Bottom;

        private static TextPlace Joined(TextPlace a, TextPlace b)
        {
            int left = Math.Min(a.Area.X, b.Area.X);
            int top = Math.Min(a.Area.Y, b.Area.Y);
            var area = new PixelRectangle(left, top, Math.Max(a.Area.Right, b.Area.Right) - left, Math.Max(a.Area.Bottom, b.Area.Bottom) - top);
            return new TextPlace(area, Math.Max(a.Score, b.Score), a.Score >= b.Score ? a.Frame : b.Frame);
        }

        private static PixelRectangle Clipped(int left, int top, int right, int bottom, int columns, int rows)
        {
            (left, top) = (Math.Clamp(left, 0, columns), Math.Clamp(top, 0, rows));
            return new PixelRectangle(left, top, Math.Min(right, columns) - left, Math.Min(bottom, rows) - top);
        }

        private static void Combine(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> both, bool darker)
        {
            int at = 0;
            for (; at + Vector<byte>.Count <= both.Length; at += Vector<byte>.Count)
            {
                var one = new Vector<byte>(first[at..]);
                var other = new Vector<byte>(second[at..]);
                (darker ? Vector.Min(one, other) : Vector.Max(one, other)).CopyTo(both[at..]);
            }
            for (; at < both.Length; at++)
            {
                both[at] = darker ? Math.Min(first[at], second[at]) : Math.Max(first[at], second[at]);
            }
        }

        /// <summary>Four pixels into one.</summary>
        private void Halve(ReadOnlySpan<byte> brightness)
        {
            int columns = _columns / 2;
            var low = Vector128.Create((ushort)0x00FF);
            for (int row = 0; row < _rows / 2; row++)
            {
                ReadOnlySpan<byte> upper = brightness.Slice(2 * row * _columns, _columns);
                ReadOnlySpan<byte> lower = brightness.Slice(((2 * row) + 1) * _columns, _columns);
                Span<byte> to = _half.AsSpan(row * columns, columns);
                int at = 0;
                for (; at + 16 <= columns; at += 16)
                {
                    Vector128<ushort> left = Sums(upper[(2 * at)..], lower[(2 * at)..], low);
                    Vector128<ushort> right = Sums(upper[((2 * at) + 16)..], lower[((2 * at) + 16)..], low);
                    Vector128.Narrow(left >> 2, right >> 2).CopyTo(to[at..]);
                }
                for (; at < columns; at++)
                {
                    to[at] = (byte)((upper[2 * at] + upper[(2 * at) + 1] + lower[2 * at] + lower[(2 * at) + 1] + 2) >> 2);
                }
            }
        }

        private static Vector128<ushort> Sums(ReadOnlySpan<byte> upper, ReadOnlySpan<byte> lower, Vector128<ushort> low)
        {
            Vector128<ushort> above = Vector128.Create(upper[..16]).AsUInt16();
            Vector128<ushort> below = Vector128.Create(lower[..16]).AsUInt16();
            return (above & low) + (above >> 8) + (below & low) + (below >> 8) + Vector128.Create((ushort)2);
        }
    }
}
