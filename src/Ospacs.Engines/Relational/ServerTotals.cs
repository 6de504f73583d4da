using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>How the changes of a batch get into the kept totals.</summary>
internal static class ServerTotals
{
    /// <summary>Sends the changes, to be written with the session's next statement at the latest, and forgets them.</summary>
    /// <param name="session">The batch's session.</param>
    /// <param name="totals">The changes.</param>
    public static void Write(ServerSession session, BatchTotals totals)
    {
        if (totals.IsEmpty)
        {
            return;
        }

        Dictionary<string, long> before = session
            .Query(row => (Subject: row.GetText(0), Images: row.GetInt64(1)), ServerStatements.GetSubjectTotals.With(ServerValue.List(totals.Subjects.Select(change => change.Key))))
            .ToDictionary(total => total.Subject, total => total.Images, StringComparer.Ordinal);
        foreach (TotalsChange change in totals.Centres)
        {
            session.Queue(ServerStatements.AddCentreTotal.With(change.Key, change.Images, change.Frames, change.Bytes));
        }

        long subjects = 0;
        foreach (TotalsChange change in totals.Subjects)
        {
            long images = before.GetValueOrDefault(change.Key);
            subjects += (images + change.Images > 0 ? 1 : 0) - (images > 0 ? 1 : 0);
            session.Queue(ServerStatements.AddSubjectTotal.With(change.Key, change.Images, change.Frames, change.Bytes));
        }

        TotalsChange whole = totals.Whole;
        session.Queue(ServerStatements.AddArchiveTotal.With(subjects, whole.Images, whole.Frames, whole.Bytes));
        totals.Clear();
    }
}
