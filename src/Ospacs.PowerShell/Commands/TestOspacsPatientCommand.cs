using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Test-OspacsPatient</c>: checks files against the registry, and stores nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "OspacsPatient", DefaultParameterSetName = LiteralPathSet)]
[OutputType(typeof(FileCheck))]
public sealed class TestOspacsPatientCommand : FilesCmdlet
{
    /// <summary>The archive whose newest policy says what must agree, when no policy file is given.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? Archive { get; set; }

    /// <summary>The centre that the files come from.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CentreCompleter))]
    [ValidateNotNullOrEmpty]
    public string Centre { get; set; } = string.Empty;

    /// <summary>The trial's registry: a CSV file.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Registry { get; set; } = string.Empty;

    /// <summary>The policy file; the archive's newest policy when left out, and the shipped one without an archive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Files.Count == 0)
        {
            return;
        }
        ArchivePolicy policy = ReadPolicy(Archive, Policy);
        string registryPath = RequireFile(nameof(Registry), Registry);
        IPatientRegistry registry = Require(Registry, () => TrialInputs.Registry(registryPath, policy));
        IReadOnlyList<ScannedFile> files = MediaScan.Find(Files, Cancellation);
        var checker = new FileChecker(new PatientChecker(registry, policy.Match), Centre);
        using var bar = new CommandProgress(this, "Checking patients");
        foreach (FileCheck check in Stoppable(checker.Run(files, Cancellation)))
        {
            WriteObject(check);
            bar.Report(check.FileNumber, files.Count, "files");
        }
    }
}
