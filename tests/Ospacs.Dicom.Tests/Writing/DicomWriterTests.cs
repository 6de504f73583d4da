using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Tests.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Dicom.Tests.Writing;

public class DicomWriterTests
{
    private static readonly DicomEncoding[] All = [DicomEncoding.ExplicitLittle, DicomEncoding.ImplicitLittle, DicomEncoding.ExplicitBig];

    private static byte[] Sample(DicomEncoding encoding)
    {
        byte[] item = new DicomBytes(encoding).Header(0x00186016, "UL", 4).U32(2).ToArray();
        return new DicomBytes(encoding)
            .Element(0x00080005, "CS", "ISO_IR 100")
            .Header(0x00081140, "SQ", DicomBytes.Undefined).Item(DicomBytes.Undefined).Element(0x00100020, "LO", "X1").ItemEnd().Item(0).SequenceEnd()
            .Header(0x00186011, "SQ", (uint)item.Length + 8).Item((uint)item.Length).Raw(item)
            .Header(0x00280009, "AT", 4).Tag(0x00181063)
            .Header(0x00280010, "US", 2).U16(480)
            .Header(0x00281201, "OW", 4).U16(0x1234).U16(0x5678)
            .Header(0x7FE00010, "OW", 4).U16(0x0102).U16(0x0304)
            .ToArray();
    }

    [Fact]
    public void Every_encoding_is_written_from_every_other()
    {
        foreach (DicomEncoding from in All)
        {
            foreach (DicomEncoding to in All)
            {
                DicomDataset dataset = new DicomBytes(from).Raw(Sample(from)).Read();
                Assert.Equal(Sample(to), Written(dataset, to));
                Assert.Equal(Sample(to).Length, DicomWriter.LengthOf(dataset, to));
            }
        }
    }

    [Fact]
    public void An_edit_changes_values_that_were_read_and_values_that_were_made()
    {
        DicomDataset read = DicomBytes.ExplicitLittle.Element(0x7FE00010, "OW", 1, 2, 3, 4).Read();
        DicomDataset made = new DicomDataset().Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, [1, 2, 3, 4]));
        byte[] expected = DicomBytes.ExplicitLittle.Element(0x7FE00010, "OW", 0xFE, 0xFD, 0xFC, 0xFB).ToArray();
        byte[] swapped = DicomBytes.ExplicitBig.Element(0x7FE00010, "OW", 0xFD, 0xFE, 0xFB, 0xFC).ToArray();
        foreach (DicomDataset dataset in new[] { read, made })
        {
            dataset.Set(dataset.Find(DicomTag.PixelData)!.WithEdit(new Complement()));
            Assert.Equal(expected, Written(dataset, DicomEncoding.ExplicitLittle));
            Assert.Equal(swapped, Written(dataset, DicomEncoding.ExplicitBig));
        }
    }

    [Fact]
    public void Values_longer_than_a_short_length_can_say_are_written_as_UN()
    {
        string value = new('x', 70_000);
        DicomDataset implicitSet = DicomBytes.ImplicitLittle.Element(0x00104000, "LT", value).Read();
        byte[] written = Written(implicitSet, DicomEncoding.ExplicitLittle);
        Assert.Equal(DicomBytes.ExplicitLittle.Element(0x00104000, "UN", value).ToArray(), written);
        Assert.Equal(value, DicomBytes.ExplicitLittle.Raw(written).Read().GetText(DicomTag.PatientComments));
    }

    [Fact]
    public void Values_of_odd_length_are_padded_when_they_are_written_anew()
    {
        DicomDataset dataset = DicomBytes.ImplicitLittle.Element(0x00080018, "UI", "1.2").Element(0x00100020, "LO", "A17").Element(0x7FE00010, "OW", 1, 2, 3).Read();
        byte[] expected = DicomBytes.ExplicitLittle.Element(0x00080018, "UI", "1.2\0").Element(0x00100020, "LO", "A17 ").Element(0x7FE00010, "OW", 1, 2, 3, 0).ToArray();
        Assert.Equal(expected, Written(dataset, DicomEncoding.ExplicitLittle));
        Assert.Equal(expected.Length, DicomWriter.LengthOf(dataset, DicomEncoding.ExplicitLittle));
    }

    [Fact]
    public void A_sequence_in_UN_becomes_a_sequence_when_it_is_written_anew()
    {
        byte[] item = DicomBytes.ImplicitLittle.Element(0x00100020, "LO", "A1").ToArray();
        DicomDataset dataset = DicomBytes.ExplicitBig.Element(0x00090010, "LO", "MAKER ")
            .Element(0x00091001, "UN", DicomBytes.ImplicitLittle.Item((uint)item.Length).Raw(item).ToArray()).Read();
        byte[] inner = DicomBytes.ExplicitLittle.Element(0x00100020, "LO", "A1").ToArray();
        byte[] expected = DicomBytes.ExplicitLittle.Element(0x00090010, "LO", "MAKER ")
            .Header(0x00091001, "SQ", (uint)inner.Length + 8).Item((uint)inner.Length).Raw(inner).ToArray();
        Assert.Equal(expected, Written(dataset, DicomEncoding.ExplicitLittle));
    }

    [Fact]
    public void Fragments_are_written_as_they_came()
    {
        DicomBytes bytes = DicomBytes.ExplicitLittle.Header(0x7FE00010, "OB", DicomBytes.Undefined).Item(0).Item(4).Raw(1, 2, 3, 4).Item(2).Raw(5, 6).SequenceEnd();
        DicomDataset dataset = bytes.Read();
        Assert.Equal(bytes.ToArray(), Written(dataset, DicomEncoding.ExplicitLittle));
        Assert.Equal(bytes.Length, DicomWriter.LengthOf(dataset, DicomEncoding.ExplicitLittle));
    }

    [Fact]
    public void Streams_get_the_same_bytes_as_memory()
    {
        byte[] pixels = new byte[3_000_001];
        new Random(3).NextBytes(pixels);
        DicomDataset dataset = DicomBytes.ExplicitBig.Element(0x00100020, "LO", "A1").Element(0x7FE00010, "OW", pixels.AsSpan(0, 3_000_000)).Read();
        using var stream = new MemoryStream();
        var output = new DicomStreamOutput(stream);
        DicomWriter.Write(output, dataset, DicomEncoding.ExplicitLittle);
        output.Flush();
        Assert.Equal(Written(dataset, DicomEncoding.ExplicitLittle), stream.ToArray());
        Assert.Equal(output.Position, stream.Length);
    }

    [Fact]
    public void A_written_file_begins_with_an_empty_preamble_and_a_whole_meta_group()
    {
        DicomDataset meta = DicomFileMeta.Create(DicomUID.UltrasoundImageStorage, "2.25.1", DicomTransferSyntax.ExplicitVRLittleEndian);
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, meta, new DicomDataset().Set(DicomTag.PatientID, "S1"), DicomTransferSyntax.ExplicitVRLittleEndian);
        byte[] bytes = output.Written.ToArray();
        Assert.Equal(new byte[128], bytes[..128]);
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        Assert.Equal("2.25.1", file.FileMeta.GetCode(DicomTag.MediaStorageSOPInstanceUID));
        DicomElement last = file.FileMeta.Last();
        Assert.Equal(last.Place.End - (132 + 12), file.FileMeta.GetInteger(DicomTag.FileMetaInformationGroupLength));
        Assert.Equal("S1", file.Dataset.GetText(DicomTag.PatientID));
    }

    private static byte[] Written(DicomDataset dataset, DicomEncoding encoding)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, dataset, encoding);
        return output.Written.ToArray();
    }

    private sealed class Complement : IDicomValueEdit
    {
        public void Apply(Span<byte> bytes, long offset)
        {
            foreach (ref byte b in bytes)
            {
                b = (byte)~b;
            }
        }
    }
}
