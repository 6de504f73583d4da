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
    /// <summary>Family names that she had or also has, parted by bars. The column may be missing.</summary>
    FormerName,
    /// <summary>The day she joined the trial. The column may be missing.</summary>
    EnrolledOn,
    /// <summary>The day she left the trial. The column may be missing.</summary>
    WithdrawnOn,
}

/// <summary>How a registry's CSV file, or what a query gives, is laid out, where it is not as docs/registry.md says.</summary>
public sealed record RegistryLayout
{
    /// <summary>The layout without any change: columns by their own names, dates as yyyy-MM-dd or yyyyMMdd.</summary>
    public static RegistryLayout Default { get; } = new();

    /// <summary>The names of columns that are called something else there. A column that is named here must be there.</summary>
    public IReadOnlyDictionary<RegistryColumn, string> Columns
    {
        get;
        init => field = ColumnProblem(value) is { } problem ? throw new ArgumentException(problem, nameof(Columns)) : value;
    } = new Dictionary<RegistryColumn, string>();

    /// <summary>
    /// The one layout of dates, birth dates and others, that there may be beside yyyy-MM-dd and yyyyMMdd, as "dd/MM/yyyy", or null.
    /// </summary>
    public string? BirthDate
    {
        get;
        init => field = value is not null && BirthDateProblem(value) is { } problem ? throw new ArgumentException(problem, nameof(BirthDate)) : value;
    }

    /// <summary>What a column is called there.</summary>
    /// <param name="column">The column.</param>
    public string NameOf(RegistryColumn column) => Columns.TryGetValue(column, out string? name) ? name : column.ToString();

    /// <summary>Whether a column must be there: the seven that every registry has, and those that are named. A slip in a name would else pass for a column that is not there.</summary>
    /// <param name="column">The column.</param>
    internal bool Requires(RegistryColumn column) => column < RegistryColumn.FormerName || Columns.ContainsKey(column);

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
