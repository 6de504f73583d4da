using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Exams;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Test-OspacsPolicy</c>: reads a policy, says what it does to files, or examines it. It writes nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OspacsPolicy", DefaultParameterSetName = SummarySet)]
[OutputType(typeof(PolicySummary), ParameterSetName = [SummarySet])]
[OutputType(typeof(PolicyExplanation), ParameterSetName = [PathSet, LiteralPathSet])]
[OutputType(typeof(ExamReport), ParameterSetName = [ExamSet])]
public sealed class TestOspacsPolicyCommand : FilesCmdlet
{
    private const string SummarySet = "Summary";
    private const string ExamSet = "Exam";

    /// <summary>The policy file; the archive's newest policy when left out, and the shipped one without an archive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>The archive: its newest policy, and, to explain files, its key.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
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
        else if (Files.Count > 0)
        {
            Explain(Read());
        }
    }

    private ArchivePolicy Read() => ReadPolicy(Archive, Policy, MaskScript);

    private void Explain(ArchivePolicy policy)
    {
        IReadOnlyList<ScannedFile> files = MediaScan.Find(Files, Cancellation);
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
