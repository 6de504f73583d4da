using System.Globalization;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Acceptance;

/// <summary>Imports the sample's media twice and holds outcomes, passports and quarantine against the plan.</summary>
internal sealed class ImportInspection(SampleDisc disc, List<string> differences, IdentitySearch search)
{
    internal IReadOnlyList<AcceptanceMedium> Run(OspacsArchive archive, ArchivePolicy policy, IPatientRegistry registry, CancellationToken cancellation)
    {
        var first = new Dictionary<string, ImportOutcome>(StringComparer.Ordinal);
        var second = new Dictionary<string, ImportOutcome>(StringComparer.Ordinal);
        foreach (Dictionary<string, ImportOutcome> outcomes in (Dictionary<string, ImportOutcome>[])[first, second])
        {
            foreach (SampleMedium medium in disc.Media)
            {
                var options = new ImportOptions { MediaRef = medium.MediaRef, Centre = medium.Centre, Policy = policy, Registry = registry };
                foreach (ImportOutcome outcome in new ImportRun(archive, options).Run([medium.Folder], null, cancellation))
                {
                    Take(outcomes, outcome);
                }
            }
        }
        AcceptanceMedium[] media = [.. disc.Media.Select(medium => new AcceptanceMedium(
            medium,
            [.. medium.Files.Select(file => Judge(medium, file, first, second))],
            archive.Store.GetMedia(medium.MediaRef) is [MediaPassport passport] ? passport : null))];
        foreach (AcceptanceMedium medium in media)
        {
            JudgePassport(medium);
        }
        int planned = disc.Media.Sum(medium => medium.Files.Count);
        Expect("outcomes of the first import", planned, first.Count);
        Expect("outcomes of the second import", planned, second.Count);
        Expect("files in quarantine", disc.Media.Sum(medium => medium.Files.Count(file => file.Outcome == FileOutcome.Quarantined)), archive.Quarantine.List().Count);
        return media;
    }

    private void Take(Dictionary<string, ImportOutcome> outcomes, ImportOutcome outcome)
    {
        string name = Name(outcome.MediaRef, outcome.FileNumber);
        if (!outcomes.TryAdd(Path.GetFullPath(outcome.Path), outcome))
        {
            differences.Add($"{name}: two outcomes for one file.");
        }
        // Everything but the path may go to a log.
        if (search.IsIn(string.Join('\n', outcome.Message, outcome.SubjectId, outcome.Rule, outcome.SopInstanceUid, outcome.QuarantineId, outcome.MediaRef)))
        {
            differences.Add($"{name}: the outcome holds identity.");
        }
    }

    private AcceptanceFile Judge(SampleMedium medium, SampleFile file, Dictionary<string, ImportOutcome> first, Dictionary<string, ImportOutcome> second)
    {
        string path = Path.GetFullPath(Path.Combine([medium.Folder, .. file.Name.Split('/')]));
        var judged = new AcceptanceFile(file, first.GetValueOrDefault(path), second.GetValueOrDefault(path));
        JudgeOutcome("first", medium, file, file.Outcome, judged.First);
        JudgeOutcome("second", medium, file, file.Outcome == FileOutcome.Stored ? FileOutcome.AlreadyStored : file.Outcome, judged.Second);
        return judged;
    }

    private void JudgeOutcome(string time, SampleMedium medium, SampleFile file, FileOutcome planned, ImportOutcome? found)
    {
        string where = $"{(found is null ? medium.MediaRef : Name(medium.MediaRef, found.FileNumber))} ({file.What}), {time} import";
        if (found is null)
        {
            differences.Add($"{where}: no outcome.");
            return;
        }
        if (found.Outcome != planned || found.Reason != file.Reason)
        {
            differences.Add($"{where}: {planned} {file.Reason} was planned, {found.Outcome} {found.Reason} came: {found.Message}");
            return;
        }
        if (planned is FileOutcome.Stored or FileOutcome.AlreadyStored && (found.SubjectId != file.SubjectId || found.Rule != file.Rule || string.IsNullOrEmpty(found.SopInstanceUid)))
        {
            differences.Add($"{where}: subject, rule or UID are not as planned.");
        }
    }

    private void JudgePassport(AcceptanceMedium medium)
    {
        string where = $"passport of {medium.Medium.MediaRef}: ";
        if (medium.Passport is not { } passport)
        {
            differences.Add(where + "there is none.");
            return;
        }
        IReadOnlyList<SampleFile> files = medium.Medium.Files;
        Expect(where + "expected", medium.Medium.Listed ?? -1, passport.Media.Expected ?? -1);
        Expect(where + "missing", 0, passport.Media.Missing);
        Expect(where + "found", files.Count, passport.Found);
        Expect(where + "stored", files.Count(file => file.Outcome == FileOutcome.Stored), passport.Stored);
        Expect(where + "quarantined", files.Count(file => file.Outcome == FileOutcome.Quarantined), passport.Quarantined);
        Expect(where + "index", files.Count(file => file.Outcome == FileOutcome.Index), passport.Index);
        Expect(where + "no DICOM", files.Count(file => file.Outcome == FileOutcome.NotDicom), passport.NotDicom);
        Expect(where + "damaged", files.Count(file => file.Outcome == FileOutcome.Failed), passport.Failed);
        foreach (IGrouping<QuarantineReason, SampleFile> reason in files.Where(file => file.Reason is not null).GroupBy(file => file.Reason!.Value))
        {
            Expect($"{where}{reason.Key}", reason.Count(), passport.QuarantinedByReason.GetValueOrDefault(reason.Key));
        }
    }

    private void Expect(string what, long planned, long found)
    {
        if (planned != found)
        {
            differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {planned} planned, {found} found."));
        }
    }

    private static string Name(string mediaRef, int number) => string.Create(CultureInfo.InvariantCulture, $"{mediaRef} file {number}");
}
