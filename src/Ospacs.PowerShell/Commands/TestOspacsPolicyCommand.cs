using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Exams;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Test-OspacsPolicy</c>: reads a policy, says what it does to files, or examines it. It writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OspacsPolicy", DefaultParameterSetName = SummarySet)]
[OutputType(typeof(PolicySummary), ParameterSetName = [SummarySet])]
[OutputType(typeof(PolicyExplanation), ParameterSetName = [PathSet, LiteralPathSet])]
[OutputType(typeof(ExamReport), ParameterSetName = [ExamSet])]
public sealed class TestOspacsPolicyCommand : OspacsCmdlet
{
    private const string SummarySet = "Summary";
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string ExamSet = "Exam";

    private readonly List<string> _files = [];

    /// <summary>Files and folders to explain the policy on; wildcards are expanded, folders are read to their bottom.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders, as they are written.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The policy file; the archive's newest policy when left out, and the shipped one without an archive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>The archive: its newest policy, and, to explain files, its key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Archive { get; set; }

    /// <summary>A script of CTP's DicomPixelAnonymizer, whose rules stand behind the policy's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaskScript { get; set; }

    /// <summary>Tells what stood in each attribute. The objects are identity side then.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public SwitchParameter IncludeOldValue { get; set; }

    /// <summary>Examines the policy on made objects whose identity is known.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ExamSet)]
    public SwitchParameter Exam { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName is PathSet or LiteralPathSet)
        {
            bool literal = ParameterSetName == LiteralPathSet;
            _files.AddRange(ResolvePaths(literal ? LiteralPath : Path, literal));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == SummarySet)
        {
            WriteObject(PolicySummary.Of(Read()));
        }
        else if (ParameterSetName == ExamSet)
        {
            WriteReport(Require(Policy, () => PolicyExam.Run(Read(), Cancellation)));
        }
        else if (_files.Count > 0)
        {
            Explain(Read());
        }
    }

    private ArchivePolicy Read()
    {
        string? scriptPath = MaskScript is null ? null : RequireFile(nameof(MaskScript), MaskScript);
        ArchivePolicy read = ReadPolicy(Archive, Policy);
        return Require(MaskScript, () => TrialInputs.WithScript(read, scriptPath));
    }

    private void Explain(ArchivePolicy policy)
    {
        IReadOnlyList<ScannedFile> files = MediaScan.Find(_files, Cancellation);
        ArchiveKey? key = Archive is null ? null : Require(Archive, () =>
        {
            string name = NameOf(Archive);
            using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
            return archive.Key;
        });
        using var bar = new CommandProgress(this, "Explaining the policy");
        foreach (PolicyExplanation explanation in Stoppable(new PolicyExplainer(policy, key, IncludeOldValue).Run(files, Cancellation)))
        {
            WriteObject(explanation);
            bar.Report(explanation.FileNumber, files.Count, "files");
        }
    }

    private void WriteReport(ExamReport report)
    {
        WriteObject(report);
        if (!report.Passed)
        {
            WriteError(CommandError.PolicyFailed(report));
        }
    }
}
