using System.Globalization;
using System.Text;

namespace Ospacs.Dicom.Data;

/// <summary>What is done with the bytes of text values before they are decoded, and dates.</summary>
public static class DicomText
{
    /// <summary>Cuts a value at its first NUL, and trailing spaces off: what stands behind a terminator is no text and may be anything.</summary>
    /// <param name="bytes">The value.</param>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)0);
        return (end < 0 ? bytes : bytes[..end]).TrimEnd((byte)' ');
    }

    /// <summary>A value as ASCII text without padding and leading spaces; other bytes come out as question marks.</summary>
    /// <param name="bytes">The value.</param>
    public static string TrimmedAscii(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(Trim(bytes)).Trim(' ');

    /// <summary>Reads a date (DA, PS3.5 section 6.2: yyyyMMdd, and yyyy.MM.dd of ACR-NEMA).</summary>
    /// <param name="text">The trimmed value.</param>
    /// <returns>The date, or null.</returns>
    public static DateOnly? ParseDate(string? text) =>
        DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy.MM.dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;
}
