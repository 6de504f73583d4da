using Ospacs.Archive.Import;

namespace Ospacs.Cli.Output;

/// <summary>
/// What became of a file, as a JSON object. <c>path</c> is identity side; <c>sopInstanceUid</c>, <c>subject</c> and <c>rule</c> are there for
/// files whose object is in the archive, and null for all others: the subject that a check merely proposes is no fact.
/// </summary>
internal static class OutcomeJson
{
    /// <summary>Writes an outcome.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="outcome">The outcome.</param>
    internal static void Write(JsonLine lines, ImportOutcome outcome) => lines.Write(json =>
    {
        bool stored = outcome.Outcome is FileOutcome.Stored or FileOutcome.AlreadyStored;
        json.WriteString("path", JsonLine.WellFormed(outcome.Path));
        json.WriteString("media", outcome.MediaRef);
        json.WriteNumber("number", outcome.FileNumber);
        json.WriteString("outcome", outcome.Outcome.ToString());
        json.WriteString("reason", outcome.Reason?.ToString());
        json.WriteString("message", outcome.Message);
        json.WriteString("sopInstanceUid", stored ? outcome.SopInstanceUid : null);
        json.WriteString("subject", stored ? outcome.SubjectId : null);
        json.WriteString("rule", stored ? outcome.Rule : null);
    });
}
