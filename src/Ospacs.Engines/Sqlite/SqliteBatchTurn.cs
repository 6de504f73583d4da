using System.Diagnostics;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// One batch at a time in this process, and a short pause after each. Without the pause an importer takes the file's
/// write lock again within microseconds, and another process, which looks every few milliseconds, would never find it free.
/// </summary>
internal sealed class SqliteBatchTurn(TimeSpan patience) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim free = new(1, 1);
    private long lastEnd;

    /// <summary>Waits for the turn.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArchiveException">Another batch of this process was open for too long.</exception>
    public void Take(CancellationToken cancellation)
    {
        if (!free.Wait(patience, cancellation))
        {
            throw new ArchiveException(ArchiveFailure.Busy, "Another batch of this program has been open for too long.");
        }

        TimeSpan left = lastEnd == 0 ? TimeSpan.Zero : Pause - Stopwatch.GetElapsedTime(lastEnd);
        if (left > TimeSpan.Zero && cancellation.WaitHandle.WaitOne(left))
        {
            free.Release();
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the turn.</summary>
    public void GiveBack()
    {
        lastEnd = Stopwatch.GetTimestamp();
        free.Release();
    }

    /// <summary>Lets go of the wait handle.</summary>
    public void Dispose() => free.Dispose();
}
