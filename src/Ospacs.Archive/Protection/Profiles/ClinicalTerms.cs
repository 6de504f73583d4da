using System.Collections.Frozen;
using System.Text;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>The words that may stay in a text that is cleaned: an allow-list. Nothing is taken out because it looks like a name; what is not a clinical term never stays.</summary>
public sealed class ClinicalTerms
{
    private readonly FrozenSet<string> _words;
    private readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private ClinicalTerms(IEnumerable<string> words)
    {
        _words = words.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The list that ships.</summary>
    public static ClinicalTerms Shipped { get; } = new(ProtectionTables.Lines("clinical-terms.txt").SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

    /// <summary>How many words there are.</summary>
    public int Count => _words.Count;

    /// <summary>This list with more words.</summary>
    /// <param name="words">Words, without spaces.</param>
    public ClinicalTerms With(IEnumerable<string> words) => new(_words.Concat(words));

    /// <summary>Whether a word is on the list; upper and lower case are the same.</summary>
    /// <param name="word">The word.</param>
    public bool Contains(ReadOnlySpan<char> word) => _lookup.Contains(word);

    /// <summary>The words of a text that may stay, in their order, a space between them. Values stay parted by backslashes; empty when nothing stays.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isIdentity">Whether a word is one of this patient's: it goes although it is a term.</param>
    public string Clean(string text, Func<string, bool> isIdentity)
    {
        var kept = new StringBuilder();
        foreach (Range value in text.AsSpan().Split('\\'))
        {
            string cleaned = CleanValue(text.AsSpan()[value], isIdentity);
            if (cleaned.Length > 0)
            {
                kept.Append(kept.Length > 0 ? "\\" : string.Empty).Append(cleaned);
            }
        }
        return kept.ToString();
    }

    private string CleanValue(ReadOnlySpan<char> value, Func<string, bool> isIdentity)
    {
        var kept = new StringBuilder();
        int at = 0;
        while (at < value.Length)
        {
            if (!char.IsLetterOrDigit(value[at]))
            {
                at++;
                continue;
            }
            int end = at;
            while (end < value.Length && char.IsLetterOrDigit(value[end]))
            {
                end++;
            }
            ReadOnlySpan<char> word = value[at..end];
            if (Contains(word) && !isIdentity(word.ToString()))
            {
                kept.Append(kept.Length > 0 ? " " : string.Empty).Append(word);
            }
            at = end;
        }
        return kept.ToString();
    }
}
