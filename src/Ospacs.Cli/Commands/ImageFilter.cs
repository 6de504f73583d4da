using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Ospacs.Archive.Query;

namespace Ospacs.Cli.Commands;

/// <summary>The options that choose images: the same ones for every command that does.</summary>
internal sealed class ImageFilter
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyyMMdd"];

    private readonly Option<string[]> _subject = Values("--subject", "S", "Only this subject's images. May stand several times.");
    private readonly Option<string[]> _media = Values("--media", "REF", "Only images that came on this medium. May stand several times.");
    private readonly Option<string[]> _centre = Values("--centre", "CODE", "Only this centre's images. May stand several times.");
    private readonly Option<DateOnly?> _from = Date("--from", "Only images scanned on this day (yyyy-MM-dd) or later.");
    private readonly Option<DateOnly?> _to = Date("--to", "Only images scanned on this day (yyyy-MM-dd) or earlier.");

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    internal void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_subject, _media, _centre, _from, _to])
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <param name="parsed">The arguments.</param>
    internal ImageQuery Query(ParseResult parsed) => new()
    {
        Subjects = parsed.GetValue(_subject) ?? [],
        Media = parsed.GetValue(_media) ?? [],
        Centres = parsed.GetValue(_centre) ?? [],
        From = parsed.GetValue(_from),
        To = parsed.GetValue(_to),
    };

    private static Option<string[]> Values(string name, string value, string description) =>
        new(name) { HelpName = value, Description = description, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };

    private static Option<DateOnly?> Date(string name, string description) =>
        new(name) { HelpName = "DATE", Description = description, CustomParser = result => ParseDate(name, result) };

    private static DateOnly? ParseDate(string name, ArgumentResult result)
    {
        if (DateOnly.TryParseExact(result.Tokens[0].Value, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return date;
        }
        result.AddError($"The value of {name} is no date: write it as 2025-03-31.");
        return null;
    }
}
