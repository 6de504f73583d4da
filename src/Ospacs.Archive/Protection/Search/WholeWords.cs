namespace Ospacs.Archive.Protection.Search;

/// <summary>Words that count where they are a whole value.</summary>
internal sealed class WholeWords
{
    private readonly IdentityWord[] _words;

    // A bit for each length: most values are of another one.
    private readonly ulong _lengths;

    /// <summary>Makes the list.</summary>
    /// <param name="words">The words, of ASCII and up to 64 characters.</param>
    internal WholeWords(IEnumerable<IdentityWord> words)
    {
        _words = [.. words];
        foreach (IdentityWord word in _words)
        {
            _lengths |= 1UL << (word.Text.Length - 1);
        }
    }

    /// <summary>Where one of the values, parted by backslashes, is a word, or -1.</summary>
    /// <param name="bytes">The values.</param>
    /// <param name="isKnown">Words that may stand there.</param>
    internal int IndexIn(ReadOnlySpan<byte> bytes, Predicate<IdentityWord> isKnown)
    {
        if (_words.Length == 0)
        {
            return -1;
        }
        int end = bytes.IndexOf((byte)0);
        bytes = end < 0 ? bytes : bytes[..end];
        for (int start = 0; start <= bytes.Length;)
        {
            int length = bytes[start..].IndexOf((byte)'\\');
            ReadOnlySpan<byte> value = (length < 0 ? bytes[start..] : bytes.Slice(start, length)).Trim((byte)' ');
            if (value.Length is > 0 and <= IdentityWord.Longest && (_lengths >> (value.Length - 1) & 1) != 0 && IsWord(value, isKnown))
            {
                return start;
            }
            if (length < 0)
            {
                break;
            }
            start += length + 1;
        }
        return -1;
    }

    private bool IsWord(ReadOnlySpan<byte> value, Predicate<IdentityWord> isKnown)
    {
        foreach (IdentityWord word in _words)
        {
            if (WordTable.AreSame(value, word.Text) && !isKnown(word))
            {
                return true;
            }
        }
        return false;
    }
}
