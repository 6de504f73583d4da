namespace Ospacs.Archive.Patients;

/// <summary>A registry that was read from a CSV file, whole, into memory. Identity side.</summary>
public sealed class CsvRegistry : IPatientRegistry
{
    private readonly Dictionary<string, Centre> _centres = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (RegistryPatient Patient, int Line)> _subjects = new(StringComparer.OrdinalIgnoreCase);

    private CsvRegistry()
    {
    }

    /// <inheritdoc/>
    public IEnumerable<RegistryPatient> Patients => _subjects.Values.Select(entry => entry.Patient);

    /// <inheritdoc/>
    public int Count => _subjects.Count;

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
        var csv = new CsvReader(stream);
        var fields = new List<string>();
        do
        {
            if (!csv.ReadRow(fields))
            {
                throw new RegistryException("has no header row", 1);
            }
        }
        while (IsEmpty(fields));

        var rows = new RegistryRowReader(fields, csv.RowLine, layout);
        var registry = new CsvRegistry();
        while (csv.ReadRow(fields))
        {
            if (!IsEmpty(fields))
            {
                registry.Add(rows.Read(fields, csv.RowLine), csv.RowLine, layout);
            }
        }
        return registry;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId) =>
        _centres.TryGetValue(centre.Trim(), out Centre? found) && found.ByPatientId.TryGetValue(patientId.Trim(), out RegistryPatient[]? patients) ? patients : [];

    /// <inheritdoc/>
    public IReadOnlyList<RegistryPatient> FindByCentre(string centre) => _centres.TryGetValue(centre.Trim(), out Centre? found) ? found.Patients : [];

    /// <inheritdoc/>
    public RegistryPatient? FindSubject(string subjectId) => _subjects.TryGetValue(subjectId.Trim(), out var entry) ? entry.Patient : null;

    /// <summary>A row in which nothing stands: spreadsheets leave them behind.</summary>
    private static bool IsEmpty(List<string> fields) => fields.TrueForAll(string.IsNullOrWhiteSpace);

    private void Add(RegistryPatient patient, int line, RegistryLayout layout)
    {
        if (!_subjects.TryAdd(patient.SubjectId, (patient, line)))
        {
            string first = _subjects[patient.SubjectId].Line.ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw new RegistryException($"has the subject that line {first} has already", line, layout.NameOf(RegistryColumn.SubjectId));
        }
        if (!_centres.TryGetValue(patient.Centre, out Centre? centre))
        {
            _centres.Add(patient.Centre, centre = new Centre());
        }
        centre.Patients.Add(patient);
        foreach (string id in patient.PatientIds)
        {
            centre.ByPatientId[id] = centre.ByPatientId.TryGetValue(id, out RegistryPatient[]? others) ? [.. others, patient] : [patient];
        }
    }

    private sealed class Centre
    {
        internal List<RegistryPatient> Patients { get; } = [];

        /// <summary>By identifier in normal form: trimmed, case apart; leading zeros count.</summary>
        internal Dictionary<string, RegistryPatient[]> ByPatientId { get; } = new(StringComparer.OrdinalIgnoreCase);
    }
}
