using System.Security.Cryptography;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Acceptance;

public sealed class SampleDiscTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-sample-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Two_discs_are_the_same_to_the_byte()
    {
        SampleDisc.Create(Path.Combine(_folder, "a"));
        SampleDisc.Create(Path.Combine(_folder, "b"));
        Assert.Equal(HashesBelow(Path.Combine(_folder, "a")), HashesBelow(Path.Combine(_folder, "b")));
    }

    [Fact]
    public void A_folder_that_holds_a_sample_already_is_refused()
    {
        SampleDisc.Create(_folder);
        Assert.Throws<IOException>(() => SampleDisc.Create(_folder));
    }

    [Fact]
    public void The_disc_holds_what_the_plan_says_and_no_more()
    {
        SampleDisc disc = SampleDisc.Create(_folder);
        string[] planned = [.. disc.Media.SelectMany(medium => medium.Files.Select(file => Path.Combine([medium.Folder, .. file.Name.Split('/')]))).Order(StringComparer.Ordinal)];
        string[] found = [.. Directory.GetFiles(disc.DiscPath, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        Assert.Equal(planned, found);
    }

    [Fact]
    public void The_plan_has_every_outcome_that_a_first_import_can_have()
    {
        SampleFile[] files = [.. SampleDisc.Create(_folder).Media.SelectMany(medium => medium.Files)];
        Assert.Equal(
            [FileOutcome.Stored, FileOutcome.Quarantined, FileOutcome.Index, FileOutcome.NotDicom, FileOutcome.Failed],
            files.Select(file => file.Outcome).Distinct().Order());
        Assert.Equal(
            [QuarantineReason.NotFound, QuarantineReason.Mismatch, QuarantineReason.UnsupportedClass, QuarantineReason.UnsupportedPixels, QuarantineReason.NoMaskRule],
            files.Where(file => file.Reason is not null).Select(file => file.Reason!.Value).Order());
    }

    [Fact]
    public void Every_undamaged_object_reads_to_its_end_and_shows_its_patient()
    {
        SampleDisc disc = SampleDisc.Create(_folder);
        SampleFile[] images = [.. disc.Media.SelectMany(medium => medium.Files).Where(file => file.Object is not null && file.Outcome != FileOutcome.Failed)];
        Assert.All(images, image =>
        {
            using DicomFile file = DicomFile.Read(new DicomMemorySource(image.Bytes));
            Assert.Equal(image.Object!.Patient.Name, file.Dataset.GetText(DicomTag.PatientName));
            Assert.Equal(image.Object.SopInstanceUid, file.Dataset.GetCode(DicomTag.SOPInstanceUID));
            for (int frame = 0; frame < image.Object.Frames; frame++)
            {
                byte[] luminance = SamplePixels.Luminance(file.Dataset, frame);
                Assert.All(image.Object.BurnedInLines, line => Assert.True(BurnedInText.IsVisible(luminance, image.Object.Scanner.Columns, line, SampleObject.BurnedInScale)));
            }
        });
        Assert.Equal(15, images.Length);
    }

    [Fact]
    public void Dcmdump_reads_every_undamaged_object()
    {
        SampleDisc disc = SampleDisc.Create(_folder);
        foreach (string path in ObjectsOf(disc))
        {
            (int status, _, string errors) = Oracles.Run("dcmdump", "-q", path);
            Assert.True(status == 0 && errors.Length == 0, Path.GetFileName(path) + ": " + errors);
        }
    }

    [Fact]
    public void Pydicom_decodes_the_pixels_of_every_native_object_to_what_is_drawn()
    {
        SampleDisc disc = SampleDisc.Create(_folder);
        const string Code =
            """
            import sys, pydicom, hashlib
            for path in sys.argv[1:]:
                ds = pydicom.dcmread(path)
                str(ds)
                if "PixelData" in ds and not ds.file_meta.TransferSyntaxUID.is_compressed:
                    a = ds.pixel_array
                    frames = a if int(ds.get("NumberOfFrames", 1)) > 1 else [a]
                    print(ds.SOPInstanceUID, len(frames), frames[0].shape[0], frames[0].shape[1], ds.PatientName.family_name)
            """;
        string output = Oracles.Pydicom(Code, [.. ObjectsOf(disc)]);
        SampleFile[] images = [.. disc.Media.SelectMany(medium => medium.Files).Where(file => file.Object is not null && file.Outcome != FileOutcome.Failed)];
        string[] expected = [.. images.Select(file => file.Object!).Select(made =>
            FormattableString.Invariant($"{made.SopInstanceUid} {made.Frames} {made.Scanner.Rows} {made.Scanner.Columns} {made.Patient.Name.Split('^')[0]}")).Order(StringComparer.Ordinal)];
        Assert.Equal(expected, output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_dicomdir_lists_every_image_of_its_disc_the_damaged_one_too()
    {
        SampleMedium medium = SampleDisc.Create(_folder).Media[0];
        DicomDirectory directory = DicomDirectory.Open(Path.Combine(medium.Folder, "DICOMDIR"));
        Assert.False(directory.IsDamaged);
        Assert.Equal(medium.Listed, directory.Count);
        Assert.Equal(medium.Files.Where(file => file.Object is not null).Select(file => file.Name), directory.Select(reference => reference.RelativePath).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pydicom_walks_the_dicomdir_and_finds_three_patients_by_name()
    {
        SampleMedium medium = SampleDisc.Create(_folder).Media[0];
        const string Code =
            """
            import sys, pydicom
            ds = pydicom.dcmread(sys.argv[1])
            print(len([r for r in ds.DirectoryRecordSequence if r.DirectoryRecordType == "IMAGE"]))
            print(sorted(str(r.PatientName) for r in ds.DirectoryRecordSequence if r.DirectoryRecordType == "PATIENT"))
            """;
        Assert.Equal("7\n['HOLLOWAY^MARGARET^^MRS', 'PEMBERTON^RUTHANNE', 'ÖBERGSSON^LINNÉA']\n", Oracles.Pydicom(Code, Path.Combine(medium.Folder, "DICOMDIR")));
    }

    private static IEnumerable<string> ObjectsOf(SampleDisc disc) => disc.Media.SelectMany(medium => medium.Files
        .Where(file => file.Outcome is FileOutcome.Stored or FileOutcome.Quarantined or FileOutcome.Index)
        .Select(file => Path.Combine([medium.Folder, .. file.Name.Split('/')])));

    private static string[] HashesBelow(string folder) => [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(path => Path.GetRelativePath(folder, path) + " " + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))))];
}
