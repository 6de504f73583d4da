using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels;

public sealed class PixelRecodingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-mask-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("OBXXXX1A_rle.dcm")]
    [InlineData("OBXXXX1A_rle_2frame.dcm")]
    [InlineData("US1_RLE.dcm")]
    [InlineData("YBR_FULL-RLE.dcm")]
    [InlineData("US-PAL-8-10x-echo.dcm")]
    public void A_mask_on_compressed_frames_changes_nothing_but_its_rectangles_as_another_decoder_sees_them(string name)
    {
        string source = Oracles.Data("us", name);
        using DicomFile file = DicomFile.Open(source);
        PixelDescription description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
        PixelRectangle[] rectangles = [new(0, 0, description.Columns, 40), new(description.Columns - 31, description.Rows - 17, 31, 17)];
        PixelRecoding mask = PixelRecoding.Create(description, file.Dataset, file.TransferSyntax, rectangles);
        var masked = new DicomDataset();
        foreach (DicomElement element in file.Dataset)
        {
            masked.Set(element.Tag == DicomTag.PixelData ? mask.PixelData : element);
        }
        string target = Path.Combine(_folder, name);
        using (FileStream stream = File.Create(target))
        {
            var output = new DicomStreamOutput(stream);
            DicomWriter.WriteFile(output, DicomFileMeta.Create(masked.GetCode(DicomTag.SOPClassUID), masked.GetCode(DicomTag.SOPInstanceUID), mask.Syntax), masked, mask.Syntax);
            output.Flush();
        }
        const string Judge = """
            import sys, numpy, pydicom
            a, b = pydicom.dcmread(sys.argv[1]), pydicom.dcmread(sys.argv[2])
            n = int(a.get('NumberOfFrames', 1) or 1)
            x, y = (d.pixel_array.reshape((n, d.Rows, d.Columns, -1)) for d in (a, b))
            m = numpy.zeros((a.Rows, a.Columns), bool)
            m[:40] = True; m[-17:, -31:] = True
            for f in range(n):
                assert len(numpy.unique(y[f][m], axis=0)) == 1, f
                assert (x[f][~m] == y[f][~m]).all(), f
            assert not (x == y).all()
            print('judged', n)
            """;
        Assert.StartsWith("judged", Oracles.Pydicom(Judge, source, target), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("US1_UNCR.dcm")]
    [InlineData("US1_RLE.dcm")]
    public void Offset_tables_do_not_follow_the_pixels(string name)
    {
        using DicomFile file = DicomFile.Open(Oracles.Data("us", name));
        var target = new DicomDataset();
        target.Set(DicomElement.Create(DicomTag.ExtendedOffsetTable, DicomVR.OV, "DOE^JANE"u8));
        target.Set(DicomElement.Create(DicomTag.ExtendedOffsetTableLengths, DicomVR.OV, "DOE^JANE"u8));
        PixelAttributes.Follow(target, PixelRecoding.Create(PixelDescription.Of(file.Dataset, file.TransferSyntax), file.Dataset, file.TransferSyntax, []), file.Dataset);
        Assert.True(target.Contains(DicomTag.PixelData));
        Assert.False(target.Contains(DicomTag.ExtendedOffsetTable) || target.Contains(DicomTag.ExtendedOffsetTableLengths));
    }

    [Fact]
    public void A_syntax_without_a_codec_is_refused()
    {
        using DicomFile file = DicomFile.Open(Oracles.Data("us", "US1_J2KI.dcm"));
        PixelDescription description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
        PixelException refusal = Assert.Throws<PixelException>(() => PixelRecoding.Create(description, file.Dataset, file.TransferSyntax, []));
        Assert.Equal(PixelProblem.Unsupported, refusal.Kind);
    }
}
