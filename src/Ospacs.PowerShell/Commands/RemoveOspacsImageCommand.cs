using Ospacs.Archive;
using Ospacs.Archive.Corrections;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Remove-OspacsImage</c>: removes stored images for good, as where consent was withdrawn.</summary>
[Cmdlet(VerbsCommon.Remove, "OspacsImage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(CorrectedImage))]
public sealed class RemoveOspacsImageCommand : CorrectionCmdlet
{
    /// <inheritdoc/>
    protected override string Deed => "Remove for good, and refuse their files from now on";

    /// <inheritdoc/>
    protected override IEnumerable<CorrectedImage> Correct(OspacsArchive archive, IReadOnlyList<long> imageIds) => new ImageRemoval(archive, Reason).Run(imageIds, Cancellation);

    /// <inheritdoc/>
    protected override void Finish(OspacsArchive archive, IReadOnlyList<string> subjects)
    {
        ArgumentNullException.ThrowIfNull(archive);
        foreach (string subject in subjects)
        {
            int waiting = archive.Quarantine.List().Count(item => item.ProposedSubjectId == subject);
            if (waiting > 0)
            {
                WriteWarning($"The quarantine still holds {(waiting == 1 ? "1 file" : $"{waiting} files")} that may be of subject {subject}. Look at them with Get-OspacsQuarantineItem, and discard them with Remove-OspacsQuarantineItem.");
            }
        }
    }
}
