using System.Collections.Frozen;
using System.Globalization;

namespace Ospacs.Dicom.Data;

/// <summary>What the standard says of a data element (PS3.6).</summary>
/// <param name="Tag">The element; of a repeating group, the one that was asked for.</param>
/// <param name="Representations">The representations that the element may have, the first one first ("US or SS").</param>
/// <param name="Multiplicity">The value multiplicity as printed, as "1" or "1-n".</param>
/// <param name="Keyword">The keyword, as "PatientName".</param>
/// <param name="IsRetired">Whether the standard has retired the element.</param>
public sealed record DicomDictionaryEntry(DicomTag Tag, IReadOnlyList<DicomVR> Representations, string Multiplicity, string Keyword, bool IsRetired);

/// <summary>The standard's data dictionary, edition 2024d, repeating groups included.</summary>
public static class DicomDictionary
{
    private static readonly Lazy<FrozenDictionary<uint, DicomDictionaryEntry>> Elements = new(ReadElements);
    private static readonly Lazy<FrozenDictionary<string, DicomDictionaryEntry>> Keywords = new(
        () => Elements.Value.Values.Where(e => e.Keyword != "-").GroupBy(e => e.Keyword).ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.OrdinalIgnoreCase));
    private static readonly Lazy<(uint Mask, uint Value, DicomDictionaryEntry Entry)[]> Repeating = new(ReadRepeating);

    /// <summary>The entry of an element, or null when the standard has none (private elements among them).</summary>
    /// <param name="tag">The element.</param>
    public static DicomDictionaryEntry? Find(DicomTag tag)
    {
        if (tag.IsPrivate)
        {
            return null;
        }
        if (Elements.Value.TryGetValue(tag.Value, out DicomDictionaryEntry? entry))
        {
            return entry;
        }
        foreach ((uint mask, uint value, DicomDictionaryEntry repeating) in Repeating.Value)
        {
            if ((tag.Value & mask) == value)
            {
                return repeating with { Tag = tag };
            }
        }
        return null;
    }

    /// <summary>The entry with a keyword, upper or lower case, or null.</summary>
    /// <param name="keyword">The keyword, as "PatientID".</param>
    public static DicomDictionaryEntry? FindKeyword(string keyword) => Keywords.Value.GetValueOrDefault(keyword);

    /// <summary>Every entry but those of repeating groups.</summary>
    public static IEnumerable<DicomDictionaryEntry> All => Elements.Value.Values;

    /// <summary>
    /// The representation that an element has where the file does not say: implicit VR (PS3.5 Annex A.1).
    /// "US or SS" is settled by Pixel Representation; a private creator is LO; what nobody knows is UN.
    /// </summary>
    /// <param name="tag">The element.</param>
    /// <param name="signedPixels">Whether Pixel Representation (0028,0103) is 1.</param>
    public static DicomVR RepresentationOf(DicomTag tag, bool signedPixels = false)
    {
        if (tag.IsGroupLength)
        {
            return DicomVR.UL;
        }
        if (tag.IsPrivate)
        {
            return tag.IsPrivateCreator ? DicomVR.LO : DicomVR.UN;
        }
        IReadOnlyList<DicomVR>? choices = Find(tag)?.Representations;
        if (choices is null || choices.Count == 0)
        {
            return DicomVR.UN;
        }
        if (choices.Count == 1)
        {
            return choices[0];
        }
        if (choices.Contains(DicomVR.OW))
        {
            return DicomVR.OW;
        }
        return signedPixels && choices.Contains(DicomVR.SS) ? DicomVR.SS : choices[0];
    }

    private static FrozenDictionary<uint, DicomDictionaryEntry> ReadElements() =>
        DicomTables.Rows("elements.txt").Select(cells => Entry(uint.Parse(cells[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), cells))
            .ToFrozenDictionary(e => e.Tag.Value);

    private static (uint Mask, uint Value, DicomDictionaryEntry Entry)[] ReadRepeating() =>
        [.. DicomTables.Rows("repeating.txt").Select(cells =>
        {
            uint mask = 0;
            uint value = 0;
            foreach (char digit in cells[0])
            {
                mask = (mask << 4) | (digit == 'x' ? 0u : 0xFu);
                value = (value << 4) | (digit == 'x' ? 0u : Convert.ToUInt32(digit.ToString(), 16));
            }
            return (mask, value, Entry(value, cells));
        })];

    private static DicomDictionaryEntry Entry(uint tag, string[] cells)
    {
        DicomVR[] representations = cells[1] == "NONE" ? [] : [.. cells[1].Split('|').Select(vr => new DicomVR(vr[0], vr[1]))];
        return new DicomDictionaryEntry(new DicomTag(tag), representations, cells[2], cells[3], cells.Length > 4);
    }
}
