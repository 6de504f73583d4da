using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

public sealed class FileCheckerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-").FullName;
    private readonly SampleDisc _disc;

    public FileCheckerTests() => _disc = SampleDisc.Create(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_file_is_checked_and_the_doubtful_ones_name_fields_and_no_values()
    {
        SampleMedium medium = _disc.Media[0];
        Dictionary<string, SampleFile> plan = medium.Files.ToDictionary(file => Path.GetFullPath(Path.Combine(medium.Folder, file.Name)), StringComparer.Ordinal);
        List<FileCheck> checks = [.. Checker(medium.Centre).Run(MediaScan.Find([medium.Folder]))];
        Assert.Equal(plan.Count, checks.Count);
        Assert.All(checks, check =>
        {
            SampleFile planned = plan[check.Path];
            if (planned.Outcome == FileOutcome.Stored)
            {
                Assert.Equal((CheckStatus.Match, planned.SubjectId), (check.Status, check.SubjectId));
                Assert.Empty(check.Differences);
            }
            else if (planned.Reason == QuarantineReason.Mismatch)
            {
                Assert.Equal(CheckStatus.Mismatch, check.Status);
                Assert.Equal([IdentityField.BirthDate], check.Differences);
            }
            else if (planned.Outcome != FileOutcome.Quarantined)
            {
                Assert.Null(check.Status);
                Assert.NotEmpty(check.Message);
            }
            Assert.DoesNotContain(planned.IdentityValues.Where(value => value.Length >= 4), value => check.Message.Contains(value, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void A_file_that_vanished_is_told_of_without_its_path_and_the_others_are_checked()
    {
        IReadOnlyList<ScannedFile> files = MediaScan.Find([_disc.Media[0].Folder]);
        File.Delete(files[0].Path);
        List<FileCheck> checks = [.. Checker("C01").Run(files)];
        Assert.Equal(files.Count, checks.Count);
        Assert.Null(checks[0].Status);
        Assert.DoesNotContain(_folder, checks[0].Message, StringComparison.Ordinal);
        Assert.Contains(checks, check => check.Status == CheckStatus.Match);
    }

    [Fact]
    public void It_ends_between_two_files_when_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<FileCheck>();
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (FileCheck check in Checker("C01").Run(MediaScan.Find([_disc.Media[0].Folder]), stop.Token))
            {
                seen.Add(check);
                stop.Cancel();
            }
        });
        Assert.Single(seen);
    }

    private FileChecker Checker(string centre)
    {
        ArchivePolicy policy = ArchivePolicy.Load(_disc.PolicyPath);
        return new FileChecker(new PatientChecker(CsvRegistry.Load(_disc.RegistryPath, policy.Registry), policy.Match), centre);
    }
}
