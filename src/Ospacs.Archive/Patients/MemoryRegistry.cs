using System.Globalization;

namespace Ospacs.Archive.Patients;

/// <summary>A registry that was read whole into memory, from whatever gives rows, and indexed by subject, centre and identifier. Identity side.</summary>
public class MemoryRegistry : IPatientRegistry
{
    private readonly Dictionary<string, Centre> _centres = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, (RegistryPatient Patient, int Row)> _subjects = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads every row.</summary>
    /// <param name="rows">The rows, which stay the caller's.</param>
    /// <param name="layout">How they are laid out.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RegistryException">The rows are no registry, or there are none; the error names row and column, never a value.</exception>
    protected MemoryRegistry(IRegistryRows rows, RegistryLayout layout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(layout);
        var reader = new RegistryRowReader(rows, layout);
        while (rows.Next())
        {
            cancellation.ThrowIfCancellationRequested();
            Add(reader.Read(), rows, layout);
        }
        if (_subjects.Count == 0)
        {
            // Of a registry without patients every file of a medium would wait, and somebody would look for the reason there.
            throw new RegistryException("has no patients");
        }
    }

    /// <inheritdoc/>
    public IEnumerable<RegistryPatient> Patients => _subjects.Values.Select(entry => entry.Patient);

    /// <inheritdoc/>
    public int Count => _subjects.Count;

    /// <summary>How many centres have patients.</summary>
    public int CentreCount => _centres.Count;

    /// <summary>Reads a registry from rows.</summary>
    /// <param name="rows">The rows, which stay the caller's.</param>
    /// <param name="layout">How they are laid out.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RegistryException">The rows are no registry, or there are none; the error names row and column, never a value.</exception>
    public static MemoryRegistry Read(IRegistryRows rows, RegistryLayout layout, CancellationToken cancellation = default) => new(rows, layout, cancellation);

    /// <summary>Reads a registry from a database.</summary>
    /// <param name="source">Where it is, and what is asked.</param>
    /// <param name="readers">The databases that can be asked.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RegistryException">The database cannot be reached, or what it gives is no registry.</exception>
    /// <exception cref="Store.ArchiveException">The source cannot be used, or is of an engine that cannot be asked.</exception>
    public static MemoryRegistry Load(RegistrySource source, IReadOnlyList<IRegistryReader> readers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        using IRegistryRows rows = source.ReaderAmong(readers).Open(source, cancellation);
        return Read(rows, source.Layout, cancellation);
    }

    /// <inheritdoc/>
    public IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId)
    {
        ArgumentNullException.ThrowIfNull(centre);
        ArgumentNullException.ThrowIfNull(patientId);
        return _centres.TryGetValue(centre.Trim(), out Centre? found) && found.ByPatientId.TryGetValue(patientId.Trim(), out RegistryPatient[]? patients) ? patients : [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<RegistryPatient> FindByCentre(string centre)
    {
        ArgumentNullException.ThrowIfNull(centre);
        return _centres.TryGetValue(centre.Trim(), out Centre? found) ? found.Patients : [];
    }

    /// <inheritdoc/>
    public RegistryPatient? FindSubject(string subjectId)
    {
        ArgumentNullException.ThrowIfNull(subjectId);
        return _subjects.TryGetValue(subjectId.Trim(), out var entry) ? entry.Patient : null;
    }

    private void Add(RegistryPatient patient, IRegistryRows rows, RegistryLayout layout)
    {
        if (!_subjects.TryAdd(patient.SubjectId, (patient, rows.Number)))
        {
            string first = _subjects[patient.SubjectId].Row.ToString(CultureInfo.InvariantCulture);
            throw new RegistryException($"has the subject that {rows.Unit} {first} has already", rows.Number, layout.NameOf(RegistryColumn.SubjectId), unit: rows.Unit);
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
