using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>Names a script's rule by its line and the first words of its comment or, without one, of its signature.</summary>
internal static class ScriptRuleName
{
    /// <summary>A name, which no other rule of the policy has.</summary>
    /// <param name="text">The script.</param>
    /// <param name="comment">Where the text before the signature begins.</param>
    /// <param name="open">The signature's opening brace.</param>
    /// <param name="close">Its closing brace.</param>
    /// <param name="names">Names that are taken; this one is added.</param>
    internal static string Of(ScriptText text, int comment, int open, int close, ISet<string> names)
    {
        string words = text.Text[comment..open].Split('\n').Select(Printable).LastOrDefault(line => line.Any(char.IsAsciiLetterOrDigit))
            ?? Printable(text.Text[(open + 1)..close]);
        words = words.Length > 0 ? words : "rule";
        string start = string.Create(CultureInfo.InvariantCulture, $"CTP line {text.LineOf(open)}: ");
        for (int number = 1; ; number++)
        {
            string end = number == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $" ({number})");
            string name = start + Shortened(words, ResearchText.Longest - start.Length - end.Length) + end;
            if (names.Add(name))
            {
                return name;
            }
        }
    }

    /// <summary>Words of printable ASCII with one space between them. A backslash would part two values.</summary>
    private static string Printable(string text)
    {
        var printable = new StringBuilder(text.Length);
        foreach (string word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string kept = new([.. word.Where(c => c is > ' ' and <= '~' and not '\\')]);
            if (kept.Length > 0)
            {
                printable.Append(printable.Length > 0 ? " " : string.Empty).Append(kept);
            }
        }
        return printable.ToString();
    }

    private static string Shortened(string words, int longest)
    {
        if (words.Length <= longest)
        {
            return words;
        }
        int space = words.LastIndexOf(' ', longest);
        return words[..(space > longest / 2 ? space : longest)];
    }
}
