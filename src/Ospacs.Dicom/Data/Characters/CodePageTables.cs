using System.Text;

namespace Ospacs.Dicom.Data.Characters;

/// <summary>
/// Makes the tables of character sets out of the code pages that .NET brings. Those have characters of their own where a set has none
/// (controls, the private use area) and differ from the registered sets in a few places; both is put right here.
/// </summary>
internal static class CodePageTables
{
    private static readonly (char, char)[] JapaneseTwins = [('～', '〜'), ('∥', '‖'), ('－', '−'), ('￠', '¢'), ('￡', '£'), ('￢', '¬')];

    /// <summary>What a character becomes that a code page lacks. It is half of no other one's bytes. NUL would be dropped.</summary>
    internal const char Substitute = '\x1A';

    /// <summary>A code page whose missing characters come out as <see cref="Substitute"/>, and missing bytes as NUL.</summary>
    internal static Encoding Page(int codePage)
    {
        var encoder = new EncoderReplacementFallback(Substitute.ToString());
        var decoder = new DecoderReplacementFallback("\0");
        return CodePagesEncodingProvider.Instance.GetEncoding(codePage, encoder, decoder) ?? Encoding.GetEncoding(codePage, encoder, decoder);
    }

    /// <summary>The upper half of a code page of one byte, without controls.</summary>
    internal static CharacterTable SingleByte(int codePage) => new(UpperHalf(codePage));

    /// <summary>ISO-IR 126, the Greek of 1987: quotation marks are those of Unicode's own table.</summary>
    internal static CharacterTable Greek()
    {
        char[] characters = UpperHalf(28597);
        characters[0xA1 - 0x80] = '\u2018';
        characters[0xA2 - 0x80] = '\u2019';
        return new CharacterTable(characters);
    }

    /// <summary>ISO-IR 166, TIS 620: the code page is Windows', which has quotation marks and others below A1.</summary>
    internal static CharacterTable Thai()
    {
        char[] characters = UpperHalf(874);
        characters.AsSpan(0, 0xA1 - 0x80).Clear();
        return new CharacterTable(characters);
    }

    /// <summary>ISO-IR 13, the katakana of half width of JIS X 0201.</summary>
    internal static CharacterTable Katakana()
    {
        var characters = new char[128];
        for (int b = 0xA1; b <= 0xDF; b++)
        {
            characters[b - 0x80] = (char)(b - 0xA1 + 0xFF61);
        }
        return new CharacterTable(characters);
    }

    /// <summary>JIS X 0208 (ISO-IR 87). Row 13 is NEC's own.</summary>
    internal static CharacterTable JisX0208()
    {
        char[] characters = Pairs(20932, 0x80, 0x80);
        characters.AsSpan((0x2D - 0x21) * CharacterTable.Row, CharacterTable.Row).Clear();
        return new CharacterTable(characters, JapaneseTwins);
    }

    /// <summary>JIS X 0212 (ISO-IR 159): in code page 20932 what has its second byte below 80. Two characters are missing there; what stands behind row 77 is IBM's own.</summary>
    internal static CharacterTable JisX0212()
    {
        char[] characters = Pairs(20932, 0x80, 0);
        characters.AsSpan((0x6E - 0x21) * CharacterTable.Row).Clear();
        characters[Place(0x22, 0x37)] = '~';
        characters[Place(0x22, 0x71)] = '№';
        return new CharacterTable(characters, ('～', '~'));
    }

    /// <summary>KS X 1001 (ISO-IR 149). Code page 949, since 51949 has another syllable at 34/51.</summary>
    internal static CharacterTable KsX1001() => new(Pairs(949, 0x80, 0x80));

    /// <summary>GB 2312 (ISO-IR 58), with middle dot and dash as GB 18030 has them.</summary>
    internal static CharacterTable Gb2312()
    {
        char[] characters = Pairs(20936, 0x80, 0x80);
        characters[Place(0x21, 0x24)] = '·';
        characters[Place(0x21, 0x2A)] = '—';
        characters[Place(0x21, 0x2C)] = '‖';
        return new CharacterTable(characters, ('・', '·'), ('―', '—'));
    }

    private static int Place(int first, int second) => ((first - 0x21) * CharacterTable.Row) + second - 0x21;

    private static char[] UpperHalf(int codePage)
    {
        Encoding encoding = Page(codePage);
        var characters = new char[128];
        Span<char> one = stackalloc char[4];
        for (int b = 0x80; b <= 0xFF; b++)
        {
            characters[b - 0x80] = encoding.GetChars([(byte)b], one) == 1 && IsAssigned(one[0]) ? one[0] : '\0';
        }
        return characters;
    }

    private static char[] Pairs(int codePage, int first, int second)
    {
        Encoding encoding = Page(codePage);
        var characters = new char[CharacterTable.Row * CharacterTable.Row];
        Span<char> one = stackalloc char[4];
        for (int a = 0x21; a <= 0x7E; a++)
        {
            for (int b = 0x21; b <= 0x7E; b++)
            {
                characters[Place(a, b)] = encoding.GetChars([(byte)(a | first), (byte)(b | second)], one) == 1 && IsAssigned(one[0]) ? one[0] : '\0';
            }
        }
        return characters;
    }

    /// <summary>Code pages give a byte that stands for nothing a control or private character rather than an error.</summary>
    private static bool IsAssigned(char c) => c >= 0xA0 && c is not (>= '\uE000' and <= '\uF8FF') && c != '\uFFFD';
}
