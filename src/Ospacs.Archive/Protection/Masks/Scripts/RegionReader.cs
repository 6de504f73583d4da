using System.Globalization;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>Reads the regions behind a signature: left, top, width and height in parentheses.</summary>
internal static class RegionReader
{
    private const int MostRegions = 256;

    /// <summary>Farther out than any picture.</summary>
    private const int FarthestPixel = 1_000_000;

    /// <summary>Reads regions.</summary>
    /// <param name="text">The script.</param>
    /// <param name="from">Where the signature ends.</param>
    /// <param name="to">Where the next one begins.</param>
    /// <param name="end">Where the last region ends: what stands behind it is the next rule's comment.</param>
    /// <returns>The rectangles as CTP blanks them, a row and a column more than they say.</returns>
    internal static IReadOnlyList<PixelRectangle> Read(ScriptText text, int from, int to, out int end)
    {
        var regions = new List<PixelRectangle>();
        end = from;
        int open = Find(text, '(', from, to);
        while (open < to)
        {
            int close = Find(text, ')', open, to);
            if (close == to)
            {
                throw text.Error(open, "this parenthesis is never closed.");
            }
            if (Region(text, open, text.Text[(open + 1)..close]) is { } region)
            {
                regions.Add(region);
                end = close + 1;
            }
            if (regions.Count > MostRegions)
            {
                throw text.Error(open, $"the rule has more than {MostRegions} regions.");
            }
            open = Find(text, '(', close + 1, to);
        }
        return regions;
    }

    private static int Find(ScriptText text, char c, int from, int to)
    {
        int at = text.Text.IndexOf(c, from, to - from);
        return at < 0 ? to : at;
    }

    /// <summary>A region, or null where the parentheses are a comment's.</summary>
    private static PixelRectangle? Region(ScriptText text, int at, string inner)
    {
        string[] fields = inner.Split(',', StringSplitOptions.TrimEntries);
        if (fields.Length != 4)
        {
            return IsComment(inner, fields) ? null : throw text.Error(at, "a region has four numbers: left, top, width, height.");
        }
        int[] numbers = new int[4];
        for (int i = 0; i < fields.Length; i++)
        {
            if (!int.TryParse(fields[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]) || Math.Abs((long)numbers[i]) > FarthestPixel)
            {
                throw text.Error(at, "a region has four whole numbers: left, top, width, height.");
            }
        }
        if (numbers[2] < 0 || numbers[3] < 0)
        {
            throw text.Error(at, "a region's width and height are not negative.");
        }
        // CTP blanks from left to left + width, both of them, and the same downwards.
        return new PixelRectangle(numbers[0], numbers[1], numbers[2] + 1, numbers[3] + 1);
    }

    /// <summary>CTP takes for a comment whatever has not four fields. What looks like a region with a slip in it is an error instead.</summary>
    private static bool IsComment(string inner, string[] fields)
    {
        string[] words = inner.Split([',', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);
        bool isRow = words.Length > 1 && int.TryParse(words[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
        return !isRow || (fields.Length == 1 && inner.Any(char.IsLetter));
    }
}
