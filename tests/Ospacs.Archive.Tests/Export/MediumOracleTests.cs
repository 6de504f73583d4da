using Ospacs.Archive.Export;
using Ospacs.Archive.Query;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Export;

/// <summary>Real ultrasound files go through an archive to a medium, which programs that share no code with this project then judge.</summary>
public class MediumOracleTests
{
    private static readonly string[] Sources =
    [
        "US1_UNCR.dcm", "OBXXXX1A.dcm", "OBXXXX1A_expb.dcm", "gdcm-US-ALOKA-16.dcm", "IM00001.implicit_little_endian.dcm", "color-pl.dcm", "I_000001.dcm", "I_000034.dcm",
        "examples_ybr_color.dcm", "ExplVR_BigEnd.dcm", "JPGLosslessP14SV1_1s_1f_8b.dcm",
    ];

    [Fact]
    public void Others_read_the_medium_and_find_the_same_pixels()
    {
        using var archive = new ExportArchive();
        var sourceOf = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < Sources.Length; i++)
        {
            string source = Oracles.Data("us", Sources[i]);
            sourceOf.Add(archive.AddReal(source, $"S{i:D4}", i).SopInstanceUid, source);
        }
        ExportReport report = new MediaExport(archive.Store, new ExportOptions { Destination = archive.Disc, Label = "ORACLES" }).Run(new ImageQuery());
        Assert.Empty(report.Refused);
        Assert.Equal(Sources.Length, report.Images);
        Assert.Equal(4, report.Transcoded);

        string directory = Path.Combine(archive.Disc, "DICOMDIR");
        (int status, string dump, string errors) = Oracles.Run("dcmdump", directory);
        Assert.Equal((0, ""), (status, errors.Trim()));
        Assert.Contains("[ORACLES]", dump, StringComparison.Ordinal);
        foreach (ExportedFile file in report.Files)
        {
            string path = Path.Combine(archive.Disc, file.FileId);
            Assert.Contains("yes:", Oracles.Run("dcmftest", path).Output, StringComparison.Ordinal);
            (status, _, errors) = Oracles.Run("dcmdump", path);
            Assert.True(status == 0 && !errors.Contains("E:", StringComparison.Ordinal), errors);
        }
        (_, string listed, string listErrors) = Oracles.Run("dcdirdmp", directory);
        Assert.Equal(Sources.Length, (listed + listErrors).Split(" -> ").Length - 1);
        (_, string judged, string judgedErrors) = Oracles.Run("dciodvfy", directory);
        Assert.DoesNotContain("Error", judged + judgedErrors, StringComparison.Ordinal);

        string pairs = string.Join('\n', report.Files.Select(f => $"{sourceOf[f.SopInstanceUid]}\t{Path.Combine(archive.Disc, f.FileId)}"));
        string output = Oracles.Pydicom("""
            import sys, pydicom
            from pydicom.fileset import FileSet
            fs = FileSet(sys.argv[1])
            assert fs.ID == 'ORACLES' and fs.descriptor_file_id == 'README', fs
            for i in fs:
                ds = i.load()
                assert ds.SOPInstanceUID == i.SOPInstanceUID and ds.PatientID == i.PatientID
                assert ds.file_meta.TransferSyntaxUID == i.ReferencedTransferSyntaxUIDInFile
            same = 0
            for line in sys.argv[2].split('\n'):
                a, b = (pydicom.dcmread(p) for p in line.split('\t'))
                if a.file_meta.TransferSyntaxUID.is_compressed:
                    assert a.PixelData == b.PixelData
                else:
                    if not a.is_little_endian and a.BitsAllocated == 8 and a['PixelData'].VR == 'OW':
                        a.PixelData = bytes(c for i in range(0, len(a.PixelData), 2) for c in (a.PixelData[i + 1], a.PixelData[i]))
                    assert (a.pixel_array == b.pixel_array).all(), line
                same += 1
            print(len(fs), same)
            """, directory, pairs);
        Assert.Equal($"{Sources.Length} {Sources.Length}", output.Trim());
    }
}
