using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Media;

public class DicomDirectoryWriterTests
{
    internal static DicomDirectoryImage Image(int number) => new()
    {
        FileId = ["IMAGES", string.Create(CultureInfo.InvariantCulture, $"IM{number:D6}")],
        PatientId = "S1", PatientName = "S1",
        StudyInstanceUid = "2.25.1", StudyDate = "20250102", StudyTime = "101112", StudyId = "7",
        SeriesInstanceUid = "2.25.2", Modality = "US", SeriesNumber = 1,
        SopClassUid = DicomUID.UltrasoundImageStorage,
        SopInstanceUid = string.Create(CultureInfo.InvariantCulture, $"2.25.3{number}"),
        TransferSyntaxUid = DicomTransferSyntax.ExplicitVRLittleEndian.Uid,
        InstanceNumber = number + 1,
    };

    [Fact]
    public void Offsets_lead_from_record_to_record()
    {
        var writer = new DicomDirectoryWriter("TRIAL 7");
        for (int i = 0; i < 60; i++)
        {
            writer.Add(Image(i) with { PatientId = $"S{i % 3}", StudyInstanceUid = $"2.25.5{i % 6}", SeriesInstanceUid = $"2.25.6{i % 12}" });
        }
        using DicomFile file = Written(writer);
        Assert.Equal(60, writer.Count);
        Assert.Equal("TRIAL 7", file.Dataset.GetCode(DicomTag.FileSetID));
        Dictionary<long, DicomDataset> byPlace = [];
        foreach (DicomItem item in file.Dataset.GetItems(DicomTag.DirectoryRecordSequence))
        {
            byPlace.Add(item.Dataset.First().Place.Offset - 8, item.Dataset);
        }

        var found = new List<string>();
        var visited = new List<DicomDataset>();
        void Walk(long place, string[] types)
        {
            while (place != 0)
            {
                DicomDataset record = byPlace[place];
                visited.Add(record);
                Assert.Equal(types[0], record.GetCode(DicomTag.DirectoryRecordType));
                if (types.Length > 1)
                {
                    long lower = record.GetInteger(DicomTag.OffsetOfReferencedLowerLevelDirectoryEntity)!.Value;
                    Assert.NotEqual(0, lower);
                    Walk(lower, types[1..]);
                }
                else
                {
                    found.Add(record.GetCode(DicomTag.ReferencedFileID));
                }
                place = record.GetInteger(DicomTag.OffsetOfTheNextDirectoryRecord)!.Value;
            }
        }
        long first = file.Dataset.GetInteger(DicomTag.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity)!.Value;
        Walk(first, ["PATIENT", "STUDY", "SERIES", "IMAGE"]);
        Assert.Equal(60, found.Distinct().Count());
        Assert.Equal(byPlace.Count, visited.Count);
        Assert.Equal(3 + 6 + 12 + 60, visited.Count);
        DicomDataset last = byPlace[file.Dataset.GetInteger(DicomTag.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity)!.Value];
        Assert.Equal("S2", last.GetText(DicomTag.PatientID));
    }

    [Fact]
    public void Keys_that_must_have_a_value_are_filled_lawfully()
    {
        var writer = new DicomDirectoryWriter("");
        DicomDirectoryImage bare = Image(0) with { PatientName = "", StudyDate = "", StudyTime = "", StudyId = "", Modality = "", SeriesNumber = null, InstanceNumber = null };
        writer.Add(bare);
        writer.Add(bare with { FileId = ["B"], StudyInstanceUid = "2.25.8", SeriesInstanceUid = "2.25.9", SopInstanceUid = "2.25.10", SopClassUid = DicomUID.SecondaryCaptureImageStorage });
        using DicomFile file = Written(writer);
        Assert.Equal(12, writer.FilledKeys);
        IReadOnlyList<DicomItem> records = file.Dataset.GetItems(DicomTag.DirectoryRecordSequence);
        string[] Values(DicomTag tag) => [.. records.Select(r => r.Dataset).Where(d => d.Contains(tag)).Select(d => d.GetCode(tag))];
        Assert.Equal(["19000101", "19000101"], Values(DicomTag.StudyDate));
        Assert.Equal(["000000", "000000"], Values(DicomTag.StudyTime));
        Assert.Equal(["1", "2"], Values(DicomTag.StudyID));
        Assert.Equal(["US", "OT"], Values(DicomTag.Modality));
        Assert.Equal(["1", "1"], Values(DicomTag.SeriesNumber));
        Assert.Equal(["1", "1"], Values(DicomTag.InstanceNumber));
        Assert.Equal([""], Values(DicomTag.PatientName));
    }

    [Fact]
    public void Text_outside_ASCII_makes_its_record_UTF8_and_no_other()
    {
        var writer = new DicomDirectoryWriter("");
        writer.Add(Image(0) with { PatientId = "Sürü", PatientName = "Sürü" });
        using DicomFile file = Written(writer);
        DicomDataset patient = file.Dataset.GetItems(DicomTag.DirectoryRecordSequence)[0].Dataset;
        Assert.Equal("ISO_IR 192", patient.GetCode(DicomTag.SpecificCharacterSet));
        Assert.Equal("Sürü", patient.GetText(DicomTag.PatientID));
        Assert.Single(file.Dataset.GetItems(DicomTag.DirectoryRecordSequence), r => r.Dataset.Contains(DicomTag.SpecificCharacterSet));
    }

    public static TheoryData<string> Unlawful => ["file id", "long file id", "no file id", "twice", "instance twice", "study", "series", "patient", "date", "time", "modality", "uid", "text"];

    [Theory]
    [MemberData(nameof(Unlawful))]
    public void Unlawful_images_are_refused(string what)
    {
        var writer = new DicomDirectoryWriter("");
        writer.Add(Image(0));
        DicomDirectoryImage other = Image(1);
        DicomDirectoryImage image = what switch
        {
            "file id" => other with { FileId = ["images", "IM1"] },
            "long file id" => other with { FileId = ["IMAGES", "IM0000001"] },
            "no file id" => other with { FileId = [] },
            "twice" => other with { FileId = Image(0).FileId },
            "instance twice" => other with { SopInstanceUid = Image(0).SopInstanceUid },
            "study" => other with { PatientId = "S2" },
            "series" => other with { StudyInstanceUid = "2.25.99" },
            "patient" => other with { PatientId = "" },
            "date" => other with { StudyDate = "20251399" },
            "time" => other with { StudyTime = "noon" },
            "modality" => other with { Modality = "us" },
            "uid" => other with { SopInstanceUid = "1.2.x" },
            _ => other with { StudyDescription = "a\\b" },
        };
        Assert.Throws<ArgumentException>(() => writer.Add(image));
    }

    [Theory]
    [InlineData("TRIAL_7 DISC 12", true)]
    [InlineData("", true)]
    [InlineData("trial", false)]
    [InlineData("SEVENTEEN LETTERS", false)]
    [InlineData(" A", false)]
    [InlineData("A\\B", false)]
    public void Labels_are_code_strings(string label, bool lawful)
    {
        if (lawful)
        {
            _ = new DicomDirectoryWriter(label);
        }
        else
        {
            Assert.Throws<ArgumentException>(() => new DicomDirectoryWriter(label));
        }
    }

    [Fact]
    public void A_hundred_thousand_images_have_more_elements_than_one_object_may_have_and_are_read_again()
    {
        const int Images = 100_000;
        var writer = new DicomDirectoryWriter("LARGE");
        for (int i = 0; i < Images; i++)
        {
            writer.Add(Image(i) with { PatientId = $"S{i / 50}", StudyInstanceUid = $"2.25.5{i / 10}", SeriesInstanceUid = $"2.25.6{i / 5}" });
        }
        var output = new DicomMemoryOutput();
        writer.Write(output, "2.25.77");
        DicomDirectory directory = DicomDirectory.Read(new DicomMemorySource(output.Written));
        Assert.False(directory.IsDamaged);
        Assert.Equal(Images, directory.Count);
        Assert.Throws<DicomFormatException>(() => DicomFile.Read(new DicomMemorySource(output.Written)));
    }

    [Fact]
    public void Others_read_the_directory()
    {
        string folder = Directory.CreateTempSubdirectory("ospacs").FullName;
        try
        {
            var writer = new DicomDirectoryWriter("TRIAL 7") { DescriptorFileId = ["README"] };
            File.WriteAllText(Path.Combine(folder, "README"), "A test.\n");
            for (int i = 0; i < 12; i++)
            {
                DicomDirectoryImage image = Image(i) with { PatientId = $"S{i / 6}", PatientName = $"S{i / 6}", StudyInstanceUid = $"2.25.5{i / 3}", SeriesInstanceUid = $"2.25.6{i / 2}" };
                image = image with { StudyInstanceUid = $"2.25.5{i / 6}" };
                writer.Add(image);
                string path = Path.Combine([folder, .. image.FileId]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using FileStream stream = File.Create(path);
                Write(stream, output => DicomWriter.WriteFile(output, DicomFileMeta.Create(image.SopClassUid, image.SopInstanceUid, DicomTransferSyntax.ExplicitVRLittleEndian), new DicomDataset()
                    .Set(DicomTag.SOPClassUID, image.SopClassUid).Set(DicomTag.SOPInstanceUID, image.SopInstanceUid).Set(DicomTag.PatientID, image.PatientId).Set(DicomTag.PatientName, image.PatientName)
                    .Set(DicomTag.StudyInstanceUID, image.StudyInstanceUid).Set(DicomTag.SeriesInstanceUID, image.SeriesInstanceUid).Set(DicomTag.Modality, "US"),
                    DicomTransferSyntax.ExplicitVRLittleEndian));
            }
            string path2 = Path.Combine(folder, "DICOMDIR");
            using (FileStream stream = File.Create(path2))
            {
                Write(stream, output => writer.Write(output, "2.25.77"));
            }

            (int status, string dump, string errors) = Oracles.Run("dcmdump", path2);
            Assert.Equal("", errors.Trim());
            Assert.Equal(0, status);
            Assert.Contains("refFileID=\"IMAGES\\IM000011\"", dump, StringComparison.Ordinal);
            string loaded = Oracles.Pydicom("""
                import sys
                from pydicom.fileset import FileSet
                fs = FileSet(sys.argv[1])
                print(fs.ID, fs.descriptor_file_id, len(fs), fs.find_values('PatientID'), len(fs.find_values('SeriesInstanceUID')))
                for i in fs: assert i.load().SOPInstanceUID == i.SOPInstanceUID
                """, path2);
            Assert.Equal("TRIAL 7 README 12 ['S0', 'S1'] 6", loaded.Trim());
            (_, string judged, string judgedErrors) = Oracles.Run("dciodvfy", path2);
            Assert.DoesNotContain("Error", judged + judgedErrors, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Write(Stream stream, Action<DicomOutput> write)
    {
        var output = new DicomStreamOutput(stream);
        write(output);
        output.Flush();
    }

    private static DicomFile Written(DicomDirectoryWriter writer)
    {
        var output = new DicomMemoryOutput();
        writer.Write(output, "2.25.77");
        return DicomFile.Read(new DicomMemorySource(output.Written));
    }
}
