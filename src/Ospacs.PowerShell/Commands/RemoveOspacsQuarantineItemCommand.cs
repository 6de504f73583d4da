using Ospacs.Archive;
using Ospacs.Archive.Import;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Remove-OspacsQuarantineItem</c>: discards quarantined files.</summary>
[Cmdlet(VerbsCommon.Remove, "OspacsQuarantineItem", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(void))]
public sealed class RemoveOspacsQuarantineItemCommand : QuarantineCmdlet
{
    /// <inheritdoc/>
    protected override string Deed => "Discard for good";

    /// <inheritdoc/>
    protected override void Decide(OspacsArchive archive, string name, IReadOnlyList<QuarantineItem> items)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(items);
        var desk = new QuarantineDesk(archive, TrialInputs.Policy(null, archive.Store), null);
        foreach (QuarantineItem item in items)
        {
            Cancellation.ThrowIfCancellationRequested();
            desk.Discard(item, Reason);
        }
    }
}
