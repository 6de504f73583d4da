using System.Numerics;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// Finds the glyphs of a <see cref="StrokeMap"/>: runs of stroke pixels, those of neighbouring rows joined where they touch, corners
/// included. Most of what hangs together is no letter by its size alone, so that only the rest is measured. Not for use by several
/// threads at once.
/// </summary>
internal sealed class GlyphFinder
{
    /// <summary>The lowest letter that is looked for: one of seven pixels may have lost its upper and lower row, and small letters are lower.</summary>
    internal const int LeastHeight = 5;

    /// <summary>The highest: forty pixels, and what hangs below the line.</summary>
    internal const int MostHeight = 60;

    private readonly List<Glyph> _glyphs = [];
    private Run[] _runs = new Run[4096];
    private Part[] _parts = new Part[1024];
    private int _runCount;
    private int _partCount;

    /// <summary>The glyphs that may be letters by their height and width; the list is good until the next search.</summary>
    internal List<Glyph> Find(StrokeMap map)
    {
        _runCount = 0;
        _partCount = 0;
        _glyphs.Clear();
        int above = 0;
        for (int row = 0; row < map.Rows; row++)
        {
            int here = _runCount;
            if (map.HasStrokes(row))
            {
                ReadRuns(map.Strokes(row), row);
                Connect(above, here);
            }
            above = here;
        }
        Select();
        Measure(map);
        return _glyphs;
    }

    /// <summary>Whether a glyph may be a letter or several: as high as letters are, and where it is wide, crossed by strokes as often as letters would.</summary>
    private static bool IsLike(in Part part)
    {
        int height = part.Bottom - part.Top;
        int width = part.Right - part.Left;
        return height is >= LeastHeight and <= MostHeight && (2 * width <= 3 * height || 4 * part.Runs >= 3 * width);
    }

    private void ReadRuns(ReadOnlySpan<ulong> words, int row)
    {
        // The end of a run that goes on in the next word; a run's state is kept in the bit before.
        int open = -1;
        for (int word = 0; word < words.Length; word++)
        {
            ulong bits = words[word];
            // Where runs begin and end within the word: wherever a bit differs from the one before it.
            ulong edges = bits ^ ((bits << 1) | (open >= 0 ? 1UL : 0));
            while (edges != 0)
            {
                int at = (word * 64) + BitOperations.TrailingZeroCount(edges);
                edges &= edges - 1;
                if (open < 0)
                {
                    open = at;
                }
                else
                {
                    AddRun(row, open, at);
                    open = -1;
                }
            }
        }
        if (open >= 0)
        {
            AddRun(row, open, words.Length * 64);
        }
    }

    private void AddRun(int row, int from, int to)
    {
        if (_runCount == _runs.Length)
        {
            Array.Resize(ref _runs, 2 * _runs.Length);
        }
        _runs[_runCount++] = new Run { Row = row, From = from, To = to };
    }

    /// <summary>Gives each run of a row the part of those above that it touches, or a part of its own.</summary>
    private void Connect(int above, int here)
    {
        Span<Run> runs = _runs.AsSpan(0, _runCount);
        for (int i = here; i < runs.Length; i++)
        {
            ref Run run = ref runs[i];
            // A run above that ends left of this one's corner ends left of the next one's too.
            while (above < here && runs[above].To < run.From)
            {
                above++;
            }
            int part = -1;
            for (int other = above; other < here && runs[other].From <= run.To; other++)
            {
                int root = Root(runs[other].Part);
                part = part < 0 ? root : Unite(part, root);
            }
            run.Part = part >= 0 ? part : AddPart(run);
            ref Part whole = ref _parts[run.Part];
            whole.Left = Math.Min(whole.Left, run.From);
            whole.Right = Math.Max(whole.Right, run.To);
            whole.Bottom = run.Row + 1;
            whole.Runs++;
        }
    }

    private int AddPart(in Run run)
    {
        if (_partCount == _parts.Length)
        {
            Array.Resize(ref _parts, 2 * _parts.Length);
        }
        _parts[_partCount] = new Part { Root = _partCount, Left = run.From, Right = run.To, Top = run.Row, Bottom = run.Row, Glyph = -1 };
        return _partCount++;
    }

    private int Unite(int one, int other)
    {
        if (one == other)
        {
            return one;
        }
        int kept = Math.Min(one, other);
        int gone = Math.Max(one, other);
        ref Part whole = ref _parts[kept];
        ref Part joined = ref _parts[gone];
        joined.Root = kept;
        whole.Left = Math.Min(whole.Left, joined.Left);
        whole.Right = Math.Max(whole.Right, joined.Right);
        whole.Top = Math.Min(whole.Top, joined.Top);
        whole.Bottom = Math.Max(whole.Bottom, joined.Bottom);
        whole.Runs += joined.Runs;
        return kept;
    }

    private int Root(int part)
    {
        while (_parts[part].Root != part)
        {
            _parts[part].Root = _parts[_parts[part].Root].Root;
            part = _parts[part].Root;
        }
        return part;
    }

    private void Select()
    {
        for (int i = 0; i < _partCount; i++)
        {
            ref Part part = ref _parts[i];
            if (part.Root == i && IsLike(part))
            {
                part.Glyph = _glyphs.Count;
                _glyphs.Add(new Glyph { Left = part.Left, Top = part.Top, Right = part.Right, Bottom = part.Bottom });
            }
        }
    }

    private void Measure(StrokeMap map)
    {
        if (_glyphs.Count == 0)
        {
            return;
        }
        Span<Glyph> glyphs = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_glyphs);
        foreach (ref readonly Run run in _runs.AsSpan(0, _runCount))
        {
            int glyph = _parts[Root(run.Part)].Glyph;
            if (glyph >= 0)
            {
                Measure(map.Brightness(run.Row), map.Contrast(run.Row), run, ref glyphs[glyph]);
            }
        }
    }

    private static void Measure(ReadOnlySpan<byte> brightness, ReadOnlySpan<byte> contrast, in Run run, ref Glyph glyph)
    {
        int to = Math.Min(run.To, brightness.Length);
        int length = to - run.From;
        int level = 0;
        int squares = 0;
        int sum = 0;
        int peak = 0;
        for (int i = run.From; i < to; i++)
        {
            int value = brightness[i];
            level += value;
            squares += value * value;
            sum += contrast[i];
            peak = Math.Max(peak, contrast[i]);
        }
        int left = run.From >= 2 ? brightness[run.From - 2] : 0;
        int right = to + 1 < brightness.Length ? brightness[to + 1] : 0;
        glyph.Area += length;
        glyph.Runs++;
        glyph.Contrast += sum;
        glyph.Level += level;
        glyph.LevelSquares += squares;
        glyph.Peak = Math.Max(glyph.Peak, peak);
        glyph.Fall += (2 * (level / length)) - left - right;
    }

    private struct Run
    {
        internal int Row;
        internal int From;
        internal int To;
        internal int Part;
    }

    private struct Part
    {
        internal int Root;
        internal int Left;
        internal int Top;
        internal int Right;
        internal int Bottom;
        internal int Runs;
        internal int Glyph;
    }
}
