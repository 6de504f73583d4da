using Ospacs.Archive.Store;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.PostgreSql;

/// <summary>
/// Writes the archive's tables anew, one after another, without the rows that are gone: <c>VACUUM FULL</c>. Each table is as it was, or compacted. PostgreSQL's own
/// housekeeping keeps the room of rows that are gone for those that come, so this is for an archive that has become smaller for good.
/// </summary>
internal static class PostgreSqlCompaction
{
    // The lock of TakeTurn, held by the session, since VACUUM runs in no transaction.
    private const string Turn = "(hashtextextended('Ospacs turn ' || current_schema(), 0))";

    /// <summary>Compacts.</summary>
    /// <param name="session">A session of its own.</param>
    /// <param name="cancellation">Ends the wait for the turn, and the work at the table that it is at.</param>
    public static void Run(ServerSession session, CancellationToken cancellation)
    {
        // The server only warns of tables that are somebody else's, and leaves them as they are.
        if (session.ScalarText("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('Image')") is not true)
        {
            throw new ArchiveException(ArchiveFailure.Denied, "Only the owner of the archive's tables can compact them.");
        }

        session.ExecuteText("SELECT pg_advisory_lock" + Turn, cancellation);
        try
        {
            session.ExecuteText("VACUUM (FULL, ANALYZE) ImagePart", cancellation);
            session.ExecuteText("VACUUM (FULL, ANALYZE) Image", cancellation);
            session.ExecuteText("VACUUM (FULL, ANALYZE) MediaFile", cancellation);
            session.ExecuteText("VACUUM (FULL, ANALYZE) Audit", cancellation);
        }
        finally
        {
            Free(session);
        }
    }

    private static void Free(ServerSession session)
    {
        try
        {
            session.ExecuteText("SELECT pg_advisory_unlock" + Turn);
        }
        catch (ArchiveException failure) when (ServerFailure.IsTransient(failure))
        {
            // The lock went with the connection.
        }
    }
}
