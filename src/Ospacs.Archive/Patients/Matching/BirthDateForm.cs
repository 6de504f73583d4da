using System.Globalization;

namespace Ospacs.Archive.Patients.Matching;

/// <summary>A header's birth date, in all the ways in which it may have been meant.</summary>
internal sealed class BirthDateForm
{
    private static readonly string[] Layouts = ["yyyy-MM-dd", "yyyy/MM/dd", "d/M/yyyy", "d-M-yyyy", "d.M.yyyy", "ddMMyyyy", "d MMM yyyy", "d-MMM-yyyy", "dMMMyyyy", "yyyy.M.d", "yyyyMMddHHmmss"];

    // Of the order of month and day those who write so are not agreed.
    private static readonly string[] MonthFirst = ["M/d/yyyy", "M-d-yyyy", "MMddyyyy"];
    private static readonly string[] ShortLayouts = ["yyMMdd", "ddMMyy", "d/M/yy", "d-M-yy", "d.M.yy", "d-MMM-yy", "d MMM yy"];

    private readonly string _digits;
    private readonly Dictionary<DateOnly, PartKind> _readings = [];

    internal BirthDateForm(string text)
    {
        text = text.Trim();
        IsBlank = text.Length == 0;
        _digits = string.Concat(text.Where(char.IsAsciiDigit));
        IsPlaceholder = !IsBlank && (Placeholders.IsBirthDate(_digits) || _digits.Length == 0);
        if (IsBlank || IsPlaceholder)
        {
            return;
        }
        if (DicomText.ParseDate(text) is { } date)
        {
            _readings.Add(date, PartKind.Agrees);
        }
        AddAll(text, Layouts, PartKind.OtherLayout, false);
        AddAll(text, MonthFirst, PartKind.OtherLayout, false);
        AddAll(text, ShortLayouts, PartKind.TwoDigitYear, true);
        IsWhole = _digits.Length == 8 && text.Length is 8 or 10 && (text.Length == 8 || text[4] is '.' or '-');
        if (IsWhole)
        {
            AddDigits(_digits[..4], _digits[6..], _digits[4..6], PartKind.DayAndMonthSwapped);
            foreach (string century in (ReadOnlySpan<string>)["18", "19", "20"])
            {
                AddDigits(century + _digits[2..4], _digits[4..6], _digits[6..], PartKind.Century);
            }
        }
    }

    internal bool IsBlank { get; }

    internal bool IsPlaceholder { get; }

    /// <summary>Whether its eight digits can be held against those of a date.</summary>
    private bool IsWhole { get; }

    /// <summary>The dates that it may mean, apart from single digits.</summary>
    internal IEnumerable<DateOnly> Readings => _readings.Keys;

    /// <summary>How it stands to a date of the registry.</summary>
    internal PartKind CompareTo(DateOnly date)
    {
        if (_readings.TryGetValue(date, out PartKind reading))
        {
            return reading;
        }
        Span<char> digits = stackalloc char[8];
        date.TryFormat(digits, out _, "yyyyMMdd", CultureInfo.InvariantCulture);
        if (IsWhole)
        {
            return Edit.Of(_digits, digits) is { } slip ? slip : PartKind.Differs;
        }
        return _digits.Length is 4 or 6 && digits.StartsWith(_digits) ? PartKind.Incomplete
            : _digits.Length is 7 or 9 && Edit.Of(_digits, digits) is { } one ? one : PartKind.Differs;
    }

    private void AddAll(string text, string[] layouts, PartKind kind, bool shortYear)
    {
        foreach (string layout in layouts)
        {
            if (!DateOnly.TryParseExact(text, layout, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
            {
                continue;
            }
            if (shortYear)
            {
                // Nobody is screened who was born in the century to come.
                date = date.AddYears(1900 + (date.Year % 100) - date.Year);
            }
            _readings.TryAdd(date, kind);
        }
    }

    private void AddDigits(string year, string month, string day, PartKind kind)
    {
        if (DateOnly.TryParseExact(year + month + day, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            _readings.TryAdd(date, kind);
        }
    }
}
