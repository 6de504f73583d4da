using System.Globalization;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Export;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
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

    /// <summary>What others decode of every file, as one digest of a file's samples; JPEG-LS and JPEG lossless go through dcmtk first.</summary>
    private const string Decode = """
        import hashlib, subprocess, sys, pydicom
        tools = {'1.2.840.10008.1.2.4.80': 'dcmdjpls', '1.2.840.10008.1.2.4.70': 'dcmdjpeg', '1.2.840.10008.1.2.4.57': 'dcmdjpeg'}
        def decoded(path):
            ds = pydicom.dcmread(path)
            tool = tools.get(str(ds.file_meta.TransferSyntaxUID))
            if tool:
                subprocess.run([tool, path, sys.argv[2]] if tool == 'dcmdjpls' else [tool, '--conv-never', path, sys.argv[2]], check=True, capture_output=True)
                ds = pydicom.dcmread(sys.argv[2])
            if not ds.is_little_endian and ds.BitsAllocated == 8 and ds['PixelData'].VR == 'OW':
                ds.PixelData = bytes(c for i in range(0, len(ds.PixelData), 2) for c in (ds.PixelData[i + 1], ds.PixelData[i]))
            if ds.PhotometricInterpretation == 'YBR_FULL_422':
                return hashlib.sha256(ds.PixelData).hexdigest(), ds.PhotometricInterpretation
            a = ds.pixel_array
            return hashlib.sha256(repr(a.shape).encode() + a.astype('<u4').tobytes()).hexdigest(), ds.PhotometricInterpretation
        same = 0
        for line in sys.argv[1].split('\n'):
            a, b = (decoded(p) for p in line.split('\t'))
            assert a == b, line
            same += 1
        print(same)
        """;

    [Theory]
    [InlineData("AsStored", PixelCompression.RleLossless, 10, 0)]
    [InlineData("AsStored", PixelCompression.JpegLsLossless, 12, 0)]
    [InlineData("AsStored", PixelCompression.None, 5, 0)]
    [InlineData("STD-US-ID-MF", null, 7, 1)]
    public void Others_decode_what_was_written_in_another_syntax_to_the_same_pixels(string profile, PixelCompression? compression, int changed, int refused)
    {
        Oracles.Need("dcmdjpls", "dcmdjpeg");
        using var archive = new ExportArchive();
        string[] sources = ["US1_UNCR.dcm", "US1_RLE.dcm", "YBR_FULL-RLE.dcm", "color-pl.dcm", "OBXXXX1A_expb.dcm", "OBXXXX1A_rle_2frame.dcm", "examples_palette.dcm", "gdcm-US-ALOKA-16.dcm",
            "gdcm-US-ALOKA-16_big.dcm", "ExplVR_BigEnd.dcm", "IM00001.implicit_little_endian.dcm", "JPGLosslessP14SV1_1s_1f_8b.dcm", "US-PAL-8-10x_jpegls.dcm", "US-YBR_FULL_422-EVRLE.dcm",
            "examples_ybr_color.dcm"];
        using var scratch = new ScratchFolder();
        Dictionary<string, string> stored = sources.Select((name, i) => archive.AddReal(Oracles.Data("us", name), string.Create(CultureInfo.InvariantCulture, $"S{i:D4}"), i))
            .ToDictionary(image => image.SopInstanceUid, image => scratch.Write(image, archive.Store));
        ExportReport report = new MediaExport(archive.Store, new ExportOptions { Destination = archive.Disc, Profile = profile, Compression = compression }).Run(new ImageQuery());
        // One source is of a class that the profile has no more.
        Assert.Equal(Enumerable.Repeat(RefusalReason.SopClass, refused), report.Refused.Select(image => image.Reason));
        Assert.Equal(sources.Length - refused, report.Images);
        ExportedFile[] transcoded = [.. report.Files.Where(file => file.IsTranscoded)];
        Assert.Equal(changed, transcoded.Length);

        string pairs = string.Join('\n', transcoded.Select(file => $"{stored[file.SopInstanceUid]}\t{Path.Combine(archive.Disc, file.FileId)}"));
        Assert.Equal(transcoded.Length.ToString(CultureInfo.InvariantCulture), Oracles.Pydicom(Decode, pairs, scratch.PathOf("decoded")).Trim());
        foreach (ExportedFile file in transcoded)
        {
            string path = Path.Combine(archive.Disc, file.FileId);
            (int status, string output, string errors) = Oracles.Run("dcmdump", path);
            Assert.True(status == 0 && !(output + errors).Contains("E:", StringComparison.Ordinal), errors);
            Assert.True(Oracles.Run("gdcmconv", "--raw", path, scratch.PathOf("raw")).Status == 0, path);
            Assert.Equal([], Complaints(path).Except(Complaints(stored[file.SopInstanceUid])));
        }
        (_, string judged, string judgedErrors) = Oracles.Run("dciodvfy", Path.Combine(archive.Disc, "DICOMDIR"));
        Assert.DoesNotContain("Error", judged + judgedErrors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PixelCompression.RleLossless)]
    [InlineData(PixelCompression.JpegLsLossless)]
    [InlineData(PixelCompression.None)]
    public void Others_decode_every_kind_of_pixels(PixelCompression compression)
    {
        Oracles.Need("dcmdjpls", "dcmdjpeg");
        using var archive = new ExportArchive();
        using var scratch = new ScratchFolder();
        int number = 0;
        foreach (string kind in new[] { "M8", "M16", "M1", "P8", "P16", "RGB", "RGBp", "YBR", "YBRp" })
        {
            // What is compressed goes to native, and what is native is compressed.
            ExportPictures.Add(archive, kind, compression == PixelCompression.None ? "JLS" : "EV", ++number);
        }
        Dictionary<string, string> stored = archive.Images.ToDictionary(image => image.SopInstanceUid, image => scratch.Write(image, archive.Store));
        ExportReport report = new MediaExport(archive.Store, new ExportOptions { Destination = archive.Disc, Profile = MediaProfile.AsStoredName, Compression = compression }).Run(new ImageQuery());
        Assert.Equal(number, report.Transcoded);
        string pairs = string.Join('\n', report.Files.Select(file => $"{stored[file.SopInstanceUid]}\t{Path.Combine(archive.Disc, file.FileId)}"));
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), Oracles.Pydicom(Decode, pairs, scratch.PathOf("decoded")).Trim());
        foreach (ExportedFile file in report.Files)
        {
            string path = Path.Combine(archive.Disc, file.FileId);
            if (compression == PixelCompression.RleLossless)
            {
                (int status, _, string errors) = Oracles.Run("dcmdrle", path, scratch.PathOf("native"));
                Assert.True(status == 0, errors);
            }
            Assert.Equal([], Complaints(path).Except(Complaints(stored[file.SopInstanceUid])));
        }
    }

    /// <summary>
    /// Errors that dicom3tools finds in a file. The ultrasound image module has YBR_FULL in RLE by planes and nowhere else (PS3.3 section C.8.5.6.1);
    /// colours could be brought elsewhere only with loss, so that complaints about them are expected.
    /// </summary>
    private static HashSet<string> Complaints(string file)
    {
        (_, string output, string errors) = Oracles.Run("dciodvfy", file);
        HashSet<string> lines = [.. (output + "\n" + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        Assert.NotEmpty(lines);
        bool full = Oracles.Run("dcmdump", "+P", "0028,0004", file).Output.Contains("[YBR_FULL]", StringComparison.Ordinal);
        return [.. lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal) && !(full && (line.Contains("<YBR_FULL>", StringComparison.Ordinal) || line.Contains("<Planar Configuration>", StringComparison.Ordinal))))];
    }

    /// <summary>A folder for what lies in an archive, taken out past the export, and for what others decode.</summary>
    private sealed class ScratchFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-oracle");

        public string PathOf(string name) => Path.Combine(_folder.FullName, name);

        public string Write(ImageRecord image, IArchiveStore store)
        {
            string path = PathOf(image.SopInstanceUid);
            using FileStream file = File.Create(path);
            foreach (ReadOnlyMemory<byte> part in store.ReadParts(image.ImageId))
            {
                file.Write(part.Span);
            }
            return path;
        }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
