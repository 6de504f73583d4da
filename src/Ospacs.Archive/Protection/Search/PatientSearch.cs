using System.Buffers;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Protection.Search;

/// <summary>Searches values for the strings of one patient. Made once for all objects that say the same of her; may be used by several threads.</summary>
internal sealed class PatientSearch
{
    private const byte Gap = 1;

    private readonly WordTable _table;
    private readonly WholeWords _short;
    private readonly WholeWords _codes;
    private readonly WholeWords _numbers;
    private readonly BirthDateSearch _dates;
    private readonly IdentityWord[] _words;
    private readonly HashSet<string> _texts;

    /// <summary>Prepares a search.</summary>
    /// <param name="strings">What to look for.</param>
    /// <param name="patient">The registry's record that they were made of, or null.</param>
    internal PatientSearch(PatientStrings strings, RegistryPatient? patient)
    {
        Patient = patient;
        IdentityWord[] words = [.. strings.Words];
        _table = new WordTable(words);
        _words = [.. words.Where(word => word.Text.Length > 0)];
        _texts = _words.Select(word => word.Text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _short = new WholeWords(_words.Where(word => word is { IsAscii: true, Reach: WordReach.WholeValue }));
        _codes = new WholeWords(_words.Where(word => word is { IsAscii: true } and not { Reach: WordReach.WholeValue }));
        IEnumerable<IdentityWord> dates = strings.BirthDates.Select(date => IdentityWord.Of(date.ToString("yyyyMMdd", CultureInfo.InvariantCulture), isPatients: true));
        _numbers = new WholeWords(_words.Where(word => word is { IsAscii: true, HasLetter: false, Reach: WordReach.Anywhere }).Concat(dates));
        _dates = new BirthDateSearch(strings.BirthDates);
    }

    /// <summary>The registry's record, or null.</summary>
    internal RegistryPatient? Patient { get; }

    /// <summary>Whether a word is one of the strings, upper and lower case alike.</summary>
    /// <param name="word">The word.</param>
    internal bool Knows(string word) => _texts.Contains(word);

    /// <summary>Where in a value a string stands.</summary>
    /// <param name="Offset">Bytes from the beginning.</param>
    /// <param name="Encoding">What it is written in.</param>
    internal readonly record struct Found(long Offset, string Encoding);

    /// <summary>Searches a value, or a piece of one.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="kind">What they are.</param>
    /// <param name="context">What may stand there, and which UIDs may not.</param>
    /// <param name="isDecodable">Whether bytes beyond ASCII are letters of the value's character set.</param>
    internal Found? Find(ReadOnlySpan<byte> bytes, ValueKind kind, in SearchContext context, bool isDecodable = false)
    {
        if (FindAsItStands(bytes, kind, context, isDecodable) is { } found)
        {
            return found;
        }
        // Text of two bytes a character, or four: every second byte by itself, where zeros stand beside it.
        int zero = bytes.IndexOf((byte)0);
        return zero >= 0 && zero < bytes.Length - 1 && bytes.Length >= 2 * IdentityWord.ShortestWord ? FindInPairs(bytes, kind, context) : null;
    }

    /// <summary>Searches text that was decoded, as it stands and without its accents.</summary>
    /// <param name="text">The text.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="isKnown">Words that may stand there.</param>
    /// <returns>How many characters stand before the place, or -1.</returns>
    internal int IndexIn(string text, ValueKind kind, Predicate<IdentityWord> isKnown)
    {
        string plain = Plain(text);
        foreach (IdentityWord word in _words)
        {
            if (kind != ValueKind.FreeText && kind != ValueKind.Bytes && !word.HasLetter)
            {
                continue;
            }
            int at = IndexOf(text, word);
            at = at < 0 && !ReferenceEquals(plain, text) ? Math.Min(IndexOf(plain, word), text.Length) : at;
            if (at >= 0 && !isKnown(word))
            {
                return at;
            }
        }
        return kind is ValueKind.FreeText or ValueKind.Bytes ? _dates.IndexIn(text, BirthDateSearch.Layouts.All) : -1;
    }

    private static int IndexOf(string text, IdentityWord word) =>
        word is { IsAscii: true, Reach: WordReach.WholeValue } ? WordSearch.IndexOfValue(text, word.Text) : word.IndexIn(text);

    private static string Plain(string text)
    {
        string apart = text.Normalize(NormalizationForm.FormKD);
        return apart.All(character => char.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            ? apart
            : string.Concat(apart.Where(character => char.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark));
    }

    private Found? FindAsItStands(ReadOnlySpan<byte> bytes, ValueKind kind, in SearchContext context, bool isDecodable)
    {
        Predicate<IdentityWord> isKnown = context.IsKnown;
        switch (kind)
        {
            case ValueKind.Codes when Ascii.IsValid(bytes):
                return InAscii(_codes.IndexIn(bytes, isKnown));
            case ValueKind.Uids when context.Uids.IndexOfValue(bytes) is >= 0 and int uid:
                return InAscii(uid);
            case ValueKind.Numbers when bytes.Length >= IdentityWord.LongWord && _numbers.IndexIn(bytes, isKnown) is >= 0 and int number:
                return InAscii(number);
        }
        bool isLoose = kind is ValueKind.FreeText or ValueKind.Bytes;
        // Numbers, dates and UIDs mostly have no letter.
        if ((isLoose || kind == ValueKind.Tables || bytes.IndexOfAnyInRange((byte)'A', byte.MaxValue) >= 0)
            && _table.Find(bytes, lettersOnly: !isLoose, isDecodable, isKnown) is { } place)
        {
            return new Found(place.Start, place.Encoding);
        }
        if (isLoose && _short.IndexIn(bytes, isKnown) is >= 0 and int whole)
        {
            return InAscii(whole);
        }
        if (!isLoose && kind != ValueKind.Tables)
        {
            return null;
        }
        int date = _dates.IndexIn(bytes, kind switch
        {
            ValueKind.FreeText => BirthDateSearch.Layouts.All,
            ValueKind.Bytes => BirthDateSearch.Layouts.RunTogether,
            _ => BirthDateSearch.Layouts.Parted,
        });
        return InAscii(date >= 0 ? date : context.Uids.IndexIn(bytes));
    }

    private Found? FindInPairs(ReadOnlySpan<byte> bytes, ValueKind kind, in SearchContext context)
    {
        byte[] single = ArrayPool<byte>.Shared.Rent((bytes.Length / 2) + 1);
        try
        {
            for (int parity = 0; parity < 2; parity++)
            {
                int count = 0;
                for (int at = parity; at < bytes.Length; at += 2)
                {
                    bool besideZero = (at + 1 < bytes.Length && bytes[at + 1] == 0) || (at > 0 && bytes[at - 1] == 0);
                    single[count++] = besideZero ? bytes[at] : Gap;
                }
                if (Find(single.AsSpan(0, count), kind, context) is { } found)
                {
                    return new Found((2 * found.Offset) + parity, "UTF-16 or UTF-32");
                }
            }
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(single, clearArray: true);
        }
    }

    private static Found? InAscii(int at) => at < 0 ? null : new Found(at, "ASCII");
}

/// <summary>What a search of one object has to know beside the patient's strings.</summary>
/// <param name="Uids">The source's UIDs.</param>
/// <param name="IsKnown">Words that may stand in the object although somebody is called so: those of the mask rule.</param>
internal readonly record struct SearchContext(UidSearch Uids, Predicate<IdentityWord> IsKnown);
