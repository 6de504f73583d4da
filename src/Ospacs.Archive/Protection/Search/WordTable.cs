using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Protection.Search;

/// <summary>
/// Words as bytes, found in one pass over other bytes without decoding them; ASCII letters are the same in upper and lower case.
/// A word of ASCII is looked for as it stands, which is what every character set of the standard makes of it; one beyond ASCII in each of
/// its <see cref="CharacterForms"/>.
/// </summary>
internal sealed class WordTable
{
    /// <summary>The first bytes of a word, by which it is looked up.</summary>
    private const int KeyLength = 4;

    private const int FilterBits = 13;

    private static readonly byte[] Capitals = [.. Enumerable.Range(0, 256).Select(value => (byte)(value is >= 'a' and <= 'z' ? value - 32 : value))];

    // A bit for each first four bytes, folded to thirteen bits: of a hundred places in a text, one or two are looked at closer.
    private readonly ulong[] _filter = new ulong[(1 << FilterBits) / 64];
    private readonly Dictionary<uint, int> _first = [];
    private readonly List<Entry> _entries = [];

    /// <summary>Makes the table.</summary>
    /// <param name="words">The words; those of ASCII that count only as whole values are left out.</param>
    internal WordTable(IEnumerable<IdentityWord> words)
    {
        foreach (IdentityWord word in words)
        {
            if (word.Bytes is { } bytes)
            {
                Add(bytes, word, "an unknown character set");
            }
            else if (!word.IsAscii)
            {
                AddForms(word);
            }
            else if (word.Reach != WordReach.WholeValue)
            {
                Add(Encoding.ASCII.GetBytes(word.Text), word, "ASCII");
            }
        }
    }

    /// <summary>A place where a word stands.</summary>
    /// <param name="Start">Bytes from the beginning.</param>
    /// <param name="Word">The word.</param>
    /// <param name="Encoding">What it is written in.</param>
    internal readonly record struct Place(int Start, IdentityWord Word, string Encoding);

    /// <summary>Where a word stands, by its reach.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="lettersOnly">Whether words without a letter do not count.</param>
    /// <param name="highBytesAreLetters">Whether a byte beyond ASCII beside a word makes it part of a longer one.</param>
    /// <param name="isKnown">Words that may stand there.</param>
    internal Place? Find(ReadOnlySpan<byte> bytes, bool lettersOnly, bool highBytesAreLetters, Predicate<IdentityWord> isKnown)
    {
        if (bytes.Length < KeyLength)
        {
            return null;
        }
        byte[] capitals = Capitals;
        ulong[] filter = _filter;
        uint key = ((uint)capitals[bytes[0]] << 16) | ((uint)capitals[bytes[1]] << 8) | capitals[bytes[2]];
        for (int at = KeyLength - 1; at < bytes.Length; at++)
        {
            key = (key << 8) | capitals[bytes[at]];
            uint hash = Hash(key);
            if ((filter[hash >> 6] >> (int)(hash & 63) & 1) != 0 && FindAt(bytes, at - KeyLength + 1, key, lettersOnly, highBytesAreLetters, isKnown) is { } found)
            {
                return found;
            }
        }
        return null;
    }

    /// <summary>Whether bytes are a text of ASCII, but for the case of letters.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="text">The text.</param>
    internal static bool AreSame(ReadOnlySpan<byte> bytes, string text) => bytes.Length == text.Length && Ascii.EqualsIgnoreCase(bytes, text);

    private static uint Hash(uint key) => (key * 0x9E3779B1u) >> (32 - FilterBits);

    private Place? FindAt(ReadOnlySpan<byte> bytes, int start, uint key, bool lettersOnly, bool highBytesAreLetters, Predicate<IdentityWord> isKnown)
    {
        for (int next = _first.GetValueOrDefault(key, -1); next >= 0; next = _entries[next].Next)
        {
            Entry entry = _entries[next];
            if ((!lettersOnly || entry.Word.HasLetter) && IsAt(bytes[start..], entry.Bytes)
                && (entry.Word.Reach == WordReach.Anywhere || IsOwnWord(bytes, start, start + entry.Bytes.Length, highBytesAreLetters))
                && !isKnown(entry.Word))
            {
                return new Place(start, entry.Word, entry.Encoding);
            }
        }
        return null;
    }

    private static bool IsAt(ReadOnlySpan<byte> bytes, byte[] word)
    {
        if (bytes.Length < word.Length)
        {
            return false;
        }
        for (int i = 0; i < word.Length; i++)
        {
            if (Capitals[bytes[i]] != word[i])
            {
                return false;
            }
        }
        return true;
    }

    private static bool IsOwnWord(ReadOnlySpan<byte> bytes, int start, int end, bool highBytesAreLetters)
    {
        return (start == 0 || !IsPartOfWord(bytes[start - 1])) && (end == bytes.Length || !IsPartOfWord(bytes[end]));

        bool IsPartOfWord(byte value) => value > 0x7F ? highBytesAreLetters : char.IsAsciiLetterOrDigit((char)value);
    }

    private void AddForms(IdentityWord word)
    {
        string upper = word.Text.ToUpperInvariant();
        string lower = word.Text.ToLowerInvariant();
        string capitalised = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(lower);
        foreach (string spelling in new HashSet<string>(StringComparer.Ordinal) { word.Text, upper, lower, capitalised })
        {
            foreach (byte[] form in CharacterForms.Of(spelling))
            {
                if (form.Length >= KeyLength && word.Reach == WordReach.Anywhere)
                {
                    Add(form, word, NameOf(form, spelling));
                }
            }
        }
    }

    private void Add(byte[] form, IdentityWord word, string encoding)
    {
        byte[] bytes = new byte[form.Length];
        for (int i = 0; i < form.Length; i++)
        {
            bytes[i] = Capitals[form[i]];
        }
        uint key = ((uint)bytes[0] << 24) | ((uint)bytes[1] << 16) | ((uint)bytes[2] << 8) | bytes[3];
        int first = _first.GetValueOrDefault(key, -1);
        for (int next = first; next >= 0; next = _entries[next].Next)
        {
            if (_entries[next].Bytes.AsSpan().SequenceEqual(bytes))
            {
                return;
            }
        }
        uint hash = Hash(key);
        _filter[hash >> 6] |= 1UL << (int)(hash & 63);
        _first[key] = _entries.Count;
        _entries.Add(new Entry(bytes, word, encoding, first));
    }

    private static string NameOf(byte[] form, string text)
    {
        if (form.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text)))
        {
            return "UTF-8";
        }
        if (form.AsSpan().SequenceEqual(Encoding.Unicode.GetBytes(text)) || form.AsSpan().SequenceEqual(Encoding.BigEndianUnicode.GetBytes(text)))
        {
            return "UTF-16";
        }
        return form.Contains((byte)0x1B) ? "ISO 2022" : "another character set";
    }

    private readonly record struct Entry(byte[] Bytes, IdentityWord Word, string Encoding, int Next);
}
