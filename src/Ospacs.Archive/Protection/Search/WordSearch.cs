namespace Ospacs.Archive.Protection.Search;

/// <summary>Looks for words in texts, upper and lower case alike.</summary>
internal static class WordSearch
{
    /// <summary>Whether a text has a word in it, as a word of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="word">The word.</param>
    internal static bool Holds(string text, string word) => IndexOf(text, word, anywhere: false) >= 0;

    /// <summary>Where a text has a word in it, or -1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="word">The word.</param>
    /// <param name="anywhere">Whether a part of another word counts too.</param>
    internal static int IndexOf(string text, string word, bool anywhere)
    {
        if (text.Length < word.Length)
        {
            return -1;
        }
        for (int at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            int end = at + word.Length;
            if (anywhere || ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))))
            {
                return at;
            }
        }
        return -1;
    }

    /// <summary>Where one of a text's values, parted by backslashes, is a word, or -1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="word">The word.</param>
    internal static int IndexOfValue(ReadOnlySpan<char> text, string word)
    {
        foreach (Range value in text.Split('\\'))
        {
            if (text[value].Trim().Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return value.Start.GetOffset(text.Length);
            }
        }
        return -1;
    }
}
