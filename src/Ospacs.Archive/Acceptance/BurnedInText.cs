using System.Globalization;

namespace Ospacs.Archive.Acceptance;

/// <summary>
/// Text in pixels, as scanners burn it in: capital letters, digits and a few signs of five by seven dots, each dot a square of pixels.
/// What it draws it also finds again, so that a test can say whether a name still stands in a picture.
/// </summary>
public static class BurnedInText
{
    private const int GlyphColumns = 5;
    private const int GlyphRows = 7;
    private const int Advance = GlyphColumns + 1;
    private const byte DarkestText = 160;
    private const byte BrightestGround = 96;

    // Seven rows of five dots, two hexadecimal digits a row, the leftmost dot in the highest of five bits.
    private static readonly Dictionary<char, string> Glyphs = new()
    {
        [' '] = "00000000000000", ['\''] = "04040800000000", [','] = "000000000C0408", ['-'] = "0000000E000000", ['.'] = "00000000000C0C",
        ['/'] = "01010204081010", [':'] = "000C0C000C0C00",
        ['0'] = "0E11131519110E", ['1'] = "040C040404040E", ['2'] = "0E11010608101F", ['3'] = "1F02040601110E", ['4'] = "02060A121F0202",
        ['5'] = "1F101E0101110E", ['6'] = "0608101E11110E", ['7'] = "1F010204080808", ['8'] = "0E11110E11110E", ['9'] = "0E11110F01020C",
        ['A'] = "0E11111F111111", ['B'] = "1E11111E11111E", ['C'] = "0E11101010110E", ['D'] = "1E11111111111E", ['E'] = "1F10101E10101F",
        ['F'] = "1F10101E101010", ['G'] = "0E11101711110F", ['H'] = "1111111F111111", ['I'] = "0E04040404040E", ['J'] = "0702020202120C",
        ['K'] = "11121418141211", ['L'] = "1010101010101F", ['M'] = "111B1515111111", ['N'] = "11191513111111", ['O'] = "0E11111111110E",
        ['P'] = "1E11111E101010", ['Q'] = "0E11111115120D", ['R'] = "1E11111E141211", ['S'] = "0F10100E01011E", ['T'] = "1F040404040404",
        ['U'] = "1111111111110E", ['V'] = "11111111110A04", ['W'] = "11111115151B11", ['X'] = "11110A040A1111", ['Y'] = "11110A04040404", ['Z'] = "1F01020408101F",
    };

    /// <summary>The height of a line of text.</summary>
    /// <param name="scale">Pixels across and down a dot.</param>
    /// <returns>Pixels.</returns>
    public static int HeightOf(int scale) => GlyphRows * scale;

    /// <summary>The width of a line of text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="scale">Pixels across and down a dot.</param>
    /// <returns>Pixels.</returns>
    public static int WidthOf(string text, int scale) => text.Length == 0 ? 0 : ((text.Length * Advance) - 1) * scale;

    /// <summary>Whether a dot of a line of text is lit.</summary>
    /// <param name="text">The text, in capital letters.</param>
    /// <param name="column">The dot's column in the line, from 0.</param>
    /// <param name="row">The dot's row, from 0.</param>
    /// <exception cref="ArgumentException">The text has a character that there is no glyph for.</exception>
    public static bool IsLit(string text, int column, int row)
    {
        int inGlyph = column % Advance;
        return inGlyph < GlyphColumns && (RowsOf(text[column / Advance])[row] >> (GlyphColumns - 1 - inGlyph) & 1) != 0;
    }

    /// <summary>Whether a line of text, light on dark, stands anywhere in a picture.</summary>
    /// <param name="luminance">The picture, a byte a pixel, row by row; 255 is white.</param>
    /// <param name="columns">Pixels across.</param>
    /// <param name="text">The text, in capital letters.</param>
    /// <param name="scale">Pixels across and down a dot.</param>
    /// <exception cref="ArgumentException">The text has a character that there is no glyph for.</exception>
    public static bool IsVisible(ReadOnlySpan<byte> luminance, int columns, string text, int scale)
    {
        int rows = luminance.Length / columns;
        (int X, int Y, bool Lit)[] dots = DotsOf(text);
        int lastX = columns - WidthOf(text, scale);
        int lastY = rows - HeightOf(scale);
        for (int y = 0; y <= lastY; y++)
        {
            for (int x = 0; x <= lastX; x++)
            {
                if (StandsAt(luminance, columns, x, y, dots, scale))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static bool StandsAt(ReadOnlySpan<byte> luminance, int columns, int x, int y, (int X, int Y, bool Lit)[] dots, int scale)
    {
        foreach ((int dotX, int dotY, bool lit) in dots)
        {
            byte pixel = luminance[((y + (dotY * scale)) * columns) + x + (dotX * scale)];
            if (lit ? pixel < DarkestText : pixel > BrightestGround)
            {
                return false;
            }
        }
        return true;
    }

    private static (int X, int Y, bool Lit)[] DotsOf(string text)
    {
        int width = WidthOf(text, 1);
        var dots = new (int, int, bool)[width * GlyphRows];
        for (int row = 0; row < GlyphRows; row++)
        {
            for (int column = 0; column < width; column++)
            {
                dots[(row * width) + column] = (column, row, IsLit(text, column, row));
            }
        }
        return dots;
    }

    private static byte[] RowsOf(char character) => Glyphs.TryGetValue(character, out string? rows)
        ? Convert.FromHexString(rows)
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"There is no glyph for the character U+{(int)character:X4}."), nameof(character));
}
