namespace Ospacs.Dicom.Data.Characters;

/// <summary>
/// The characters of a set by their place in it, and the place of each character. A set of one byte has 128 places, for the bytes 80 to FF;
/// one of two bytes has 94 rows of 94, for the bytes 21 to 7E (or A1 to FE) each.
/// </summary>
internal sealed class CharacterTable
{
    internal const int Row = 94;

    private readonly char[] _characters;

    // By the high byte of the character: sets lie in a few places of Unicode, and a look-up is two reads.
    private readonly ushort[]?[] _places = new ushort[256][];

    /// <summary>Makes a table.</summary>
    /// <param name="characters">The character of each place; NUL where there is none.</param>
    /// <param name="twins">Other characters that are written as one that the set has: Unicode has two for some.</param>
    internal CharacterTable(char[] characters, params ReadOnlySpan<(char Twin, char Character)> twins)
    {
        _characters = characters;
        for (int place = 0; place < characters.Length; place++)
        {
            if (characters[place] != '\0' && PlaceOf(characters[place]) < 0)
            {
                Add(characters[place], place);
            }
        }
        foreach ((char twin, char character) in twins)
        {
            Add(twin, PlaceOf(character));
        }
    }

    /// <summary>How many places have a character.</summary>
    internal int Count => _characters.Count(c => c != '\0');

    /// <summary>The character of a byte from 80 to FF; NUL when there is none.</summary>
    internal char At(byte high) => _characters[high - 0x80];

    /// <summary>The character of two bytes of seven bits; NUL when there is none.</summary>
    internal char At(int first, int second) => first is >= 0x21 and <= 0x7E && second is >= 0x21 and <= 0x7E ? _characters[((first - 0x21) * Row) + second - 0x21] : '\0';

    /// <summary>The place of a character, or -1.</summary>
    internal int PlaceOf(char character) => _places[character >> 8] is { } page ? page[character & 0xFF] - 1 : -1;

    private void Add(char character, int place) => (_places[character >> 8] ??= new ushort[256])[character & 0xFF] = (ushort)(place + 1);
}
