using System.Globalization;

namespace Ospacs.Dicom.Data;

/// <summary>The number of a data element: a group and an element, written (gggg,eeee) (PS3.5 section 7.1).</summary>
/// <param name="Value">Group in the high 16 bits, element in the low 16 bits.</param>
public readonly partial record struct DicomTag(uint Value) : IComparable<DicomTag>
{
    /// <summary>Makes a tag of its two halves.</summary>
    /// <param name="group">The group number.</param>
    /// <param name="element">The element number.</param>
    public DicomTag(ushort group, ushort element) : this(((uint)group << 16) | element)
    {
    }

    /// <summary>The group number.</summary>
    public ushort Group => (ushort)(Value >> 16);

    /// <summary>The element number.</summary>
    public ushort Element => (ushort)Value;

    /// <summary>Whether the group is odd, so that the element is a maker's own (PS3.5 section 7.8).</summary>
    public bool IsPrivate => (Value & 0x10000) != 0;

    /// <summary>Whether this is a private creator, which reserves a block of private elements (PS3.5 section 7.8.1).</summary>
    public bool IsPrivateCreator => IsPrivate && Element is >= 0x10 and <= 0xFF;

    /// <summary>Whether this is the retired group length element (PS3.5 section 7.2).</summary>
    public bool IsGroupLength => Element == 0;

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);

    /// <summary>Whether <paramref name="left"/> stands before <paramref name="right"/> in a data set.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.Value < right.Value;

    /// <summary>Whether <paramref name="left"/> stands behind <paramref name="right"/> in a data set.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.Value > right.Value;

    /// <summary>Whether <paramref name="left"/> does not stand behind <paramref name="right"/>.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Value <= right.Value;

    /// <summary>Whether <paramref name="left"/> does not stand before <paramref name="right"/>.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Value >= right.Value;

    /// <summary>Reads "gggg,eeee", "(gggg,eeee)" or "ggggeeee" in hexadecimal digits.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="tag">The tag, when the text is one.</param>
    /// <returns>Whether the text is a tag.</returns>
    public static bool TryParse(string? text, out DicomTag tag)
    {
        tag = default;
        if (text is null)
        {
            return false;
        }
        string digits = text.Trim().Trim('(', ')').Replace(",", string.Empty, StringComparison.Ordinal);
        if (digits.Length != 8 || !uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            return false;
        }
        tag = new DicomTag(value);
        return true;
    }

    /// <summary>The tag as (gggg,eeee), in upper-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"({Group:X4},{Element:X4})");
}
