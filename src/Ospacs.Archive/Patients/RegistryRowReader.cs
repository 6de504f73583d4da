namespace Ospacs.Archive.Patients;

/// <summary>Makes patients of a registry's rows.</summary>
internal sealed class RegistryRowReader
{
    private const int Absent = -1;

    private readonly int[] _places;
    private readonly IRegistryRows _rows;
    private readonly RegistryLayout _layout;
    private readonly RegistryDateReader _dates;
    private readonly Dictionary<string, string> _centres = new(StringComparer.Ordinal);

    internal RegistryRowReader(IRegistryRows rows, RegistryLayout layout)
    {
        _rows = rows;
        _layout = layout;
        _dates = new RegistryDateReader(layout);
        RegistryColumn[] columns = Enum.GetValues<RegistryColumn>();
        _places = new int[columns.Length];
        var missing = new List<string>();
        foreach (RegistryColumn column in columns)
        {
            int place = PlaceOf(layout.NameOf(column));
            _places[(int)column] = place;
            if (place == Absent && layout.Requires(column))
            {
                missing.Add(layout.NameOf(column));
            }
        }
        if (missing.Count > 0)
        {
            throw Lacks(string.Join(", ", missing));
        }
    }

    /// <summary>The patient of the row that was read last.</summary>
    /// <exception cref="RegistryException">A value is wrong.</exception>
    internal RegistryPatient Read()
    {
        string subject = Field(RegistryColumn.SubjectId);
        if (SubjectIds.Problem(subject) is { } problem)
        {
            throw Error(problem, RegistryColumn.SubjectId);
        }
        string centre = Field(RegistryColumn.Centre);
        if (centre.Length == 0)
        {
            throw Error("is blank", RegistryColumn.Centre);
        }
        if (!_centres.TryGetValue(centre, out string? known))
        {
            _centres.Add(centre, known = centre);
        }
        DateOnly? enrolled = Date(RegistryColumn.EnrolledOn);
        DateOnly? withdrawn = Date(RegistryColumn.WithdrawnOn);
        if (withdrawn < enrolled)
        {
            throw Error($"is before {_layout.NameOf(RegistryColumn.EnrolledOn)}", RegistryColumn.WithdrawnOn);
        }
        return new RegistryPatient
        {
            SubjectId = subject,
            PatientIds = Several(Field(RegistryColumn.PatientId)),
            FamilyName = Field(RegistryColumn.FamilyName),
            GivenName = Field(RegistryColumn.GivenName),
            FormerNames = Several(Field(RegistryColumn.FormerName)),
            BirthDate = Date(RegistryColumn.BirthDate),
            Sex = SexForm.Of(Field(RegistryColumn.Sex)),
            Centre = known,
            EnrolledOn = enrolled,
            WithdrawnOn = withdrawn,
        };
    }

    private int PlaceOf(string name)
    {
        int place = Absent;
        for (int i = 0; i < _rows.Columns.Count; i++)
        {
            if (!_rows.Columns[i].AsSpan().Trim().Equals(name.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }
            place = place == Absent ? i : throw new RegistryException("is there twice", _rows.HeaderNumber, name, unit: _rows.Unit);
        }
        return place;
    }

    private RegistryException Lacks(string columns)
    {
        if (_rows.HeaderNumber == 0)
        {
            return new RegistryException($"lacks the columns {columns}");
        }
        string hint = _rows.Columns is [string only] && only.AsSpan().ContainsAny(';', '\t') ? "; its columns must be parted by commas" : string.Empty;
        return new RegistryException($"is the header, and lacks the columns {columns}{hint}", _rows.HeaderNumber, unit: _rows.Unit);
    }

    private static string[] Several(string text) =>
        text.Contains('|', StringComparison.Ordinal)
            ? [.. text.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase)]
            : text.Length > 0 ? [text] : [];

    private DateOnly? Date(RegistryColumn column)
    {
        string text = Field(column);
        if (text.Length == 0)
        {
            return null;
        }
        return _dates.TryRead(text, out DateOnly date) is { } problem ? throw Error(problem, column) : date;
    }

    private string Field(RegistryColumn column) => _places[(int)column] is var place && place == Absent ? string.Empty : _rows.Field(place).Trim();

    private RegistryException Error(string problem, RegistryColumn column) => new(problem, _rows.Number, _layout.NameOf(column), unit: _rows.Unit);
}
