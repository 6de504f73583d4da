using System.Globalization;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Patients.Matching;

namespace Ospacs.Bench.Patients;

/// <summary>
/// A registry of women of thirteen centres, born 1920 to 1955: maiden and double names, hospital ids in five styles and NHS numbers with true
/// check digits, twins, mothers and daughters, and some who are in it twice. The same seed makes the same registry.
/// </summary>
internal sealed class MadeRegistry : IPatientRegistry
{
    private static readonly DateOnly First = new(1920, 1, 1);
    private static readonly DateOnly Last = new(1955, 12, 31);

    private readonly List<RegistryPatient> _patients;
    private readonly Dictionary<string, Dictionary<string, RegistryPatient[]>> _byId = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, RegistryPatient> _byCentre;
    private readonly Dictionary<string, RegistryPatient> _subjects;
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);
    private readonly MadeNames _names = new();
    private readonly int[] _numbers = new int[14];

    internal MadeRegistry(int count, int seed)
    {
        var random = new Random(seed);
        _patients = new List<RegistryPatient>(count);
        while (_patients.Count < count)
        {
            Add(random, count);
        }
        foreach (RegistryPatient patient in _patients)
        {
            if (!_byId.TryGetValue(patient.Centre, out Dictionary<string, RegistryPatient[]>? centre))
            {
                _byId.Add(patient.Centre, centre = new Dictionary<string, RegistryPatient[]>(StringComparer.OrdinalIgnoreCase));
            }
            foreach (string id in patient.PatientIds)
            {
                centre[id] = centre.TryGetValue(id, out RegistryPatient[]? others) ? [.. others, patient] : [patient];
            }
        }
        _byCentre = _patients.ToLookup(p => p.Centre, StringComparer.OrdinalIgnoreCase);
        _subjects = _patients.ToDictionary(p => p.SubjectId, StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<RegistryPatient> Patients => _patients;

    public int Count => _patients.Count;

    internal IReadOnlyList<RegistryPatient> List => _patients;

    /// <summary>Pairs born of one mother on one day.</summary>
    internal List<(RegistryPatient First, RegistryPatient Second)> Twins { get; } = [];

    /// <summary>Mothers and daughters of one family name.</summary>
    internal List<(RegistryPatient First, RegistryPatient Second)> Daughters { get; } = [];

    /// <summary>Women who are in the registry under two subjects.</summary>
    internal List<(RegistryPatient First, RegistryPatient Second)> Doubles { get; } = [];

    internal MadeNames Names => _names;

    public IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId) =>
        _byId.TryGetValue(centre.Trim(), out var ids) && ids.TryGetValue(patientId.Trim(), out RegistryPatient[]? found) ? found : [];

    public IReadOnlyList<RegistryPatient> FindByCentre(string centre) => [.. _byCentre[centre.Trim()]];

    public RegistryPatient? FindSubject(string subjectId) => _subjects.GetValueOrDefault(subjectId);

    /// <summary>Whether anybody at any centre has an id.</summary>
    internal bool IsTaken(string id) => _ids.Contains(id);

    /// <summary>A woman who is not in the registry, as the registry would have her.</summary>
    internal RegistryPatient Stranger(Random random)
    {
        RegistryPatient stranger = Make(random, Centre(random));
        return stranger with { SubjectId = "-" };
    }

    internal static string NhsNumberOf(Random random)
    {
        Span<char> digits = stackalloc char[10];
        for (; ; )
        {
            digits[0] = (char)('4' + random.Next(4));
            for (int i = 1; i < 9; i++)
            {
                digits[i] = (char)('0' + random.Next(10));
            }
            int check = NhsNumber.CheckDigit(digits);
            if (check < 10)
            {
                digits[9] = (char)('0' + check);
                return new string(digits);
            }
        }
    }

    private void Add(Random random, int count)
    {
        string centre = Centre(random);
        RegistryPatient woman = Put(Make(random, centre));
        double chance = random.NextDouble();
        if (_patients.Count >= count)
        {
            return;
        }
        if (chance < 0.006)
        {
            string given = Other(random, woman.GivenName);
            Twins.Add((woman, Put(Make(random, centre) with { FamilyName = woman.FamilyName, FormerNames = woman.FormerNames, GivenName = given, BirthDate = woman.BirthDate })));
        }
        else if (chance < 0.011 && woman.BirthDate!.Value.Year <= 1933)
        {
            DateOnly birth = woman.BirthDate.Value.AddYears(22).AddDays(random.Next(200));
            string given = random.NextDouble() < 0.2 ? woman.GivenName : _names.Given(random);
            Daughters.Add((woman, Put(Make(random, centre) with { FamilyName = woman.FamilyName, FormerNames = [], GivenName = given, BirthDate = birth })));
        }
        else if (chance < 0.013)
        {
            RegistryPatient again = Make(random, random.NextDouble() < 0.5 ? centre : Centre(random));
            Doubles.Add((woman, Put(woman with { PatientIds = again.PatientIds, Centre = again.Centre, SubjectId = again.SubjectId })));
        }
    }

    private RegistryPatient Put(RegistryPatient patient)
    {
        RegistryPatient put = patient with { SubjectId = string.Create(CultureInfo.InvariantCulture, $"T{_patients.Count + 1:D6}") };
        _patients.Add(put);
        _ids.UnionWith(put.PatientIds);
        return put;
    }

    private RegistryPatient Make(Random random, string centre)
    {
        string family = _names.Family(random);
        string maiden = _names.Family(random);
        bool isDouble = random.NextDouble() < 0.02;
        bool known = !isDouble && random.NextDouble() < 0.3;
        string given = _names.Given(random);
        if (random.NextDouble() < 0.35)
        {
            given += " " + Other(random, given);
        }
        DateOnly? enrolled = random.NextDouble() < 0.7 ? new DateOnly(2001, 4, 1).AddDays(random.Next(1600)) : null;
        return new RegistryPatient
        {
            SubjectId = "-",
            PatientIds = random.NextDouble() < 0.6 ? [HospitalId(random, centre), NhsNumberOf(random)] : [HospitalId(random, centre)],
            FamilyName = isDouble && family != maiden ? $"{maiden}-{family}" : family,
            FormerNames = known && family != maiden ? [maiden] : [],
            GivenName = given,
            BirthDate = First.AddDays(random.Next(Last.DayNumber - First.DayNumber + 1)),
            Sex = "F",
            Centre = centre,
            EnrolledOn = enrolled,
            WithdrawnOn = enrolled is { } day && random.NextDouble() < 0.05 ? day.AddDays(400 + random.Next(1500)) : null,
        };
    }

    /// <summary>Hospitals count up, with gaps, each in its own style.</summary>
    private string HospitalId(Random random, string centre)
    {
        int place = int.Parse(centre.AsSpan(1), CultureInfo.InvariantCulture);
        int number = _numbers[place] += 1 + random.Next(9);
        return (place % 5) switch
        {
            0 => string.Create(CultureInfo.InvariantCulture, $"{400000 + number}"),
            1 => string.Create(CultureInfo.InvariantCulture, $"B{100000 + number}"),
            2 => string.Create(CultureInfo.InvariantCulture, $"{number:D8}"),
            3 => string.Create(CultureInfo.InvariantCulture, $"H-{number:D6}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"RX{number:D5}{(char)('A' + (number % 23))}"),
        };
    }

    private string Other(Random random, string given)
    {
        string first = given.Split(' ')[0];
        string other;
        do
        {
            other = _names.Given(random);
        }
        while (other == first);
        return other;
    }

    private static string Centre(Random random) => string.Create(CultureInfo.InvariantCulture, $"C{1 + random.Next(13):D2}");
}
