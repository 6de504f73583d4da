using Ospacs.Archive.Protection.Masks;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>
/// Which pixels of a picture must be hidden, painted pixel by pixel from what a rule says: it has nothing in common with how masks are made,
/// so that it can tell when they are made wrong.
/// </summary>
internal sealed class ExamArea
{
    private const int JpegBlock = 8;

    private ExamArea(int columns, int rows)
    {
        Columns = columns;
        Rows = rows;
        Hidden = new bool[columns * rows];
    }

    internal int Columns { get; }

    internal int Rows { get; }

    /// <summary>Row by row.</summary>
    internal bool[] Hidden { get; }

    /// <summary>Whether any pixel must be hidden.</summary>
    internal bool HasHidden => Hidden.AsSpan().Contains(true);

    /// <summary>Whether any pixel must stay.</summary>
    internal bool HasKept => Hidden.AsSpan().Contains(false);

    /// <summary>Pixels that follow each other and are all hidden, or are all kept: where each run begins, and where the next one does.</summary>
    /// <param name="hidden">Which of them.</param>
    internal IEnumerable<(int Start, int End)> Runs(bool hidden)
    {
        int at = 0;
        while (at < Hidden.Length)
        {
            int start = Hidden.AsSpan(at).IndexOf(hidden);
            if (start < 0)
            {
                yield break;
            }
            start += at;
            int length = Hidden.AsSpan(start).IndexOf(!hidden);
            at = length < 0 ? Hidden.Length : start + length;
            yield return (start, at);
        }
    }

    /// <summary>What a rule hides.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="rows">Pixels down.</param>
    /// <param name="regions">The picture's ultrasound regions.</param>
    internal static ExamArea Of(MaskRule rule, int columns, int rows, IReadOnlyList<PixelRectangle> regions)
    {
        var area = new ExamArea(columns, rows);
        if ((rule.KeepsRegions ? regions : rule.Keep) is { } kept)
        {
            area.Hidden.AsSpan().Fill(true);
            foreach (PixelRectangle rectangle in kept)
            {
                area.Paint(rectangle, false);
            }
        }
        foreach (PixelRectangle rectangle in rule.Blank)
        {
            area.Paint(rectangle, true);
        }
        return area;
    }

    /// <summary>Whether a rectangle of a rule lies in a picture whole: a rule is written for pictures that it fits.</summary>
    internal static bool Fits(PixelRectangle rectangle, int columns, int rows)
    {
        int left = rectangle.X < 0 ? columns + rectangle.X : rectangle.X;
        int top = rectangle.Y < 0 ? rows + rectangle.Y : rectangle.Y;
        return left >= 0 && top >= 0 && left + rectangle.Width <= columns && top + rectangle.Height <= rows;
    }

    /// <summary>The same with every block of eight by eight pixels hidden whole that has a hidden pixel.</summary>
    internal ExamArea InBlocks()
    {
        var grown = new ExamArea(Columns, Rows);
        int across = (Columns + JpegBlock - 1) / JpegBlock;
        bool[] blocks = new bool[across * ((Rows + JpegBlock - 1) / JpegBlock)];
        for (int i = 0; i < Hidden.Length; i++)
        {
            blocks[(i / Columns / JpegBlock * across) + (i % Columns / JpegBlock)] |= Hidden[i];
        }
        for (int i = 0; i < Hidden.Length; i++)
        {
            grown.Hidden[i] = blocks[(i / Columns / JpegBlock * across) + (i % Columns / JpegBlock)];
        }
        return grown;
    }

    private void Paint(PixelRectangle rectangle, bool hidden)
    {
        int left = rectangle.X < 0 ? Columns + rectangle.X : rectangle.X;
        int top = rectangle.Y < 0 ? Rows + rectangle.Y : rectangle.Y;
        int right = Math.Min(left + rectangle.Width, Columns);
        for (int y = Math.Max(top, 0); y < Math.Min(top + rectangle.Height, Rows); y++)
        {
            if (right > Math.Max(left, 0))
            {
                Hidden.AsSpan((y * Columns) + Math.Max(left, 0), right - Math.Max(left, 0)).Fill(hidden);
            }
        }
    }
}
