namespace Ospacs.Dicom.Data;

/// <summary>A value representation: the two letters that say how a value is written (PS3.5 section 6.2).</summary>
/// <param name="Code">The first letter in the low byte, the second in the high byte, as they stand in a little endian file.</param>
public readonly record struct DicomVR(ushort Code)
{
    /// <summary>Makes a representation of its two letters.</summary>
    /// <param name="first">The first letter.</param>
    /// <param name="second">The second letter.</param>
    public DicomVR(char first, char second) : this((ushort)((byte)first | ((byte)second << 8)))
    {
    }

    /// <summary>Application entity.</summary>
    public static DicomVR AE => new('A', 'E');
    /// <summary>Age string.</summary>
    public static DicomVR AS => new('A', 'S');
    /// <summary>Attribute tag.</summary>
    public static DicomVR AT => new('A', 'T');
    /// <summary>Code string.</summary>
    public static DicomVR CS => new('C', 'S');
    /// <summary>Date.</summary>
    public static DicomVR DA => new('D', 'A');
    /// <summary>Decimal string.</summary>
    public static DicomVR DS => new('D', 'S');
    /// <summary>Date and time.</summary>
    public static DicomVR DT => new('D', 'T');
    /// <summary>Float.</summary>
    public static DicomVR FL => new('F', 'L');
    /// <summary>Double.</summary>
    public static DicomVR FD => new('F', 'D');
    /// <summary>Integer string.</summary>
    public static DicomVR IS => new('I', 'S');
    /// <summary>Long string.</summary>
    public static DicomVR LO => new('L', 'O');
    /// <summary>Long text.</summary>
    public static DicomVR LT => new('L', 'T');
    /// <summary>Bytes.</summary>
    public static DicomVR OB => new('O', 'B');
    /// <summary>Doubles.</summary>
    public static DicomVR OD => new('O', 'D');
    /// <summary>Floats.</summary>
    public static DicomVR OF => new('O', 'F');
    /// <summary>32-bit words.</summary>
    public static DicomVR OL => new('O', 'L');
    /// <summary>64-bit words.</summary>
    public static DicomVR OV => new('O', 'V');
    /// <summary>16-bit words.</summary>
    public static DicomVR OW => new('O', 'W');
    /// <summary>Person name.</summary>
    public static DicomVR PN => new('P', 'N');
    /// <summary>Short string.</summary>
    public static DicomVR SH => new('S', 'H');
    /// <summary>Signed 32-bit integer.</summary>
    public static DicomVR SL => new('S', 'L');
    /// <summary>Sequence of items.</summary>
    public static DicomVR SQ => new('S', 'Q');
    /// <summary>Signed 16-bit integer.</summary>
    public static DicomVR SS => new('S', 'S');
    /// <summary>Short text.</summary>
    public static DicomVR ST => new('S', 'T');
    /// <summary>Signed 64-bit integer.</summary>
    public static DicomVR SV => new('S', 'V');
    /// <summary>Time.</summary>
    public static DicomVR TM => new('T', 'M');
    /// <summary>Unlimited characters.</summary>
    public static DicomVR UC => new('U', 'C');
    /// <summary>Unique identifier.</summary>
    public static DicomVR UI => new('U', 'I');
    /// <summary>Unsigned 32-bit integer.</summary>
    public static DicomVR UL => new('U', 'L');
    /// <summary>Unknown.</summary>
    public static DicomVR UN => new('U', 'N');
    /// <summary>Uniform resource identifier.</summary>
    public static DicomVR UR => new('U', 'R');
    /// <summary>Unsigned 16-bit integer.</summary>
    public static DicomVR US => new('U', 'S');
    /// <summary>Unlimited text.</summary>
    public static DicomVR UT => new('U', 'T');
    /// <summary>Unsigned 64-bit integer.</summary>
    public static DicomVR UV => new('U', 'V');

    // What is asked of a representation for every element that is read or written stands in a table, by the two letters.
    private static readonly Traits[] Table = MakeTable();

    [Flags]
    private enum Traits : byte
    {
        None = 0,
        Known = 1,
        LongLength = 2,
        Text = 4,
        CharacterSet = 8,
        MultiValued = 16,
        Unit2 = 32,
        Unit4 = 64,
        Unit8 = 128,
    }

    /// <summary>Whether both letters are upper-case letters, as in every representation there is.</summary>
    public bool IsWellFormed => (byte)(Code & 0xFF) is >= (byte)'A' and <= (byte)'Z' && (byte)(Code >> 8) is >= (byte)'A' and <= (byte)'Z';

    /// <summary>Whether the standard (edition 2024d) knows the representation.</summary>
    public bool IsKnown => Has(Traits.Known);

    /// <summary>Whether the explicit header has two reserved bytes and a 32-bit length (PS3.5 section 7.1.2).</summary>
    public bool HasLongLength => Has(Traits.LongLength);

    /// <summary>Whether the value is text of any kind.</summary>
    public bool IsText => Has(Traits.Text);

    /// <summary>Whether Specific Character Set (0008,0005) says how the text is written (PS3.5 section 6.1.2.2).</summary>
    public bool IsCharacterSetText => Has(Traits.CharacterSet);

    /// <summary>Whether a backslash parts several values. Texts (LT, ST, UT) and UR have one value only.</summary>
    public bool IsMultiValued => Has(Traits.MultiValued);

    /// <summary>Bytes in a unit that byte order applies to: 1 for text and bytes, 2, 4 or 8 for numbers. An AT is two units of 2.</summary>
    public int UnitSize => (Of(Code) & (Traits.Unit2 | Traits.Unit4 | Traits.Unit8)) switch
    {
        Traits.Unit2 => 2,
        Traits.Unit4 => 4,
        Traits.Unit8 => 8,
        _ => 1,
    };

    /// <summary>What fills a value to even length: a space behind text, zero behind a UID and binary values (PS3.5 section 6.2).</summary>
    public byte Padding => IsText && this != UI ? (byte)' ' : (byte)0;

    /// <summary>The two letters.</summary>
    public override string ToString() => new([(char)(Code & 0xFF), (char)(Code >> 8)]);

    private bool Has(Traits trait) => (Of(Code) & trait) != 0;

    private static Traits Of(ushort code)
    {
        int first = (code & 0xFF) - 'A';
        int second = (code >> 8) - 'A';
        return (uint)first < 26 && (uint)second < 26 ? Table[(first * 26) + second] : Traits.None;
    }

    private static Traits[] MakeTable()
    {
        var table = new Traits[26 * 26];
        Mark("AE AS AT CS DA DS DT FL FD IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST SV TM UC UI UL UN UR US UT UV", Traits.Known);
        Mark("OB OW SQ UN UT UC UR OF OD OL OV SV UV", Traits.LongLength);
        Mark("AE AS CS DA DS DT IS TM UI UR LO LT PN SH ST UC UT", Traits.Text);
        Mark("LO LT PN SH ST UC UT", Traits.CharacterSet);
        Mark("AE AS CS DA DS DT IS TM UI LO PN SH UC", Traits.MultiValued);
        Mark("US SS OW AT", Traits.Unit2);
        Mark("UL SL FL OF OL", Traits.Unit4);
        Mark("FD OD OV SV UV", Traits.Unit8);
        return table;

        void Mark(string representations, Traits trait)
        {
            foreach (string letters in representations.Split(' '))
            {
                table[((letters[0] - 'A') * 26) + letters[1] - 'A'] |= trait;
            }
        }
    }
}
