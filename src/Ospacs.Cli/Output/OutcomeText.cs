using System.Globalization;
using Ospacs.Archive.Import;

namespace Ospacs.Cli.Output;

/// <summary>
/// What became of a file, in a line for people. The file is known by its number on the medium: its path may name a patient, and what a
/// terminal shows is copied into mails. The JSON form has the path.
/// </summary>
internal static class OutcomeText
{
    /// <summary>The line.</summary>
    /// <param name="outcome">The outcome.</param>
    internal static string Of(ImportOutcome outcome)
    {
        string detail = outcome.Outcome switch
        {
            FileOutcome.Stored or FileOutcome.AlreadyStored => $"{outcome.SubjectId}  {outcome.Rule}",
            FileOutcome.Quarantined => $"{outcome.Reason}: {Message(outcome)}",
            _ => Message(outcome),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{outcome.FileNumber,5}  {outcome.Outcome,-13}  {detail}").TrimEnd();
    }

    /// <summary>The message without the file's name, which stands at the line's beginning.</summary>
    private static string Message(ImportOutcome outcome)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"Medium {outcome.MediaRef}, file {outcome.FileNumber}: ");
        string message = outcome.Message ?? string.Empty;
        return message.StartsWith(name, StringComparison.Ordinal) ? message[name.Length..] : message;
    }
}
