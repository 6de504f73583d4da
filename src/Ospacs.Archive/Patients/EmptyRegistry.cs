namespace Ospacs.Archive.Patients;

/// <summary>A registry of nobody, for work in which a person has settled every subject.</summary>
internal sealed class EmptyRegistry : IPatientRegistry
{
    public static EmptyRegistry Instance { get; } = new();

    public IEnumerable<RegistryPatient> Patients => [];

    public int Count => 0;

    public IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId) => [];

    public IReadOnlyList<RegistryPatient> FindByCentre(string centre) => [];

    public RegistryPatient? FindSubject(string subjectId) => null;
}
