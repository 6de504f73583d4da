using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Dicom.Tests.Reading;

public class DicomReaderTests
{
    private const uint PatientId = 0x00100020;
    private const uint Regions = 0x00186011;
    private const uint RegionFlags = 0x00186016;
    private const uint PixelData = 0x7FE00010;

    public static TheoryData<DicomEncoding> Encodings => [DicomEncoding.ExplicitLittle, DicomEncoding.ImplicitLittle, DicomEncoding.ExplicitBig];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Values_are_read_in_every_encoding(DicomEncoding encoding)
    {
        DicomDataset dataset = new DicomBytes(encoding)
            .Element(PatientId, "LO", "A17 ")
            .Header(0x00280010, "US", 2).U16(480)
            .Header(0x00186018, "UL", 4).U32(70000)
            .Element(0x00280008, "IS", "12")
            .Read();

        Assert.Equal("A17", dataset.GetText(DicomTag.PatientID));
        Assert.Equal(480, dataset.GetInteger(DicomTag.Rows));
        Assert.Equal(70000, dataset.GetInteger(DicomTag.RegionLocationMinX0));
        Assert.Equal(12, dataset.GetInteger(DicomTag.NumberOfFrames));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Sequences_of_known_and_undefined_length_nest(DicomEncoding encoding)
    {
        byte[] inner = new DicomBytes(encoding).Header(RegionFlags, "UL", 4).U32(2).ToArray();
        byte[] known = new DicomBytes(encoding).Header(Regions, "SQ", (uint)inner.Length + 8).Item((uint)inner.Length).Raw(inner).ToArray();
        DicomDataset dataset = new DicomBytes(encoding)
            .Header(0x00081140, "SQ", DicomBytes.Undefined)
            .Item(DicomBytes.Undefined).Raw(known).ItemEnd()
            .Item((uint)known.Length).Raw(known)
            .SequenceEnd()
            .Element(PatientId, "LO", "A1")
            .Read();

        Assert.Equal(2, dataset.GetItems(DicomTag.ReferencedImageSequence).Count);
        foreach (DicomItem item in dataset.GetItems(DicomTag.ReferencedImageSequence))
        {
            DicomItem region = Assert.Single(item.Dataset.GetItems(DicomTag.SequenceOfUltrasoundRegions));
            Assert.Equal(2, region.Dataset.GetInteger(DicomTag.RegionFlags));
            Assert.Same(item.Dataset, region.Dataset.Parent);
        }
        Assert.Equal("A1", dataset.GetText(DicomTag.PatientID));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_sequence_in_UN_is_implicit_little_endian_inside(DicomEncoding encoding)
    {
        byte[] item = DicomBytes.ImplicitLittle.Element(PatientId, "LO", "hidden").ToArray();
        byte[] items = DicomBytes.ImplicitLittle.Item((uint)item.Length).Raw(item).ToArray();
        byte[] open = DicomBytes.ImplicitLittle.Item(DicomBytes.Undefined).Raw(item).ItemEnd().SequenceEnd().ToArray();
        DicomDataset dataset = new DicomBytes(encoding)
            .Element(0x00090010, "LO", "MAKER ")
            .Element(0x00091001, "UN", items)
            .Header(0x00091002, "UN", DicomBytes.Undefined).Raw(open)
            .Read();

        foreach (uint tag in new[] { 0x00091001u, 0x00091002u })
        {
            DicomItem read = Assert.Single(dataset.GetItems(new DicomTag(tag)));
            Assert.Equal("hidden", read.Dataset.GetText(DicomTag.PatientID));
        }
    }

    [Fact]
    public void Private_bytes_that_only_begin_like_an_item_stay_a_value()
    {
        byte[] value = [0xFE, 0xFF, 0x00, 0xE0, 4, 0, 0, 0, 1, 2, 3, 4];
        DicomDataset dataset = DicomBytes.ExplicitLittle.Element(0x00090010, "LO", "MAKER ").Element(0x00091001, "UN", value).Read();
        DicomElement element = dataset.Find(new DicomTag(0x00091001u))!;
        Assert.Null(element.Items);
        Assert.Equal(value, element.Value.ToArray());
    }

    [Fact]
    public void Deeply_nested_private_sequences_are_found_to_the_bottom()
    {
        byte[] bytes = DicomBytes.ImplicitLittle.Element(PatientId, "LO", "deep").ToArray();
        for (int level = 0; level < 12; level++)
        {
            byte[] item = DicomBytes.ImplicitLittle.Item((uint)bytes.Length).Raw(bytes).ToArray();
            bytes = DicomBytes.ImplicitLittle.Element(0x00091001, "UN", item).ToArray();
        }
        DicomDataset at = DicomBytes.ImplicitLittle.Raw(bytes).Read();
        for (int level = 0; level < 12; level++)
        {
            at = Assert.Single(at.GetItems(new DicomTag(0x00091001u))).Dataset;
        }
        Assert.Equal("deep", at.GetText(DicomTag.PatientID));
    }

    [Fact]
    public void Known_elements_in_UN_are_read_by_the_dictionary()
    {
        DicomDataset dataset = DicomBytes.ExplicitLittle
            .Element(0x00200013, "UN", "122 ")
            .Element(0x00280010, "UN", 0x00, 0x02)
            .Element(PatientId, "UN", "P1 ")
            .Read();
        Assert.Equal(122, dataset.GetInteger(DicomTag.InstanceNumber));
        Assert.Equal(512, dataset.GetInteger(DicomTag.Rows));
        Assert.Equal("P1", dataset.GetText(DicomTag.PatientID));
    }

    [Fact]
    public void Fragments_are_places_in_the_source_and_the_first_one_is_the_offset_table()
    {
        DicomDataset dataset = DicomBytes.ExplicitLittle
            .Header(PixelData, "OB", DicomBytes.Undefined)
            .Item(4).Raw(0, 0, 0, 0)
            .Item(2).Raw(0xFF, 0xD8)
            // A delimiter within a fragment is the picture's business.
            .Item(8).Tag(0xFFFEE0DD).U32(0)
            .SequenceEnd()
            .Element(0xFFFCFFFC, "OB", 0, 0)
            .Read();
        DicomElement pixels = dataset.Find(DicomTag.PixelData)!;
        Assert.Equal([4, 2, 8], pixels.Fragments!.Select(f => (int)f.Length));
        Assert.Equal(2, dataset.Count);
    }

    [Fact]
    public void Elements_of_odd_length_are_read_as_long_as_they_are()
    {
        DicomDataset dataset = DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A17").Element(0x00100040, "CS", "F").Read();
        Assert.Equal("A17", dataset.GetText(DicomTag.PatientID));
        Assert.Equal("F", dataset.GetCode(DicomTag.PatientSex));
    }

    [Fact]
    public void Zeros_behind_the_last_element_are_padding()
    {
        DicomDataset dataset = DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").Raw(new byte[1001]).Read();
        Assert.Single(dataset);
        Assert.Single(DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").Raw(0, 0, 0).Read());
    }

    [Fact]
    public void An_element_in_implicit_VR_within_an_explicit_file_is_read()
    {
        byte[] slip = DicomBytes.ImplicitLittle.Element(0x00100040, "CS", "F ").ToArray();
        DicomDataset dataset = DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").Raw(slip).Element(0x00104000, "LT", "ok").Read();
        Assert.Equal("F", dataset.GetCode(DicomTag.PatientSex));
        Assert.Equal("ok", dataset.GetText(DicomTag.PatientComments));
    }

    [Fact]
    public void Items_inherit_the_character_set()
    {
        byte[] item = DicomBytes.ExplicitLittle.Element(0x00100010, "PN", "M\u00FCller").ToArray();
        byte[] own = DicomBytes.ExplicitLittle.Element(0x00080005, "CS", "ISO_IR 144").Element(0x00100010, "PN", "\u00BF\u00E0").ToArray();
        DicomDataset dataset = DicomBytes.ExplicitLittle.Element(0x00080005, "CS", "ISO_IR 100")
            .Header(0x00081140, "SQ", DicomBytes.Undefined).Item((uint)item.Length).Raw(item).Item((uint)own.Length).Raw(own).SequenceEnd().Read();
        IReadOnlyList<DicomItem> items = dataset.GetItems(DicomTag.ReferencedImageSequence);
        Assert.Equal("Müller", items[0].Dataset.GetText(DicomTag.PatientName));
        Assert.Equal("Пр", items[1].Dataset.GetText(DicomTag.PatientName));
    }

    [Fact]
    public void Values_larger_than_a_window_stay_in_the_file_and_read_right()
    {
        byte[] pixels = new byte[300_000];
        new Random(1).NextBytes(pixels);
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, DicomBytes.ExplicitLittle.Element(PatientId, "LO", "A1").Element(PixelData, "OB", pixels).Element(0xFFFCFFFC, "OB", 1, 2)
                .File(DicomTransferSyntax.ExplicitVRLittleEndian.Uid));
            using DicomFile file = DicomFile.Open(path);
            Assert.Equal(pixels, file.Dataset.Find(DicomTag.PixelData)!.Value.ToArray());
            Assert.Equal([1, 2], file.Dataset.Find(DicomTag.DataSetTrailingPadding)!.Value.ToArray());
            var output = new DicomMemoryOutput();
            file.WriteTo(output);
            Assert.Equal(File.ReadAllBytes(path), output.Written.ToArray());
        }
        finally
        {
            File.Delete(path);
        }
    }
}
