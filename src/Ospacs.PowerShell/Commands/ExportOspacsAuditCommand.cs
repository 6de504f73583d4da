using Ospacs.Archive;
using Ospacs.Archive.Audit.Bundles;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Export-OspacsAudit</c>: writes the audit trail, and all that belongs to it, into a folder for an inspector.</summary>
[Cmdlet(VerbsData.Export, "OspacsAudit", SupportsShouldProcess = true)]
[OutputType(typeof(AuditBundleReport))]
public sealed class ExportOspacsAuditCommand : ArchiveCmdlet
{
    /// <summary>The folder; it is made when it is not there, and must be empty.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = string.Empty;

    /// <summary>Why, in one line; no identity of a patient.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Reason { get; set; }

    /// <summary>Puts the key that the codes are made with into the bundle.</summary>
    [Parameter]
    public SwitchParameter WithCheckKey { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        string destination = Unresolved(nameof(Destination), Destination);
        if (!ShouldProcess(destination, $"Write an audit bundle of {name}{(WithCheckKey ? ", with its check key" : string.Empty)}"))
        {
            return;
        }

        Attempt(name, () => Export(name, destination));
    }

    private void Export(string name, string destination)
    {
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write);
        using var bar = new CommandProgress(this, "Exporting the audit trail");
        var export = new AuditBundleExport(archive, destination) { Reason = Reason, WithCheckKey = WithCheckKey };
        AuditBundleReport report = export.Run(new SynchronousProgress<long>(now => bar.Report(now, null, "entries")), Cancellation);
        WriteObject(report);
        if (report.Break is { } broken)
        {
            WriteError(CommandError.ArchiveDamaged(broken));
        }
    }
}
