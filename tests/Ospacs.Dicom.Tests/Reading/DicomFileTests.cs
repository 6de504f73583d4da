using System.IO.Compression;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Dicom.Tests.Reading;

public class DicomFileTests
{
    private static byte[] Body(DicomEncoding encoding) => new DicomBytes(encoding)
        .Element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.6.1\0").Element(0x00100020, "LO", "A1").Header(0x00280010, "US", 2).U16(7).ToArray();

    [Theory]
    [InlineData(true, false, "1.2.840.10008.1.2.1")]
    [InlineData(false, false, "1.2.840.10008.1.2")]
    [InlineData(true, true, "1.2.840.10008.1.2.2")]
    public void A_data_set_without_preamble_and_meta_is_recognised(bool explicitVR, bool big, string syntax)
    {
        byte[] body = Body(new DicomEncoding(explicitVR, big));
        foreach (byte[] bytes in new[] { body, [.. "DICM"u8, .. body], [.. new byte[128], .. "DICM"u8, .. body] })
        {
            using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
            Assert.False(file.IsTransferSyntaxDeclared);
            Assert.Equal(syntax, file.TransferSyntax.Uid);
            Assert.Equal(7, file.Dataset.GetInteger(DicomTag.Rows));
            Assert.Equal(bytes, Written(file));
        }
    }

    [Theory]
    [InlineData(true, false, "1.2.840.10008.1.2")]
    [InlineData(false, false, "1.2.840.10008.1.2.1")]
    [InlineData(true, true, "1.2.840.10008.1.2")]
    public void A_meta_header_that_names_the_wrong_syntax_is_seen_through(bool explicitVR, bool big, string declared)
    {
        byte[] bytes = new DicomBytes(new DicomEncoding(explicitVR, big)).Raw(Body(new DicomEncoding(explicitVR, big))).File(declared);
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        Assert.Equal(7, file.Dataset.GetInteger(DicomTag.Rows));
        Assert.Equal(bytes, Written(file));
    }

    [Fact]
    public void A_wrong_group_length_of_the_meta_information_does_not_matter()
    {
        byte[] bytes =
        [
            .. new byte[128], .. "DICM"u8, .. DicomBytes.ExplicitLittle.Header(0x00020000, "UL", 4).U32(7777).Element(0x00020010, "UI", "1.2.840.10008.1.2\0").ToArray(),
            .. Body(DicomEncoding.ImplicitLittle),
        ];
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        Assert.Equal(7, file.Dataset.GetInteger(DicomTag.Rows));
        Assert.Equal(bytes, Written(file));
    }

    [Fact]
    public void A_deflated_file_has_the_elements_that_were_deflated_and_is_written_as_it_was_read()
    {
        using var deflated = new MemoryStream();
        using (var deflate = new DeflateStream(deflated, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(Body(DicomEncoding.ExplicitLittle));
        }
        byte[] bytes = DicomBytes.ExplicitLittle.Raw(deflated.ToArray()).File(DicomTransferSyntax.DeflatedExplicitVRLittleEndian.Uid);
        using DicomFile file = DicomFile.Read(new DicomMemorySource(bytes));
        var elements = new DicomMemoryOutput();
        DicomWriter.Write(elements, file.Dataset, DicomEncoding.ExplicitLittle);
        Assert.Equal(Body(DicomEncoding.ExplicitLittle), elements.Written.ToArray());
        Assert.Equal(bytes, Written(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("DIC")]
    [InlineData("A plain text that somebody left on the disc.")]
    [InlineData("<html><body>0123456789</body></html>")]
    public void Other_files_are_no_DICOM(string text)
    {
        Assert.Throws<NotDicomException>(() => DicomFile.Read(new DicomMemorySource(System.Text.Encoding.ASCII.GetBytes(text))));
        Assert.Throws<NotDicomException>(() => DicomFile.Read(new DicomMemorySource(new byte[5000])));
    }

    private static byte[] Written(DicomFile file)
    {
        var output = new DicomMemoryOutput();
        file.WriteTo(output);
        return output.Written.ToArray();
    }
}
