namespace Ospacs.Archive.Protection.Search;

/// <summary>What a value may say by chance, and so what in it counts as identity.</summary>
internal enum ValueKind : byte
{
    /// <summary>Numbers of a few bytes: no room for a name.</summary>
    Nothing,
    /// <summary>Text that people and devices write: words, numbers and dates count.</summary>
    FreeText,
    /// <summary>Codes are the standard's own words, and short: only a whole value can be a name.</summary>
    Codes,
    /// <summary>Dates, times and ages: a name stands there against the standard only. A date that is kept may be the birth date by chance.</summary>
    Dates,
    /// <summary>Numbers as text: words, and long numbers that are a whole value.</summary>
    Numbers,
    /// <summary>UIDs: words, and UIDs of the source.</summary>
    Uids,
    /// <summary>Bytes of unknown meaning, with texts among them.</summary>
    Bytes,
    /// <summary>Tables of numbers and colour profiles, whose bytes may look like digits by chance.</summary>
    Tables,
}

/// <summary>The kind of each element's value.</summary>
internal static class ValueKinds
{
    /// <summary>A number of eight bytes has room for a name, but looks like none.</summary>
    private const int LongestNumber = 8;

    private static readonly ValueKind[] Kinds = Make();

    /// <summary>The kind of an element's value.</summary>
    /// <param name="element">The element, no sequence.</param>
    internal static ValueKind Of(DicomElement element)
    {
        DicomVR vr = element.KnownVR;
        int first = (vr.Code & 0xFF) - 'A';
        int second = (vr.Code >> 8) - 'A';
        ValueKind kind = (uint)first < 26 && (uint)second < 26 ? Kinds[(first * 26) + second] : ValueKind.Bytes;
        return kind == ValueKind.Nothing && element.Length > LongestNumber ? ValueKind.Tables
            : kind == ValueKind.Bytes && BulkElements.MayStay(element.Tag) ? ValueKind.Tables
            : kind;
    }

    private static ValueKind[] Make()
    {
        var kinds = new ValueKind[26 * 26];
        Array.Fill(kinds, ValueKind.Bytes);
        Mark("LO LT PN SH ST UC UT AE UR", ValueKind.FreeText);
        Mark("CS", ValueKind.Codes);
        Mark("DA DT TM AS", ValueKind.Dates);
        Mark("IS DS", ValueKind.Numbers);
        Mark("UI", ValueKind.Uids);
        Mark("US SS UL SL FL FD AT SV UV", ValueKind.Nothing);
        return kinds;

        void Mark(string representations, ValueKind kind)
        {
            foreach (string vr in representations.Split(' '))
            {
                kinds[((vr[0] - 'A') * 26) + vr[1] - 'A'] = kind;
            }
        }
    }
}
