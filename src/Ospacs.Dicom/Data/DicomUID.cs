using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;

namespace Ospacs.Dicom.Data;

/// <summary>Unique identifiers: those that the project names, and what can be asked of any (PS3.5 section 9, PS3.6 Annex A).</summary>
public static class DicomUID
{
    /// <summary>The root of every UID that the standard itself defines. Such a UID names a kind of thing, never a patient's.</summary>
    public const string StandardRoot = "1.2.840.10008.";

    /// <summary>Ultrasound Image Storage.</summary>
    public const string UltrasoundImageStorage = "1.2.840.10008.5.1.4.1.1.6.1";
    /// <summary>Ultrasound Image Storage, the retired class.</summary>
    public const string UltrasoundImageStorageRetired = "1.2.840.10008.5.1.4.1.1.6";
    /// <summary>Ultrasound Multi-frame Image Storage.</summary>
    public const string UltrasoundMultiFrameImageStorage = "1.2.840.10008.5.1.4.1.1.3.1";
    /// <summary>Ultrasound Multi-frame Image Storage, the retired class.</summary>
    public const string UltrasoundMultiFrameImageStorageRetired = "1.2.840.10008.5.1.4.1.1.3";
    /// <summary>Secondary Capture Image Storage; its multi-frame classes are this with ".1" to ".4" behind.</summary>
    public const string SecondaryCaptureImageStorage = "1.2.840.10008.5.1.4.1.1.7";
    /// <summary>Media Storage Directory Storage: a DICOMDIR.</summary>
    public const string MediaStorageDirectoryStorage = "1.2.840.10008.1.3.10";

    private static readonly Lazy<FrozenDictionary<string, (string Type, string Keyword)>> Registry = new(
        () => DicomTables.Rows("uids.txt").ToFrozenDictionary(cells => cells[0], cells => (cells[1], cells[2]), StringComparer.Ordinal));

    private static readonly Lazy<FrozenDictionary<string, string>> Keywords = new(
        () => Registry.Value.Where(row => row.Value.Keyword != "-").GroupBy(row => row.Value.Keyword).ToFrozenDictionary(g => g.Key, g => g.First().Key, StringComparer.Ordinal));

    /// <summary>The standard's keyword of a UID, as "UltrasoundImageStorage", or null.</summary>
    /// <param name="uid">The UID.</param>
    public static string? KeywordOf(string uid) => Registry.Value.TryGetValue(uid, out var entry) && entry.Keyword != "-" ? entry.Keyword : null;

    /// <summary>The UID with a keyword of the standard, as "UltrasoundImageStorage", or null.</summary>
    /// <param name="keyword">The keyword; case counts.</param>
    public static string? FindKeyword(string keyword) => Keywords.Value.GetValueOrDefault(keyword);

    /// <summary>Whether the UID is one of the standard's own, which identify no patient and are never replaced.</summary>
    /// <param name="uid">The UID, trimmed.</param>
    public static bool IsStandard(string uid) => uid.StartsWith(StandardRoot, StringComparison.Ordinal);

    /// <summary>Whether the text is a UID by PS3.5 section 9.1: at most 64 characters, numbers without leading zeros parted by dots.</summary>
    /// <param name="uid">The text.</param>
    public static bool IsValid(string uid)
    {
        if (uid.Length is 0 or > 64)
        {
            return false;
        }
        int start = 0;
        for (int at = 0; at <= uid.Length; at++)
        {
            if (at < uid.Length && uid[at] != '.')
            {
                if (!char.IsAsciiDigit(uid[at]))
                {
                    return false;
                }
                continue;
            }
            if (at == start || (at - start > 1 && uid[start] == '0'))
            {
                return false;
            }
            start = at + 1;
        }
        return true;
    }

    /// <summary>Writes 128 bits as a UID under 2.25 (PS3.5 Annex B.2).</summary>
    /// <param name="bits">16 bytes, the most significant first.</param>
    /// <returns>The UID, at most 44 characters.</returns>
    public static string FromBits(ReadOnlySpan<byte> bits)
    {
        if (bits.Length != 16)
        {
            throw new ArgumentException("A UID is made of 16 bytes.", nameof(bits));
        }
        return "2.25." + new BigInteger(bits, isUnsigned: true, isBigEndian: true).ToString(CultureInfo.InvariantCulture);
    }
}
