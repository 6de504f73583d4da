using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Ospacs.Cli.Failures;

/// <summary>Words for arguments that cannot be understood. What is no option may be a source path, and is not repeated: its number stands for it.</summary>
internal static class ArgumentErrors
{
    /// <summary>The messages.</summary>
    /// <param name="parsed">The arguments as far as they could be read.</param>
    /// <param name="arguments">The arguments.</param>
    internal static IEnumerable<string> Of(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        foreach (string token in parsed.UnmatchedTokens)
        {
            yield return IsOption(token) ? $"There is no option {token} here." : $"{Place(arguments, token)} is not understood.";
        }
        if (parsed.UnmatchedTokens.Count > 0)
        {
            yield break;
        }
        foreach (string message in parsed.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
        {
            yield return arguments.Where(argument => !IsOption(argument) && argument.Length > 0)
                .Aggregate(message, (text, value) => text.Replace($"'{value}'", Place(arguments, value), StringComparison.Ordinal)).ReplaceLineEndings(" ");
        }
    }

    private static bool IsOption(string argument) => argument.StartsWith("--", StringComparison.Ordinal) && argument.Skip(2).All(letter => char.IsAsciiLetterLower(letter) || letter == '-');

    private static string Place(IReadOnlyList<string> arguments, string value)
    {
        int at = 0;
        while (at < arguments.Count && arguments[at] != value)
        {
            at++;
        }
        return at < arguments.Count ? string.Create(CultureInfo.InvariantCulture, $"Argument number {at + 1}") : "An argument";
    }
}
