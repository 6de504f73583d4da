using Ospacs.Archive.Store;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>The room that an archive's file takes: pages that hold something, and free ones.</summary>
internal sealed class SqliteRoom(SqliteDatabase database)
{
    // Steps of SQLite's machine between two looks at the cancellation: a row takes five or so, and may have 8 MiB.
    private const int StepsBetweenLooks = 16;

    /// <summary>Measures it.</summary>
    public StoreRoom Measure() => database.Run(() =>
    {
        // One statement, so that nobody changes the file between two numbers.
        using SqliteStatement statement = database.Prepare("SELECT page_count * page_size, freelist_count * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
        statement.Step();
        return new StoreRoom(statement.GetInt64(0), statement.GetInt64(1));
    });

    /// <summary>
    /// Builds the file anew without its free pages: first in a temporary file, which can be stopped, and from there over the old one, under a journal, which goes
    /// through to its end. Keys stay: SQLite numbers anew only rows whose table has no such key, as parts are.
    /// </summary>
    /// <param name="cancellation">Ends the wait and the first step.</param>
    public void Compact(CancellationToken cancellation)
    {
        try
        {
            database.Run(() => Vacuum(cancellation), cancellation);
        }
        catch (ArchiveException stopped) when (SqliteFailure.IsStopped(stopped))
        {
            throw new OperationCanceledException("Compacting was stopped. The archive is as it was.", stopped, cancellation);
        }
        catch (ArchiveException full) when (full.Kind == ArchiveFailure.DiskFull)
        {
            throw new ArchiveException(ArchiveFailure.DiskFull, "There is no room left to compact the archive in, where it is or where temporary files go. It is as it was.", full.InnerException);
        }
    }

    private void Vacuum(CancellationToken cancellation)
    {
        if (database.Scalar("PRAGMA freelist_count") == 0)
        {
            return;
        }

        raw.sqlite3_progress_handler(database.Handle, StepsBetweenLooks, _ => cancellation.IsCancellationRequested ? 1 : 0, null);
        try
        {
            database.Execute("VACUUM");
        }
        finally
        {
            raw.sqlite3_progress_handler(database.Handle, 0, null, null);
        }
    }
}
