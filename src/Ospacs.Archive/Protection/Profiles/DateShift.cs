using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>
/// Shifts dates back by a number of days that is the subject's own and follows from the archive's key (PS3.15 section E.3.6, modified dates):
/// the days between two of a subject's dates stay what they were, times and zones too, and nobody without the key can tell the true ones.
/// </summary>
public sealed class DateShift
{
    /// <summary>The most days; the fewest is one. Ten years hide the year, and dates stay plausible.</summary>
    public const int Longest = 3650;

    private const int YearMonthDay = 8;

    private static readonly SearchValues<char> TimeCharacters = SearchValues.Create("0123456789.+-");

    private readonly int _days;

    private DateShift(int days) => _days = days;

    /// <summary>The shift that turns the shifted dates of one subject into those of another.</summary>
    /// <param name="key">The archive's key.</param>
    /// <param name="from">The subject that the dates are shifted for.</param>
    /// <param name="to">The subject that they are to be shifted for.</param>
    internal static DateShift Between(ArchiveKey key, string from, string to) => new(new DateShift(key, to)._days - new DateShift(key, from)._days);

    /// <summary>The shift of a subject.</summary>
    /// <param name="key">The archive's key.</param>
    /// <param name="subjectId">The subject.</param>
    public DateShift(ArchiveKey key, string subjectId)
    {
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(key.DateKey.Span, Encoding.UTF8.GetBytes(subjectId), hash);
        _days = (int)(BinaryPrimitives.ReadUInt64BigEndian(hash) % Longest) + 1;
    }

    /// <summary>The shifted value: one date or several (DA: yyyyMMdd, and yyyy.MM.dd of ACR-NEMA; DT: what stands behind the day stays).</summary>
    /// <param name="value">The value, trimmed.</param>
    /// <returns>The shifted value; null when a part of it is no whole date, which cannot be shifted.</returns>
    public string? Shift(string value)
    {
        string[] dates = value.Split('\\');
        for (int i = 0; i < dates.Length; i++)
        {
            string date = dates[i].Trim(' ');
            if (date.Length > 0)
            {
                if (ShiftOne(date) is not { } shifted)
                {
                    return null;
                }
                dates[i] = shifted;
            }
        }
        return string.Join('\\', dates);
    }

    private string? ShiftOne(string date)
    {
        bool dotted = date.Length == 10 && date[4] == '.' && date[7] == '.';
        int length = dotted ? date.Length : YearMonthDay;
        if (date.Length < length || !DateOnly.TryParseExact(date.AsSpan(0, length), dotted ? "yyyy.MM.dd" : "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
        {
            return null;
        }
        // What stands behind the day in a DT is a time, a fraction and a zone; anything else is text and not to be kept.
        ReadOnlySpan<char> behind = date.AsSpan(length);
        if (behind.ContainsAnyExcept(TimeCharacters) || day.DayNumber < _days)
        {
            return null;
        }
        return string.Concat(day.AddDays(-_days).ToString(dotted ? "yyyy.MM.dd" : "yyyyMMdd", CultureInfo.InvariantCulture), behind);
    }
}
