namespace Ospacs.Archive.Patients;

/// <summary>A centre's patients by name and by birth date, for headers without a patient id.</summary>
internal sealed class CentreIndex
{
    private readonly Dictionary<string, List<RegistryPatient>> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, List<RegistryPatient>> _byBirthDate = [];

    internal CentreIndex(IReadOnlyList<RegistryPatient> patients)
    {
        foreach (RegistryPatient patient in patients)
        {
            PersonNameForm name = PersonNameForm.OfRegistry(patient);
            if (!name.IsBlank)
            {
                Add(_byName, name.Key, patient);
            }
            if (patient.BirthDate is { } date)
            {
                Add(_byBirthDate, date, patient);
            }
        }
    }

    /// <summary>Those among whom are all whose name agrees with one of the header's; others may be among them.</summary>
    internal IEnumerable<RegistryPatient> FindByName(IEnumerable<PersonNameForm> names) =>
        names.SelectMany(n => _byName.TryGetValue(n.Key, out List<RegistryPatient>? found) ? found : []);

    internal IReadOnlyList<RegistryPatient> FindByBirthDate(DateOnly date) => _byBirthDate.TryGetValue(date, out List<RegistryPatient>? found) ? found : [];

    private static void Add<TKey>(Dictionary<TKey, List<RegistryPatient>> index, TKey key, RegistryPatient patient) where TKey : notnull
    {
        if (!index.TryGetValue(key, out List<RegistryPatient>? patients))
        {
            index.Add(key, patients = []);
        }
        patients.Add(patient);
    }
}
