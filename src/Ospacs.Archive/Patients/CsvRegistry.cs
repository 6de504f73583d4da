namespace Ospacs.Archive.Patients;

/// <summary>A registry that was read from a CSV file, whole, into memory. Identity side.</summary>
public sealed class CsvRegistry : MemoryRegistry
{
    private CsvRegistry(CsvRows rows, RegistryLayout layout) : base(rows, layout, CancellationToken.None)
    {
    }

    /// <summary>Reads a registry.</summary>
    /// <param name="path">The file, in UTF-8.</param>
    /// <param name="layout">How it is laid out.</param>
    /// <exception cref="RegistryException">The file is no registry; the error names line and column, never a value.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CsvRegistry Load(string path, RegistryLayout layout)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        return Read(stream, layout);
    }

    /// <summary>Reads a registry from a stream.</summary>
    /// <param name="stream">The file's bytes.</param>
    /// <param name="layout">How it is laid out.</param>
    /// <exception cref="RegistryException">The stream holds no registry.</exception>
    public static CsvRegistry Read(Stream stream, RegistryLayout layout)
    {
        using var rows = new CsvRows(stream);
        return new CsvRegistry(rows, layout);
    }
}
