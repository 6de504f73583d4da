using System.Globalization;
using System.Text.RegularExpressions;

namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>The kinds of comparison that CTP's scripts know.</summary>
internal enum TextMethodKind
{
    Equals,
    Contains,
    StartsWith,
    EndsWith,
    Matches,
    IsLessThan,
    IsGreaterThan,
}

/// <summary>A comparison of an element's text, several values with backslashes between them, with a text of the script.</summary>
internal sealed class TextMethod
{
    private readonly Regex? _pattern;
    private readonly double _number;

    private TextMethod(TextMethodKind kind, bool ignoresCase, string text, Regex? pattern, double number)
    {
        Kind = kind;
        IgnoresCase = ignoresCase;
        Text = text;
        _pattern = pattern;
        _number = number;
    }

    internal TextMethodKind Kind { get; }

    internal bool IgnoresCase { get; }

    /// <summary>The script's text.</summary>
    internal string Text { get; }

    internal bool IsNumeric => Kind is TextMethodKind.IsLessThan or TextMethodKind.IsGreaterThan;

    /// <summary>Makes a comparison.</summary>
    /// <param name="script">The script, for errors.</param>
    /// <param name="nameAt">Where the method's name stands.</param>
    /// <param name="name">The method.</param>
    /// <param name="textAt">Where the text stands.</param>
    /// <param name="text">The text.</param>
    internal static TextMethod Of(ScriptText script, int nameAt, string name, int textAt, string text)
    {
        const string IgnoreCase = "IgnoreCase";
        bool ignoresCase = name.EndsWith(IgnoreCase, StringComparison.Ordinal);
        TextMethodKind kind = (ignoresCase ? name[..^IgnoreCase.Length] : name) switch
        {
            "equals" => TextMethodKind.Equals,
            "contains" => TextMethodKind.Contains,
            "startsWith" => TextMethodKind.StartsWith,
            "endsWith" => TextMethodKind.EndsWith,
            "matches" when !ignoresCase => TextMethodKind.Matches,
            "isLessThan" when !ignoresCase => TextMethodKind.IsLessThan,
            "isGreaterThan" when !ignoresCase => TextMethodKind.IsGreaterThan,
            _ => throw script.Error(nameAt, $"there is no method '{name}'; the methods are equals, contains, startsWith and endsWith, each also with IgnoreCase behind it, matches, isLessThan and isGreaterThan."),
        };
        double number = 0;
        if (kind is TextMethodKind.IsLessThan or TextMethodKind.IsGreaterThan && !TryParse(text, out number))
        {
            throw script.Error(textAt, $"'{name}' needs a number that is not negative, in quotes.");
        }
        Regex? pattern = kind == TextMethodKind.Matches ? JavaPattern.Read(script, textAt, text) : null;
        return new TextMethod(kind, ignoresCase, text, pattern, number);
    }

    /// <summary>Compares; unknown where a number is asked for and the value is none.</summary>
    internal Truth Test(string value)
    {
        StringComparison comparison = IgnoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return Kind switch
        {
            TextMethodKind.Equals => Of(value.Equals(Text, comparison)),
            TextMethodKind.Contains => Of(value.Contains(Text, comparison)),
            TextMethodKind.StartsWith => Of(value.StartsWith(Text, comparison)),
            TextMethodKind.EndsWith => Of(value.EndsWith(Text, comparison)),
            TextMethodKind.Matches => Of(_pattern!.IsMatch(value)),
            TextMethodKind.IsLessThan => TryParse(value, out double number) ? Of(number < _number) : Truth.Unknown,
            _ => TryParse(value, out double number) ? Of(number > _number) : Truth.Unknown,
        };
    }

    /// <summary>Whether the comparison is one of numbers and the value has none in it, as text has or a missing element.</summary>
    internal bool IsNoNumber(string value) => IsNumeric && !value.Any(char.IsAsciiDigit);

    /// <summary>
    /// CTP leaves digits and points and drops all else, which turns -5 into 5, 1E-5 into 15, and two values into one. What it reads
    /// rightly is read the same here, "012Y" among it; the rest is no number.
    /// </summary>
    private static bool TryParse(string text, out double number)
    {
        number = 0;
        string digits = new([.. text.Where(c => char.IsAsciiDigit(c) || c == '.')]);
        bool isExact = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double whole);
        return !text.Contains('\\', StringComparison.Ordinal)
            && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)
            && (!isExact || whole == number);
    }

    private static Truth Of(bool holds) => holds ? Truth.Yes : Truth.No;
}
