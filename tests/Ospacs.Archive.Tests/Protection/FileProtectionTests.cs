using System.Security.Cryptography;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public sealed class FileProtectionTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-").FullName;
    private readonly SampleDisc _disc;
    private readonly ArchivePolicy _policy;

    public FileProtectionTests()
    {
        _disc = SampleDisc.Create(_folder);
        _policy = ArchivePolicy.Load(_disc.PolicyPath);
    }

    private string Destination => Path.Combine(_folder, "out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_file_of_the_sample_gets_the_outcome_that_an_import_would_give_it()
    {
        foreach (SampleMedium medium in _disc.Media)
        {
            IReadOnlyList<ScannedFile> files = MediaScan.Find([medium.Folder]);
            Dictionary<string, SampleFile> plan = medium.Files.ToDictionary(file => Path.GetFullPath(Path.Combine(medium.Folder, file.Name)), StringComparer.Ordinal);
            List<FileProtectionReport> reports = [.. Protection(medium.Centre).Run(files)];
            Assert.Equal(plan.Count, reports.Count);
            foreach (FileProtectionReport report in reports)
            {
                SampleFile planned = plan[report.Path];
                // An import knows from the DICOMDIR that a file was to be an image; here there is none to ask.
                FileProtectionOutcome[] expected = planned.Outcome switch
                {
                    FileOutcome.Stored => [FileProtectionOutcome.Protected],
                    FileOutcome.Quarantined => [FileProtectionOutcome.Refused],
                    FileOutcome.Index => [FileProtectionOutcome.Index],
                    FileOutcome.NotDicom => [FileProtectionOutcome.NotDicom],
                    _ => [FileProtectionOutcome.Failed, FileProtectionOutcome.NotDicom],
                };
                Assert.Contains(report.Outcome, expected);
                Assert.Equal(planned.Reason, report.Reason);
                Assert.Equal(planned.SubjectId, report.Outcome == FileProtectionOutcome.Protected ? report.SubjectId : planned.SubjectId);
            }
        }
    }

    [Fact]
    public void What_is_written_is_a_whole_object_of_the_subject_with_the_hash_that_is_told()
    {
        FileProtectionReport report = Stored().First();
        byte[] bytes = File.ReadAllBytes(report.Destination!);
        Assert.Equal(report.Bytes, bytes.Length);
        Assert.Equal(report.Sha256, SHA256.HashData(bytes));
        using DicomFile file = DicomFile.Open(report.Destination!);
        Assert.Equal(report.SopInstanceUid, file.Dataset.GetCode(Ospacs.Dicom.Data.DicomTag.SOPInstanceUID));
        Assert.Equal(report.SubjectId, file.Dataset.GetText(Ospacs.Dicom.Data.DicomTag.PatientID));
    }

    [Fact]
    public void Under_one_key_the_same_file_becomes_the_same_object_and_under_another_key_another()
    {
        var key = ArchiveKey.Create();
        byte[]?[] first = [.. Stored(key).Select(report => report.Sha256)];
        byte[]?[] again = [.. Stored(key).Select(report => report.Sha256)];
        byte[]?[] other = [.. Stored(ArchiveKey.Create()).Select(report => report.Sha256)];
        Assert.Equal(first, again);
        Assert.DoesNotContain(other, hash => first.Any(known => known!.AsSpan().SequenceEqual(hash)));
    }

    [Fact]
    public void A_destination_that_cannot_be_written_fails_each_file_and_leaves_no_draft()
    {
        Directory.CreateDirectory(Destination);
        // A file stands where the subject's folder would be.
        File.WriteAllText(Path.Combine(Destination, "T1001"), "in the way");
        List<FileProtectionReport> reports = [.. Protection("C01").Run(MediaScan.Find([_disc.Media[0].Folder]))];
        Assert.Contains(reports, report => report.Outcome == FileProtectionOutcome.Failed && report.Message.Contains("could not be written", StringComparison.Ordinal));
        Assert.Contains(reports, report => report is { Outcome: FileProtectionOutcome.Protected, SubjectId: "T1002" });
        Assert.DoesNotContain(reports, report => report.Message.Contains(_folder, StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(Destination, "*.new", SearchOption.AllDirectories));
    }

    [Fact]
    public void An_object_is_never_written_over_another_one_with_its_UID()
    {
        SampleFile stored = _disc.Media[0].Files.First(file => file.Outcome == FileOutcome.Stored);
        byte[] changed = [.. stored.Bytes];
        changed[changed.Length / 2] ^= 0x55;
        string[] paths = [Path.Combine(_folder, "a.dcm"), Path.Combine(_folder, "b.dcm"), Path.Combine(_folder, "c.dcm")];
        File.WriteAllBytes(paths[0], stored.Bytes);
        File.WriteAllBytes(paths[1], changed);
        File.WriteAllBytes(paths[2], stored.Bytes);
        List<FileProtectionReport> reports = [.. Protection("C01").Run(MediaScan.Find(paths))];
        Assert.Equal([FileProtectionOutcome.Protected, FileProtectionOutcome.Refused, FileProtectionOutcome.Protected], reports.Select(report => report.Outcome));
        Assert.Equal(QuarantineReason.Resent, reports[1].Reason);
        Assert.Equal(reports[0].Sha256, SHA256.HashData(File.ReadAllBytes(reports[0].Destination!)));
        Assert.Single(Directory.EnumerateFiles(Destination, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void A_vanished_file_fails_alone()
    {
        IReadOnlyList<ScannedFile> files = MediaScan.Find([_disc.Media[0].Folder]);
        File.Delete(files[0].Path);
        List<FileProtectionReport> reports = [.. Protection("C01").Run(files)];
        Assert.Equal(FileProtectionOutcome.Failed, reports.Single(report => report.FileNumber == files[0].Number).Outcome);
        Assert.Contains(reports, report => report.Outcome == FileProtectionOutcome.Protected);
    }

    [Fact]
    public void A_subject_with_characters_that_no_folder_bears_gets_a_folder_all_the_same()
    {
        var options = Options("C01", ArchiveKey.Create()) with { Registry = null, SubjectId = "A/../B" };
        FileProtectionReport report = new FileProtection(options).Run(MediaScan.Find([_disc.Media[0].Folder])).First(r => r.Outcome == FileProtectionOutcome.Protected);
        Assert.Equal(Destination, Path.GetDirectoryName(Path.GetDirectoryName(report.Destination)));
    }

    [Theory]
    [InlineData("A^B", "C01")]
    [InlineData("A", "C\\1")]
    public void What_cannot_stand_in_an_object_is_refused_before_anything_is_written(string subject, string centre)
    {
        FileProtectionOptions options = Options(centre, ArchiveKey.Create()) with { Registry = null, SubjectId = subject };
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => new FileProtection(options)).Kind);
    }

    [Fact]
    public void Registry_and_subject_together_are_refused()
    {
        FileProtectionOptions options = Options("C01", ArchiveKey.Create()) with { SubjectId = "T1001" };
        Assert.Throws<ArchiveException>(() => new FileProtection(options));
    }

    private List<FileProtectionReport> Stored(ArchiveKey? key = null) =>
        [.. Protection("C01", key).Run(MediaScan.Find([_disc.Media[0].Folder])).Where(report => report.Outcome == FileProtectionOutcome.Protected)];

    private FileProtection Protection(string centre, ArchiveKey? key = null) => new(Options(centre, key ?? ArchiveKey.Create()));

    private FileProtectionOptions Options(string centre, ArchiveKey key) => new()
    {
        Destination = Destination,
        Key = key,
        Policy = _policy,
        Centre = centre,
        Registry = CsvRegistry.Load(_disc.RegistryPath, _policy.Registry),
    };
}
