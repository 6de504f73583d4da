using Ospacs.Archive;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Import-OspacsStudy</c>: takes files in, or tries quarantined ones again.</summary>
[Cmdlet(VerbsData.Import, "OspacsStudy", SupportsShouldProcess = true, DefaultParameterSetName = ItemSet)]
[OutputType(typeof(ImportOutcome))]
public sealed class ImportOspacsStudyCommand : ArchiveCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string ItemSet = "QuarantineItem";

    // What is to be imported, by archive: a medium is taken in as one, when all of its paths are known.
    private readonly Dictionary<string, List<string>> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<QuarantineItem>> _items = new(StringComparer.Ordinal);

    /// <summary>Files and folders; wildcards are expanded, folders are read to their bottom.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>Files and folders, as they are written.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath", "FullName", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Quarantined files to try again.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ItemSet)]
    [ValidateNotNullOrEmpty]
    public QuarantineItem[] InputObject { get; set; } = [];

    /// <summary>The number of the medium.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ArgumentCompleter(typeof(MediaRefCompleter))]
    [ValidateNotNullOrEmpty]
    public string MediaRef { get; set; } = string.Empty;

    /// <summary>The centre that sent it.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet)]
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [ArgumentCompleter(typeof(CentreCompleter))]
    [ValidateNotNullOrEmpty]
    public string Centre { get; set; } = string.Empty;

    /// <summary>The first day that the medium's exams may be of.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public DateTime? PeriodFrom { get; set; }

    /// <summary>The last day that the medium's exams may be of.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = LiteralPathSet)]
    public DateTime? PeriodTo { get; set; }

    /// <summary>The trial's registry: a CSV file, or what <c>New-OspacsRegistry</c> gives.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNull]
    public OspacsRegistry Registry { get; set; } = null!;

    /// <summary>The policy file; the archive's newest policy when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Policy { get; set; }

    /// <summary>A script of CTP's DicomPixelAnonymizer, whose rules stand behind the policy's own.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MaskScript { get; set; }

    /// <summary>How pixels are compressed that came without loss; lossy JPEG stays as it is.</summary>
    [Parameter]
    public PixelCompression Compression { get; set; }

    /// <summary>Which proposals of the check are applied to files that are no match; each is recorded.</summary>
    [Parameter]
    public PatientCorrection Correction { get; set; }

    /// <summary>Examines the policy before any file is touched; one that answers anything wrong imports nothing.</summary>
    [Parameter]
    public SwitchParameter Exam { get; set; }

    /// <summary>Writes down, on the identity side, what protection does to each object that is stored.</summary>
    [Parameter]
    public SwitchParameter RecordDifferences { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ItemSet)
        {
            foreach (QuarantineItem item in InputObject)
            {
                Of(_items, ArchiveOf(item)).Add(item);
            }
        }
        else
        {
            bool literal = ParameterSetName == LiteralPathSet;
            Of(_paths, ArchiveName).AddRange(ResolvePaths(literal ? LiteralPath : Path, literal));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string name, List<string> paths) in _paths)
        {
            if (paths.Count > 0 && ShouldProcess($"medium {MediaRef} of centre {Centre}", $"Import into {name}"))
            {
                Import(name, MediaRef, Centre, (run, progress) => run.Run(paths, progress, Cancellation));
            }
        }
        foreach ((string name, List<QuarantineItem> items) in _items)
        {
            foreach (IGrouping<(string MediaRef, string Centre), QuarantineItem> medium in items.GroupBy(item => (item.MediaRef, item.Centre)))
            {
                List<QuarantineItem> together = [.. medium];
                if (ShouldProcess($"{together.Count} quarantined files of medium {medium.Key.MediaRef}", $"Import into {name}"))
                {
                    Import(name, medium.Key.MediaRef, medium.Key.Centre, (run, progress) => run.Retry(together, progress, Cancellation));
                }
            }
        }
    }

    private void Import(string name, string mediaRef, string centre, Func<ImportRun, IProgress<ImportProgress>, IEnumerable<ImportOutcome>> run)
    {
        string? policyPath = Policy is null ? null : RequireFile(nameof(Policy), Policy);
        string? scriptPath = MaskScript is null ? null : RequireFile(nameof(MaskScript), MaskScript);
        using OspacsArchive archive = Require(name, () => OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write));
        ArchivePolicy read = Require(Policy ?? name, () => TrialInputs.Policy(policyPath, archive.Store));
        ArchivePolicy policy = Require(MaskScript, () => TrialInputs.WithScript(read, scriptPath));
        var options = new ImportOptions
        {
            MediaRef = mediaRef,
            Centre = centre,
            Policy = policy,
            Registry = PatientsOf(Registry, policy),
            Compression = Compression,
            Correction = Correction,
            RecordDifferences = RecordDifferences,
            Exam = Exam,
            PeriodFrom = DayOf(PeriodFrom),
            PeriodTo = DayOf(PeriodTo),
        };
        List<int> failed = [];
        IReadOnlyList<MediaFinding> findings = [];
        Require(mediaRef, () =>
        {
            using var bar = new CommandProgress(this, $"Importing medium {mediaRef}");
            var progress = new SynchronousProgress<ImportProgress>(now => bar.Report(now.Done, now.Total, "files"));
            var importRun = new ImportRun(archive, options);
            foreach (ImportOutcome outcome in run(importRun, progress))
            {
                if (outcome.Outcome == FileOutcome.Failed)
                {
                    failed.Add(outcome.FileNumber);
                }
                WriteWithArchive(outcome, name);
            }
            findings = importRun.Findings;
            return failed.Count;
        });
        // Said when the whole medium is in: under -ErrorAction Stop one damaged file would otherwise cost all files behind it.
        if (failed.Count > 0)
        {
            WriteError(CommandError.FilesFailed(mediaRef, failed));
        }
        if (findings.Count > 0)
        {
            WriteError(CommandError.MediaInconsistent(mediaRef, findings));
        }
    }

    private static List<T> Of<T>(Dictionary<string, List<T>> lists, string name)
    {
        if (!lists.TryGetValue(name, out List<T>? list))
        {
            lists.Add(name, list = []);
        }
        return list;
    }
}
