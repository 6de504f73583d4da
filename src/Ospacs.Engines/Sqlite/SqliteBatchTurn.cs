using System.Diagnostics;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// One batch at a time on a connection, and a short pause after each. Without the pause an importer takes the file's
/// write lock again within microseconds, and another process, which looks every few milliseconds, would never find it free.
/// </summary>
internal sealed class SqliteBatchTurn(TimeSpan patience)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private long _lastEnd = Stopwatch.GetTimestamp();
    private bool _taken;

    /// <summary>Waits for the turn.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ArchiveException">Another batch of this store was open for too long.</exception>
    public void Take(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _taken) || Stopwatch.GetElapsedTime(Volatile.Read(ref _lastEnd)) < Pause || Interlocked.Exchange(ref _taken, true))
        {
            if (Stopwatch.GetElapsedTime(start) > patience + Pause)
            {
                throw new ArchiveException(ArchiveFailure.Busy, "Another batch of this program has been open for too long.");
            }

            cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(1));
            cancellation.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Ends the turn.</summary>
    public void GiveBack()
    {
        Volatile.Write(ref _lastEnd, Stopwatch.GetTimestamp());
        Volatile.Write(ref _taken, false);
    }
}
