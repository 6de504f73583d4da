using System.Collections.Frozen;

namespace Ospacs.Dicom.Data.Characters;

/// <summary>
/// A character set that an escape sequence brings into use (PS3.3 Tables C.12-3 and C.12-4): of one byte in G1, or of two bytes in G0 or G1.
/// ASCII has no table: it stands in G0 wherever no set of two bytes does.
/// </summary>
internal sealed class Repertoire
{
    private readonly Lazy<CharacterTable>? _table;

    private Repertoire(string number, string escape, int width = 1, Func<CharacterTable>? table = null)
    {
        Number = number;
        Escape = [0x1B, .. escape.Select(c => (byte)c)];
        Width = width;
        IsInG0 = escape is "(B" or "$B" or "$(D";
        _table = table is null ? null : new Lazy<CharacterTable>(table);
    }

    /// <summary>The sets by their numbers in the ISO registry, which end their defined terms.</summary>
    internal static FrozenDictionary<string, Repertoire> ByNumber { get; } = new Repertoire[]
    {
        new("6", "(B"),
        new("100", "-A", 1, () => CodePageTables.SingleByte(28591)),
        new("101", "-B", 1, () => CodePageTables.SingleByte(28592)),
        new("109", "-C", 1, () => CodePageTables.SingleByte(28593)),
        new("110", "-D", 1, () => CodePageTables.SingleByte(28594)),
        new("144", "-L", 1, () => CodePageTables.SingleByte(28595)),
        new("127", "-G", 1, () => CodePageTables.SingleByte(28596)),
        new("126", "-F", 1, CodePageTables.Greek),
        new("138", "-H", 1, () => CodePageTables.SingleByte(28598)),
        new("148", "-M", 1, () => CodePageTables.SingleByte(28599)),
        new("203", "-b", 1, () => CodePageTables.SingleByte(28605)),
        new("13", ")I", 1, CodePageTables.Katakana),
        new("166", "-T", 1, CodePageTables.Thai),
        new("87", "$B", 2, CodePageTables.JisX0208),
        new("159", "$(D", 2, CodePageTables.JisX0212),
        new("149", "$)C", 2, CodePageTables.KsX1001),
        new("58", "$)A", 2, CodePageTables.Gb2312),
    }.ToFrozenDictionary(r => r.Number, StringComparer.Ordinal);

    /// <summary>ASCII (ISO-IR 6).</summary>
    internal static Repertoire Latin { get; } = ByNumber["6"];

    /// <summary>What brings the Roman letters of JIS X 0201 (ISO-IR 14) into G0. They are read as ASCII: backslash and tilde are what 5C and 7E are used as.</summary>
    internal static ReadOnlySpan<byte> JapaneseRoman => "\u001B(J"u8;

    /// <summary>The number in the ISO registry, as "100".</summary>
    internal string Number { get; }

    /// <summary>Bytes of a character.</summary>
    internal int Width { get; }

    /// <summary>Whether the set is used with bytes of seven bits, else with the upper half.</summary>
    internal bool IsInG0 { get; }

    /// <summary>The escape sequence that brings it into use.</summary>
    internal byte[] Escape { get; }

    /// <summary>The characters; null for ASCII.</summary>
    internal CharacterTable? Table => _table?.Value;

    /// <summary>Whether the Roman letters that come with it are those of JIS X 0201.</summary>
    internal bool HasJapaneseRoman => Number == "13";
}
