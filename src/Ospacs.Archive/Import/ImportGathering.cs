using System.Diagnostics;

namespace Ospacs.Archive.Import;

/// <summary>
/// Gathers prepared files into groups that are written as a whole. Nothing of the archive is held meanwhile: a slow disc keeps nobody else
/// from writing. While one group is written, the next is gathered on another thread. Belongs to one thread.
/// </summary>
/// <param name="queue">The files in preparation; nobody else uses it.</param>
internal sealed class ImportGathering(PreparationQueue queue) : IDisposable
{
    // Two groups are in memory at a time, one that is written and one that is gathered. docs/decisions/0006 has what was measured.
    private const long MostBytes = 24L << 20;
    private const int MostFiles = 2000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private Task<ImportGroup>? _next;
    private PreparedFile? _held;

    /// <summary>Begins to gather the next group, on a thread of its own: it waits most of the time, and the pool's threads are for preparing.</summary>
    public void Start() => _next = Task.Factory.StartNew(Gather, CancellationToken.None, TaskCreationOptions.LongRunning | TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);

    /// <summary>Waits for the group that was begun.</summary>
    /// <returns>The group, which is the caller's.</returns>
    public ImportGroup Take()
    {
        Task<ImportGroup> next = _next!;
        _next = null;
        return next.GetAwaiter().GetResult();
    }

    /// <summary>Waits for what is under way and lets go of it. What it waits for is to be cancelled first.</summary>
    public void Dispose()
    {
        if (_next is { } next)
        {
            ((IAsyncResult)next).AsyncWaitHandle.WaitOne();
            if (next.IsCompletedSuccessfully)
            {
                next.Result.Dispose();
            }
            // Observed here: the run has ended for a reason of its own.
            _ = next.Exception;
        }
        queue.Drain();
        _held?.Dispose();
    }

    /// <summary>Up to a bound in bytes, files and time. An object that is streamed from its source is a group by itself.</summary>
    private ImportGroup Gather()
    {
        var group = new ImportGroup();
        try
        {
            Fill(group);
            group.IsLast = _held is null && !queue.TryStart();
            return group;
        }
        catch
        {
            group.Dispose();
            throw;
        }
    }

    private void Fill(ImportGroup group)
    {
        long begun = Stopwatch.GetTimestamp();
        while (_held is not null || queue.TryStart())
        {
            if (group.Files.Count > 0)
            {
                TimeSpan left = Longest - Stopwatch.GetElapsedTime(begun);
                if (group.Bytes >= MostBytes || group.Files.Count >= MostFiles || left <= TimeSpan.Zero || !queue.WaitForNext(left))
                {
                    return;
                }
            }
            PreparedFile file = _held ?? queue.Take();
            _held = null;
            if (file.Large is not null && group.Files.Count > 0)
            {
                _held = file;
                return;
            }
            if (group.Files.Count == 0)
            {
                begun = Stopwatch.GetTimestamp();
            }
            group.Add(file);
            if (file.Large is not null)
            {
                return;
            }
        }
    }
}
