using System.Data;
using System.Data.Common;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>
/// One connection to a server, for one user at a time. Statements that give no rows, or one that can be looked at later, may be kept back and sent together with others: many
/// images cost few round trips then.
/// </summary>
internal sealed class ServerSession : IDisposable
{
    // Kept back at most: statements, and bytes of parts in them.
    private const int MostQueued = 256;
    private const int MostBytesQueued = 4 << 20;

    private readonly DbConnection _connection;
    private readonly StoppableConnection _stoppable;
    private readonly List<(ServerCall Call, Action<ServerRow>? Look)> _queue = [];
    private readonly Dictionary<ServerStatement, DbCommand> _prepared = [];
    private DbTransaction? _transaction;
    private int _bytesQueued;

    private ServerSession(ServerDialect dialect, DbConnection connection)
    {
        Dialect = dialect;
        _connection = connection;
        _stoppable = new StoppableConnection(connection, dialect.BreakOff);
    }

    /// <summary>The engine's dialect.</summary>
    public ServerDialect Dialect { get; }

    /// <summary>Whether the connection still stands, as far as is known here.</summary>
    public bool IsOpen => !_stoppable.IsAbandoned && _connection.State == ConnectionState.Open;

    /// <summary>Whether statements can be sent together.</summary>
    public bool CanQueue => _connection.CanCreateBatch;

    /// <summary>Opens a connection, or takes one that stands ready.</summary>
    /// <param name="dialect">The engine's dialect.</param>
    /// <param name="source">Where connections come from.</param>
    /// <exception cref="ArchiveException">The server cannot be reached or does not let the account in.</exception>
    public static ServerSession Open(ServerDialect dialect, DbDataSource source)
    {
        try
        {
            return new ServerSession(dialect, source.OpenConnection());
        }
        catch (Exception failure) when (IsTheDrivers(failure) || dialect.IsTheDrivers(failure))
        {
            ServerFinding finding = dialect.Classify(failure);
            throw ServerFailure.From(dialect.Name, finding.Fault is ServerFault.Other or ServerFault.ConnectionLost ? finding with { Fault = ServerFault.Unreachable } : finding);
        }
    }

    /// <summary>Begins a transaction.</summary>
    public void Begin() => Guard(() => _transaction = _connection.BeginTransaction(IsolationLevel.ReadCommitted));

    /// <summary>Makes the transaction last. What was kept back must have been sent.</summary>
    public void Commit() => Guard(() =>
    {
        _transaction!.Commit();
        _transaction.Dispose();
        _transaction = null;
    });

    /// <summary>Keeps a statement back until the next one, or sends it at once where the driver can only send one at a time.</summary>
    /// <param name="call">The statement. A part's bytes are this session's from now on.</param>
    /// <param name="look">Looks at the one row that the statement gives, when it was sent; null where it gives none.</param>
    public void Queue(ServerCall call, Action<ServerRow>? look = null)
    {
        if (!CanQueue)
        {
            if (look is null)
            {
                Execute(call);
            }
            else
            {
                Read(CommandBehavior.Default, call, row => LookOnce(look, row), CancellationToken.None);
            }

            return;
        }

        _queue.Add((call, look));
        _bytesQueued += call.Values.Sum(value => value is ReadOnlyMemory<byte> bytes ? bytes.Length : 0);
        if (_queue.Count >= MostQueued || _bytesQueued >= MostBytesQueued)
        {
            Flush();
        }
    }

    /// <summary>Sends what was kept back.</summary>
    public void Flush()
    {
        if (_queue.Count == 0)
        {
            return;
        }

        Guard(() =>
        {
            using DbBatch batch = CreateBatch(out Queue<Action<ServerRow>> looks);
            if (looks.Count == 0)
            {
                _ = batch.ExecuteNonQuery();
                return;
            }

            using DbDataReader rows = batch.ExecuteReader();
            LookAt(rows, looks);
        });
    }

    /// <summary>Sends a statement that gives no rows, behind what was kept back.</summary>
    /// <param name="call">The statement.</param>
    /// <param name="cancellation">Stops it: a wait, mostly. A transaction that it is part of may end with it.</param>
    public void Execute(ServerCall call, CancellationToken cancellation = default)
    {
        // By itself, so that the bytes of a large part go out on this thread, before the call returns.
        Flush();
        Guard(
            () =>
            {
                if (Dialect.IsKeptPrepared(call.Statement))
                {
                    _ = Prepared(call).ExecuteNonQuery();
                    return;
                }

                Execute(() => CreateCommand(call), cancellation);
            },
            cancellation);
    }

    /// <summary>Sends SQL that is not a statement of the contract: the schema's scripts and what a dialect does beside it.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="cancellation">Stops it.</param>
    public void ExecuteText(string sql, CancellationToken cancellation = default) => Guard(
        () => Execute(
            () =>
            {
                DbCommand command = _connection.CreateCommand();
                command.CommandText = sql;
                command.Transaction = _transaction;
                command.CommandTimeout = 0;
                return command;
            },
            cancellation),
        cancellation);

    /// <summary>The first column of the first row of SQL that is not a statement of the contract, or null.</summary>
    /// <param name="sql">The text.</param>
    public object? ScalarText(string sql) => Guard(() =>
    {
        using DbCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = _transaction;
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    });

    /// <summary>The rows of a statement, all of them.</summary>
    /// <param name="read">Reads a row.</param>
    /// <param name="call">The statement.</param>
    /// <param name="cancellation">Stops it.</param>
    public List<T> Query<T>(Func<ServerRow, T> read, ServerCall call, CancellationToken cancellation = default)
    {
        List<T> rows = [];
        Read(
            CommandBehavior.Default,
            call,
            row =>
            {
                rows.Add(read(row));
                return true;
            },
            cancellation);
        return rows;
    }

    /// <summary>The first row of a statement, or nothing.</summary>
    /// <param name="read">Reads the row.</param>
    /// <param name="call">The statement.</param>
    public T? One<T>(Func<ServerRow, T> read, ServerCall call)
    {
        T? found = default;
        Read(
            CommandBehavior.Default,
            call,
            row =>
            {
                found = read(row);
                return false;
            },
            CancellationToken.None);
        return found;
    }

    /// <summary>Looks at the one row of a statement whose last column is long and comes as a stream.</summary>
    /// <param name="look">Reads the columns in their order.</param>
    /// <param name="call">The statement.</param>
    public void Stream(Action<ServerRow> look, ServerCall call) => Read(
        CommandBehavior.SequentialAccess,
        call,
        row =>
        {
            look(row);
            return false;
        },
        CancellationToken.None);

    /// <summary>Gives the connection back; a transaction that is open is rolled back.</summary>
    public void Dispose()
    {
        if (_stoppable.IsAbandoned)
        {
            return;
        }

        foreach (DbCommand command in _prepared.Values)
        {
            Close(command);
        }

        Close(_transaction);
        Close(_stoppable);
    }

    // A connection that is broken has nothing to roll back, and nothing to give back.
    private void Close(IDisposable? each)
    {
        try
        {
            each?.Dispose();
        }
        catch (Exception failure) when (IsTheDrivers(failure) || Dialect.IsTheDrivers(failure))
        {
            // It is gone already.
        }
    }

    private static bool IsTheDrivers(Exception failure) => failure is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException or InvalidOperationException or System.Security.Authentication.AuthenticationException;

    private void Execute(Func<DbCommand> create, CancellationToken cancellation) => _stoppable.Run(
        call =>
        {
            using DbCommand command = create();
            call.Execute(command);
            return true;
        },
        cancellation);

    // Goes through the rows until told to stop. What was kept back goes out before the statement, in the same round trip.
    private void Read(CommandBehavior behavior, ServerCall call, Func<ServerRow, bool> look, CancellationToken cancellation) => Guard(
        () =>
        {
            if (_queue.Count > 0)
            {
                // A batch's, which nobody stops.
                _queue.Add((call, null));
                using DbBatch batch = CreateBatch(out Queue<Action<ServerRow>> looks);
                using DbDataReader rows = batch.ExecuteReader(behavior);
                LookAt(rows, looks);
                Look(rows, StoppableCall.Plain);
                return true;
            }

            // A statement that is stopped ends the transaction on many servers: a reader that is cancelled must not take the batch with it.
            return _stoppable.Run(
                stoppable =>
                {
                    using DbCommand command = CreateCommand(call);
                    using DbDataReader? rows = stoppable.Read(command, behavior);
                    Look(rows, stoppable);
                    return true;
                },
                _transaction is null ? cancellation : CancellationToken.None);

            void Look(DbDataReader? reader, StoppableCall stoppable)
            {
                // There is a driver that gives none where the statement was stopped.
                if (reader is null)
                {
                    cancellation.ThrowIfCancellationRequested();
                    throw new TimeoutException();
                }

                ServerRow row = new(Dialect, reader);
                while (stoppable.Next(reader) && look(row))
                {
                }

                // An error of what comes behind the rows shows only when they are left.
                while (stoppable.NextResult(reader))
                {
                }
            }
        },
        cancellation);

    private DbCommand CreateCommand(ServerCall call)
    {
        DbCommand command = _connection.CreateCommand();
        command.CommandText = Dialect.TextOf(call.Statement);
        command.CommandType = Dialect.CommandTypeOf(call.Statement);
        command.CommandTimeout = 0;
        command.Transaction = _transaction;
        Fill(command.Parameters, call);
        return command;
    }

    private DbCommand Prepared(ServerCall call)
    {
        if (!_prepared.TryGetValue(call.Statement, out DbCommand? command))
        {
            command = CreateCommand(call);
            _prepared.Add(call.Statement, command);
            command.Prepare();
            return command;
        }

        command.Transaction = _transaction;
        for (int i = 0; i < call.Values.Length; i++)
        {
            command.Parameters[i].Value = Dialect.CreateParameter(call.Statement.Parameters[i], call.Values[i]).Value;
        }

        return command;
    }

    // The rows of what was kept back come in its order, and before those of the statement behind it, which the reader is at afterwards.
    private void LookAt(DbDataReader reader, Queue<Action<ServerRow>> looks)
    {
        ServerRow row = new(Dialect, reader);
        while (looks.TryDequeue(out Action<ServerRow>? look))
        {
            if (!reader.Read())
            {
                throw new ArchiveException(ArchiveFailure.Database, "The database gave no answer where it has to.");
            }

            look(row);
            reader.NextResult();
        }
    }

    private static bool LookOnce(Action<ServerRow> look, ServerRow row)
    {
        look(row);
        return false;
    }

    private DbBatch CreateBatch(out Queue<Action<ServerRow>> looks)
    {
        looks = [];
        DbBatch batch = _connection.CreateBatch();
        batch.Transaction = _transaction;
        batch.Timeout = 0;
        foreach ((ServerCall call, Action<ServerRow>? look) in _queue)
        {
            if (look is not null)
            {
                looks.Enqueue(look);
            }

            DbBatchCommand command = batch.CreateBatchCommand();
            command.CommandText = Dialect.TextOf(call.Statement);
            command.CommandType = Dialect.CommandTypeOf(call.Statement);
            Fill(command.Parameters, call);
            batch.BatchCommands.Add(command);
        }

        _queue.Clear();
        _bytesQueued = 0;
        return batch;
    }

    private void Fill(DbParameterCollection parameters, ServerCall call)
    {
        for (int i = 0; i < call.Statement.Parameters.Count; i++)
        {
            parameters.Add(Dialect.CreateParameter(call.Statement.Parameters[i], call.Values[i]));
        }
    }

    private void Guard(Action work, CancellationToken cancellation = default) => Guard(
        () =>
        {
            work();
            return true;
        },
        cancellation);

    private T Guard<T>(Func<T> work, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return work();
        }
        catch (Exception failure) when (IsTheDrivers(failure) || Dialect.IsTheDrivers(failure))
        {
            ServerFinding finding = Dialect.Classify(failure);
            if (finding.Fault == ServerFault.Stopped)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            // A connection that is gone is gone, whatever the driver says of it.
            throw ServerFailure.From(Dialect.Name, IsOpen || finding.Fault != ServerFault.Other ? finding : finding with { Fault = ServerFault.ConnectionLost });
        }
    }
}
