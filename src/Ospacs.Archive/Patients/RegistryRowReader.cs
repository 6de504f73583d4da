namespace Ospacs.Archive.Patients;

/// <summary>Makes patients of a registry's rows.</summary>
internal sealed class RegistryRowReader
{
    private readonly int[] _places;
    private readonly int _fieldCount;
    private readonly RegistryLayout _layout;
    private readonly BirthDateReader _birthDates;
    private readonly Dictionary<string, string> _centres = new(StringComparer.Ordinal);

    internal RegistryRowReader(List<string> header, int line, RegistryLayout layout)
    {
        _layout = layout;
        _birthDates = new BirthDateReader(layout);
        _fieldCount = header.Count;
        RegistryColumn[] columns = Enum.GetValues<RegistryColumn>();
        _places = new int[columns.Length];
        var missing = new List<string>();
        foreach (RegistryColumn column in columns)
        {
            string name = layout.NameOf(column);
            int[] places = [.. Enumerable.Range(0, header.Count).Where(i => header[i].Trim().Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))];
            if (places.Length > 1)
            {
                throw new RegistryException("stands twice in the header", line, name);
            }
            if (places.Length == 0)
            {
                missing.Add(name);
                continue;
            }
            _places[(int)column] = places[0];
        }
        if (missing.Count > 0)
        {
            string hint = header.Count == 1 && header[0].AsSpan().ContainsAny(';', '\t') ? "; its columns must be parted by commas" : string.Empty;
            throw new RegistryException($"is the header, and lacks the columns {string.Join(", ", missing)}{hint}", line);
        }
    }

    internal RegistryPatient Read(List<string> fields, int line)
    {
        if (fields.Count != _fieldCount)
        {
            throw new RegistryException($"has {fields.Count} fields where the header has {_fieldCount}", line);
        }
        string subject = Field(fields, RegistryColumn.SubjectId);
        if (SubjectIds.Problem(subject) is { } problem)
        {
            throw Error(problem, line, RegistryColumn.SubjectId);
        }
        string centre = Field(fields, RegistryColumn.Centre);
        if (centre.Length == 0)
        {
            throw Error("is blank", line, RegistryColumn.Centre);
        }
        if (!_centres.TryGetValue(centre, out string? known))
        {
            _centres.Add(centre, known = centre);
        }
        return new RegistryPatient
        {
            SubjectId = subject,
            PatientIds = PatientIds(Field(fields, RegistryColumn.PatientId)),
            FamilyName = Field(fields, RegistryColumn.FamilyName),
            GivenName = Field(fields, RegistryColumn.GivenName),
            BirthDate = BirthDate(Field(fields, RegistryColumn.BirthDate), line),
            Sex = SexForm.Of(Field(fields, RegistryColumn.Sex)),
            Centre = known,
        };
    }

    private static string[] PatientIds(string text) =>
        text.Contains('|', StringComparison.Ordinal)
            ? [.. text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)]
            : text.Length > 0 ? [text] : [];

    private DateOnly? BirthDate(string text, int line)
    {
        if (text.Length == 0)
        {
            return null;
        }
        return _birthDates.TryRead(text, out DateOnly date) is { } problem ? throw Error(problem, line, RegistryColumn.BirthDate) : date;
    }

    private string Field(List<string> fields, RegistryColumn column) => fields[_places[(int)column]].Trim();

    private RegistryException Error(string problem, int line, RegistryColumn column) => new(problem, line, _layout.NameOf(column));
}
