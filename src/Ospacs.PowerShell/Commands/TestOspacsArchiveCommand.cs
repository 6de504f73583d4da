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
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        Attempt(name, () => Verify(name));
    }

    private void Verify(string name)
    {
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
        using var bar = new CommandProgress(this, "Testing the archive");
        var verification = new ArchiveVerification(archive);
        var findings = new List<VerificationFinding>();
        var progress = new SynchronousProgress<VerificationProgress>(now => bar.Report(now.Images, null, "images"));
        foreach (VerificationFinding finding in verification.Run(null, progress, Cancellation))
        {
            findings.Add(finding);
            WriteError(CommandError.ArchiveDamaged(finding));
        }
        WriteObject(new ArchiveTestReport
        {
            Archive = name,
            IsIntact = findings.Count == 0,
            Images = verification.Images,
            Bytes = verification.Bytes,
            AuditEntries = verification.AuditEntries,
            LedgerEntries = verification.LedgerEntries,
            Findings = findings,
        });
    }
}
