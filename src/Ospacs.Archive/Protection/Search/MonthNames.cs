using System.Collections.Frozen;

namespace Ospacs.Archive.Protection.Search;

/// <summary>Names of months as people and devices write them in English, German, French, Spanish and Italian, whole and cut short.</summary>
internal static class MonthNames
{
    private static readonly FrozenDictionary<string, int> Months = Make();

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> BySpan = Months.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Between =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "st", "nd", "rd", "th", "of", "de", "del", "den", "the", "er").GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The month that a word names, 1 to 12, or 0.</summary>
    /// <param name="word">The word.</param>
    internal static int MonthOf(ReadOnlySpan<char> word) => BySpan.TryGetValue(word, out int month) ? month : 0;

    /// <summary>Whether a word may stand between the parts of a date: "29th of February", "29 de febrero de 1948".</summary>
    /// <param name="word">The word.</param>
    internal static bool MayStandBetween(ReadOnlySpan<char> word) => Between.Contains(word);

    private static FrozenDictionary<string, int> Make()
    {
        string[] rows =
        [
            "jan january januar jän jänner janv janvier ene enero gen gennaio",
            "feb february februar fev fév fevr févr fevrier février febrero febbraio",
            "mar march mär märz maerz mrz mars marzo",
            "apr april avr avril abr abril aprile",
            "may mai mayo mag maggio",
            "jun june juni juin junio giu giugno",
            "jul july juli juil juillet julio lug luglio",
            "aug august aou aoû aout août ago agosto",
            "sep sept september septembre septiembre set sett settembre",
            "oct october okt oktober octobre octubre ott ottobre",
            "nov november novembre noviembre",
            "dec december dez dezember déc decembre décembre dic diciembre dicembre",
        ];
        return rows.SelectMany((row, at) => row.Split(' ').Select(name => (Name: name, Month: at + 1))).ToFrozenDictionary(pair => pair.Name, pair => pair.Month, StringComparer.OrdinalIgnoreCase);
    }
}
