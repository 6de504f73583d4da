using System.Globalization;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Query;

/// <summary>
/// Holds retired versions and tombstones against the audit entries of their decisions. The rows carry no code of their own; the entries do, and they
/// repeat what a row says of the object.
/// </summary>
internal static class HistoryVerification
{
    /// <summary>What is wrong.</summary>
    /// <param name="store">The archive.</param>
    /// <param name="cancellation">Ends the reading.</param>
    internal static IEnumerable<VerificationFinding> Run(IArchiveStore store, CancellationToken cancellation)
    {
        // Rows are read before entries: a decision that is made meanwhile has both.
        var rows = new Dictionary<long, HistoryRow>();
        foreach (HistoryRow row in store.History.ReadRetired(cancellation).Select(HistoryRow.Of).Concat(store.History.ReadTombstones(cancellation).Select(HistoryRow.Of)))
        {
            if (!rows.TryAdd(row.Sequence, row))
            {
                yield return row.Finding("names an audit entry that another decision names too");
            }
        }
        foreach (AuditEntry entry in store.GetAudit(new AuditQuery { Action = "Move" }, cancellation).Where(entry => entry.Outcome == "MovedAway").Concat(store.GetAudit(new AuditQuery { Action = "Remove" }, cancellation)))
        {
            if (rows.Remove(entry.Sequence, out HistoryRow? row))
            {
                if (!row.IsSaidBy(entry))
                {
                    yield return row.Finding("is not what the audit entry of its decision says");
                }
            }
            else if (IsMissing(store, entry))
            {
                string what = entry.Action == "Move" ? "retired version" : "tombstone";
                yield return new VerificationFinding(
                    VerificationProblem.BrokenHistory,
                    string.Create(CultureInfo.InvariantCulture, $"Audit entry {entry.Sequence} decided on image {entry.SopInstanceUid} of subject {entry.SubjectId}, and its {what} is missing. Bring the archive back from a backup."),
                    SopInstanceUid: entry.SopInstanceUid);
            }
        }
        foreach (HistoryRow row in rows.Values.OrderBy(row => row.Sequence))
        {
            yield return row.Finding("has no audit entry of its decision");
        }
    }

    /// <summary>Whether there is no row of an entry: the rows were read before it, and it may be newer than they.</summary>
    private static bool IsMissing(IArchiveStore store, AuditEntry entry)
    {
        if (entry.SopInstanceUid is not { } uid)
        {
            return true;
        }
        return entry.Action == "Move"
            ? store.History.FindRetired(uid)?.AuditSequence != entry.Sequence
            : !store.History.FindByUid(uid).Any(imageId => store.History.GetTombstone(imageId)?.AuditSequence == entry.Sequence);
    }

    private sealed record HistoryRow(string Action, long Sequence, long ImageId, string SubjectId, string SopInstanceUid, string Described)
    {
        internal static HistoryRow Of(RetiredVersion version) => new("Move", version.AuditSequence, version.ImageId, version.SubjectId, version.SopInstanceUid,
            CorrectionBatch.Describe(version.ImageId, version.Version, version.SubjectId, version.StudyInstanceUid, version.SeriesInstanceUid, version.SopInstanceUid, version.Size, version.Sha256));

        internal static HistoryRow Of(Tombstone tombstone) => new("Remove", tombstone.AuditSequence, tombstone.ImageId, tombstone.SubjectId, tombstone.SopInstanceUid,
            CorrectionBatch.Describe(tombstone.ImageId, tombstone.Version, tombstone.SubjectId, tombstone.StudyInstanceUid, tombstone.SeriesInstanceUid, tombstone.SopInstanceUid, tombstone.Size, tombstone.Sha256));

        internal bool IsSaidBy(AuditEntry entry) => entry.Action == Action && entry.SubjectId == SubjectId && entry.SopInstanceUid == SopInstanceUid && entry.OldValue == Described;

        internal VerificationFinding Finding(string what) => new(
            VerificationProblem.BrokenHistory,
            string.Create(CultureInfo.InvariantCulture, $"The {(Action == "Move" ? "retired version" : "tombstone")} of image {ImageId}, {SopInstanceUid} of subject {SubjectId}, {what} (entry {Sequence}). Bring the archive back from a backup."),
            ImageId,
            SopInstanceUid);
    }
}
