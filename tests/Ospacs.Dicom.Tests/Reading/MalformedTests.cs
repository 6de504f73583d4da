using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Dicom.Tests.Reading;

public class MalformedTests
{
    private const uint PatientId = 0x00100020;
    private const uint Regions = 0x00186011;
    private const uint PixelData = 0x7FE00010;
    private static readonly DicomBytes[] Broken =
    [
        DicomBytes.ExplicitLittle.Header(PatientId, "LO", 10).Raw("four"u8),
        DicomBytes.ImplicitLittle.Header(PatientId, "LO", 0xFFFFFFF0).Raw("four"u8),
        DicomBytes.ExplicitBig.Header(PixelData, "OW", 0x7FFFFFFF).Raw("four"u8),
        DicomBytes.ExplicitLittle.Header(PixelData, "OW", 0),
        DicomBytes.ExplicitLittle.Header(PatientId, "UT", DicomBytes.Undefined).Raw("four"u8),
        DicomBytes.ExplicitLittle.Header(Regions, "SQ", DicomBytes.Undefined).Item(DicomBytes.Undefined),
        DicomBytes.ExplicitLittle.Header(Regions, "SQ", DicomBytes.Undefined).Item(DicomBytes.Undefined).ItemEnd(),
        DicomBytes.ExplicitLittle.Header(Regions, "SQ", 8).Item(4).Raw("four"u8),
        DicomBytes.ExplicitLittle.Header(Regions, "SQ", 16).Item(4).Raw("fourfour"u8),
        DicomBytes.ExplicitLittle.Header(Regions, "SQ", 12).Element(PatientId, "LO", "four"),
        DicomBytes.ExplicitLittle.Header(Regions, "SQ", 16).SequenceEnd().SequenceEnd(),
        DicomBytes.ExplicitLittle.Header(PixelData, "OB", DicomBytes.Undefined).Item(0).Item(2).Raw(1, 2),
        DicomBytes.ExplicitLittle.Header(PixelData, "OB", DicomBytes.Undefined).Item(0).Item(20).Raw(1, 2).SequenceEnd(),
        DicomBytes.ExplicitLittle.Header(PixelData, "OB", DicomBytes.Undefined).Item(DicomBytes.Undefined).Raw(1, 2).SequenceEnd(),
        DicomBytes.ExplicitLittle.Header(PixelData, "OB", DicomBytes.Undefined).Element(PatientId, "LO", "four").SequenceEnd(),
        DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").Raw(1, 2, 3),
        DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").Element(PatientId, "LO", "A2"),
        DicomBytes.ExplicitLittle.ItemEnd(),
        DicomBytes.ExplicitLittle.SequenceEnd(),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Broken.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_broken_structure_is_an_error_that_names_a_place_and_no_value(int which)
    {
        bool last = which == 3;
        if (last)
        {
            // A header cut short.
            byte[] cut = Broken[which].ToArray()[..10];
            Assert.Throws<DicomFormatException>(() => DicomBytes.ExplicitLittle.Raw(cut).Read());
            return;
        }
        var error = Assert.Throws<DicomFormatException>(() => Broken[which].Read());
        Assert.Contains("offset", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("four", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_is_bounded()
    {
        var bytes = DicomBytes.ExplicitLittle;
        for (int level = 0; level < 100_000; level++)
        {
            bytes.Header(Regions, "SQ", DicomBytes.Undefined).Item(DicomBytes.Undefined);
        }
        var error = Assert.Throws<DicomFormatException>(() => bytes.Read());
        Assert.Contains("nested", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequences_hidden_in_private_values_cannot_make_reading_slow()
    {
        // Each level would be read twice if it were tried again at every level above: two to the power of the depth.
        byte[] bytes = [];
        for (int level = 0; level < 30; level++)
        {
            byte[] item = DicomBytes.ImplicitLittle.Item((uint)bytes.Length).Raw(bytes).ToArray();
            bytes = DicomBytes.ImplicitLittle.Element(0x00091001, "UN", item).ToArray();
        }
        DicomDataset dataset = DicomBytes.ImplicitLittle.Raw(bytes).Read();
        int depth = 0;
        while (dataset.GetItems(new DicomTag(0x00091001u)) is [{ } item, ..])
        {
            dataset = item.Dataset;
            depth++;
        }
        Assert.True(depth >= 28, $"read to depth {depth}");
    }

    [Fact]
    public void The_number_of_elements_is_bounded()
    {
        var bytes = DicomBytes.ExplicitLittle.Header(Regions, "SQ", DicomBytes.Undefined);
        for (int i = 0; i <= DicomReader.MaximumElements; i++)
        {
            bytes.Item(0);
        }
        bytes.SequenceEnd();
        Assert.Throws<DicomFormatException>(() => bytes.Read());
    }

    [Fact]
    public void A_data_set_turned_round_cannot_make_reading_slow()
    {
        // Each element would be put in front of all before it.
        var bytes = DicomBytes.ExplicitLittle;
        for (uint tag = 0x0020_0000 + 200_000; tag > 0x0020_0000; tag--)
        {
            bytes.Header(tag, "LO", 0);
        }
        var error = Assert.Throws<DicomFormatException>(() => bytes.Read());
        Assert.Contains("out of order", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_gives_a_shorter_data_set_or_a_clear_error()
    {
        byte[] item = DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").ToArray();
        byte[] whole = DicomBytes.ExplicitLittle
            .Element(0x00080005, "CS", "ISO_IR 100")
            .Header(Regions, "SQ", DicomBytes.Undefined).Item((uint)item.Length).Raw(item).Item(DicomBytes.Undefined).Raw(item).ItemEnd().SequenceEnd()
            .Element(0x00280010, "US", 1, 0)
            .Header(PixelData, "OB", DicomBytes.Undefined).Item(0).Item(4).Raw(1, 2, 3, 4).SequenceEnd()
            .File(DicomTransferSyntax.RleLossless.Uid);
        for (int length = 0; length < whole.Length; length++)
        {
            try
            {
                using DicomFile file = DicomFile.Read(new DicomMemorySource(whole.AsMemory(0, length)));
                Assert.True(file.Dataset.Find(DicomTag.PixelData) is null);
            }
            catch (Exception e) when (e is DicomFormatException or NotDicomException)
            {
            }
        }
    }

    [Fact]
    public void Bytes_changed_at_random_never_bring_another_error_than_the_readers_own()
    {
        byte[] item = DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").ToArray();
        byte[] unknown = DicomBytes.ImplicitLittle.Item(DicomBytes.Undefined).Element(PatientId, "LO", "A1").ItemEnd().ToArray();
        byte[] whole = DicomBytes.ExplicitLittle
            .Element(0x00090010, "LO", "MAKER ").Element(0x00091001, "UN", unknown)
            .Header(Regions, "SQ", DicomBytes.Undefined).Item((uint)item.Length).Raw(item).Item(DicomBytes.Undefined).Raw(item).ItemEnd().SequenceEnd()
            .Element(0x00280010, "US", 1, 0)
            .Header(PixelData, "OB", DicomBytes.Undefined).Item(0).Item(4).Raw(1, 2, 3, 4).SequenceEnd()
            .File(DicomTransferSyntax.RleLossless.Uid);
        var random = new Random(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = (byte[])whole.Clone();
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(128, bytes.Length)] = random.Next(3) == 0 ? (byte)0xFF : (byte)random.Next(256);
            }
            try
            {
                using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
            }
            catch (Exception e) when (e is DicomFormatException or NotDicomException)
            {
            }
        }
    }
}
