using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// Files in preparation, bounded in number and in bytes, handed out in the order of the files. Preparing runs on the thread pool, as many
/// at once as there are processors: each asks the archive, and a group that is being written would wait behind all who ask.
/// This object itself belongs to one thread.
/// </summary>
internal sealed class PreparationQueue(ImportSource[] sources, FilePreparation preparation, int mostFiles, long mostBytes, CancellationToken cancellation)
{
    private readonly Queue<(Task<PreparedFile> Task, long Cost)> _running = new();
    private readonly TaskFactory _threads = new(new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, Environment.ProcessorCount).ConcurrentScheduler);
    private int _next;
    private long _bytes;

    /// <summary>Starts as many files as may be under way.</summary>
    /// <returns>Whether any file is left to take.</returns>
    public bool TryStart()
    {
        cancellation.ThrowIfCancellationRequested();
        while (_next < sources.Length && _running.Count < mostFiles)
        {
            ImportSource source = sources[_next];
            long cost = CostOf(source);
            if (_running.Count > 0 && _bytes + cost > mostBytes)
            {
                break;
            }
            _next++;
            _bytes += cost;
            _running.Enqueue((_threads.StartNew(() => preparation.Prepare(source, alone: false, cancellation), cancellation), cost));
        }
        return _running.Count > 0;
    }

    /// <summary>Waits for the next file.</summary>
    /// <param name="most">How long.</param>
    /// <returns>Whether it is ready.</returns>
    public bool WaitForNext(TimeSpan most)
    {
        Task task = _running.Peek().Task;
        return task.IsCompleted || Task.WaitAny([task], most) == 0;
    }

    /// <summary>Takes the next file, waiting for it.</summary>
    public PreparedFile Take()
    {
        (Task<PreparedFile> task, long cost) = _running.Dequeue();
        _bytes -= cost;
        PreparedFile prepared = task.GetAwaiter().GetResult();
        return prepared.MustBeAlone ? preparation.Prepare(prepared.Source, alone: true, cancellation) : prepared;
    }

    /// <summary>Waits for what is under way and lets go of it.</summary>
    public void Drain()
    {
        while (_running.TryDequeue(out (Task<PreparedFile> Task, long Cost) entry))
        {
            ((IAsyncResult)entry.Task).AsyncWaitHandle.WaitOne();
            if (entry.Task.IsCompletedSuccessfully)
            {
                entry.Task.Result.Dispose();
            }
            else
            {
                // Observed here, so that it is nobody's unobserved failure: the run has ended for a reason of its own.
                _ = entry.Task.Exception;
            }
        }
    }

    /// <summary>What a file takes in memory: twice its size when it is read whole, a few parts when it is streamed.</summary>
    private static long CostOf(ImportSource source)
    {
        try
        {
            long length = source.Problem is null ? SourceFile.LengthOf(source.Path) : 0;
            return length <= FilePreparation.LargestInMemory ? 2 * length : 3L * StoreLimits.PartSize;
        }
        catch (Exception e) when (ReadFailure.IsOne(e))
        {
            return 0;
        }
    }
}
