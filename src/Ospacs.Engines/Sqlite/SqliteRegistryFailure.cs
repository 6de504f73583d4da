using Ospacs.Archive.Patients;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>Says in a registry's words what SQLite reports of its file.</summary>
internal static class SqliteRegistryFailure
{
    /// <summary>The failure for a result code.</summary>
    /// <param name="database">The connection.</param>
    /// <param name="code">The extended result code.</param>
    public static RegistryException Of(sqlite3 database, int code) => Unreachable(
        code == raw.SQLITE_READONLY_ROLLBACK ? "has a database that a program left in the middle of a write: open it once with the program that writes it"
        : (code & 0xff) switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "has a database that another program has kept locked for too long: try again when it is done",
            raw.SQLITE_NOTADB => "has a database that is no SQLite file",
            raw.SQLITE_CORRUPT => "has a database that is damaged",
            raw.SQLITE_CANTOPEN or raw.SQLITE_PERM or raw.SQLITE_AUTH => "has a database that this account cannot open",
            raw.SQLITE_READONLY => "has a database that keeps a log beside it, which cannot be read where its folder may not be written",
            raw.SQLITE_IOERR => "has a database on a disk that failed to read",
            raw.SQLITE_NOMEM => "has a database, and there is not enough memory to read it",
            raw.SQLITE_ERROR => Query(database),
            _ => "has a database that reported an error",
        },
        new SqliteException(code, raw.sqlite3_errstr(code).utf8_to_string()));

    /// <summary>A registry that cannot be asked.</summary>
    /// <param name="problem">Why, in words.</param>
    /// <param name="cause">The cause.</param>
    public static RegistryException Unreachable(string problem, Exception? cause = null) => new(problem, inner: cause) { Kind = RegistryFailure.Unreachable };

    // SQLite's own message is looked at for its beginning only, and never passed on: it quotes the query.
    private static string Query(sqlite3 database)
    {
        string text = raw.sqlite3_errmsg(database).utf8_to_string();
        return text.StartsWith("no such table", StringComparison.Ordinal) ? "has no table that its query names"
            : text.StartsWith("no such column", StringComparison.Ordinal) || text.StartsWith("ambiguous column", StringComparison.Ordinal) ? "has no column, or more than one, that its query names"
            : text.StartsWith("no such function", StringComparison.Ordinal) ? "has no function that its query names"
            : "has a query that SQLite does not understand";
    }
}
