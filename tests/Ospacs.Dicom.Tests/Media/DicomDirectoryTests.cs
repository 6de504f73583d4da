using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Tests.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Media;

public class DicomDirectoryTests
{
    [Theory]
    [InlineData("DICOMDIR")]
    [InlineData("DICOMDIR-bigEnd")]
    [InlineData("DICOMDIR-implicit")]
    [InlineData("DICOMDIR-nopatient")]
    [InlineData("DICOMDIR-reordered")]
    [InlineData("DICOMDIR-nooffset")]
    public void Every_variant_of_a_real_directory_lists_the_files_that_are_there(string name)
    {
        string folder = Oracles.Data("dicomdir_tree");
        DicomDirectory directory = DicomDirectory.Open(Path.Combine(folder, name));
        // The variant without offsets has a last record that is shorter than it says.
        Assert.Equal(name == "DICOMDIR-nooffset", directory.IsDamaged);
        string[] there = [.. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
            .Where(path => path.Contains('/', StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(31, directory.Count);
        Assert.Equal(there, directory.Select(r => r.RelativePath).Order(StringComparer.Ordinal));
        foreach (DicomDirectoryReference reference in directory)
        {
            using DicomFile file = DicomFile.Open(Path.Combine([folder, .. reference.FileId]));
            Assert.Equal("IMAGE", reference.RecordType);
            Assert.Equal(file.Dataset.GetCode(DicomTag.SOPInstanceUID), reference.SopInstanceUid);
            Assert.Equal(file.Dataset.GetCode(DicomTag.SOPClassUID), reference.SopClassUid);
            Assert.Equal(file.TransferSyntax.Uid, reference.TransferSyntaxUid);
        }
    }

    [Fact]
    public void An_empty_directory_is_whole_and_lists_nothing()
    {
        DicomDirectory directory = DicomDirectory.Open(Oracles.Data("dicomdir_tree", "DICOMDIR-empty.dcm"));
        Assert.Empty(directory);
        Assert.False(directory.IsDamaged);
    }

    [Fact]
    public void A_directory_cut_anywhere_gives_the_whole_records_before_the_cut_and_says_that_it_is_damaged()
    {
        byte[] whole = Written(20);
        int[] ends = EndsOfRecords(whole);
        for (int length = 400; length < whole.Length; length += 7)
        {
            DicomDirectory directory = DicomDirectory.Read(new DicomMemorySource(whole.AsMemory(0, length)));
            Assert.True(directory.IsDamaged);
            Assert.InRange(directory.Count, ends.Count(end => end <= length), 20);
        }
        Assert.False(DicomDirectory.Read(new DicomMemorySource(whole)).IsDamaged);
    }

    [Fact]
    public void A_broken_record_costs_itself_alone()
    {
        byte[] whole = Written(20);
        int[] ends = EndsOfRecords(whole);
        for (int i = ends[4]; i < ends[4] + 20; i++)
        {
            // Over the header of the sixth record's first element and what follows.
            whole[i + 8] = 0xFF;
        }
        DicomDirectory directory = DicomDirectory.Read(new DicomMemorySource(whole));
        Assert.True(directory.IsDamaged);
        Assert.Equal(19, directory.Count);
        Assert.DoesNotContain(directory, r => r.RelativePath == "IMAGES/IM000005");
    }

    [Fact]
    public void Deleted_records_and_files_listed_twice_do_not_count()
    {
        DicomDirectory directory = DicomDirectory.Read(Source(("A\\ONE", 0xFFFF), ("A\\GONE", 0), ("A\\ONE", 0xFFFF), (" a \\two.dcm", 0xFFFF)));
        Assert.Equal(["A/ONE", "a/two.dcm"], directory.Select(r => r.RelativePath));
        Assert.False(directory.IsDamaged);
    }

    [Theory]
    [InlineData("..\\..\\PASSWD")]
    [InlineData("A\\..\\B")]
    [InlineData("A/../../B")]
    [InlineData("C:\\X")]
    [InlineData("A\\\\B")]
    [InlineData("\\A")]
    [InlineData("A\\B*")]
    public void A_file_id_that_could_lead_elsewhere_is_left_out_and_counts_as_damage(string fileId)
    {
        DicomDirectory directory = DicomDirectory.Read(Source((fileId, 0xFFFF), ("A\\ONE", 0xFFFF)));
        Assert.Equal(["A/ONE"], directory.Select(r => r.RelativePath));
        Assert.True(directory.IsDamaged);
    }

    [Fact]
    public void A_file_without_records_lists_nothing()
    {
        DicomDirectory directory = DicomDirectory.Read(new DicomMemorySource(DicomBytes.ExplicitLittle.Element(0x00100020, "LO", "A1").File("1.2.840.10008.1.2.1")));
        Assert.Empty(directory);
        Assert.False(directory.IsDamaged);
    }

    [Fact]
    public void A_directory_made_by_dcmtk_is_read()
    {
        string folder = Directory.CreateTempSubdirectory("ospacs").FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "SUB"));
            string[] sources = ["us/US1_UNCR.dcm", "us/OBXXXX1A_rle.dcm", "us/examples_ybr_color.dcm"];
            for (int i = 0; i < sources.Length; i++)
            {
                File.Copy(Oracles.Data(sources[i].Split('/')), Path.Combine(folder, "SUB", $"FILE{i}"));
            }
            (int status, _, string errors) = Oracles.Run("dcmmkdir", "-Nxc", "-Nec", "-Nrc", "+I", "+id", folder, "+r", "+D", Path.Combine(folder, "DICOMDIR"), "SUB");
            Assert.True(status == 0, errors);
            DicomDirectory directory = DicomDirectory.Open(Path.Combine(folder, "DICOMDIR"));
            Assert.False(directory.IsDamaged);
            Assert.Equal(["SUB/FILE0", "SUB/FILE1", "SUB/FILE2"], directory.Select(r => r.RelativePath).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Written(int images)
    {
        var writer = new DicomDirectoryWriter("TEST");
        for (int i = 0; i < images; i++)
        {
            writer.Add(DicomDirectoryWriterTests.Image(i));
        }
        var output = new DicomMemoryOutput();
        writer.Write(output, "2.25.77");
        return output.Written.ToArray();
    }

    /// <summary>Where the item of each IMAGE record ends.</summary>
    private static int[] EndsOfRecords(byte[] bytes)
    {
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        return [.. file.Dataset.GetItems(DicomTag.DirectoryRecordSequence).Where(i => i.Dataset.GetCode(DicomTag.DirectoryRecordType) == "IMAGE")
            .Select(i => (int)i.Dataset.Last().Place.End)];
    }

    private static DicomMemorySource Source(params (string FileId, int InUse)[] records)
    {
        DicomBytes sequence = DicomBytes.ExplicitLittle;
        foreach ((string fileId, int inUse) in records)
        {
            byte[] record = DicomBytes.ExplicitLittle.Header(0x00041410, "US", 2).U16(inUse).Element(0x00041430, "CS", "IMAGE ")
                .Element(0x00041500, "CS", fileId.Length % 2 == 0 ? fileId : fileId + " ").ToArray();
            sequence.Item((uint)record.Length).Raw(record);
        }
        return new DicomMemorySource(DicomBytes.ExplicitLittle.Header(0x00041220, "SQ", (uint)sequence.Length).Raw(sequence.ToArray()).File("1.2.840.10008.1.2.1"));
    }
}
