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

    /// <summary>The subject; of each item in the pipeline its own, where it has one.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SubjectSet, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string SubjectId { get; set; } = string.Empty;

    /// <summary>The trial's registry, which must then know the subject: at the item's centre, or as the item's proposal.</summary>
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
    protected override string? Decision => ParameterSetName == SubjectSet ? SubjectId : null;

    /// <inheritdoc/>
    protected override string Deed(IReadOnlyCollection<string> subjects)
    {
        ArgumentNullException.ThrowIfNull(subjects);
        return subjects.Count switch
        {
            0 => "Store under the proposed subjects",
            1 => $"Store under subject {subjects.First()}",
            _ => $"Store under {subjects.Count} subjects that were named",
        };
    }

    /// <inheritdoc/>
    protected override void Decide(OspacsArchive archive, string name, IReadOnlyList<(QuarantineItem Item, string? SubjectId)> items, ICollection<ErrorRecord> errors)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(errors);
        string? scriptPath = MaskScript is null ? null : RequireFile(nameof(MaskScript), MaskScript);
        ArchivePolicy policy = TrialInputs.WithScript(TrialInputs.Policy(Policy is null ? null : RequireFile(nameof(Policy), Policy), archive.Store), scriptPath);
        IPatientRegistry? registry = Registry is null ? null : PatientsOf(Registry, policy);
        var desk = new QuarantineDesk(archive, policy, registry) { Compression = Compression };
        foreach (ImportOutcome outcome in desk.Approve(items, Reason, Cancellation))
        {
            WriteWithArchive(outcome, name);
        }
        foreach (RefusedDecision refused in desk.Refused)
        {
            errors.Add(CommandError.InvalidArgument(refused.Message, refused.Item.Id));
        }
    }

    /// <inheritdoc/>
    protected override ErrorRecord? Unknown(OspacsArchive archive, string id, string? subject)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(id);
        // A list of decisions may be given again, when its first run was cut off.
        if (!QuarantineIds.IsWhole(id) || archive.Store.FindBySource(Convert.FromHexString(id)) is not { } stored)
        {
            return base.Unknown(archive, id, subject);
        }
        if (subject is not null && subject != stored.SubjectId)
        {
            return CommandError.InvalidArgument($"A file of medium {stored.MediaRef} is stored already, under subject {stored.SubjectId}; its id stands in this error's TargetObject.", id);
        }
        WriteVerbose($"A file of medium {stored.MediaRef} was stored under subject {stored.SubjectId} before.");
        return null;
    }
}
