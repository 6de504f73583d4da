using System.Buffers;
using System.Globalization;
using System.Text;

namespace Ospacs.Archive.Protection.Search;

/// <summary>
/// Looks for dates in the layouts that people and devices use: year, month and day in the usual orders, run together or parted by hyphens,
/// dots, slashes or blanks, with a year of two digits or four, with the month as a number or a name.
/// </summary>
/// <param name="dates">The dates.</param>
internal sealed class BirthDateSearch(IReadOnlyList<DateOnly> dates)
{
    private static readonly SearchValues<char> Parting = SearchValues.Create(" .-/_,\u5e74\u6708\u65e5");

    // The last two digits of the year stand in every layout: most texts lack them.
    private readonly (DateOnly Date, byte[] Year)[] _dates = [.. dates.Select(date => (date, Encoding.ASCII.GetBytes((date.Year % 100).ToString("00", CultureInfo.InvariantCulture))))];

    /// <summary>Which layouts count where.</summary>
    [Flags]
    internal enum Layouts
    {
        /// <summary>Four digits of a year and signs or names between the parts.</summary>
        Parted = 0,
        /// <summary>Eight digits as well, where no others stand beside them.</summary>
        RunTogether = 1,
        /// <summary>Years of two digits as well, between signs.</summary>
        ShortYears = 2,
        /// <summary>All.</summary>
        All = RunTogether | ShortYears,
    }

    private enum Kind
    {
        None,
        Number,
        Month,
    }

    /// <summary>Where a date stands in bytes of one byte a character, or -1.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="layouts">Which layouts count.</param>
    internal int IndexIn(ReadOnlySpan<byte> bytes, Layouts layouts)
    {
        foreach ((_, byte[] year) in _dates)
        {
            // Six characters are the least that a date takes: 1/2/48.
            if (bytes.Length < 6 || bytes.IndexOf(year) < 0)
            {
                continue;
            }
            char[] text = ArrayPool<char>.Shared.Rent(bytes.Length);
            try
            {
                Encoding.Latin1.GetChars(bytes, text);
                return IndexIn(text.AsSpan(0, bytes.Length), layouts);
            }
            finally
            {
                ArrayPool<char>.Shared.Return(text, clearArray: true);
            }
        }
        return -1;
    }

    /// <summary>Where a date stands in a text, or -1.</summary>
    /// <param name="text">The text.</param>
    /// <param name="layouts">Which layouts count.</param>
    internal int IndexIn(ReadOnlySpan<char> text, Layouts layouts)
    {
        Part first = default;
        Part second = default;
        for (int at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]) || Parting.Contains(text[at]))
            {
                at++;
                continue;
            }
            Part third = Read(text, ref at);
            if (third.Kind == Kind.None)
            {
                if (!MonthNames.MayStandBetween(text[third.Start..third.End]))
                {
                    first = second = default;
                }
                continue;
            }
            foreach ((DateOnly date, _) in _dates)
            {
                if ((layouts & Layouts.RunTogether) != 0 && third.Length == 8 && third.Kind == Kind.Number && IsRunTogether(third.Value, date))
                {
                    return third.Start;
                }
                if (first.Kind != Kind.None && IsDate(text, first, second, third, date, (layouts & Layouts.ShortYears) != 0))
                {
                    return first.Start;
                }
            }
            (first, second) = (second, third);
        }
        return -1;
    }

    private static Part Read(ReadOnlySpan<char> text, ref int at)
    {
        int start = at;
        bool digits = char.IsAsciiDigit(text[at]);
        int value = 0;
        while (at < text.Length && (digits ? char.IsAsciiDigit(text[at]) : char.IsLetter(text[at]) && !Parting.Contains(text[at])))
        {
            value = digits && at - start < 8 ? (value * 10) + (text[at] - '0') : value;
            at++;
        }
        if (at == start)
        {
            // A digit of another script.
            at++;
            return new Part(Kind.None, 0, start, at);
        }
        int month = digits ? 0 : MonthNames.MonthOf(text[start..at]);
        return digits ? new Part(Kind.Number, value, start, at) : new Part(month > 0 ? Kind.Month : Kind.None, month, start, at);
    }

    private static bool IsRunTogether(int digits, DateOnly date) =>
        digits == (date.Year * 10000) + (date.Month * 100) + date.Day
        || digits == (date.Day * 1000000) + (date.Month * 10000) + date.Year
        || digits == (date.Month * 1000000) + (date.Day * 10000) + date.Year;

    private static bool IsDate(ReadOnlySpan<char> text, Part first, Part second, Part third, DateOnly date, bool shortYears)
    {
        ReadOnlySpan<char> before = text[first.End..second.Start];
        ReadOnlySpan<char> behind = text[second.End..third.Start];
        bool named = first.Kind == Kind.Month || second.Kind == Kind.Month;
        if (named || third.Kind == Kind.Month)
        {
            // Words may stand between: their letters are passed over, and a few signs are allowed.
            return named && third.Kind == Kind.Number && before.Length <= 6 && behind.Length <= 6 && IsNamed(first, second, third, date);
        }
        if (before.Length == 0 || behind.Length == 0 || before.Length > 3 || behind.Length > 3 || before.ContainsAnyExcept(Parting) || behind.ContainsAnyExcept(Parting))
        {
            return false;
        }
        char sign = before.Trim() is [char one, ..] ? one : ' ';
        bool sameSign = sign == (behind.Trim() is [char other, ..] ? other : ' ') || sign > 0x7F;
        if (!sameSign || (first.Length <= 2 && third.Length <= 2 && !(shortYears && sign is '.' or '-' or '/')))
        {
            return false;
        }
        bool isShort = first.Length <= 2 && third.Length <= 2;
        if ((isShort || sign == '.') && IsPartOfLonger(text, first.Start, third.End, sign))
        {
            return false;
        }
        return (IsYear(third, date) && AreDayAndMonth(first, second, date)) || (IsYear(first, date) && IsDay(third, date) && IsMonth(second, date));
    }

    private static bool IsNamed(Part first, Part second, Part third, DateOnly date) => first.Kind == Kind.Month
        ? first.Value == date.Month && IsDay(second, date) && IsYear(third, date)
        : second.Value == date.Month && ((IsDay(first, date) && IsYear(third, date)) || (IsYear(first, date) && IsDay(third, date)));

    private static bool IsYear(Part part, DateOnly date) => part.Length == 4 ? part.Value == date.Year : part.Length == 2 && part.Value == date.Year % 100;

    private static bool IsDay(Part part, DateOnly date) => part.Length <= 2 && part.Value == date.Day;

    private static bool IsMonth(Part part, DateOnly date) => part.Length <= 2 && part.Value == date.Month;

    private static bool AreDayAndMonth(Part one, Part other, DateOnly date) => (IsDay(one, date) && IsMonth(other, date)) || (IsMonth(one, date) && IsDay(other, date));

    /// <summary>Whether the numbers go on, as those of versions, UIDs and network addresses do.</summary>
    private static bool IsPartOfLonger(ReadOnlySpan<char> text, int start, int end, char sign) =>
        (start >= 1 && char.IsLetter(text[start - 1])) || (end < text.Length && char.IsLetter(text[end]))
        || (start >= 2 && text[start - 1] == sign && char.IsAsciiDigit(text[start - 2]))
        || (end + 1 < text.Length && text[end] == sign && char.IsAsciiDigit(text[end + 1]));

    private readonly record struct Part(Kind Kind, int Value, int Start, int End)
    {
        internal int Length => End - Start;
    }
}
