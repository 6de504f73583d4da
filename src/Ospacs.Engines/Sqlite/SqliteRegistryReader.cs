using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// Reads a registry from a SQLite file. The file is opened so that SQLite itself refuses to write it, and of all statements a single
/// SELECT alone is let through, by SQLite's own word on what it would do rather than by its text.
/// </summary>
public sealed class SqliteRegistryReader : IRegistryReader
{
    private readonly TimeSpan _patience;

    /// <summary>Makes the reader.</summary>
    public SqliteRegistryReader() : this(TimeSpan.FromSeconds(10))
    {
    }

    /// <summary>Makes a reader that waits for other programs as long as a test wants it to.</summary>
    /// <param name="patience">How long.</param>
    internal SqliteRegistryReader(TimeSpan patience) => _patience = patience;

    static SqliteRegistryReader() => Batteries_V2.Init();

    /// <inheritdoc/>
    public string Engine => "SQLite";

    /// <inheritdoc/>
    public IRegistryRows Open(RegistrySource source, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Credential is not null)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "A SQLite registry is a file, which knows no accounts: it takes no credential. Leave it out, and see to the rights on the file.");
        }
        string path = Path.GetFullPath(source.Connection);
        if (!File.Exists(path))
        {
            throw SqliteRegistryFailure.Unreachable("has a database that is not there");
        }
        sqlite3 database = OpenFile(path);
        try
        {
            return new SqliteRegistryRows(database, source.Query, _patience, cancellation);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    private static sqlite3 OpenFile(string path)
    {
        int code = raw.sqlite3_open_v2(path, out sqlite3 database, raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            RegistryException failure = SqliteRegistryFailure.Of(database, code);
            database.Dispose();
            throw failure;
        }
        raw.sqlite3_extended_result_codes(database, 1);
        raw.sqlite3_busy_timeout(database, 0);
        // The file is somebody else's: what its schema runs on its own is not trusted, and a failing disk is an error rather than a crash.
        _ = raw.sqlite3_exec(database, "PRAGMA trusted_schema = OFF; PRAGMA query_only = ON; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;");
        return database;
    }
}
