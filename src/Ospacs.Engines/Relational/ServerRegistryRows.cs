using System.Data.Common;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Patients;

namespace Ospacs.Engines.Relational;

/// <summary>The rows of a query on a server, as they come, some at a time. It owns the connection.</summary>
internal sealed class ServerRegistryRows : IRegistryRows
{
    // As long as a field of a CSV registry may be.
    private const int LongestField = 64 << 10;

    // Rows that are fetched by one call to the driver, which costs a thread.
    private const int MostFetched = 256;

    // What stands for a value that the driver cannot read.
    private static readonly object Unreadable = new();

    private readonly StoppableConnection _connection;
    private readonly DbCommand _command;
    private readonly DbDataReader _reader;
    private readonly Func<Exception, RegistryException?> _failure;
    private readonly CancellationToken _cancellation;
    private readonly string[] _types;
    private readonly Queue<object[]> _fetched = new(MostFetched);
    private object[] _row = [];
    private RegistryException? _last;
    private bool _ended;

    /// <summary>Takes over a query that was asked.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="command">The query.</param>
    /// <param name="reader">Its rows.</param>
    /// <param name="failure">Says what the driver's failures mean.</param>
    /// <param name="cancellation">Ends waiting and reading.</param>
    public ServerRegistryRows(StoppableConnection connection, DbCommand command, DbDataReader reader, Func<Exception, RegistryException?> failure, CancellationToken cancellation)
    {
        _connection = connection;
        _command = command;
        _reader = reader;
        _failure = failure;
        _cancellation = cancellation;
        Columns = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
        _types = [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetDataTypeName)];
    }

    public string Unit => "row";

    public int HeaderNumber => 0;

    public IReadOnlyList<string> Columns { get; }

    public int Number { get; private set; }

    public bool Next()
    {
        _cancellation.ThrowIfCancellationRequested();
        if (_fetched.Count == 0 && !_ended)
        {
            Fetch();
        }

        if (_fetched.TryDequeue(out object[]? row))
        {
            _row = row;
            Number++;
            return true;
        }

        return _last is null ? false : throw _last;
    }

    public string Field(int column)
    {
        object value = _row[column];
        if (ReferenceEquals(value, Unreadable))
        {
            throw Wrong("has a value that cannot be read", column);
        }

        string text = value switch
        {
            DBNull => string.Empty,
            string s => s,
            byte[] => throw Wrong("is no text, but bytes", column),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),

            // A time is no date: the query cuts it to its day.
            DateTime day => day.ToString(_types[column].Equals("date", StringComparison.OrdinalIgnoreCase) ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            // A driver's own reading of bytes.
            Guid when !_types[column].StartsWith("uu", StringComparison.OrdinalIgnoreCase) && !_types[column].StartsWith("uni", StringComparison.OrdinalIgnoreCase) => throw Wrong("is no text, but bytes", column),
            Guid or bool or char or DateTimeOffset or TimeSpan or TimeOnly => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            IFormattable number when value.GetType().IsPrimitive || value is decimal => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw Wrong("is of a type that is no text", column),
        };
        return text.Length > LongestField || Encoding.UTF8.GetByteCount(text) > LongestField ? throw Wrong("has more than 64 KiB", column) : text;
    }

    public void Dispose()
    {
        if (_connection.IsAbandoned)
        {
            return;
        }

        try
        {
            _connection.End(() =>
            {
                if (!_ended)
                {
                    // Else the driver reads all that is still to come.
                    Stop();
                }

                _reader.Dispose();
                _command.Dispose();
            });
        }
        catch (Exception e) when (_failure(e) is not null)
        {
            // It was stopped; what was read of it is not used.
        }
    }

    // The rows that came before a failure are given first: what is wrong with them is told rather than the failure.
    private void Fetch()
    {
        try
        {
            _ended = !_connection.Run(Fetch, _cancellation, _command);

            // A query that was stopped may end as one that is done.
            _cancellation.ThrowIfCancellationRequested();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            _last = _failure(e);
            if (_last is null)
            {
                throw;
            }

            _ended = true;
        }
    }

    private bool Fetch(StoppableCall call)
    {
        while (_fetched.Count < MostFetched)
        {
            if (!call.Next(_reader))
            {
                return false;
            }

            object[] row = new object[Columns.Count];
            for (int column = 0; column < row.Length; column++)
            {
                row[column] = Value(column);
            }

            _fetched.Enqueue(row);
        }

        return true;
    }

    private object Value(int column)
    {
        try
        {
            return _reader.GetValue(column);
        }
        catch (Exception e) when (e is DbException or InvalidCastException or OverflowException or FormatException or ArgumentException or FileNotFoundException)
        {
            // A date that is none in any calendar, or a type of the server's own that this program has no reader for; its cause would quote the value.
            return Unreadable;
        }
    }

    private void Stop()
    {
        try
        {
            _command.Cancel();
        }
        catch (Exception e) when (_failure(e) is not null || e is InvalidOperationException)
        {
            // It had ended, or its connection had.
        }
    }

    private RegistryException Wrong(string problem, int column) => new(problem, Number, Columns[column], unit: Unit);
}
