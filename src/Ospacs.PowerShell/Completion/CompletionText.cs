namespace Ospacs.PowerShell.Completion;

/// <summary>Values as they are put on a command line.</summary>
internal static class CompletionText
{
    /// <summary>A value, in quotes where it needs them.</summary>
    /// <param name="value">The value.</param>
    internal static string Quoted(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') && !value.StartsWith('-')
            ? value
            : $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
