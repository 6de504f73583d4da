using Ospacs.Archive;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.PowerShell.Completion;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Approve-OspacsQuarantineItem</c>: stores quarantined files under a subject that a person decided on.</summary>
[Cmdlet(VerbsLifecycle.Approve, "OspacsQuarantineItem", SupportsShouldProcess = true, DefaultParameterSetName = ProposalSet)]
[OutputType(typeof(ImportOutcome))]
public sealed class ApproveOspacsQuarantineItemCommand : QuarantineCmdlet
{
    private const string ProposalSet = "Proposal";
    private const string SubjectSet = "Subject";

    /// <summary>Takes the subject that the check proposed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProposalSet)]
    public SwitchParameter Proposal { get; set; }

    /// <summary>The subject.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubjectSet)]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string SubjectId { get; set; } = string.Empty;

    /// <summary>The trial's registry, which must then know the subject at the item's centre.</summary>
    [Parameter]
    [ValidateNotNull]
    public OspacsRegistry? Registry { get; set; }

    /// <summary>The policy file; the archive's newest policy when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>A script of CTP's DicomPixelAnonymizer, whose rules stand behind the policy's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaskScript { get; set; }

    /// <summary>How pixels are compressed that came without loss; lossy JPEG stays as it is.</summary>
    [Parameter]
    public PixelCompression Compression { get; set; }

    /// <inheritdoc/>
    protected override string Deed => Proposal ? "Store under the proposed subjects" : $"Store under subject {SubjectId}";

    /// <inheritdoc/>
    protected override void Decide(OspacsArchive archive, string name, IReadOnlyList<QuarantineItem> items)
    {
        ArgumentNullException.ThrowIfNull(archive);
        string? scriptPath = MaskScript is null ? null : RequireFile(nameof(MaskScript), MaskScript);
        ArchivePolicy policy = TrialInputs.WithScript(TrialInputs.Policy(Policy is null ? null : RequireFile(nameof(Policy), Policy), archive.Store), scriptPath);
        IPatientRegistry? registry = Registry is null ? null : PatientsOf(Registry, policy);
        var desk = new QuarantineDesk(archive, policy, registry) { Compression = Compression };
        IEnumerable<ImportOutcome> outcomes = Proposal
            ? desk.ApproveProposals(items, Reason, Cancellation)
            : desk.Approve([.. items.Select(item => (item, SubjectId))], Reason, Cancellation);
        foreach (ImportOutcome outcome in outcomes)
        {
            WriteWithArchive(outcome, name);
        }
    }
}
