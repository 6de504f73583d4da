using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>
/// Reads a script of CTP's DicomPixelAnonymizer: entries of a signature in braces and the regions behind it, in parentheses. All other
/// text is comment. What CTP would pass over in silence is an error here with line and column: a rule that it loses is a picture
/// that it leaves as it came.
/// </summary>
internal static class MaskScriptReader
{
    /// <summary>The longest script, in characters. Such as are known have some ten thousand.</summary>
    private const int LongestScript = 1 << 20;

    /// <summary>The most rules: each of them is tried with every picture.</summary>
    private const int MostRules = 4096;

    /// <summary>Reads a script.</summary>
    /// <param name="script">Its text.</param>
    /// <param name="names">Names that other rules of the policy have; those of the script's rules are added.</param>
    /// <returns>The rules, in the order of the script.</returns>
    /// <exception cref="PolicyException">The script cannot be read, or says something that cannot be carried out safely.</exception>
    internal static IReadOnlyList<MaskRule> Read(string script, ISet<string> names)
    {
        var text = new ScriptText(script);
        if (script.Length > LongestScript)
        {
            throw text.Error(LongestScript, "the script is longer than a million characters.");
        }
        var rules = new List<MaskRule>();
        int comment = 0;
        int open = NextBrace(text, 0);
        while (open < text.Length)
        {
            if (rules.Count == MostRules)
            {
                throw text.Error(open, $"the script has more than {MostRules} rules.");
            }
            int close = script.IndexOf('}', open);
            if (close < 0)
            {
                throw text.Error(open, "this brace is never closed.");
            }
            SignatureNode signature = new SignatureReader(text, open + 1, close).Read();
            int next = NextBrace(text, close + 1);
            IReadOnlyList<PixelRectangle> regions = RegionReader.Read(text, close + 1, next, out int behindRegions);
            rules.Add(new MaskRule
            {
                Name = ScriptRuleName.Of(text, comment, open, close, names),
                Source = $"mask script, line {text.LineOf(open)}",
                When = [.. signature.Conditions()],
                Blank = regions,
                IsOfScript = true,
            });
            comment = behindRegions;
            open = next;
        }
        return rules.Count > 0 ? rules : throw text.Error(0, "the script has no rule: no signature in braces.");
    }

    /// <summary>The error of a script that has half a character in it, which no file can hold; or null.</summary>
    internal static PolicyException? HalfCharacter(string script)
    {
        for (int i = 0; i < script.Length; i++)
        {
            if (char.IsSurrogatePair(script, i))
            {
                i++;
            }
            else if (char.IsSurrogate(script[i]))
            {
                return new ScriptText(script).Error(i, "half a character stands here.");
            }
        }
        return null;
    }

    private static int NextBrace(ScriptText text, int from)
    {
        int at = text.Text.AsSpan(from).IndexOfAny('{', '}');
        if (at < 0)
        {
            return text.Length;
        }
        return text[from + at] == '{' ? from + at : throw text.Error(from + at, "nothing is open that this brace could close; a } ends a signature, between quotes too.");
    }
}
