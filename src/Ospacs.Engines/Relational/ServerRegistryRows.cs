using System.Data.Common;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Patients;

namespace Ospacs.Engines.Relational;

/// <summary>The rows of a query on a server, as they come. It owns the connection.</summary>
internal sealed class ServerRegistryRows : IRegistryRows
{
    // As long as a field of a CSV registry may be.
    private const int LongestField = 64 << 10;

    private readonly DbConnection _connection;
    private readonly DbCommand _command;
    private readonly Func<Exception, RegistryException?> _failure;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _stop;
    private readonly DbDataReader _reader;
    private readonly bool[] _dates;
    private bool _ended;

    /// <summary>Asks the query.</summary>
    /// <param name="connection">The connection, which is this object's when the constructor returns.</param>
    /// <param name="command">The query, which is this object's then too.</param>
    /// <param name="failure">Says what the driver's failures mean.</param>
    /// <param name="cancellation">Ends waiting and reading.</param>
    public ServerRegistryRows(DbConnection connection, DbCommand command, Func<Exception, RegistryException?> failure, CancellationToken cancellation)
    {
        _connection = connection;
        _command = command;
        _failure = failure;
        _cancellation = cancellation;
        _stop = cancellation.Register(Stop);
        try
        {
            // There is a driver that gives none where the query was stopped.
            _reader = command.ExecuteReader() ?? throw new TimeoutException();
            Columns = [.. Enumerable.Range(0, _reader.FieldCount).Select(_reader.GetName)];
            _dates = [.. Enumerable.Range(0, _reader.FieldCount).Select(column => _reader.GetDataTypeName(column).Equals("date", StringComparison.OrdinalIgnoreCase))];
        }
        catch
        {
            _stop.Dispose();
            throw;
        }
    }

    public string Unit => "row";

    public int HeaderNumber => 0;

    public IReadOnlyList<string> Columns { get; }

    public int Number { get; private set; }

    public bool Next()
    {
        _cancellation.ThrowIfCancellationRequested();
        try
        {
            if (!_reader.Read())
            {
                // A query that was stopped may end as one that is done.
                _cancellation.ThrowIfCancellationRequested();
                _ended = true;
                return false;
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (_failure(e) is { } failure)
            {
                throw failure;
            }

            throw;
        }

        Number++;
        return true;
    }

    public string Field(int column)
    {
        object value;
        try
        {
            value = _reader.GetValue(column);
        }
        catch (Exception e) when (e is DbException or InvalidCastException or OverflowException or FormatException or ArgumentException or FileNotFoundException)
        {
            // A date that is none in any calendar, or a type of the server's own that this program has no reader for; its cause would quote the value.
            throw Wrong("has a value that cannot be read", column);
        }

        string text = value switch
        {
            DBNull => string.Empty,
            string s => s,
            byte[] => throw Wrong("is no text, but bytes", column),
            DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),

            // A time is no date: the query cuts it to its day.
            DateTime day => day.ToString(_dates[column] ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
            // A driver's own reading of bytes.
            Guid when !_reader.GetDataTypeName(column).StartsWith("uu", StringComparison.OrdinalIgnoreCase) && !_reader.GetDataTypeName(column).StartsWith("uni", StringComparison.OrdinalIgnoreCase) => throw Wrong("is no text, but bytes", column),
            Guid or bool or char or DateTimeOffset or TimeSpan or TimeOnly => Convert.ToString(value, CultureInfo.InvariantCulture)!,
            IFormattable number when value.GetType().IsPrimitive || value is decimal => number.ToString(null, CultureInfo.InvariantCulture),
            _ => throw Wrong("is of a type that is no text", column),
        };
        return text.Length > LongestField || Encoding.UTF8.GetByteCount(text) > LongestField ? throw Wrong("has more than 64 KiB", column) : text;
    }

    public void Dispose()
    {
        _stop.Dispose();
        if (!_ended)
        {
            // Else the driver reads all that is still to come.
            Stop();
        }

        try
        {
            _reader.Dispose();
            _command.Dispose();
        }
        catch (Exception e) when (_failure(e) is not null)
        {
            // It was stopped; what was read of it is not used.
        }
        finally
        {
            _connection.Dispose();
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
