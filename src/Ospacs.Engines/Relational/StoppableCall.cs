using System.Data;
using System.Data.Common;

namespace Ospacs.Engines.Relational;

/// <summary>
/// What a driver is called through while somebody may stop it. The drivers' asynchronous methods are used and waited for, since only under them a connection can be closed that waits.
/// </summary>
internal sealed class StoppableCall
{
    /// <summary>The call of somebody who does not stop: the driver is called as it is.</summary>
    public static readonly StoppableCall Plain = new();

    private readonly Lock _gate = new();
    private readonly CancellationToken? _broken;
    private readonly CancellationToken _cancellation;
    private DbCommand? _command;
    private Task? _stop;

    /// <summary>Makes one that can be stopped.</summary>
    /// <param name="command">The command whose rows are being read, or null.</param>
    /// <param name="broken">Has a driver break its connection that does so by itself when a cancellation is not answered.</param>
    /// <param name="cancellation">What it is stopped by.</param>
    public StoppableCall(DbCommand? command, CancellationToken broken, CancellationToken cancellation)
    {
        _command = command;
        _broken = broken;
        _cancellation = cancellation;
    }

    private StoppableCall()
    {
    }

    /// <summary>Carries a command out that gives no rows.</summary>
    /// <param name="command">The command.</param>
    public void Execute(DbCommand command)
    {
        Begin(command);
        _ = _broken is { } broken ? Wait(command.ExecuteNonQueryAsync(broken)) : command.ExecuteNonQuery();
    }

    /// <summary>Carries a command out that gives rows; null where it was stopped and the driver is one that gives none then.</summary>
    /// <param name="command">The command.</param>
    /// <param name="behavior">How its columns come.</param>
    public DbDataReader? Read(DbCommand command, CommandBehavior behavior = CommandBehavior.Default)
    {
        Begin(command);
        return _broken is { } broken ? Wait(command.ExecuteReaderAsync(behavior, broken)) : command.ExecuteReader(behavior);
    }

    /// <summary>Goes on to the next row.</summary>
    /// <param name="reader">The reader.</param>
    public bool Next(DbDataReader reader) => _broken is { } broken ? Wait(reader.ReadAsync(broken)) : reader.Read();

    /// <summary>Leaves the rows that are still to come, and says whether others come behind them.</summary>
    /// <param name="reader">The reader.</param>
    public bool NextResult(DbDataReader reader) => _broken is { } broken ? Wait(reader.NextResultAsync(broken)) : reader.NextResult();

    /// <summary>Asks the server to stop the command, without waiting for it: a driver may open a connection for that.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            if (_command is { } command)
            {
                // What goes wrong with it is that the command, or its connection, had ended.
                _stop ??= Task.Run(command.Cancel);
            }
        }
    }

    /// <summary>Takes no more requests to stop, and waits until one that is on its way is through.</summary>
    public void End()
    {
        Task? stop;
        lock (_gate)
        {
            _command = null;
            stop = _stop;
        }

        if (stop is not null)
        {
            Task.WaitAny(stop);
        }
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();

    private void Begin(DbCommand command)
    {
        lock (_gate)
        {
            // One call is shared by all who do not stop.
            _command = _broken is null ? null : command;
        }

        // From here on either this sees the cancellation, or the cancellation sees the command.
        _cancellation.ThrowIfCancellationRequested();
    }
}
