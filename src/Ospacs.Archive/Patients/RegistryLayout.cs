namespace Ospacs.Archive.Patients;

/// <summary>A column of the registry.</summary>
public enum RegistryColumn
{
    /// <summary>The volunteer's number in the trial.</summary>
    SubjectId,
    /// <summary>The identifiers that the scanners know her by, parted by bars.</summary>
    PatientId,
    /// <summary>Family name.</summary>
    FamilyName,
    /// <summary>Given names, middle names among them.</summary>
    GivenName,
    /// <summary>Birth date.</summary>
    BirthDate,
    /// <summary>Sex.</summary>
    Sex,
    /// <summary>The centre's code.</summary>
    Centre,
}

/// <summary>How a registry's CSV file is laid out, where it is not as docs/registry.md says.</summary>
public sealed record RegistryLayout
{
    /// <summary>The layout without any change: columns by their own names, birth dates as yyyy-MM-dd or yyyyMMdd.</summary>
    public static RegistryLayout Default { get; } = new();

    /// <summary>The names of columns that are called something else in the file.</summary>
    public IReadOnlyDictionary<RegistryColumn, string> Columns
    {
        get;
        init => field = ColumnProblem(value) is { } problem ? throw new ArgumentException(problem, nameof(Columns)) : value;
    } = new Dictionary<RegistryColumn, string>();

    /// <summary>
    /// The one layout of birth dates that the file may have beside yyyy-MM-dd and yyyyMMdd, as "dd/MM/yyyy", or null.
    /// </summary>
    public string? BirthDate
    {
        get;
        init => field = value is not null && BirthDateProblem(value) is { } problem ? throw new ArgumentException(problem, nameof(BirthDate)) : value;
    }

    /// <summary>What the file calls a column.</summary>
    /// <param name="column">The column.</param>
    public string NameOf(RegistryColumn column) => Columns.TryGetValue(column, out string? name) ? name : column.ToString();

    internal static string? ColumnProblem(IReadOnlyDictionary<RegistryColumn, string> columns)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (RegistryColumn column in Enum.GetValues<RegistryColumn>())
        {
            if (!taken.Add((columns.TryGetValue(column, out string? name) ? name : column.ToString()).Trim()))
            {
                return $"the column for {column} is already another one's.";
            }
        }
        return null;
    }

    internal static string? BirthDateProblem(string layout)
    {
        string[] parts = layout.Split(['/', '.', '-', ' '], StringSplitOptions.RemoveEmptyEntries);
        int year = parts.Count(p => p == "yyyy");
        int month = parts.Count(p => p is "MM" or "M");
        int day = parts.Count(p => p is "dd" or "d");
        if (parts.Length == 3 && year == 1 && month == 1 && day == 1)
        {
            return null;
        }
        bool packed = layout is "ddMMyyyy" or "MMddyyyy" or "yyyyMMdd" or "yyyyddMM";
        return packed ? null : "a layout of birth dates is made of yyyy, MM or M, and dd or d, each once, parted by / . - or spaces: \"dd/MM/yyyy\". Years of two digits are not read: they would have to be guessed.";
    }
}
