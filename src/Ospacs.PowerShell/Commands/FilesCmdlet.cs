namespace Ospacs.PowerShell.Commands;

/// <summary>A cmdlet that works on files which it gathers first.</summary>
public abstract class FilesCmdlet : OspacsCmdlet
{
    /// <summary>The parameter set with <c>-Path</c>.</summary>
    protected const string PathSet = "Path";

    /// <summary>
    /// The parameter set with <c>-LiteralPath</c>. It is the default: PowerShell tries property names in the default set alone once one of
    /// them has bound, and an outcome that is piped in has an <c>Archive</c> beside its path.
    /// </summary>
    protected const string LiteralPathSet = "LiteralPath";

    private readonly List<string> _files = [];

    /// <summary>Files and folders; wildcards are expanded, folders are read to their bottom.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders, as they are written.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The full paths that were given, when all input is in.</summary>
    protected IReadOnlyList<string> Files => _files;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool literal = ParameterSetName == LiteralPathSet;
        _files.AddRange(ResolvePaths(literal ? LiteralPath : Path, literal));
    }
}
