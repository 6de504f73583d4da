using System.Buffers.Binary;
using System.Globalization;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>An element's value as text that a rule can be compared with.</summary>
internal static class ElementText
{
    /// <summary>The longest value that is looked at, in bytes. What names a scanner is short.</summary>
    private const int LongestValue = 64 << 10;

    /// <summary>Whether elements of this kind hold text or numbers.</summary>
    internal static bool CanRead(DicomDictionaryEntry entry) => entry.Representations.Any(vr => vr.IsText || IsNumber(vr));

    /// <summary>The values, trimmed; none when the element is missing or empty.</summary>
    /// <exception cref="DicomTextException">
    /// The text cannot be decoded, or what stands there is no text: to take it for missing would make a rule for missing elements match.
    /// </exception>
    internal static IReadOnlyList<string> Values(DicomDataset dataset, DicomTag tag) =>
        dataset.TryGet(tag, out DicomElement? element) ? Values(dataset, element) : [];

    /// <summary>The values of one of the data set's elements; see <see cref="Values(DicomDataset, DicomTag)"/>.</summary>
    internal static IReadOnlyList<string> Values(DicomDataset dataset, DicomElement element)
    {
        if (element.Items is not null)
        {
            return element.Items.Count == 0 ? [] : throw new DicomTextException("is a sequence and cannot be compared.", element.Tag);
        }
        if (element.Length == 0)
        {
            return [];
        }
        if (element.Length > LongestValue)
        {
            throw new DicomTextException("is too long to be compared.", element.Tag);
        }
        if (IsNumber(element.VR))
        {
            return [.. Numbers(element).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        }
        if (!element.VR.IsText && element.VR != DicomVR.UN)
        {
            throw new DicomTextException("is neither text nor number and cannot be compared.", element.Tag);
        }
        string text = dataset.TextOf(element).Trim();
        if (text.Length == 0)
        {
            return [];
        }
        if (element.VR == DicomVR.UN && text.AsSpan().ContainsAnyInRange('\0', '\x1F'))
        {
            throw new DicomTextException("has no known representation, and its bytes are no text.", element.Tag);
        }
        return element.VR.IsMultiValued || element.VR == DicomVR.UN ? [.. text.Split('\\').Select(v => v.Trim())] : [text];
    }

    /// <summary>Whether elements of this kind hold numbers with a fraction, which have no one way of being written.</summary>
    internal static bool IsFloat(DicomVR vr) => vr == DicomVR.FL || vr == DicomVR.FD;

    private static bool IsNumber(DicomVR vr) => vr == DicomVR.US || vr == DicomVR.SS || vr == DicomVR.UL || vr == DicomVR.SL || vr == DicomVR.FL || vr == DicomVR.FD;

    private static List<double> Numbers(DicomElement element)
    {
        var numbers = new List<double>();
        int size = element.VR.UnitSize;
        Span<byte> unit = stackalloc byte[8];
        ReadOnlySpan<byte> bytes = element.Value.Span;
        for (int at = 0; at + size <= bytes.Length; at += size)
        {
            bytes.Slice(at, size).CopyTo(unit);
            if (element.Encoding.BigEndian)
            {
                unit[..size].Reverse();
            }
            numbers.Add(Number(element.VR, unit));
        }
        return numbers;
    }

    private static double Number(DicomVR vr, ReadOnlySpan<byte> little)
    {
        if (vr == DicomVR.US)
        {
            return BinaryPrimitives.ReadUInt16LittleEndian(little);
        }
        if (vr == DicomVR.SS)
        {
            return BinaryPrimitives.ReadInt16LittleEndian(little);
        }
        if (vr == DicomVR.UL)
        {
            return BinaryPrimitives.ReadUInt32LittleEndian(little);
        }
        if (vr == DicomVR.SL)
        {
            return BinaryPrimitives.ReadInt32LittleEndian(little);
        }
        return vr == DicomVR.FL ? BinaryPrimitives.ReadSingleLittleEndian(little) : BinaryPrimitives.ReadDoubleLittleEndian(little);
    }
}
