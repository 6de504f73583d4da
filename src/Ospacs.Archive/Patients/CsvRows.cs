namespace Ospacs.Archive.Patients;

/// <summary>The rows of a CSV file with a header. Rows in which nothing stands are passed over: spreadsheets leave them behind.</summary>
internal sealed class CsvRows : IRegistryRows
{
    private readonly CsvReader _csv;
    private readonly List<string> _fields = [];

    /// <summary>Reads the header.</summary>
    /// <param name="stream">The file's bytes; the stream stays the caller's.</param>
    /// <exception cref="RegistryException">There is none.</exception>
    internal CsvRows(Stream stream)
    {
        _csv = new CsvReader(stream);
        if (!ReadFilled())
        {
            throw new RegistryException("has no header row", 1);
        }
        HeaderNumber = _csv.RowLine;
        Columns = [.. _fields];
    }

    public string Unit => "line";

    public int HeaderNumber { get; }

    public IReadOnlyList<string> Columns { get; }

    public int Number => _csv.RowLine;

    public bool Next()
    {
        if (!ReadFilled())
        {
            return false;
        }
        return _fields.Count == Columns.Count ? true : throw new RegistryException($"has {_fields.Count} fields where the header has {Columns.Count}", Number);
    }

    public string Field(int column) => _fields[column];

    public void Dispose()
    {
        // The stream is the caller's.
    }

    private bool ReadFilled()
    {
        while (_csv.ReadRow(_fields))
        {
            if (!_fields.TrueForAll(string.IsNullOrWhiteSpace))
            {
                return true;
            }
        }
        return false;
    }
}
