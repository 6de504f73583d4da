using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>A set of pixels of one picture, held as rectangles that do not overlap.</summary>
internal sealed class PixelArea(int columns, int rows)
{
    private List<PixelRectangle> _rectangles = [];

    /// <summary>The rectangles, from the top down and from left to right.</summary>
    internal IReadOnlyList<PixelRectangle> Rectangles => [.. _rectangles.OrderBy(r => r.Y).ThenBy(r => r.X)];

    /// <summary>How many pixels there are in it.</summary>
    internal long Count => _rectangles.Sum(r => (long)r.Width * r.Height);

    internal void Fill() => _rectangles = [new PixelRectangle(0, 0, columns, rows)];

    internal void Add(PixelRectangle rectangle)
    {
        if (Clipped(rectangle) is { } clipped)
        {
            var pieces = new List<PixelRectangle> { clipped };
            foreach (PixelRectangle taken in _rectangles)
            {
                pieces = Without(pieces, taken);
            }
            _rectangles.AddRange(pieces);
        }
    }

    internal void Remove(PixelRectangle rectangle)
    {
        if (Clipped(rectangle) is { } clipped)
        {
            _rectangles = Without(_rectangles, clipped);
        }
    }

    private PixelRectangle? Clipped(PixelRectangle r)
    {
        int left = Math.Max(r.X, 0);
        int top = Math.Max(r.Y, 0);
        int right = Math.Min(r.Right, columns);
        int bottom = Math.Min(r.Bottom, rows);
        return right > left && bottom > top ? new PixelRectangle(left, top, right - left, bottom - top) : null;
    }

    private static List<PixelRectangle> Without(List<PixelRectangle> rectangles, PixelRectangle hole)
    {
        var left = new List<PixelRectangle>(rectangles.Count);
        foreach (PixelRectangle r in rectangles)
        {
            if (hole.X >= r.Right || hole.Right <= r.X || hole.Y >= r.Bottom || hole.Bottom <= r.Y)
            {
                left.Add(r);
                continue;
            }
            // Whole rows above and below, then what stands beside the hole.
            int top = Math.Max(r.Y, hole.Y);
            int bottom = Math.Min(r.Bottom, hole.Bottom);
            AddIfAny(left, r.X, r.Y, r.Right, top);
            AddIfAny(left, r.X, bottom, r.Right, r.Bottom);
            AddIfAny(left, r.X, top, hole.X, bottom);
            AddIfAny(left, hole.Right, top, r.Right, bottom);
        }
        return left;
    }

    private static void AddIfAny(List<PixelRectangle> rectangles, int left, int top, int right, int bottom)
    {
        if (right > left && bottom > top)
        {
            rectangles.Add(new PixelRectangle(left, top, right - left, bottom - top));
        }
    }
}
