using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Patients;

/// <summary>
/// A person's name in normal form: capitals, no accents, apostrophes gone, hyphens and runs of spaces alike, titles dropped.
/// A name in components (family^given^middle) keeps family and given apart; one without carets, or with only one component filled,
/// is a row of words.
/// </summary>
internal sealed class PersonNameForm
{
    private static readonly FrozenSet<string> Titles = FrozenSet.ToFrozenSet(
        ["MR", "MRS", "MS", "MISS", "MX", "MSTR", "DR", "PROF", "PROFESSOR", "REV", "HERR", "FRAU", "MME", "MLLE"], StringComparer.Ordinal);

    private const string Apostrophes = "'\u2018\u2019\u201B\u02BC\u02BB\u0060\u00B4\u2032";

    private readonly string[] _family;
    private readonly string[] _given;
    private readonly string[] _words;
    private readonly string _familyText;
    private readonly string _givenText;

    private PersonNameForm(List<string> family, List<string> given)
    {
        _family = WithoutTitles(family);
        _given = WithoutTitles(given);
        _words = [.. _family, .. _given];
        Array.Sort(_words, StringComparer.Ordinal);
        _familyText = string.Concat(_family);
        _givenText = string.Concat(_given);
        char[] letters = (_familyText + _givenText).ToCharArray();
        Array.Sort(letters);
        Key = new string(letters);
    }

    /// <summary>Whether nothing is left of the name.</summary>
    internal bool IsBlank => _words.Length == 0;

    /// <summary>The same for all names that agree, whatever their order and spacing: the name's letters, sorted. Different names can share it.</summary>
    internal string Key { get; }

    /// <summary>The words of the family name; all words where family and given name cannot be told apart.</summary>
    internal IReadOnlyList<string> Family => _family;

    /// <summary>The words of the given and middle names.</summary>
    internal IReadOnlyList<string> Given => _given;

    /// <summary>Whether family and given name can be told apart.</summary>
    internal bool IsParted => _family.Length > 0 && _given.Length > 0;

    /// <summary>The component groups of a Patient's Name (0010,0010) that are not blank: alphabetic, ideographic, phonetic (PS3.5 section 6.2.1).</summary>
    internal static IReadOnlyList<PersonNameForm> OfHeader(string patientName) =>
        [.. patientName.Split('=').Select(OfGroup).Where(n => !n.IsBlank)];

    internal static PersonNameForm OfRegistry(RegistryPatient patient) => new(Words(patient.FamilyName), Words(patient.GivenName));

    /// <summary>
    /// Any group that agrees will do, as they are the same name in different scripts. Where none does, the first one speaks.
    /// </summary>
    internal static FieldAgreement Compare(IReadOnlyList<PersonNameForm> header, PersonNameForm registry)
    {
        if (header.Count == 0 || registry.IsBlank)
        {
            return FieldAgreement.Blank;
        }
        FieldAgreement first = header[0].CompareTo(registry);
        return header.Any(group => group.CompareTo(registry) == FieldAgreement.Agrees) ? FieldAgreement.Agrees : first;
    }

    private FieldAgreement CompareTo(PersonNameForm other)
    {
        if (IsParted && other.IsParted)
        {
            bool agrees = (_familyText == other._familyText && _givenText == other._givenText) || (_familyText == other._givenText && _givenText == other._familyText);
            return agrees ? FieldAgreement.Agrees : FieldAgreement.Differs;
        }
        if (_words.AsSpan().SequenceEqual(other._words) || HasTextsOf(other))
        {
            return FieldAgreement.Agrees;
        }
        // A family name alone, or a given name alone, against a full name: not full, so it says nothing, unless it contradicts.
        bool partOnly = (IsParted && (other.Whole == _familyText || other.Whole == _givenText))
            || (other.IsParted && (Whole == other._familyText || Whole == other._givenText));
        return partOnly ? FieldAgreement.Blank : FieldAgreement.Differs;
    }

    private string Whole => _familyText + _givenText;

    /// <summary>Whether the words run together are the same in one order or the other: MARYANN and MARY ANN.</summary>
    private bool HasTextsOf(PersonNameForm other) =>
        Whole == other.Whole || Whole == other._givenText + other._familyText || _givenText + _familyText == other.Whole;

    private static PersonNameForm OfGroup(string group)
    {
        string[] components = group.Split('^');
        List<string> given = [];
        for (int i = 1; i < components.Length; i++)
        {
            // The fourth and fifth are prefix and suffix; whatever stands behind them is no name that was ever registered.
            if (i is not (3 or 4))
            {
                given.AddRange(Words(components[i]));
            }
        }
        return new PersonNameForm(Words(components[0]), given);
    }

    private static string[] WithoutTitles(List<string> words)
    {
        string[] left = [.. words.Where(w => !Titles.Contains(w))];
        return left.Length > 0 ? left : [.. words];
    }

    /// <summary>The words of a name or of one component group, in normal form.</summary>
    internal static IReadOnlyList<string> WordsOf(string name) => Words(name);

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (char c in Decomposed(text))
        {
            if (LatinFolding.LettersOf(c) is { } letters)
            {
                word.Append(letters.ToUpperInvariant());
            }
            else if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || IsMark(c))
            {
                word.Append(char.ToUpperInvariant(c));
            }
            else if (c is not (>= '\u0300' and <= '\u036F') && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }
        return words;
    }

    /// <summary>Marks that make another letter rather than an accented one, as the voicing marks of Japanese: they stay.</summary>
    private static bool IsMark(char c) =>
        c is not (>= '\u0300' and <= '\u036F') && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string Decomposed(string text)
    {
        if (Ascii.IsValid(text) && !text.Contains('\'', StringComparison.Ordinal) && !text.Contains('`', StringComparison.Ordinal))
        {
            return text;
        }
        var kept = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            // The one character that cannot be normalised is no letter either.
            if (c != '\uFFFE' && !Apostrophes.Contains(c, StringComparison.Ordinal))
            {
                kept.Append(c);
            }
        }
        return kept.ToString().Normalize(NormalizationForm.FormKD);
    }
}
