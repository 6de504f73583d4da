namespace Ospacs.Dicom.Data.Characters;

/// <summary>
/// The values of Specific Character Set (0008,0005) as they are meant: ISO_IR and ISO 2022 IR with a number, or a set that stands alone.
/// </summary>
internal sealed class CharacterSetTerms
{
    private const string UTF8 = "ISO_IR 192";

    // Nobody needs more sets than there are; what is longer is no character set.
    private const int LongestValue = 512;

    private CharacterSetTerms(string canonical) => Canonical = canonical;

    /// <summary>The value as the standard would have it written.</summary>
    internal string Canonical { get; }

    /// <summary>The code page of a set that stands alone and takes no code extensions (UTF-8, GB18030, GBK), or null.</summary>
    internal int? CodePage { get; private init; }

    /// <summary>The declared sets in their order; the first is what a value begins in.</summary>
    internal IReadOnlyList<Repertoire> Repertoires { get; private init; } = [];

    /// <summary>Whether escape sequences may stand in the text.</summary>
    internal bool HasExtensions { get; private init; }

    /// <summary>Reads a value; null when it names nothing that can be read.</summary>
    internal static CharacterSetTerms? Read(string value)
    {
        if (value.Length > LongestValue)
        {
            return null;
        }
        string[] terms = value.Split('\\');
        if (Array.FindIndex(terms, t => t.AsSpan().Trim().Length > 0) is var first && first < 0)
        {
            return new CharacterSetTerms("ISO_IR 6") { Repertoires = [Repertoire.Latin] };
        }
        bool alone = first == 0 && terms.Skip(1).All(t => t.AsSpan().Trim().Length == 0);
        return alone && Alone(Compact(terms[0])) is { } set ? set : Extended(terms);
    }

    private static CharacterSetTerms? Alone(string term)
    {
        switch (term)
        {
            case "ISOIR192":
                return new CharacterSetTerms(UTF8) { CodePage = 65001 };
            case "GB18030":
                return new CharacterSetTerms("GB18030") { CodePage = 54936 };
            case "GBK" or "ISO2022GBK":
                return new CharacterSetTerms("GBK") { CodePage = 936 };
            default:
                // A set of two bytes has no form without escape sequences, so ISO_IR 87 can only be a slip.
                return term.StartsWith("ISOIR", StringComparison.Ordinal) && Repertoire.ByNumber.GetValueOrDefault(term[5..]) is { Width: 1 } set
                    ? new CharacterSetTerms("ISO_IR " + set.Number) { Repertoires = [set] }
                    : null;
        }
    }

    private static CharacterSetTerms? Extended(string[] terms)
    {
        var sets = new List<Repertoire>(terms.Length);
        for (int i = 0; i < terms.Length; i++)
        {
            string term = Compact(terms[i]);
            if (term.Length == 0 && i > 0)
            {
                continue;
            }
            Repertoire? set = term.Length == 0 ? Repertoire.Latin : Repertoire.ByNumber.GetValueOrDefault(NumberOf(term));
            if (set is null)
            {
                return null;
            }
            if (!sets.Contains(set))
            {
                sets.Add(set);
            }
        }
        string canonical = string.Join('\\', sets.Select((s, i) => s == Repertoire.Latin && i == 0 && sets.Count > 1 ? string.Empty : "ISO 2022 IR " + s.Number));
        return new CharacterSetTerms(canonical) { Repertoires = sets, HasExtensions = true };
    }

    /// <summary>The number in ISO 2022 IR 87; in ISO_IR 87, which is meant so among others; and in ISO 2022 58, which devices write.</summary>
    private static string NumberOf(string term) =>
        term.StartsWith("ISO2022IR", StringComparison.Ordinal) ? term[9..]
        : term.StartsWith("ISOIR", StringComparison.Ordinal) ? term[5..]
        : term == "ISO202258" ? "58" : string.Empty;

    /// <summary>"ISO-IR 100", "ISO IR 100", "ISO_IR_100", "ISO2022 IR 87" are well-known slips of devices; they can mean nothing else.</summary>
    private static string Compact(string term) => string.Concat(term.Where(c => c is not (' ' or '_' or '-'))).ToUpperInvariant();
}
