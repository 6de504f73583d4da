using System.Runtime.ExceptionServices;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Relational;

/// <summary>Reads audit entries by pages, each behind the last sequence of the one before.</summary>
internal sealed class ServerAuditSearch(ServerChannel channel, AuditQuery query)
{
    private const int PageRows = 500;

    private readonly ServerStatement _statement = query switch
    {
        { MediaRef: not null } => ServerStatements.ReadAuditOfMedium,
        { SubjectId: not null } => ServerStatements.ReadAuditOfSubject,
        _ => ServerStatements.ReadAudit,
    };

    /// <summary>The entries.</summary>
    public IEnumerable<AuditEntry> Entries(CancellationToken cancellation)
    {
        long last = 0;
        List<(AuditEntry? Entry, ExceptionDispatchInfo? Damage)> page;
        do
        {
            page = channel.Run(session => Page(session, last, cancellation), cancellation);
            foreach ((AuditEntry? entry, ExceptionDispatchInfo? damage) in page)
            {
                // Entries before one that cannot be read are given all the same, so that it is known which one it is.
                damage?.Throw();
                last = entry!.Sequence;
                yield return entry;
            }
        }
        while (page.Count == PageRows);
    }

    private List<(AuditEntry? Entry, ExceptionDispatchInfo? Damage)> Page(ServerSession session, long after, CancellationToken cancellation) => session.Query<(AuditEntry?, ExceptionDispatchInfo?)>(
        row =>
        {
            try
            {
                return (StoredRows.Entry(row), null);
            }
            catch (ArchiveException e) when (e.Kind == ArchiveFailure.NotAnArchive)
            {
                return (null, ExceptionDispatchInfo.Capture(e));
            }
        },
        _statement.With(
            after,
            query.FromUtc is { } from ? ServerValue.Time(from) : null,
            query.ToUtc is { } to ? ServerValue.Time(to) : null,
            query.MediaRef,
            query.SubjectId,
            query.Action,
            query.SopInstanceUid,
            query.Outcome,
            query.Account,
            (long)PageRows),
        cancellation);
}
