using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Export;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Archive.Tests.Export;

public sealed class MediaExportTests : IDisposable
{
    private readonly ExportArchive _archive = new();

    public void Dispose() => _archive.Dispose();

    [Fact]
    public void Objects_come_out_as_they_were_stored_under_names_that_say_nothing()
    {
        for (int i = 1; i <= 6; i++)
        {
            _archive.Add(ExportArchive.Still(i, $"SUBJ-{i % 2}"));
        }
        ExportReport report = Run();
        Assert.Equal(6, report.Images);
        Assert.Equal(2, report.Subjects);
        Assert.Empty(report.Refused);
        Assert.Equal(0, report.Transcoded);
        Assert.Equal(
            ["DICOMDIR", "IMAGES/S0000001/IM000001", "IMAGES/S0000001/IM000002", "IMAGES/S0000001/IM000003", "IMAGES/S0000002/IM000001", "IMAGES/S0000002/IM000002", "IMAGES/S0000002/IM000003", "README"],
            ExportArchive.Files(_archive.Disc));
        Dictionary<string, ImageRecord> stored = _archive.Images.ToDictionary(i => i.SopInstanceUid);
        foreach (ExportedFile file in report.Files)
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(_archive.Disc, file.FileId));
            Assert.Equal(stored[file.SopInstanceUid].Sha256, SHA256.HashData(bytes));
            Assert.Equal(file.Sha256, SHA256.HashData(bytes));
            Assert.Equal(file.Bytes, bytes.Length);
        }
        Assert.Equal(report.Bytes, report.Files.Sum(f => f.Bytes));
        DicomDirectory directory = DicomDirectory.Open(Path.Combine(_archive.Disc, "DICOMDIR"));
        Assert.Equal(report.Files.Select(f => f.FileId), directory.Select(r => r.RelativePath));
        // Two studies without an ID.
        Assert.Equal(2, report.FilledKeys);
    }

    [Fact]
    public void A_query_or_a_list_says_which_images_and_each_goes_out_once()
    {
        for (int i = 1; i <= 5; i++)
        {
            _archive.Add(ExportArchive.Still(i, $"S{i}"));
        }
        ExportReport report = Export().Run(new ImageQuery { Subjects = ["S2", "S4"] });
        Assert.Equal(["S2", "S4"], report.Files.Select(f => f.SubjectId));
        Directory.Delete(_archive.Disc, recursive: true);
        ImageRecord[] images = _archive.Images;
        Assert.Equal(2, Export().Run([images[1], images[0], images[1]]).Images);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void Native_objects_are_written_in_explicit_little_endian(string uid)
    {
        DicomDataset dataset = ExportArchive.Still(3);
        ImageRecord stored = _archive.Add(dataset, DicomTransferSyntax.Of(uid));
        ExportReport report = Run();
        ExportedFile file = Assert.Single(report.Files);
        Assert.True(file.IsTranscoded);
        Assert.NotEqual(stored.Sha256, file.Sha256);
        Assert.Equal(["DICOMDIR", "IMAGES/S0000001/IM000001", "README"], ExportArchive.Files(_archive.Disc));
        using DicomFile written = DicomFile.Open(Path.Combine(_archive.Disc, file.FileId));
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian, written.TransferSyntax);
        Assert.Equal(DicomEncoding.ExplicitLittle, written.Encoding);
        Assert.Equal(dataset.Select(e => $"{e} {Convert.ToHexString(e.Value.Span)}"), written.Dataset.Select(e => $"{e} {Convert.ToHexString(e.Value.Span)}"));
        Assert.Equal(DicomTransferSyntax.ExplicitVRLittleEndian.Uid, DicomDirectory.Open(Path.Combine(_archive.Disc, "DICOMDIR"))[0].TransferSyntaxUid);
    }

    [Fact]
    public void A_clip_of_many_parts_comes_out_whole()
    {
        byte[] pixels = new byte[30 << 20];
        new Random(5).NextBytes(pixels);
        DicomDataset clip = ExportArchive.Still(1).Set(DicomTag.SOPClassUID, DicomUID.UltrasoundMultiFrameImageStorage).Set(DicomTag.Rows, 1024).Set(DicomTag.Columns, 1024)
            .Set(DicomTag.NumberOfFrames, "30").Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, pixels));
        _archive.Add(clip);
        _archive.Add(ExportArchive.Still(2, "S0002").Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, pixels)), DicomTransferSyntax.ExplicitVRBigEndian);
        ExportReport report = Run();
        Assert.Equal([false, true], report.Files.Select(f => f.IsTranscoded));
        foreach (ExportedFile file in report.Files)
        {
            using DicomFile written = DicomFile.Open(Path.Combine(_archive.Disc, file.FileId));
            Assert.True(written.Dataset.Find(DicomTag.PixelData)!.Value.Span.SequenceEqual(pixels));
        }
    }

    [Fact]
    public void Damaged_and_contradictory_objects_are_left_out_with_the_reason()
    {
        _archive.Add(ExportArchive.Still(1));
        _archive.Add(ExportArchive.Still(2), change: image => image with { Sha256 = new byte[32] });
        _archive.Add(ExportArchive.Still(3), change: image => image with { SubjectId = "S0002", StudyInstanceUid = "2.25.1" });
        _archive.Add(ExportArchive.Still(4, "S0004"), change: image => image with { SubjectId = "S0005" });
        ExportReport report = Run();
        Assert.Equal(1, report.Images);
        Assert.Equal(1, report.Subjects);
        Assert.Equal([RefusalReason.Damaged, RefusalReason.Inconsistent, RefusalReason.Inconsistent], report.Refused.Select(r => r.Reason));
        Assert.Equal(["DICOMDIR", "IMAGES/S0000001/IM000001", "README"], ExportArchive.Files(_archive.Disc));
    }

    [Fact]
    public void What_the_profile_does_not_allow_is_left_out()
    {
        _archive.Add(ExportArchive.Still(1));
        _archive.Add(ExportArchive.Still(2).Set(DicomTag.SOPClassUID, DicomUID.UltrasoundMultiFrameImageStorage).Set(DicomTag.NumberOfFrames, "1"));
        _archive.Add(ExportArchive.Still(3).Set(DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage));
        _archive.Add(ExportArchive.Still(4).Set(DicomTag.PhotometricInterpretation, "YBR_FULL"));
        _archive.Add(ExportArchive.Still(5).Set(DicomTag.PhotometricInterpretation, "YBR_FULL"), DicomTransferSyntax.RleLossless);
        _archive.Add(ExportArchive.Still(6).Set(DicomTag.PhotometricInterpretation, "YBR_FULL_422"), DicomTransferSyntax.JpegBaseline);
        _archive.Add(ExportArchive.Still(7), DicomTransferSyntax.JpegBaseline);
        _archive.Add(ExportArchive.Still(8), DicomTransferSyntax.Of("1.2.840.10008.1.2.4.90"));
        string[] Refused(string profile)
        {
            ExportReport report = Export(o => o with { Profile = profile }).Run(new ImageQuery());
            Directory.Delete(_archive.Disc, recursive: true);
            Assert.Equal(8, report.Images + report.Refused.Count);
            return [.. report.Refused.Select(r => $"{r.SopInstanceUid[^1]} {r.Reason}")];
        }
        Assert.Equal(["5 TransferSyntax", "8 TransferSyntax"], Refused("GeneralPurpose"));
        Assert.Equal(["5 TransferSyntax", "6 TransferSyntax", "7 TransferSyntax", "8 TransferSyntax"], Refused("std-gen-cd"));
        Assert.Equal(["3 SopClass", "4 Photometric", "7 Photometric", "8 TransferSyntax"], Refused("STD-US-ID-MF"));
        Assert.Equal(["2 SopClass", "3 SopClass", "4 Photometric", "7 Photometric", "8 TransferSyntax"], Refused("STD-US-ID-SF-CDR"));
    }

    [Fact]
    public void Calibrated_profiles_ask_for_calibrated_regions()
    {
        DicomDataset Region(DicomDataset parent, bool components)
        {
            var region = new DicomDataset(parent);
            foreach (uint tag in new uint[] { 0x00186018, 0x0018601A, 0x0018601C, 0x0018601E })
            {
                region.Set(DicomElement.Create(new DicomTag(tag), 1u));
            }
            foreach (uint tag in new uint[] { 0x00186012, 0x00186014, 0x00186024, 0x00186026 })
            {
                region.Set(DicomElement.Create(new DicomTag(tag), 1));
            }
            region.Set(DicomElement.Create(DicomTag.RegionFlags, 1u));
            region.Set(DicomElement.Create(new DicomTag(0x0018602Cu), DicomVR.FD, new byte[8])).Set(DicomElement.Create(new DicomTag(0x0018602Eu), DicomVR.FD, new byte[8]));
            return components ? region.Set(DicomElement.Create(new DicomTag(0x00186044u), 1)) : region;
        }
        _archive.Add(ExportArchive.Still(1));
        DicomDataset spatial = ExportArchive.Still(2);
        _archive.Add(spatial.Set(DicomElement.Create(DicomTag.SequenceOfUltrasoundRegions, [new DicomItem(Region(spatial, false))])));
        DicomDataset combined = ExportArchive.Still(3);
        _archive.Add(combined.Set(DicomElement.Create(DicomTag.SequenceOfUltrasoundRegions, [new DicomItem(Region(combined, true))])));
        string[] Refused(string profile)
        {
            ExportReport report = Export(o => o with { Profile = profile }).Run(new ImageQuery());
            Directory.Delete(_archive.Disc, recursive: true);
            return [.. report.Refused.Select(r => $"{r.SopInstanceUid[^1]} {r.Reason}")];
        }
        Assert.Empty(Refused("STD-US-ID-SF"));
        Assert.Equal(["1 Calibration"], Refused("STD-US-SC-SF"));
        Assert.Equal(["1 Calibration", "2 Calibration"], Refused("STD-US-CC-MF-DVD"));
    }

    [Fact]
    public void When_everything_is_left_out_nothing_is_written()
    {
        _archive.Add(ExportArchive.Still(1), DicomTransferSyntax.RleLossless);
        ExportReport report = Run();
        Assert.Equal(0, report.Images);
        Assert.Single(report.Refused);
        Assert.False(Directory.Exists(_archive.Disc));
    }

    [Fact]
    public void Values_that_cannot_be_used_are_refused_before_anything_is_written()
    {
        _archive.Add(ExportArchive.Still(1));
        Assert.Equal(ExportFailure.InvalidArgument, Fails(() => Export(o => o with { Label = "lower case" })));
        Assert.Equal(ExportFailure.InvalidArgument, Fails(() => Export(o => o with { Profile = "STD-XX" })));
        Assert.Equal(ExportFailure.InvalidArgument, Fails(() => Export(o => o with { Profile = "STD-GEN-CD-MOD23-90" })));
        Assert.Equal(ExportFailure.InvalidArgument, Fails(() => Export(o => o with { Destination = " " })));
        Assert.Equal(ExportFailure.NothingChosen, Fails(() => Export().Run(new ImageQuery { Subjects = ["nobody"] })));
        File.WriteAllText(_archive.Disc, "a file");
        Assert.Equal(ExportFailure.InvalidArgument, Fails(() => Run()));
    }

    [Fact]
    public void A_folder_that_holds_something_is_refused_unless_that_is_allowed_and_then_labelled()
    {
        _archive.Add(ExportArchive.Still(1));
        Directory.CreateDirectory(Path.Combine(_archive.Disc, "IMAGES"));
        File.WriteAllText(Path.Combine(_archive.Disc, "IMAGES", "holiday.jpg"), "mine");
        File.WriteAllText(Path.Combine(_archive.Disc, "readme"), "mine");
        Assert.Equal(ExportFailure.NotEmpty, Fails(() => Run()));

        ExportReport report = Export(o => o with { AllowNonEmpty = true, Label = "TRIAL 7" }).Run(new ImageQuery());
        Assert.Equal(2, report.OtherFiles);
        string[] expected = OperatingSystem.IsLinux() || OperatingSystem.IsWindows() ? ["DICOMDIR", "IMAGES/holiday.jpg", "IMAGES_1/S0000001/IM000001", "README_1", "readme"] : [];
        Assert.Equal(expected, ExportArchive.Files(_archive.Disc));
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_archive.Disc, "readme")));
        string text = File.ReadAllText(Path.Combine(_archive.Disc, "README_1"));
        Assert.Contains("TRIAL 7", text, StringComparison.Ordinal);
        Assert.Contains("GeneralPurpose", text, StringComparison.Ordinal);
        Assert.Contains("NOT PART OF THE FILE-SET", text, StringComparison.Ordinal);
        Assert.Contains("2 other files", text, StringComparison.Ordinal);
        using (DicomFile directory = DicomFile.Open(Path.Combine(_archive.Disc, "DICOMDIR")))
        {
            Assert.Equal("README_1", directory.Dataset.GetCode(DicomTag.FileSetDescriptorFileID));
            Assert.Equal("TRIAL 7", directory.Dataset.GetCode(DicomTag.FileSetID));
        }
        Assert.Equal(ExportFailure.HasDirectory, Fails(() => Export(o => o with { AllowNonEmpty = true }).Run(new ImageQuery())));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cancelled_export_leaves_the_destination_as_it_was(bool whileReadingBack)
    {
        for (int i = 1; i <= 20; i++)
        {
            _archive.Add(ExportArchive.Still(i));
        }
        Directory.CreateDirectory(_archive.Disc);
        File.WriteAllText(Path.Combine(_archive.Disc, "mine"), "mine");
        using var stop = new CancellationTokenSource();
        var progress = new Direct(p =>
        {
            if (whileReadingBack == (p.Phase == ExportPhase.ReadingBack))
            {
                stop.Cancel();
            }
        });
        IEnumerable<ImageRecord> images = _archive.Images;
        if (!whileReadingBack)
        {
            images = images.Select((image, i) =>
            {
                if (i == 10)
                {
                    stop.Cancel();
                }
                return image;
            });
        }
        Assert.Throws<OperationCanceledException>(() => Export(o => o with { AllowNonEmpty = true }).Run(images, progress, stop.Token));
        Assert.Equal(["mine"], Directory.GetFileSystemEntries(_archive.Disc).Select(Path.GetFileName));
    }

    [Fact]
    public void A_failure_in_the_middle_leaves_nothing()
    {
        for (int i = 1; i <= 5; i++)
        {
            _archive.Add(ExportArchive.Still(i));
        }
        IEnumerable<ImageRecord> Failing()
        {
            foreach (ImageRecord image in _archive.Images)
            {
                if (image.SopInstanceUid.EndsWith('4'))
                {
                    throw new ArchiveException(ArchiveFailure.Database, "The database went away.");
                }
                yield return image;
            }
        }
        string deep = Path.Combine(_archive.Disc, "not", "there", "yet");
        Assert.Throws<ArchiveException>(() => Export(o => o with { Destination = deep }).Run(Failing()));
        Assert.False(Directory.Exists(_archive.Disc));
    }

    [Fact]
    public void A_medium_that_reads_back_otherwise_is_removed()
    {
        for (int i = 1; i <= 3; i++)
        {
            _archive.Add(ExportArchive.Still(i));
        }
        IEnumerable<ImageRecord> Meddling()
        {
            foreach (ImageRecord image in _archive.Images)
            {
                yield return image;
            }
            // Between the last object and the DICOMDIR the medium turns out to be a bad one.
            string path = Path.Combine(_archive.Disc, "IMAGES", "S0000001", "IM000002");
            byte[] bytes = File.ReadAllBytes(path);
            bytes[^1] ^= 1;
            File.WriteAllBytes(path, bytes);
        }
        Assert.Equal(ExportFailure.ReadBack, Fails(() => Export().Run(Meddling())));
        Assert.False(Directory.Exists(_archive.Disc));
    }

    [Fact]
    public void A_destination_that_cannot_be_written_is_an_error_without_a_path()
    {
        _archive.Add(ExportArchive.Still(1));
        string file = Path.Combine(Path.GetDirectoryName(_archive.Disc)!, "plain");
        File.WriteAllText(file, "x");
        var error = Assert.Throws<ExportException>(() => Export(o => o with { Destination = Path.Combine(file, "below") }).Run(new ImageQuery()));
        Assert.Equal(ExportFailure.NotWritable, error.Kind);
        Assert.DoesNotContain("plain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Progress_tells_both_phases_and_is_not_told_for_every_file()
    {
        for (int i = 1; i <= 50; i++)
        {
            _archive.Add(ExportArchive.Still(i));
        }
        var told = new List<ExportProgress>();
        int here = Environment.CurrentManagedThreadId;
        Export().Run(new ImageQuery(), new Direct(p =>
        {
            Assert.Equal(here, Environment.CurrentManagedThreadId);
            told.Add(p);
        }));
        Assert.Contains(told, p => p is { Phase: ExportPhase.Writing, Total: 50 });
        Assert.Equal(new ExportProgress(ExportPhase.ReadingBack, 50, 50, told[^1].Bytes), told[^1]);
        Assert.True(told.Count < 50, $"{told.Count} reports");
    }

    [Fact]
    public void Keys_that_are_no_lawful_keys_are_filled_and_dates_come_from_the_series_before_they_are_made_up()
    {
        DicomDataset odd = ExportArchive.Still(1).Set(DicomTag.StudyDate, "").Set(DicomTag.SeriesDate, "20250304").Set(DicomTag.StudyTime, "noon").Set(DicomTag.StudyDescription, new string('x', 65))
            .Set(DicomTag.SeriesNumber, "").Set(DicomTag.InstanceNumber, "first").Set(DicomTag.Modality, "");
        _archive.Add(odd);
        DicomDataset undated = ExportArchive.Still(2, "S0002").Set(DicomTag.StudyDate, "");
        _archive.Add(undated);
        Assert.Equal(2, Run().Images);
        using DicomFile directory = DicomFile.Open(Path.Combine(_archive.Disc, "DICOMDIR"));
        string[] Values(DicomTag tag) => [.. directory.Dataset.GetItems(DicomTag.DirectoryRecordSequence).Where(r => r.Dataset.Contains(tag)).Select(r => r.Dataset.GetCode(tag))];
        Assert.Equal(["20250304", "19000101"], Values(DicomTag.StudyDate));
        Assert.Equal(["000000", "101112.5"], Values(DicomTag.StudyTime));
        Assert.Equal(["", ""], Values(DicomTag.StudyDescription));
        Assert.Equal(["1", "1"], Values(DicomTag.SeriesNumber));
        Assert.Equal(["1", "2"], Values(DicomTag.InstanceNumber));
        Assert.Equal(["US", "US"], Values(DicomTag.Modality));
        Assert.Equal(["S0001", "S0002"], Values(DicomTag.PatientID));
    }

    [Fact]
    public void Subjects_beyond_ASCII_go_out_in_a_character_set_that_has_them()
    {
        DicomDataset dataset = ExportArchive.Still(1);
        dataset.Set(DicomElement.Create(DicomTag.PatientID, DicomVR.LO, Encoding.Latin1.GetBytes("Zürich-7"))).Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, Encoding.Latin1.GetBytes("Zürich-7")));
        _archive.Add(dataset);
        Assert.Equal(1, Run().Images);
        using DicomFile directory = DicomFile.Open(Path.Combine(_archive.Disc, "DICOMDIR"));
        Assert.Equal("Zürich-7", directory.Dataset.GetItems(DicomTag.DirectoryRecordSequence)[0].Dataset.GetText(DicomTag.PatientID));
    }

    private ExportReport Run() => Export().Run(new ImageQuery());

    private MediaExport Export(Func<ExportOptions, ExportOptions>? change = null)
    {
        var options = new ExportOptions { Destination = _archive.Disc };
        return new MediaExport(_archive.Store, change?.Invoke(options) ?? options);
    }

    private static ExportFailure Fails(Action action) => Assert.Throws<ExportException>(action).Kind;

    private sealed class Direct(Action<ExportProgress> told) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => told(value);
    }
}
