namespace Ospacs.Archive.Patients;

/// <summary>
/// The trial's registry as it is handed from command to command: either the name of a CSV file, which each command reads anew, or a registry
/// that has been read already. What it shows of itself says how many there are, and never who.
/// </summary>
public sealed class OspacsRegistry
{
    private readonly IPatientRegistry? _patients;

    /// <summary>Names a CSV file. It is not looked for yet.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public OspacsRegistry(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Path = path;
    }

    /// <summary>Names a CSV file, as <c>Get-Item</c> gives it.</summary>
    /// <param name="file">The file.</param>
    public OspacsRegistry(FileInfo file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Path = file.FullName;
    }

    private OspacsRegistry(IPatientRegistry patients, string source, int centres)
    {
        _patients = patients;
        Source = source;
        Patients = patients.Count;
        Centres = centres;
        ReadUtc = DateTime.UtcNow;
    }

    /// <summary>What it was read from: "CSV", or a database's name as "SQLite".</summary>
    public string Source { get; } = "CSV";

    /// <summary>How many patients it has; null before it is read.</summary>
    public int? Patients { get; }

    /// <summary>How many centres have patients; null before it is read.</summary>
    public int? Centres { get; }

    /// <summary>When it was read (UTC); null before it is. What the trial changes in it later is not seen.</summary>
    public DateTime? ReadUtc { get; }

    /// <summary>The CSV file, of a registry that is only named; else null.</summary>
    public string? Path { get; }

    /// <summary>Reads a CSV file.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="layout">How it is laid out.</param>
    /// <exception cref="RegistryException">It is no registry.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static OspacsRegistry Load(string path, RegistryLayout layout) => Of(CsvRegistry.Load(path, layout), "CSV");

    /// <summary>Reads a registry from a database.</summary>
    /// <param name="source">Where it is, and what is asked.</param>
    /// <param name="readers">The databases that can be asked.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RegistryException">It cannot be reached, or is no registry.</exception>
    /// <exception cref="Store.ArchiveException">The source cannot be used.</exception>
    public static OspacsRegistry Load(RegistrySource source, IReadOnlyList<IRegistryReader> readers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        string engine = source.ReaderAmong(readers).Engine;
        return Of(MemoryRegistry.Load(source, readers, cancellation), engine);
    }

    /// <summary>The patients; of a registry that is only named they are read.</summary>
    /// <param name="read">Reads a CSV file that is named.</param>
    /// <exception cref="RegistryException">The file is no registry.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IPatientRegistry GetPatients(Func<string, IPatientRegistry> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return _patients ?? read(Path!);
    }

    /// <summary>What it is, without a path and without anybody's name.</summary>
    public override string ToString() => Patients is { } count ? $"{Source}, {count} patients" : Source;

    private static OspacsRegistry Of(MemoryRegistry patients, string source) => new(patients, source, patients.CentreCount);
}
