using System.Diagnostics;
using Ospacs.Archive.Store;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// One connection to an archive's file. All use goes through <see cref="Run{T}"/>, which lets one thread in at a time
/// and waits by short steps while another process holds the file: SQLite's own waiting grows to a tenth of a second and starves
/// those who wait behind a busy importer.
/// </summary>
internal sealed class SqliteDatabase : IDisposable
{
    /// <summary>Bytes of a page, fixed when the file is made. Large pages suit large objects; docs/formats.md says what was measured.</summary>
    public const int PageSize = 16384;

    // For each connection. EXTRA syncs the folder when the journal is gone, so that a commit that returned lasts through a loss of power. No memory map, so that a failing disk is an error rather than a crash; a small cache, since objects only pass through it.
    private const string Settings = "PRAGMA synchronous = EXTRA; PRAGMA cache_size = -8192; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;";

    /// <summary>How a new file is laid out.</summary>
    public static string Layout { get; } = $"PRAGMA page_size = {PageSize}; PRAGMA auto_vacuum = NONE; PRAGMA encoding = 'UTF-8';";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly TimeSpan _patience;
    private readonly int _maxPages;
    private readonly string _path;
    private readonly sqlite3 _handle;
    private bool _closed;

    static SqliteDatabase() => Batteries_V2.Init();

    private SqliteDatabase(string path, int flags, SqliteSettings settings)
    {
        _path = path;
        _patience = settings.BusyTimeout;
        _maxPages = settings.MaxPages;
        int code = raw.sqlite3_open_v2(path, out _handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            // Without extended codes yet: they are switched on below.
            ArchiveException failure = SqliteFailure.From(_handle, code);
            _handle.Dispose();
            throw failure;
        }

        raw.sqlite3_extended_result_codes(_handle, 1);
        raw.sqlite3_busy_timeout(_handle, 0);
    }

    /// <summary>Whether the file may not be written.</summary>
    public bool IsReadOnly => raw.sqlite3_db_readonly(_handle, "main") != 0;

    /// <summary>Whether a transaction is open. A grave error, such as a full disk, can end one.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>Whether the last statement that writes changed a row.</summary>
    public bool Changed => raw.sqlite3_changes(_handle) > 0;

    /// <summary>The connection, for incremental reading.</summary>
    public sqlite3 Handle => _handle;

    /// <summary>Makes a new file. It must not be there.</summary>
    public static SqliteDatabase Create(string path, SqliteSettings settings) => new(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE, settings);

    /// <summary>Opens a file that is there. It is neither read nor changed yet: it may be anybody's.</summary>
    public static SqliteDatabase Open(string path, StoreAccess access, SqliteSettings settings) =>
        new(path, access == StoreAccess.Write ? raw.SQLITE_OPEN_READWRITE : raw.SQLITE_OPEN_READONLY, settings);

    /// <summary>Lays a new file out, before anything is in it.</summary>
    public void LayOut()
    {
        Execute(Layout);
        LimitPages();
    }

    /// <summary>Sets the connection up, when the file has been found to be an archive.</summary>
    public void Configure()
    {
        Execute(Settings);
        LimitPages();
    }

    /// <summary>Does work alone on the connection, again when another process was in the way.</summary>
    /// <param name="work">The work. It may run more than once: it must not keep anything of a run that failed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArchiveException">SQLite reported an error; <see cref="ArchiveFailure.Busy"/> when the wait was too long.</exception>
    public T Run<T>(Func<T> work, CancellationToken cancellation = default)
    {
        Stopwatch? waiting = null;
        bool repaired = false;
        for (; ; )
        {
            cancellation.ThrowIfCancellationRequested();
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                try
                {
                    return work();
                }
                catch (ArchiveException busy) when (busy.Kind == ArchiveFailure.Busy && (waiting ??= Stopwatch.StartNew()).Elapsed < _patience)
                {
                    // The lock is let go before the pause, so that other threads can use the connection meanwhile.
                }
                catch (ArchiveException interrupted) when (!repaired && SqliteFailure.IsInterruptedWrite(interrupted))
                {
                    RollBackInterruptedWrite(interrupted);
                    repaired = true;
                }
            }

            cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(Random.Shared.Next(1, 4)));
        }
    }

    /// <summary>Does work alone on the connection, again when another process was in the way.</summary>
    public void Run(Action work, CancellationToken cancellation = default) => Run(
        () =>
        {
            work();
            return true;
        },
        cancellation);

    /// <summary>A statement, prepared once. To be used inside <see cref="Run{T}"/>.</summary>
    /// <param name="sql">Its text, of fixed pieces: values are bound.</param>
    public SqliteStatement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out SqliteStatement? statement))
        {
            statement = new SqliteStatement(_handle, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs statements that give nothing.</summary>
    /// <param name="sql">Their text.</param>
    public void Execute(string sql)
    {
        int code = raw.sqlite3_exec(_handle, sql);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(_handle, raw.sqlite3_extended_errcode(_handle));
        }
    }

    /// <summary>The first column of the first row of a statement without parameters, as a number.</summary>
    public long Scalar(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Step() ? statement.GetInt64(0) : 0;
    }

    /// <summary>Closes the file and lets go of it. An open transaction is rolled back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            foreach (SqliteStatement statement in _statements.Values)
            {
                statement.Close();
            }

            _statements.Clear();
            _handle.Dispose();
        }
    }

    private void LimitPages()
    {
        if (_maxPages > 0)
        {
            Execute($"PRAGMA max_page_count = {_maxPages}");
        }
    }

    // A program that was killed in a batch leaves a journal behind, and SQLite reads nothing before it is rolled back, which a
    // connection for reading may not do. Where the file can be written, doing it is what the next import would do anyway.
    private void RollBackInterruptedWrite(ArchiveException cause)
    {
        try
        {
            using SqliteDatabase writer = new(_path, raw.SQLITE_OPEN_READWRITE, new SqliteSettings());
            writer.Scalar("SELECT count(*) FROM sqlite_schema");
        }
        catch (ArchiveException failure) when (failure.Kind != ArchiveFailure.Busy)
        {
            throw new ArchiveException(cause.Kind, cause.Message, cause.InnerException);
        }
        catch (ArchiveException)
        {
            // Another process is at it.
        }
    }
}
