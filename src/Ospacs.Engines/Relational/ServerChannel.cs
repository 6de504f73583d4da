using System.Data.Common;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>
/// The way from a store to its server. With a batch open, work goes over the batch's connection, one thread at a time, and sees what the batch wrote; without one each
/// work takes a connection from the pool, so that several threads read at once, and is done again when the connection breaks.
/// </summary>
internal sealed class ServerChannel : IDisposable
{
    private readonly ServerDialect _dialect;
    private readonly DbDataSource _source;
    private volatile ServerBatch? _batch;
    private volatile bool _closed;

    /// <summary>Takes over a source of connections.</summary>
    /// <param name="dialect">The engine's dialect.</param>
    /// <param name="source">The source.</param>
    /// <param name="settings">How patient to be.</param>
    public ServerChannel(ServerDialect dialect, DbDataSource source, ServerSettings settings)
    {
        _dialect = dialect;
        _source = source;
        Retry = ServerRetry.OfLooks(settings.Patience);
    }

    /// <summary>Does again what only looks, or begins.</summary>
    public ServerRetry Retry { get; }

    /// <summary>Does work that only looks. It may be done more than once.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Ends the waits between tries.</param>
    public T Run<T>(Func<ServerSession, T> work, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_closed, typeof(IArchiveStore));
        return _batch is { } batch && batch.TryLook(work, out T? seen) ? seen! : Retry.Run(() => RunApart(work), cancellation);
    }

    /// <summary>Does work on a connection of its own, once.</summary>
    /// <param name="work">The work.</param>
    public T RunApart<T>(Func<ServerSession, T> work)
    {
        using ServerSession session = OpenSession();
        return work(session);
    }

    /// <summary>Takes a connection.</summary>
    public ServerSession OpenSession()
    {
        ObjectDisposedException.ThrowIf(_closed, typeof(IArchiveStore));
        return ServerSession.Open(_dialect, _source);
    }

    /// <summary>From now on work goes over this batch's connection.</summary>
    /// <param name="batch">The batch that has the turn.</param>
    public void Enter(ServerBatch batch)
    {
        _batch = batch;
        if (_closed)
        {
            batch.Abandon();
            ObjectDisposedException.ThrowIf(_closed, typeof(IArchiveStore));
        }
    }

    /// <summary>The batch is over. The next one may have begun already.</summary>
    /// <param name="batch">The batch.</param>
    public void Leave(ServerBatch batch) => Interlocked.CompareExchange(ref _batch, null, batch);

    /// <summary>Closes every connection; an open batch is rolled back.</summary>
    public void Dispose()
    {
        _closed = true;
        _batch?.Abandon();
        _source.Dispose();
    }
}
