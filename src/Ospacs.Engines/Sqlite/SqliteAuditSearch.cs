using System.Runtime.ExceptionServices;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Sqlite;

/// <summary>Reads audit entries by pages, each after the last sequence of the one before, and holds no lock between them.</summary>
internal sealed class SqliteAuditSearch
{
    private const int PageRows = 500;

    private readonly SqliteDatabase _database;
    private readonly AuditQuery _query;

    /// <summary>Prepares the search.</summary>
    public SqliteAuditSearch(SqliteDatabase database, AuditQuery query)
    {
        _database = database;
        _query = query;
        StringBuilder text = new(SqliteRows.SelectAudit);
        text.Append("WHERE Sequence > ?1");
        text.Append(_query.FromUtc is null ? string.Empty : " AND TimeUtc >= ?2");
        text.Append(_query.ToUtc is null ? string.Empty : " AND TimeUtc <= ?3");
        text.Append(_query.MediaRef is null ? string.Empty : " AND MediaRef = ?4");
        text.Append(_query.SubjectId is null ? string.Empty : " AND SubjectId = ?5");
        text.Append(_query.Action is null ? string.Empty : " AND Action = ?6");
        text.Append(_query.SopInstanceUid is null ? string.Empty : " AND SopInstanceUid = ?8");
        text.Append(_query.Outcome is null ? string.Empty : " AND Outcome = ?9");
        text.Append(_query.Account is null ? string.Empty : " AND Account = ?10");
        Statement = text.Append(" ORDER BY Sequence LIMIT ?7").ToString();
    }

    /// <summary>The statement that gives a page, for tests of how it is carried out.</summary>
    internal string Statement { get; }

    /// <summary>The entries.</summary>
    public IEnumerable<AuditEntry> Entries(CancellationToken cancellation)
    {
        long last = 0;
        List<AuditEntry> page;
        ExceptionDispatchInfo? damage;
        do
        {
            (page, damage) = _database.Run(() => Page(last), cancellation);
            foreach (AuditEntry entry in page)
            {
                last = entry.Sequence;
                yield return entry;
            }

            damage?.Throw();
        }
        while (page.Count == PageRows);
    }

    // An entry that cannot be read ends the page: those before it are given all the same, so that it is known which one it is.
    private (List<AuditEntry> Entries, ExceptionDispatchInfo? Damage) Page(long after)
    {
        using SqliteStatement statement = _database.Prepare(Statement);
        statement.Bind(1, after);
        if (_query.FromUtc is DateTime from)
        {
            statement.Bind(2, from);
        }

        if (_query.ToUtc is DateTime to)
        {
            statement.Bind(3, to);
        }

        statement.Bind(4, _query.MediaRef);
        statement.Bind(5, _query.SubjectId);
        statement.Bind(6, _query.Action);
        statement.Bind(7, (long)PageRows);
        Bind(statement, 8, _query.SopInstanceUid);
        Bind(statement, 9, _query.Outcome);
        Bind(statement, 10, _query.Account);
        List<AuditEntry> entries = [];
        while (statement.Step())
        {
            try
            {
                entries.Add(StoredRows.Entry(statement));
            }
            catch (ArchiveException e) when (e.Kind == ArchiveFailure.NotAnArchive)
            {
                return (entries, ExceptionDispatchInfo.Capture(e));
            }
        }

        return (entries, null);
    }

    // Parameters above the last that a statement has cannot be bound.
    private static void Bind(SqliteStatement statement, int index, string? value)
    {
        if (value is not null)
        {
            statement.Bind(index, value);
        }
    }
}
