using System.Buffers;

namespace Ospacs.Dicom.Data.Characters;

/// <summary>
/// Text in character sets that take turns by escape sequences (ISO/IEC 2022 as PS3.5 section 6.1.2.5 restricts it), or in one of one byte.
/// G0 is used by bytes below 80, G1 by those above.
/// </summary>
internal sealed class CodeExtensions
{
    private const int InStack = 256;

    private readonly Repertoire[] _sets;
    private readonly bool _escapes;
    private readonly bool _japaneseRoman;
    private readonly Repertoire? _firstG1;

    /// <summary>Makes a coder.</summary>
    /// <param name="sets">The declared sets; the first is what text begins in.</param>
    /// <param name="escapes">Whether escape sequences may stand in the text.</param>
    internal CodeExtensions(IReadOnlyList<Repertoire> sets, bool escapes)
    {
        _sets = [.. sets];
        _escapes = escapes;
        _japaneseRoman = _sets.Any(s => s.HasJapaneseRoman);
        // A set of two bytes may not be the first one, yet devices write it alone. In G1 it stands in nobody's way there; in G0 it would hide ASCII.
        _firstG1 = _sets[0] is { IsInG0: false } first ? first : null;
    }

    /// <summary>Decodes text.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="delimiters">Where the text is back in its first set.</param>
    /// <returns>The text, or null: an escape sequence that was not declared, a byte that its set lacks, or half a character.</returns>
    internal string? Decode(ReadOnlySpan<byte> bytes, TextDelimiters delimiters)
    {
        char[]? rented = null;
        Span<char> text = bytes.Length <= InStack ? stackalloc char[InStack] : rented = ArrayPool<char>.Shared.Rent(bytes.Length);
        int length = Decode(bytes, delimiters, text);
        string? decoded = length < 0 ? null : new string(text[..length]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
        return decoded;
    }

    private int Decode(ReadOnlySpan<byte> bytes, TextDelimiters delimiters, Span<char> text)
    {
        CharacterTable? g0 = null;
        Repertoire? g1 = _firstG1;
        int length = 0;
        int at = 0;
        while (at < bytes.Length)
        {
            byte b = bytes[at];
            char c;
            if (b == 0x1B)
            {
                int escape = Designate(bytes[at..], ref g0, ref g1);
                if (escape == 0)
                {
                    return -1;
                }
                at += escape;
                continue;
            }
            if (b < 0x80 && (g0 is null || b <= ' '))
            {
                if (delimiters.Contains(b))
                {
                    g0 = null;
                    g1 = _firstG1;
                }
                c = (char)b;
                at++;
            }
            else if (b < 0x80)
            {
                c = at + 1 < bytes.Length ? g0!.At(b, bytes[at + 1]) : '\0';
                at += 2;
            }
            else if (g1?.Width == 2)
            {
                c = at + 1 < bytes.Length ? g1.Table!.At(b - 0x80, bytes[at + 1] - 0x80) : '\0';
                at += 2;
            }
            else
            {
                c = g1 is null ? '\0' : g1.Table!.At(b);
                at++;
            }
            if (c == '\0' && b != 0)
            {
                return -1;
            }
            text[length++] = c;
        }
        return length;
    }

    /// <summary>Encodes text: each character in the set in use if that has it, else in the first declared one that has it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The bytes, or null when a character is in none of the sets.</returns>
    internal byte[]? Encode(string text)
    {
        var bytes = new List<byte>(text.Length * 2);
        Repertoire? g0 = null;
        // What readers make of a first set of two bytes without an escape sequence nobody knows.
        Repertoire? firstG1 = _firstG1 is { Width: 1 } ? _firstG1 : null;
        Repertoire? g1 = firstG1;
        foreach (char c in text)
        {
            if (c < 0x80)
            {
                LeaveG0();
                if (TextDelimiters.All.Contains(c))
                {
                    LeaveG1();
                }
                if (c == '\x1B')
                {
                    return null;
                }
                bytes.Add((byte)c);
                continue;
            }
            if (SetOf(c, g0, g1) is not { } set)
            {
                return null;
            }
            int place = set.Table!.PlaceOf(c);
            if (set.IsInG0)
            {
                Use(set, ref g0);
            }
            else
            {
                // The two could stand side by side; readers that decode from escape to escape would not know.
                LeaveG0();
                Use(set, ref g1);
            }
            if (set.Width == 1)
            {
                bytes.Add((byte)(place + 0x80));
            }
            else
            {
                int upper = set.IsInG0 ? 0 : 0x80;
                bytes.Add((byte)(((place / CharacterTable.Row) + 0x21) | upper));
                bytes.Add((byte)(((place % CharacterTable.Row) + 0x21) | upper));
            }
        }
        LeaveG0();
        LeaveG1();
        return [.. bytes];

        void Use(Repertoire set, ref Repertoire? current)
        {
            if (current != set)
            {
                bytes.AddRange(set.Escape);
                current = set;
            }
        }

        void LeaveG0()
        {
            if (g0 is not null)
            {
                bytes.AddRange(_firstG1 is { HasJapaneseRoman: true } ? Repertoire.JapaneseRoman : Repertoire.Latin.Escape);
                g0 = null;
            }
        }

        // Without a first set in G1 there is nothing to go back to; then the next use says anew what is meant.
        void LeaveG1()
        {
            if (g1 != firstG1 && firstG1 is not null)
            {
                bytes.AddRange(firstG1.Escape);
            }
            g1 = firstG1;
        }
    }

    private Repertoire? SetOf(char c, Repertoire? g0, Repertoire? g1)
    {
        if (g0?.Table!.PlaceOf(c) >= 0)
        {
            return g0;
        }
        if (g1?.Table!.PlaceOf(c) >= 0)
        {
            return g1;
        }
        return Array.Find(_sets, s => s.Table?.PlaceOf(c) >= 0);
    }

    /// <summary>Follows an escape sequence.</summary>
    /// <returns>Its length; 0 when it is none that was declared.</returns>
    private int Designate(ReadOnlySpan<byte> bytes, ref CharacterTable? g0, ref Repertoire? g1)
    {
        if (!_escapes)
        {
            return 0;
        }
        // ASCII is at everybody's disposal: all sets but one have it beside them (PS3.3 Table C.12-3), and it hides nothing.
        ReadOnlySpan<byte> latin = Repertoire.Latin.Escape;
        if (bytes.StartsWith(latin) || (_japaneseRoman && bytes.StartsWith(Repertoire.JapaneseRoman)))
        {
            g0 = null;
            return latin.Length;
        }
        foreach (Repertoire set in _sets)
        {
            if (bytes.StartsWith(set.Escape))
            {
                if (set.IsInG0)
                {
                    g0 = set.Table;
                }
                else
                {
                    g1 = set;
                }
                return set.Escape.Length;
            }
        }
        return 0;
    }
}
