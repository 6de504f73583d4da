using System.Data.Common;

namespace Ospacs.Engines.Relational;

/// <summary>
/// A connection whose user can always stop waiting. A cancellation is a request to the server, and drivers wait in the network until it is answered: where a server or a network has gone silent,
/// neither the request nor the closing of the connection by another thread brings a driver's call back. So a call that can be cancelled is made on a thread of its own, and when the server has
/// not answered the cancellation in time, the connection is broken off and left to that thread; whoever waited goes on.
/// </summary>
/// <param name="connection">The connection, which is this object's from now on.</param>
/// <param name="breakOff">What closes the driver's socket under a call that waits, where something does; it may itself wait for the call.</param>
internal sealed class StoppableConnection(DbConnection connection, Action<DbConnection> breakOff) : IDisposable
{
    /// <summary>How long a server may take to answer a cancellation.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private volatile bool _abandoned;

    /// <summary>Whether the connection was broken off. Nothing may be done on it or with what came from it: another thread may still be in it.</summary>
    public bool IsAbandoned => _abandoned;

    /// <summary>Does work on the connection, on this thread where nobody can cancel it, else on one of its own.</summary>
    /// <param name="work">The work. What it makes and gives away must be left alone once <see cref="IsAbandoned"/> is true.</param>
    /// <param name="cancellation">Stops the command that the work is at.</param>
    /// <param name="command">The command whose rows the work goes on reading; null where it begins with none.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, and the server did not answer that.</exception>
    public T Run<T>(Func<StoppableCall, T> work, CancellationToken cancellation, DbCommand? command = null)
    {
        cancellation.ThrowIfCancellationRequested();
        if (!cancellation.CanBeCanceled)
        {
            return work(StoppableCall.Plain);
        }

        // Not disposed: a thread that is left behind may still look at it. It has no timer that would be left running.
        CancellationTokenSource broken = new();
        StoppableCall call = new(command, broken.Token, cancellation);
        Task<T> task = Apart(() =>
        {
            try
            {
                return work(call);
            }
            finally
            {
                // A request to stop must not reach what the connection is used for next.
                call.End();
            }
        });
        using (cancellation.UnsafeRegister(static call => ((StoppableCall)call!).Stop(), call))
        {
            if (!IsDone(task, cancellation) && Task.WaitAny([task], Grace) < 0)
            {
                Abandon(task, broken);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return task.GetAwaiter().GetResult();
    }

    /// <summary>Does the last work on the connection, which may wait for the server, and closes it; after a while without waiting any longer.</summary>
    /// <param name="work">The work.</param>
    public void End(Action work)
    {
        Task<bool> task = Apart(() =>
        {
            work();
            return true;
        });
        if (Task.WaitAny([task], Grace) < 0)
        {
            Abandon(task, null);
            return;
        }

        connection.Dispose();
        task.GetAwaiter().GetResult();
    }

    /// <summary>Closes the connection, or leaves it to the thread that is in it.</summary>
    public void Dispose()
    {
        if (!_abandoned)
        {
            connection.Dispose();
        }
    }

    // Not one of the pool's threads, which may all be waiting for such work themselves.
    private static Task<T> Apart<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static bool IsDone(Task task, CancellationToken cancellation)
    {
        try
        {
            return Task.WaitAny([task], cancellation) == 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Abandon(Task task, CancellationTokenSource? broken)
    {
        _abandoned = true;

        // Both may wait for the driver, which waits for the server.
        _ = Apart(() => { breakOff(connection); return true; });
        if (broken is not null)
        {
            _ = Apart(() => { broken.Cancel(); return true; });
        }

        // Whenever the driver comes back. Nobody is left to be told of what it says.
        _ = task.ContinueWith(_ => connection.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
