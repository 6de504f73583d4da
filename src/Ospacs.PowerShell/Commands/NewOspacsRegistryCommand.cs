using System.Collections;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>New-OspacsRegistry</c>: reads the trial's registry once, for several commands to use.</summary>
[Cmdlet(VerbsCommon.New, "OspacsRegistry", DefaultParameterSetName = PathSet)]
[OutputType(typeof(OspacsRegistry))]
public sealed class NewOspacsRegistryCommand : OspacsCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string QuerySet = "Query";

    /// <summary>CSV files; wildcards are expanded.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>CSV files, as they are written.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The database's name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuerySet)]
    [ArgumentCompleter(typeof(RegistryEngineCompleter))]
    [ValidateNotNullOrEmpty]
    public string Engine { get; set; } = string.Empty;

    /// <summary>Where the database is: the path of a file, or a connection string without credentials.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    public string Connection { get; set; } = string.Empty;

    /// <summary>What the database is asked: one SELECT.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    public string Query { get; set; } = string.Empty;

    /// <summary>Who asks; the account that runs the command when left out.</summary>
    [Parameter(ParameterSetName = QuerySet)]
    [ValidateNotNull]
    public PSCredential? Credential { get; set; }

    /// <summary>What the registry's columns are called in the file or by the query: a hash table of our name to theirs.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable? Column { get; set; }

    /// <summary>The layout of dates that there may be beside yyyy-MM-dd and yyyyMMdd.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? BirthDateLayout { get; set; }

    /// <summary>The policy file that says how a CSV file is laid out.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>The archive whose newest policy says how a CSV file is laid out, when no policy file is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string? Archive { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == QuerySet)
        {
            Attempt(Engine, () => WriteObject(OspacsRegistry.Load(Source(), ArchiveEngines.RegistryReaders, Cancellation)));
            return;
        }
        bool literal = ParameterSetName == LiteralPathSet;
        RegistryLayout layout = With(Column is null || BirthDateLayout is null ? PolicyLayout() : RegistryLayout.Default);
        foreach (string path in ResolvePaths(literal ? LiteralPath : Path, literal))
        {
            Attempt(path, () => WriteObject(OspacsRegistry.Load(path, layout)));
        }
    }

    private RegistrySource Source() => new()
    {
        Engine = Engine,
        // A file is named as PowerShell names files; a connection string is the server's business.
        Connection = Engine.Equals("SQLite", StringComparison.OrdinalIgnoreCase) ? Unresolved(nameof(Connection), Connection) : Connection,
        Query = Query,
        Layout = With(RegistryLayout.Default),
        Credential = Credential?.GetNetworkCredential(),
    };

    private RegistryLayout PolicyLayout()
    {
        ArchivePolicy policy = ReadPolicy(Archive, Policy);
        return policy.Registry;
    }

    /// <summary>A layout with what the parameters say in its place.</summary>
    private RegistryLayout With(RegistryLayout layout)
    {
        try
        {
            if (Column is not null)
            {
                layout = layout with { Columns = Columns(Column) };
            }
            return BirthDateLayout is null ? layout : layout with { BirthDate = BirthDateLayout };
        }
        catch (ArgumentException e)
        {
            // Of our own making: it names columns and layouts.
            ThrowTerminatingError(CommandError.InvalidArgument(WithoutParameter(e), null));
            throw;
        }
    }

    private static Dictionary<RegistryColumn, string> Columns(Hashtable given)
    {
        var columns = new Dictionary<RegistryColumn, string>();
        foreach (DictionaryEntry entry in given)
        {
            if (!Enum.TryParse(entry.Key as string, ignoreCase: true, out RegistryColumn column) || !Enum.IsDefined(column))
            {
                throw new ArgumentException($"-Column has a key that is no column of a registry; the columns are {string.Join(", ", Enum.GetNames<RegistryColumn>())}.");
            }
            string? name = (entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value) as string;
            columns.Add(column, string.IsNullOrWhiteSpace(name) ? throw new ArgumentException($"-Column gives no name for {column}.") : name);
        }
        return columns;
    }

    private static string WithoutParameter(ArgumentException e)
    {
        string message = e.Message;
        int behind = e.ParamName is null ? -1 : message.LastIndexOf(" (Parameter", StringComparison.Ordinal);
        string said = behind < 0 ? message : message[..behind];
        return char.ToUpperInvariant(said[0]) + said[1..];
    }
}
