using Ospacs.Archive;
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
    [ArgumentCompleter(typeof(ArchiveNameCompleter))]
    public string? Archive { get; set; }

    /// <summary>The centre that the files come from.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(CentreCompleter))]
    [ValidateNotNullOrEmpty]
    public string Centre { get; set; } = string.Empty;

    /// <summary>The first day that the medium's exams may be of.</summary>
    [Parameter]
    public DateTime? PeriodFrom { get; set; }

    /// <summary>The last day that the medium's exams may be of.</summary>
    [Parameter]
    public DateTime? PeriodTo { get; set; }

    /// <summary>The trial's registry: a CSV file, or what <c>New-OspacsRegistry</c> gives.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNull]
    public OspacsRegistry Registry { get; set; } = null!;

    /// <summary>The policy file; the archive's newest policy when left out, and the shipped one without an archive.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>What is wrong with the files as a whole; exams that an archive holds count where it is given.</summary>
    private IReadOnlyList<MediaFinding> Survey(IReadOnlyList<ScannedFile> files, PatientChecker patients, ArchivePolicy policy)
    {
        MediaExpectations.CheckPeriod(DayOf(PeriodFrom), DayOf(PeriodTo));
        var expected = new MediaExpectations(Centre, DayOf(PeriodFrom), DayOf(PeriodTo), policy.Exams);
        if (Archive is null)
        {
            return MediaSurvey.Run(files, patients, expected, null, Cancellation).Findings;
        }
        string name = NameOf(Archive);
        using OspacsArchive archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
        return MediaSurvey.Run(files, patients, expected, archive, Cancellation).Findings;
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Files.Count == 0)
        {
            return;
        }
        ArchivePolicy policy = ReadPolicy(Archive, Policy);
        IPatientRegistry registry = PatientsOf(Registry, policy);
        IReadOnlyList<ScannedFile> files = MediaScan.Find(Files, Cancellation);
        var patients = new PatientChecker(registry, policy.Match);
        IReadOnlyList<MediaFinding> findings = Require(Centre, () => Survey(files, patients, policy));
        var checker = new FileChecker(patients, Centre);
        using var bar = new CommandProgress(this, "Checking patients");
        foreach (FileCheck check in Stoppable(checker.Run(files, Cancellation)))
        {
            WriteObject(check);
            bar.Report(check.FileNumber, files.Count, "files");
        }
        // Said when every file has its check: under -ErrorAction Stop it would otherwise cost them.
        if (findings.Count > 0)
        {
            WriteError(CommandError.MediaInconsistent(null, findings));
        }
    }
}
