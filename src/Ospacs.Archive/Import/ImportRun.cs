using Ospacs.Archive.Audit;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Exams;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// The way of a file, for many files: read, check, protect on several threads; store on the caller's own, in the order of the files, so
/// that the same medium always gives the same archive. The archive is held while a group of files is written, and not while the next one is
/// prepared. An outcome is given when it is durable. A run can be killed at any moment and started again.
/// </summary>
public sealed class ImportRun
{
    // What may be in memory between reading and storing: an object of a part's size twice, source and result.
    private const long QueueBytes = 48L << 20;
    private const int QueueFiles = 64;

    private readonly OspacsArchive _archive;
    private readonly ImportOptions _options;
    private readonly PatientChecker _checker;
    private bool _examined;

    /// <summary>Prepares a run.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="options">Medium, centre, policy, registry.</param>
    /// <exception cref="ArchiveException">The options do not fit the archive, or a label cannot be used.</exception>
    public ImportRun(OspacsArchive archive, ImportOptions options)
    {
        options.Validate();
        archive.CheckPolicy(options.Policy);
        _archive = archive;
        // One centre has one spelling, the registry's: the archive tells C01 from c01.
        _options = options.Registry.FindByCentre(options.Centre) is [RegistryPatient patient, ..] ? options with { Centre = patient.Centre } : options;
        _checker = new PatientChecker(options.Registry, options.Policy.Match);
    }

    /// <summary>The medium's passport, when a run over files is through.</summary>
    public MediaPassport? Passport { get; private set; }

    /// <summary>What is wrong with the medium as a whole, when a run over files has begun; each finding once.</summary>
    public IReadOnlyList<MediaFinding> Findings { get; private set; } = [];

    /// <summary>What examines the policy; tests let it fail in ways that no policy can.</summary>
    internal Func<ImportOptions, CancellationToken, ExamReport> Examiner { get; init; } = (options, cancellation) => PolicyExam.Run(options.Policy, options.Compression, cancellation);

    /// <summary>How source files are opened; tests open damaged ones.</summary>
    internal Func<string, SourceFile> Opener { get; init; } = path => new SourceFile(path);

    /// <summary>Takes files and folders in.</summary>
    /// <param name="paths">Files and folders; folders to their bottom.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellation">Ends the run between two files; what is not durable by then is taken back.</param>
    /// <returns>An outcome for every file found, in the order of their numbers.</returns>
    /// <exception cref="ArchiveException">The archive failed: full, locked, out of reach. What was told until then is there; the run can be started again. Or the policy failed its exam, and nothing was touched.</exception>
    public IEnumerable<ImportOutcome> Run(IReadOnlyList<string> paths, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default)
    {
        Examine(cancellation);
        IReadOnlyList<ScannedFile> files = MediaScan.Find(paths, cancellation);
        MediaIndex index = MediaIndex.Read(files);
        var expected = new MediaExpectations(_options.Centre, _options.PeriodFrom, _options.PeriodTo, _options.Policy.Exams);
        MediaSurvey survey = MediaSurvey.Run(files, _checker, expected, _archive, cancellation);
        Findings = survey.Findings;
        ImportSource[] sources = [.. files.Select(file => ImportSource.Of(file, _options, _archive.Key, index.Lists(file)) with { MediumDoubt = survey.DoubtOf(file.Number) })];
        var media = new MediaRecord(_options.MediaRef, _options.Centre, index.Expected, index.Missing, DateTime.UtcNow, DateTime.UtcNow, 0, []);
        foreach (ImportOutcome outcome in Process(sources, new Medium(media, ReadableFolders(files)), "Import", null, progress, cancellation))
        {
            yield return outcome;
        }
        Passport = _archive.Store.GetMedia(_options.MediaRef) is [MediaPassport passport, ..] ? passport : null;
    }

    /// <summary>Tries quarantined files again, each with the medium, centre and number that it came with.</summary>
    /// <param name="items">The items.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>An outcome for each item. What is stored leaves the quarantine.</returns>
    public IEnumerable<ImportOutcome> Retry(IReadOnlyList<QuarantineItem> items, IProgress<ImportProgress>? progress = null, CancellationToken cancellation = default) =>
        Process([.. items.Select(item => ImportSource.Of(item, null))], null, "Retry", null, progress, cancellation);

    /// <summary>Stores quarantined files under the subjects that a person decided on.</summary>
    internal IEnumerable<ImportOutcome> Approve(IReadOnlyList<(QuarantineItem Item, string SubjectId)> decisions, string reason, CancellationToken cancellation) =>
        Process([.. decisions.Select(d => ImportSource.Of(d.Item, d.SubjectId))], null, "Approve", reason, null, cancellation);

    /// <summary>
    /// The keys of folders that could be read, where the medium's passport may have an earlier word that they could not.
    /// </summary>
    private byte[][] ReadableFolders(IReadOnlyList<ScannedFile> files)
    {
        if (_archive.Store.GetMedia(_options.MediaRef) is not [{ Failed: > 0 }])
        {
            return [];
        }
        var folders = new HashSet<string>(StringComparer.Ordinal) { "./" };
        foreach (ScannedFile file in files)
        {
            for (int at = 0; at < file.RelativePath.Length; at++)
            {
                if (file.RelativePath[at] == '/')
                {
                    folders.Add(file.RelativePath[..(at + 1)]);
                }
            }
        }
        folders.ExceptWith(files.Where(file => file.Problem is not null).Select(file => file.RelativePath));
        return [.. folders.Select(folder => _archive.Key.HashPlace(_options.MediaRef, folder))];
    }

    private sealed record Medium(MediaRecord Record, IReadOnlyList<byte[]> ReadableFolders);

    /// <summary>Examines the policy where that was asked for, once a run.</summary>
    private void Examine(CancellationToken cancellation)
    {
        if (!_options.Exam || _examined)
        {
            return;
        }
        ExamReport report = Examiner(_options, cancellation);
        if (!report.Passed)
        {
            EnterRefusal(report, cancellation);
            throw new ArchiveException(ArchiveFailure.PolicyFailed, $"{report} Nothing was imported.");
        }
        _examined = true;
    }

    /// <summary>That a policy was to be used which is not fit for it stands in the trail; the policy itself was never used, and is not remembered.</summary>
    private void EnterRefusal(ExamReport report, CancellationToken cancellation)
    {
        _archive.Store.RunBatch(
            batch => _archive.BeginTrail().Append(batch, new AuditDraft
            {
                Action = "Import",
                MediaRef = _options.MediaRef,
                Outcome = "Refused",
                Reason = report.ToString(),
                NewValue = $"policy SHA-256 {Convert.ToHexStringLower(_options.Policy.Sha256)}",
            }),
            cancellation);
    }

    private IEnumerable<ImportOutcome> Process(ImportSource[] sources, Medium? medium, string action, string? reason, IProgress<ImportProgress>? progress, CancellationToken cancellation)
    {
        Examine(cancellation);
        RuleApprovals? approvals = _options.Policy.RequiresApproval ? RuleApprovals.Of(_archive.Store, cancellation) : null;
        var protection = new ObjectProtection(_options.Policy, _options.Compression, approvals);
        var preparation = new FilePreparation(_archive, protection, _checker) { Opener = Opener, RecordsDifferences = _options.RecordDifferences, Correction = _options.Correction };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var queue = new PreparationQueue(sources, preparation, QueueFiles, QueueBytes, stop.Token);
        int done = 0;
        long bytes = 0;
        using var writer = new ImportWriter(_archive, _options.Policy, action, reason, _options.RecordDifferences ? new DifferenceLog(_archive.Identity) : null)
        {
            Preparation = preparation,
            Written = file => progress?.Report(new ImportProgress(++done, sources.Length, bytes += file.Bytes)),
        };
        using var gathering = new ImportGathering(queue);
        try
        {
            gathering.Start();
            bool more = true;
            for (bool first = true; more; first = false)
            {
                IReadOnlyList<ImportOutcome> durable;
                using (ImportGroup group = gathering.Take())
                {
                    more = !group.IsLast;
                    if (more)
                    {
                        gathering.Start();
                    }
                    if (medium is not null)
                    {
                        group.Opening = first ? medium.Record : null;
                        group.ReadableFolders = first ? medium.ReadableFolders : [];
                        group.Closing = more ? null : medium.Record with { LastImportUtc = DateTime.UtcNow };
                    }
                    durable = writer.Write(group, cancellation);
                }
                foreach (ImportOutcome outcome in durable)
                {
                    yield return outcome;
                }
            }
        }
        finally
        {
            stop.Cancel();
        }
    }
}
