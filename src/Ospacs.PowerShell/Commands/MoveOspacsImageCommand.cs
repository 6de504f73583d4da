using Ospacs.Archive;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Patients;
using Ospacs.PowerShell.Completion;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Move-OspacsImage</c>: gives stored images to another subject.</summary>
[Cmdlet(VerbsCommon.Move, "OspacsImage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CorrectedImage))]
public sealed class MoveOspacsImageCommand : CorrectionCmdlet
{
    /// <summary>The subject that the images are to belong to.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ArgumentCompleter(typeof(SubjectIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string SubjectId { get; set; } = string.Empty;

    /// <summary>The trial's registry, which must then know the subject. Without it the archive must.</summary>
    [Parameter]
    [ValidateNotNull]
    public OspacsRegistry? Registry { get; set; }

    /// <summary>Lets the subject be of another centre than the images.</summary>
    [Parameter]
    public SwitchParameter AnyCentre { get; set; }

    /// <inheritdoc/>
    protected override string Deed => $"Give to subject {SubjectId}";

    /// <inheritdoc/>
    protected override IEnumerable<CorrectedImage> Correct(OspacsArchive archive, IReadOnlyList<long> imageIds)
    {
        ArgumentNullException.ThrowIfNull(archive);
        IPatientRegistry? registry = Registry is null ? null : PatientsOf(Registry, TrialInputs.Policy(null, archive.Store));
        return new ImageMove(archive, SubjectId, Reason, registry) { AnyCentre = AnyCentre }.Run(imageIds, Cancellation);
    }
}
