using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Protection.Search;

/// <summary>How much of a text a word must be to count as found in it.</summary>
internal enum WordReach
{
    /// <summary>A whole value: the word says too little to count anywhere else.</summary>
    WholeValue,
    /// <summary>A word of its own: "MARY" stands in "PRIMARY".</summary>
    OwnWord,
    /// <summary>Any part.</summary>
    Anywhere,
}

/// <summary>A word that says who somebody is: a part of a name, or a number. Identity side: it stays in memory.</summary>
internal sealed class IdentityWord
{
    /// <summary>A word of this many characters and more counts wherever it stands.</summary>
    internal const int LongWord = 6;

    /// <summary>Below this a word counts only as a whole value.</summary>
    internal const int ShortestWord = 4;

    /// <summary>What stands behind in a longer word is not looked at.</summary>
    internal const int Longest = 64;

    private IdentityWord(string text, bool isPatients, byte[]? bytes)
    {
        Text = text;
        IsPatients = isPatients;
        Bytes = bytes;
        IsAscii = bytes is null && Ascii.IsValid(text);
        HasLetter = bytes is not null || text.Any(char.IsLetter);
        Reach = IsAscii ? ReachOf(text.Length) : ReachBeyondAscii(text, bytes);
    }

    /// <summary>The word as it was found; of bytes that no character set explains, an empty text.</summary>
    internal string Text { get; }

    /// <summary>Bytes that stand for a word in a character set that is not known; else null.</summary>
    internal byte[]? Bytes { get; }

    /// <summary>Whether it is the patient's own name or number rather than a physician's or an order's.</summary>
    internal bool IsPatients { get; }

    /// <summary>Whether all its characters are ASCII, which have the same bytes in every character set of the standard.</summary>
    internal bool IsAscii { get; }

    /// <summary>Whether it has a letter. Digits alone can be the same by chance.</summary>
    internal bool HasLetter { get; }

    /// <summary>How much of a text it must be.</summary>
    internal WordReach Reach { get; }

    /// <summary>A word of text.</summary>
    /// <param name="text">The word.</param>
    /// <param name="isPatients">Whether it is the patient's own.</param>
    internal static IdentityWord Of(string text, bool isPatients) => new(text.Length <= Longest ? text : text[..Longest], isPatients, null);

    /// <summary>A word of bytes that no character set explains.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="isPatients">Whether it is the patient's own.</param>
    internal static IdentityWord Of(ReadOnlySpan<byte> bytes, bool isPatients) => new(string.Empty, isPatients, bytes[..Math.Min(bytes.Length, Longest)].ToArray());

    /// <summary>Whether a text has the word in it, by the word's reach; one that counts only as a whole value has to be a word of its own.</summary>
    /// <param name="text">The text.</param>
    internal bool IsIn(string text) => IndexIn(text) >= 0;

    /// <summary>Where a text has the word in it, or -1.</summary>
    /// <param name="text">The text.</param>
    internal int IndexIn(string text) => Text.Length == 0 ? -1 : WordSearch.IndexOf(text, Text, Reach == WordReach.Anywhere);

    private static WordReach ReachOf(int length) => length >= LongWord ? WordReach.Anywhere : length >= ShortestWord ? WordReach.OwnWord : WordReach.WholeValue;

    /// <summary>Scripts that do not part words by spaces have short names and no words of their own.</summary>
    private static WordReach ReachBeyondAscii(string text, byte[]? bytes) =>
        bytes is not null || text.Length >= ShortestWord || text.Any(character => char.GetUnicodeCategory(character) is UnicodeCategory.OtherLetter or UnicodeCategory.Surrogate)
            ? WordReach.Anywhere
            : WordReach.OwnWord;
}
