using Ospacs.Archive;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Test-OspacsArchive</c>: reads every object back against its hash, the audit trail against its chain, and the images against the identity ledger.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OspacsArchive")]
[OutputType(typeof(ArchiveTestReport))]
public sealed class TestOspacsArchiveCommand : ArchiveCmdlet
{
    /// <summary>A bundle that Export-OspacsAudit wrote earlier: its folder, or its audit.jsonl. The trail must go on from it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Bundle { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        string? bundle = Bundle is null ? null : Unresolved(nameof(Bundle), Bundle);
        if (bundle is not null && !Path.Exists(bundle))
        {
            ThrowTerminatingError(CommandError.PathNotFound(nameof(Bundle), Bundle!));
        }

        Attempt(name, () => Verify(name, bundle));
    }

    private void Verify(string name, string? bundle)
    {
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
        using var bar = new CommandProgress(this, "Testing the archive");
        var verification = new ArchiveVerification(archive) { Bundle = bundle };
        var findings = new List<VerificationFinding>();
        var progress = new SynchronousProgress<VerificationProgress>(now => bar.Report(now.Images, null, "images"));
        foreach (VerificationFinding finding in verification.Run(null, progress, Cancellation))
        {
            findings.Add(finding);
            WriteError(CommandError.ArchiveDamaged(finding));
        }
        if (verification.Warning is { } warning)
        {
            WriteWarning(warning);
        }

        WriteObject(new ArchiveTestReport
        {
            Archive = name,
            IsIntact = findings.Count == 0,
            Images = verification.Images,
            Bytes = verification.Bytes,
            AuditEntries = verification.AuditEntries,
            LedgerEntries = verification.LedgerEntries,
            Anchored = verification.Anchored,
            AuditBreak = verification.Audit?.Break,
            Findings = findings,
        });
    }
}
