using Ospacs.Archive.Import;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Rows;

/// <summary>Adds passports up from rows of media: one for each outcome and reason of a medium's files.</summary>
internal static class PassportRows
{
    /// <summary>One row.</summary>
    /// <param name="Media">The medium.</param>
    /// <param name="Outcome">The outcome, or null for a medium without files.</param>
    /// <param name="Reason">The reason, or null.</param>
    /// <param name="Files">How many files.</param>
    internal readonly record struct Line(MediaRecord Media, FileOutcome? Outcome, QuarantineReason? Reason, int Files);

    /// <summary>Reads a row.</summary>
    public static Line Read<TRow>(TRow row) where TRow : IStoredRow => new(
        new MediaRecord(row.GetText(0), row.GetText(1), row.GetInt32OrNull(2), row.GetInt32(3), row.GetTime(4), row.GetTime(5), row.GetInt64(6), row.GetBytes(7)),
        row.GetTextOrNull(8) is { } outcome ? Enum.Parse<FileOutcome>(outcome) : null,
        row.GetTextOrNull(9) is { } reason ? Enum.Parse<QuarantineReason>(reason) : null,
        row.GetInt32OrNull(10) ?? 0);

    /// <summary>Adds rows up, those of a medium behind each other.</summary>
    /// <param name="lines">The rows.</param>
    public static IReadOnlyList<MediaPassport> Of(IReadOnlyList<Line> lines)
    {
        List<MediaPassport> passports = [];
        for (int start = 0; start < lines.Count;)
        {
            string mediaRef = lines[start].Media.MediaRef;
            int end = start;
            while (end < lines.Count && string.Equals(lines[end].Media.MediaRef, mediaRef, StringComparison.Ordinal))
            {
                end++;
            }

            passports.Add(Passport([.. lines.Take(start..end)]));
            start = end;
        }

        return passports;
    }

    private static MediaPassport Passport(IReadOnlyList<Line> lines) => new(
        lines[0].Media,
        lines.Sum(line => line.Files),
        Files(lines, FileOutcome.Stored),
        Files(lines, FileOutcome.Quarantined),
        Files(lines, FileOutcome.Index),
        Files(lines, FileOutcome.NotDicom),
        Files(lines, FileOutcome.Failed),
        Files(lines, FileOutcome.Withdrawn),
        Reasons(lines));

    private static int Files(IReadOnlyList<Line> lines, FileOutcome outcome) => lines.Where(line => line.Outcome == outcome).Sum(line => line.Files);

    private static SortedDictionary<QuarantineReason, int> Reasons(IReadOnlyList<Line> lines)
    {
        SortedDictionary<QuarantineReason, int> reasons = [];
        foreach (Line line in lines)
        {
            if (line.Reason is { } reason)
            {
                reasons[reason] = line.Files;
            }
        }

        return reasons;
    }
}
