using Ospacs.Archive;
using Ospacs.Archive.Import;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Remove-OspacsQuarantineItem</c>: discards quarantined files.</summary>
[Cmdlet(VerbsCommon.Remove, "OspacsQuarantineItem", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveOspacsQuarantineItemCommand : QuarantineCmdlet
{
    /// <inheritdoc/>
    protected override string Deed(IReadOnlyCollection<string> subjects) => "Discard for good";

    /// <inheritdoc/>
    protected override void Decide(OspacsArchive archive, string name, IReadOnlyList<(QuarantineItem Item, string? SubjectId)> items, ICollection<ErrorRecord> errors)
    {
        ArgumentNullException.ThrowIfNull(archive);
        new QuarantineDesk(archive, TrialInputs.Policy(null, archive.Store), null).Discard([.. items.Select(decision => decision.Item)], Reason, Cancellation);
    }
}
