using System.Collections.Frozen;

namespace Ospacs.Archive.Patients.Matching;

/// <summary>What is written where nobody knew: it says nothing of anybody, and agrees with nobody as a proposal goes.</summary>
internal static class Placeholders
{
    private static readonly FrozenSet<string> Words = FrozenSet.ToFrozenSet(
        ["UNKNOWN", "UNKNOW", "UNK", "NONE", "NA", "NIL", "NULL", "NOID", "NONAME", "NN", "TEST", "TESTPATIENT", "PATIENT", "NAME", "ANON", "ANONYMOUS", "ANONYMISED", "ANONYMIZED", "DUMMY", "DEMO", "TBC", "TBD", "XX", "XXX"],
        StringComparer.Ordinal);

    /// <summary>Whether an id in capitals, of letters and digits only, is none: zeros, one character again and again, a word for nothing, digits in a row.</summary>
    internal static bool IsId(ReadOnlySpan<char> bare) =>
        !bare.ContainsAnyExcept('0') || (bare.Length >= 3 && !bare.ContainsAnyExcept(bare[0])) || (bare.Length >= 4 && "1234567890".AsSpan().StartsWith(bare))
        || Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(bare);

    /// <summary>Whether a word of a name, in normal form, is none.</summary>
    internal static bool IsName(ReadOnlySpan<char> word) =>
        (word.Length >= 2 && !word.ContainsAnyExcept(word[0])) || Words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) || !word.ContainsAnyExceptInRange('0', '9');

    /// <summary>Whether a birth date is one that machines and people put where they have none.</summary>
    internal static bool IsBirthDate(ReadOnlySpan<char> digits) =>
        (digits.Length > 0 && !digits.ContainsAnyExcept(digits[0])) || digits is "19000101" or "18000101" or "17000101" or "19700101" or "20000101" or "19010101" or "18581118" or "18991230" or "99991231" or "00010101";
}
