using System.Runtime.InteropServices;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>Puts glyphs of like height, brightness and place side by side into rows, and says which rows are text (see <see cref="TextEvidence"/>).</summary>
internal static class TextLines
{
    private const int BandHeight = 16;

    /// <summary>The part of a row's glyphs that may be plain bars: more of them are the ticks of a scale.</summary>
    private const double MostBars = 0.6;

    /// <summary>The part of a glyph's box that a bar fills.</summary>
    private const double BarDensity = 0.85;

    /// <summary>Finds the rows that are text.</summary>
    /// <param name="found">The glyphs; they are put into another order.</param>
    /// <param name="map">Where they were found.</param>
    /// <param name="places">Gets the rows' places.</param>
    internal static void Find(List<Glyph> found, StrokeMap map, List<TextPlace> places)
    {
        if (found.Count == 0)
        {
            return;
        }
        found.Sort(static (a, b) => a.Left != b.Left ? a.Left.CompareTo(b.Left) : a.Top.CompareTo(b.Top));
        Span<Glyph> glyphs = CollectionsMarshal.AsSpan(found);
        int[] rows = Link(glyphs, map.Rows);
        // Glyphs by rows, and within a row from left to right.
        int[] order = new int[glyphs.Length];
        for (int i = 0; i < order.Length; i++)
        {
            rows[i] = Root(rows, i);
            order[i] = i;
        }
        Array.Sort((int[])rows.Clone(), order);
        var row = new List<Glyph>();
        for (int i = 0; i < order.Length; i++)
        {
            row.Add(glyphs[order[i]]);
            if (i + 1 == order.Length || rows[order[i + 1]] != rows[order[i]])
            {
                Judge(CollectionsMarshal.AsSpan(row), map, places);
                row.Clear();
            }
        }
    }

    /// <summary>Joins each glyph with the nearest one to its right that may be the next letter.</summary>
    private static int[] Link(ReadOnlySpan<Glyph> glyphs, int height)
    {
        var bands = new List<int>?[(height / BandHeight) + 1];
        int[] rows = new int[glyphs.Length];
        for (int i = 0; i < glyphs.Length; i++)
        {
            rows[i] = i;
            (bands[(glyphs[i].Top + glyphs[i].Bottom) / 2 / BandHeight] ??= []).Add(i);
        }
        for (int i = 0; i < glyphs.Length; i++)
        {
            int middle = (glyphs[i].Top + glyphs[i].Bottom) / 2;
            int reach = glyphs[i].Height;
            int last = Math.Min(bands.Length - 1, (middle + reach) / BandHeight);
            int next = -1;
            for (int band = Math.Max(0, (middle - reach) / BandHeight); band <= last; band++)
            {
                next = bands[band] is { } members ? Nearest(glyphs, members, i, next) : next;
            }
            if (next >= 0)
            {
                rows[Root(rows, next)] = Root(rows, i);
            }
        }
        return rows;
    }

    private static int Nearest(ReadOnlySpan<Glyph> glyphs, List<int> members, int index, int nearest)
    {
        int at = members.BinarySearch(index);
        int end = glyphs[index].Right + (2 * glyphs[index].Height);
        for (at = at >= 0 ? at + 1 : ~at; at < members.Count; at++)
        {
            int other = members[at];
            if (glyphs[other].Left > end || (nearest >= 0 && other >= nearest))
            {
                break;
            }
            if (Fit(glyphs[index], glyphs[other]))
            {
                return other;
            }
        }
        return nearest;
    }

    private static bool Fit(in Glyph left, in Glyph right)
    {
        int low = Math.Min(left.Height, right.Height);
        int high = Math.Max(left.Height, right.Height);
        int gap = right.Left - left.Right;
        int overlap = Math.Min(left.Bottom, right.Bottom) - Math.Max(left.Top, right.Top);
        if (high > 2 * low || gap > high || gap < -low / 3 || 10 * overlap < 6 * low)
        {
            return false;
        }
        int contrast = Math.Max(left.Contrast / left.Area, right.Contrast / right.Area);
        return Math.Abs((left.Level / left.Area) - (right.Level / right.Area)) <= Math.Max(16, contrast / 4);
    }

    private static void Judge(ReadOnlySpan<Glyph> row, StrokeMap map, List<TextPlace> places)
    {
        // A single glyph is text only where it is several letters run together.
        if (row.Length == 1 && 10 * row[0].Width <= 16 * row[0].Height)
        {
            return;
        }
        Glyph whole = row[0];
        int bars = 0;
        double strokes = 0;
        double boxes = 0;
        double uneven = 0;
        double peaks = 0;
        double peakSquares = 0;
        for (int i = 0; i < row.Length; i++)
        {
            ref readonly Glyph glyph = ref row[i];
            if (i > 0)
            {
                whole.Join(glyph);
            }
            double box = glyph.Width * glyph.Height;
            bars += glyph.Area >= BarDensity * box ? 1 : 0;
            boxes += box;
            strokes += (double)glyph.Runs / glyph.Height;
            double level = (double)glyph.Level / glyph.Area;
            uneven += glyph.Area * Math.Sqrt(Math.Max(0, ((double)glyph.LevelSquares / glyph.Area) - (level * level)));
            peaks += glyph.Peak;
            peakSquares += glyph.Peak * glyph.Peak;
        }
        if (bars > MostBars * row.Length)
        {
            return;
        }
        double contrast = (double)whole.Contrast / whole.Area;
        double peak = peaks / row.Length;
        (int height, double bottoms, double tops) = Alignment(row);
        double points = TextEvidence.OfGlyphs(
            row.Length,
            bottoms,
            tops,
            uneven / whole.Area / contrast,
            whole.Fall / (2.0 * whole.Runs) / contrast,
            strokes,
            whole.Area / boxes,
            contrast,
            Math.Sqrt(Math.Max(0, (peakSquares / row.Length) - (peak * peak))) / peak);
        if (points + TextEvidence.MostProminence <= TextEvidence.Threshold)
        {
            return;
        }
        points += TextEvidence.Prominence(ProminenceOf(whole, height, map));
        if (points > TextEvidence.Threshold)
        {
            places.Add(new TextPlace(new PixelRectangle(whole.Left, whole.Top, whole.Width, whole.Height), points - TextEvidence.Threshold, Frame: 0));
        }
    }

    /// <summary>The middle one of the glyphs' heights, and the parts of them that have their lower and their upper edges on one line.</summary>
    private static (int Height, double Bottoms, double Tops) Alignment(ReadOnlySpan<Glyph> row)
    {
        Span<int> heights = row.Length <= 128 ? stackalloc int[row.Length] : new int[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            heights[i] = row[i].Height;
        }
        heights.Sort();
        int height = heights[row.Length / 2];
        double tolerance = Math.Max(1, 0.12 * height);
        int bottoms = 0;
        int tops = 0;
        foreach (ref readonly Glyph one in row)
        {
            int bottom = 0;
            int top = 0;
            foreach (ref readonly Glyph other in row)
            {
                bottom += Math.Abs(one.Bottom - other.Bottom) <= tolerance ? 1 : 0;
                top += Math.Abs(one.Top - other.Top) <= tolerance ? 1 : 0;
            }
            bottoms = Math.Max(bottoms, bottom);
            tops = Math.Max(tops, top);
        }
        return (height, (double)bottoms / row.Length, (double)tops / row.Length);
    }

    private static double ProminenceOf(in Glyph whole, int margin, StrokeMap map)
    {
        (long within, long pixels) = map.SumContrast(whole.Left, whole.Top, whole.Right, whole.Bottom);
        (long all, long allPixels) = map.SumContrast(whole.Left - margin, whole.Top - margin, whole.Right + margin, whole.Bottom + margin);
        double around = (double)(all - within) / Math.Max(1, allPixels - pixels);
        return (double)within / pixels / (around + 2);
    }

    private static int Root(int[] rows, int index)
    {
        while (rows[index] != index)
        {
            rows[index] = rows[rows[index]];
            index = rows[index];
        }
        return index;
    }
}
