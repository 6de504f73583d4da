namespace Ospacs.Dicom.Data.Characters;

/// <summary>EUC-JP: JIS X 0208 in the upper half, katakana of half width behind 8E, JIS X 0212 behind 8F. DICOM does not have it; devices do.</summary>
internal static class EucJapanese
{
    private static readonly CharacterTable Katakana = Repertoire.ByNumber["13"].Table!;
    private static readonly CharacterTable First = Repertoire.ByNumber["87"].Table!;
    private static readonly CharacterTable Second = Repertoire.ByNumber["159"].Table!;

    /// <summary>Encodes text; null when a character is in none of the sets.</summary>
    internal static byte[]? Encode(string text)
    {
        var bytes = new List<byte>(text.Length * 2);
        foreach (char c in text)
        {
            if (c < 0x80)
            {
                bytes.Add((byte)c);
            }
            else if (First.PlaceOf(c) is >= 0 and var first)
            {
                AddPair(first);
            }
            else if (Katakana.PlaceOf(c) is >= 0 and var kana)
            {
                bytes.Add(0x8E);
                bytes.Add((byte)(kana + 0x80));
            }
            else if (Second.PlaceOf(c) is >= 0 and var second)
            {
                bytes.Add(0x8F);
                AddPair(second);
            }
            else
            {
                return null;
            }
        }
        return [.. bytes];

        void AddPair(int place)
        {
            bytes.Add((byte)((place / CharacterTable.Row) + 0xA1));
            bytes.Add((byte)((place % CharacterTable.Row) + 0xA1));
        }
    }
}
