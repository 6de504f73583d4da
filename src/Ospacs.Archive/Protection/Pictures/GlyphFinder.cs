using System.Numerics;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>Finds the glyphs of a <see cref="StrokeMap"/>: runs of stroke pixels, those of neighbouring rows joined where they touch, corners included.</summary>
internal static class GlyphFinder
{
    /// <summary>The lowest letter that is looked for: one of seven pixels may have lost its upper and lower row, and small letters are lower.</summary>
    internal const int LeastHeight = 5;

    /// <summary>The highest: forty pixels, and what hangs below the line.</summary>
    internal const int MostHeight = 60;

    /// <summary>So many runs are no picture of tissue with text upon it; the search ends there.</summary>
    private const int MostRuns = 400_000;

    /// <summary>The glyphs that are as high as letters are.</summary>
    internal static List<Glyph> Find(StrokeMap map)
    {
        var glyphs = new List<Glyph>();
        var runs = new List<(int From, int To, int Label)>(2048);
        var parents = new List<int>(2048);
        var parts = new List<Glyph>(2048);
        int above = 0;
        for (int row = 0; row < map.Rows; row++)
        {
            int here = runs.Count;
            ReadRuns(map.Strokes(row), runs);
            if (runs.Count > MostRuns)
            {
                break;
            }
            int candidate = above;
            for (int i = here; i < runs.Count; i++)
            {
                (int from, int to, _) = runs[i];
                int label = parents.Count;
                parents.Add(label);
                parts.Add(Measure(map, row, from, to));
                // A run above that ends left of this one's corner ends left of the next one's too.
                while (candidate < here && runs[candidate].To < from)
                {
                    candidate++;
                }
                for (int other = candidate; other < here && runs[other].From <= to; other++)
                {
                    Unite(parents, label, runs[other].Label);
                }
                runs[i] = (from, to, label);
            }
            above = here;
        }
        for (int label = parents.Count - 1; label > 0; label--)
        {
            // The root of a union is its lowest label, so that what is joined here has been joined from above already.
            int root = Root(parents, label);
            if (root != label)
            {
                Glyph joined = parts[root];
                joined.Join(parts[label]);
                parts[root] = joined;
            }
        }
        for (int label = 0; label < parents.Count; label++)
        {
            if (parents[label] == label && IsLike(parts[label]))
            {
                glyphs.Add(parts[label]);
            }
        }
        return glyphs;
    }

    /// <summary>Whether a glyph may be a letter or several: as high as letters are, and where it is wide, crossed by strokes as often as letters would.</summary>
    private static bool IsLike(in Glyph glyph)
    {
        int height = glyph.Height;
        return height is >= LeastHeight and <= MostHeight
            && (2 * glyph.Width <= 3 * height || 4 * glyph.Runs >= 3 * glyph.Width);
    }

    private static void ReadRuns(ReadOnlySpan<ulong> words, List<(int From, int To, int Label)> runs)
    {
        int open = -1;
        for (int word = 0; word < words.Length; word++)
        {
            ulong bits = words[word];
            int start = word * 64;
            int at = 0;
            while (at < 64)
            {
                if (open < 0)
                {
                    ulong rest = bits >> at;
                    if (rest == 0)
                    {
                        break;
                    }
                    at += BitOperations.TrailingZeroCount(rest);
                    open = start + at;
                }
                ulong clear = ~bits >> at;
                if (clear == 0)
                {
                    break;
                }
                int ones = BitOperations.TrailingZeroCount(clear);
                at += ones;
                if (at >= 64)
                {
                    break;
                }
                runs.Add((open, start + at, 0));
                open = -1;
            }
        }
        if (open >= 0)
        {
            runs.Add((open, words.Length * 64, 0));
        }
    }

    private static Glyph Measure(StrokeMap map, int row, int from, int to)
    {
        ReadOnlySpan<byte> brightness = map.Brightness(row);
        ReadOnlySpan<byte> contrast = map.Contrast(row);
        to = Math.Min(to, brightness.Length);
        int level = 0;
        long squares = 0;
        int sum = 0;
        int peak = 0;
        for (int i = from; i < to; i++)
        {
            level += brightness[i];
            squares += brightness[i] * brightness[i];
            sum += contrast[i];
            peak = Math.Max(peak, contrast[i]);
        }
        int left = from >= 2 ? brightness[from - 2] : 0;
        int right = to + 1 < brightness.Length ? brightness[to + 1] : 0;
        return new Glyph
        {
            Left = from, Top = row, Right = to, Bottom = row + 1, Area = to - from, Runs = 1,
            Contrast = sum, Level = level, LevelSquares = squares, Peak = peak,
            Fall = (2 * (level / (to - from))) - left - right,
        };
    }

    private static int Root(List<int> parents, int label)
    {
        while (parents[label] != label)
        {
            parents[label] = parents[parents[label]];
            label = parents[label];
        }
        return label;
    }

    private static void Unite(List<int> parents, int one, int other)
    {
        one = Root(parents, one);
        other = Root(parents, other);
        if (one != other)
        {
            parents[Math.Max(one, other)] = Math.Min(one, other);
        }
    }
}
