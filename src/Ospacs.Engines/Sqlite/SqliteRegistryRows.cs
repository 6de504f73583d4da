using System.Diagnostics;
using System.Text;
using Ospacs.Archive.Patients;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>The rows of a query on a registry's file. It owns the connection, and holds SQLite's lock for readers from the first row to the last.</summary>
internal sealed class SqliteRegistryRows : IRegistryRows
{
    // As long as a field of a CSV registry may be.
    private const int LongestField = 64 << 10;
    private const int StepsBetweenLooks = 100_000;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly TimeSpan _patience;
    private readonly CancellationToken _cancellation;
    private bool _refused;

    /// <summary>Prepares the query.</summary>
    /// <param name="database">The connection, which is this object's when the constructor returns.</param>
    /// <param name="query">The query.</param>
    /// <param name="patience">How long it waits for other programs.</param>
    /// <param name="cancellation">Ends waiting and reading.</param>
    /// <exception cref="RegistryException">It is no single SELECT, or cannot be asked here.</exception>
    public SqliteRegistryRows(sqlite3 database, string query, TimeSpan patience, CancellationToken cancellation)
    {
        _database = database;
        _patience = patience;
        _cancellation = cancellation;
        raw.sqlite3_progress_handler(database, StepsBetweenLooks, _ => cancellation.IsCancellationRequested ? 1 : 0, null);
        raw.sqlite3_set_authorizer(database, (_, action, _, name, _, _) => Allow(action, name), null);
        _statement = Prepare(query);
        try
        {
            Columns = [.. Enumerable.Range(0, raw.sqlite3_column_count(_statement)).Select(column => raw.sqlite3_column_name(_statement, column).utf8_to_string())];
        }
        catch
        {
            _statement.Dispose();
            throw;
        }
    }

    public string Unit => "row";

    public int HeaderNumber => 0;

    public IReadOnlyList<string> Columns { get; }

    public int Number { get; private set; }

    public bool Next()
    {
        int code = Waiting(() =>
        {
            int step = raw.sqlite3_step(_statement);
            if (IsBusy(step) && Number == 0)
            {
                _ = raw.sqlite3_reset(_statement);
            }
            return step;
        });
        if (code == raw.SQLITE_DONE)
        {
            return false;
        }
        if (code != raw.SQLITE_ROW)
        {
            throw SqliteRegistryFailure.Of(_database, code);
        }
        Number++;
        return true;
    }

    public string Field(int column)
    {
        switch (raw.sqlite3_column_type(_statement, column))
        {
            case raw.SQLITE_NULL:
                return string.Empty;
            case raw.SQLITE_BLOB:
                throw Wrong("is no text, but bytes", column);
        }
        // Asked for as text first, so that SQLite has it in UTF-8, whatever the file is in and whatever type the value has.
        _ = raw.sqlite3_column_text(_statement, column);
        ReadOnlySpan<byte> bytes = raw.sqlite3_column_blob(_statement, column);
        if (bytes.Length > LongestField)
        {
            throw Wrong("has more than 64 KiB", column);
        }
        try
        {
            return bytes.IsEmpty ? string.Empty : Strict.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            // Its cause would quote the bytes.
            throw Wrong("is not in UTF-8", column);
        }
    }

    public void Dispose()
    {
        _statement.Dispose();
        _database.Dispose();
    }

    private sqlite3_stmt Prepare(string query)
    {
        sqlite3_stmt? statement = null;
        string? tail = null;
        int code = Waiting(() => raw.sqlite3_prepare_v2(_database, query, out statement, out tail));
        if (code != raw.SQLITE_OK)
        {
            throw _refused ? NotOneSelect() : SqliteRegistryFailure.Of(_database, code);
        }
        // No statement, or one that gives no columns, is no question; what stands behind it may be a comment.
        if (statement is null || statement.IsInvalid || raw.sqlite3_column_count(statement) == 0 || raw.sqlite3_stmt_readonly(statement) == 0 || !IsBlank(tail))
        {
            statement?.Dispose();
            throw NotOneSelect();
        }
        return statement;
    }

    private bool IsBlank(string? tail)
    {
        if (string.IsNullOrWhiteSpace(tail))
        {
            return true;
        }
        int code = raw.sqlite3_prepare_v2(_database, tail, out sqlite3_stmt? behind, out string? rest);
        bool nothing = code == raw.SQLITE_OK && (behind is null || behind.IsInvalid) && string.IsNullOrWhiteSpace(rest);
        behind?.Dispose();
        return nothing;
    }

    /// <summary>Does a step again while another program keeps the file locked; only before the first row can that happen.</summary>
    private int Waiting(Func<int> step)
    {
        Stopwatch? waiting = null;
        for (; ; )
        {
            _cancellation.ThrowIfCancellationRequested();
            int code = step();
            if (code == raw.SQLITE_INTERRUPT)
            {
                _cancellation.ThrowIfCancellationRequested();
            }
            if (!IsBusy(code) || Number > 0 || (waiting ??= Stopwatch.StartNew()).Elapsed >= _patience)
            {
                return code;
            }
            _cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
        }
    }

    private int Allow(int action, string? name)
    {
        if (Reads(action, name))
        {
            return raw.SQLITE_OK;
        }
        // SQLite words a refusal in several ways.
        _refused = true;
        return raw.SQLITE_DENY;
    }

    /// <summary>Whether what a statement is about to do is part of a SELECT. SQLite asks this for every table, column and function while it prepares one.</summary>
    private static bool Reads(int action, string? name) =>
        action is raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_FUNCTION or raw.SQLITE_RECURSIVE
        && !(action == raw.SQLITE_FUNCTION && string.Equals(name, "load_extension", StringComparison.OrdinalIgnoreCase));

    private static bool IsBusy(int code) => (code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED;

    private static RegistryException NotOneSelect() => new("is only read: its query must be a single SELECT");

    private RegistryException Wrong(string problem, int column) => new(problem, Number, Columns[column], unit: Unit);
}
