using System.Diagnostics;
using Ospacs.Archive;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Test-OspacsArchive</c>: reads objects back against their hashes, and holds rows, totals, history, audit trail and identity ledger against each other.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OspacsArchive", DefaultParameterSetName = AllSet)]
[OutputType(typeof(ArchiveTestReport))]
public sealed class TestOspacsArchiveCommand : ArchiveCmdlet
{
    private const string AllSet = "All";
    private const string FirstSet = "First";
    private const string SampleSet = "Sample";

    /// <summary>How many objects are read back, going on where the last test with -First ended, and from the first one again behind the last.</summary>
    [Parameter(Mandatory = true, ParameterSetName = FirstSet)]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; }

    /// <summary>How much of a hundred objects is read back, drawn at random.</summary>
    [Parameter(Mandatory = true, ParameterSetName = SampleSet)]
    [ValidateRange(0.001, 100)]
    public double SamplePercent { get; set; }

    /// <summary>Begins with the first object, also where an earlier test was stopped or took its turn.</summary>
    [Parameter(ParameterSetName = AllSet)]
    [Parameter(ParameterSetName = FirstSet)]
    public SwitchParameter Restart { get; set; }

    /// <summary>How many objects are read at once.</summary>
    [Parameter]
    [ValidateRange(1, 64)]
    public int ThrottleLimit { get; set; } = Environment.ProcessorCount;

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
        var verification = new ArchiveVerification(archive)
        {
            Bundle = bundle,
            ThrottleLimit = ThrottleLimit,
            First = ParameterSetName == FirstSet ? First : null,
            SamplePercent = ParameterSetName == SampleSet ? SamplePercent : null,
            KeepsPlace = true,
            Restart = Restart,
        };
        var findings = new List<VerificationFinding>();
        long begun = Stopwatch.GetTimestamp();
        var progress = new SynchronousProgress<VerificationProgress>(now => bar.Report(now.Images, now.Total, "images", now.Bytes / Math.Max(0.1, Stopwatch.GetElapsedTime(begun).TotalSeconds)));
        foreach (VerificationFinding finding in verification.Run(null, progress, Cancellation))
        {
            findings.Add(finding);
            WriteError(CommandError.ArchiveDamaged(finding));
        }
        if (verification.Warning is { } warning)
        {
            WriteWarning(warning);
        }
        if (verification.IsPlaceLost)
        {
            WriteWarning("How far this test came could not be written to the identity folder: the next one begins where this one did.");
        }

        WriteObject(new ArchiveTestReport
        {
            Archive = name,
            IsIntact = findings.Count == 0,
            Images = verification.Images,
            Bytes = verification.Bytes,
            IsWhole = ParameterSetName == AllSet,
            IsResumed = verification.IsResumed,
            AuditEntries = verification.AuditEntries,
            LedgerEntries = verification.LedgerEntries,
            Anchored = verification.Anchored,
            AuditBreak = verification.Audit?.Break,
            Findings = findings,
        });
    }
}
