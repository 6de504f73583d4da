using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels;

public class PixelAttributesTests
{
    private static readonly PixelSample Rgb = new() { Samples = 3, Photometric = "RGB", Planar = 1 };

    [Fact]
    public void The_planar_configuration_follows_the_pixels()
    {
        PixelWay source = PixelWay.Begin(Rgb, Rgb.Noise(1));
        Assert.Equal(1, source.Into(null).Dataset.GetInteger(DicomTag.PlanarConfiguration));
        Assert.Equal(0, source.Into(DicomTransferSyntax.JpegLsLossless).Dataset.GetInteger(DicomTag.PlanarConfiguration));
        // Of run lengths it says nothing: PS3.5 section 8.2.2 allows both.
        Assert.Equal(1, source.Into(DicomTransferSyntax.RleLossless).Dataset.GetInteger(DicomTag.PlanarConfiguration));
        Assert.Equal(0, source.Into(DicomTransferSyntax.RleLossless).Into(DicomTransferSyntax.ExplicitVRLittleEndian).Dataset.GetInteger(DicomTag.PlanarConfiguration));
    }

    [Fact]
    public void Offsets_of_frames_that_are_made_anew_go()
    {
        PixelWay stored = PixelWay.Begin(Rgb, Rgb.Noise(1)).Into(DicomTransferSyntax.RleLossless);
        long length = stored.Dataset.Find(DicomTag.PixelData)!.Fragments![1].Length;
        stored.Dataset.Set(DicomElement.Create(DicomTag.ExtendedOffsetTable, DicomVR.OV, new byte[8]));
        stored.Dataset.Set(DicomElement.Create(DicomTag.ExtendedOffsetTableLengths, DicomVR.OV, BitConverter.GetBytes(length)));
        PixelWay again = stored.Into(null);
        Assert.False(again.Dataset.Contains(DicomTag.ExtendedOffsetTable));
        Assert.False(again.Dataset.Contains(DicomTag.ExtendedOffsetTableLengths));
    }

    [Fact]
    public void Near_lossless_pixels_are_written_without_further_loss_and_their_loss_is_told()
    {
        PixelWay near = NearLossless();
        PixelWay stored = near.Into(null);
        Assert.Equal(DicomTransferSyntax.JpegLsLossless, stored.Syntax);
        Assert.Equal("01", stored.Dataset.GetCode(DicomTag.LossyImageCompression));
        Assert.Equal("ISO_14495_1", stored.Dataset.GetCode(DicomTag.LossyImageCompressionMethod));
        Assert.NotEmpty(stored.Dataset.GetCode(DicomTag.LossyImageCompressionRatio));
        Assert.Equal(near.Into(DicomTransferSyntax.ExplicitVRLittleEndian).PixelSha256, stored.PixelSha256);
    }

    [Fact]
    public void What_an_object_says_of_an_earlier_loss_stays_and_what_denies_one_does_not()
    {
        PixelWay near = NearLossless();
        near.Dataset.Set(DicomTag.LossyImageCompression, "00").Set(DicomTag.LossyImageCompressionRatio, "12.5\\2").Set(DicomTag.LossyImageCompressionMethod, "ISO_10918_1\\ISO_14495_1");
        PixelWay stored = near.Into(null).Into(DicomTransferSyntax.RleLossless).Into(DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal("01", stored.Dataset.GetCode(DicomTag.LossyImageCompression));
        Assert.Equal("12.5\\2", stored.Dataset.GetCode(DicomTag.LossyImageCompressionRatio));
        Assert.Equal("ISO_10918_1\\ISO_14495_1", stored.Dataset.GetCode(DicomTag.LossyImageCompressionMethod));
    }

    [Fact]
    public void Of_several_losses_none_is_made_up()
    {
        PixelWay near = NearLossless();
        near.Dataset.Set(DicomTag.LossyImageCompressionRatio, "12.5\\2");
        PixelWay stored = near.Into(null);
        Assert.Empty(stored.Dataset.GetCode(DicomTag.LossyImageCompressionMethod));
        Assert.Equal("12.5\\2", stored.Dataset.GetCode(DicomTag.LossyImageCompressionRatio));
    }

    [Fact]
    public void A_loss_under_the_name_of_a_lossless_syntax_is_refused()
    {
        PixelWay near = NearLossless() with { Syntax = DicomTransferSyntax.JpegLsLossless };
        PixelException refusal = Assert.Throws<PixelException>(() => near.Into(null));
        Assert.Equal(PixelProblem.Inconsistent, refusal.Kind);
        Assert.Contains("lost detail", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_that_claims_more_pixels_than_anybody_scans_is_refused()
    {
        PixelWay stored = PixelWay.Begin(Rgb, Rgb.Noise(1)).Into(DicomTransferSyntax.JpegLsLossless);
        byte[] fragment = [0xFF, 0xD8, 0xFF, 0xD9];
        stored.Dataset.Set(DicomTag.NumberOfFrames, "300").Set(DicomTag.Rows, (ushort)4000).Set(DicomTag.Columns, (ushort)4000);
        stored.Dataset.Set(DicomElement.CreateEncapsulated(Enumerable.Repeat(new ReadOnlyMemory<byte>(fragment), 300), 0));
        var output = new DicomMemoryOutput();
        DicomWriter.Write(output, stored.Dataset, DicomEncoding.ExplicitLittle);
        PixelWay claimed = stored with { Dataset = new DicomReader(new DicomMemorySource(output.Written)).ReadDataset(0, DicomEncoding.ExplicitLittle) };
        Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => claimed.Into(null)).Kind);
    }

    [Fact]
    public void Decoded_colours_are_no_longer_called_shared()
    {
        // Run lengths of full planes under the name of shared colours: devices write it.
        PixelWay full = PixelWay.Begin(new PixelSample { Samples = 3, Photometric = "YBR_FULL" }, new PixelSample { Samples = 3 }.Noise(2)).Into(DicomTransferSyntax.RleLossless);
        full.Dataset.Set(DicomTag.PhotometricInterpretation, "YBR_FULL_422");
        Assert.Equal("YBR_FULL_422", full.Into(null).Dataset.GetCode(DicomTag.PhotometricInterpretation));
        Assert.Equal("YBR_FULL", full.Into(DicomTransferSyntax.JpegLsLossless).Dataset.GetCode(DicomTag.PhotometricInterpretation));
        Assert.Equal("YBR_FULL", full.Into(DicomTransferSyntax.ExplicitVRLittleEndian).Dataset.GetCode(DicomTag.PhotometricInterpretation));
    }

    [Fact]
    public void Every_syntax_that_can_be_masked_or_written_has_a_codec_or_is_native()
    {
        foreach (DicomTransferSyntax syntax in DicomTransferSyntax.All.Where(syntax => syntax.Encapsulated))
        {
            Assert.True((syntax.Pixels & PixelWork.Decode) == 0 || PixelCodecs.DecoderOf(syntax) is not null, syntax.Keyword);
            Assert.True(!syntax.CanEncode || PixelCodecs.EncoderOf(syntax) is not null, syntax.Keyword);
            Assert.True(!syntax.IsLossy || !syntax.CanEncode, syntax.Keyword);
        }
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2.4.90", "JPEG2000Lossless")]
    [InlineData("1.2.840.10008.1.2.4.91", "JPEG2000")]
    [InlineData("1.2.840.10008.1.2.4.201", "HTJ2KLossless")]
    [InlineData("1.2.840.10008.1.2.4.100", "MPEG2MPML")]
    [InlineData("1.2.840.10008.1.2.4.102", "MPEG4HP41")]
    [InlineData("1.2.840.10008.1.2.4.107", "HEVCMP51")]
    [InlineData("1.2.840.10008.1.2.4.110", "JPEGXLLossless")]
    [InlineData("1.2.840.10008.1.2.4.55", "JPEGFullProgressionNonHierarchical1012")]
    [InlineData("1.2.3.4", "unknown")]
    public void What_no_codec_reads_is_known_by_name_and_refused(string uid, string keyword)
    {
        var syntax = DicomTransferSyntax.Of(uid);
        Assert.Equal(keyword, syntax.Keyword);
        Assert.Equal(PixelWork.None, syntax.Pixels);
        PixelWay stored = PixelWay.Begin(Rgb, Rgb.Noise(1)).Into(DicomTransferSyntax.RleLossless) with { Syntax = syntax };
        PixelException refusal = Assert.Throws<PixelException>(() => stored.Into(null));
        Assert.Equal(PixelProblem.Unsupported, refusal.Kind);
        Assert.Contains(keyword, refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>A near-lossless object made by another encoder.</summary>
    private static PixelWay NearLossless()
    {
        using var folder = new CodecFolder();
        var layout = new FrameLayout(64, 48, 1, 8, 8, false);
        CodecFile.Write(folder["native.dcm"], CodecFile.Native, layout, [FrameSamples.Make(layout, FrameKind.Ultrasound, 3)]);
        Assert.True(CodecFile.Convert("dcmcjpls", "+en", "+md", "2", folder["native.dcm"], folder["near.dcm"]));
        var file = DicomFile.Read(new DicomMemorySource(File.ReadAllBytes(folder["near.dcm"])));
        Assert.Equal(DicomTransferSyntax.JpegLsNearLossless, file.TransferSyntax);
        var dataset = new DicomDataset();
        foreach (DicomElement element in file.Dataset.Where(e => e.Tag != DicomTag.LossyImageCompression && e.Tag != DicomTag.LossyImageCompressionMethod && e.Tag != DicomTag.LossyImageCompressionRatio))
        {
            dataset.Set(element);
        }
        return new PixelWay(dataset, file.TransferSyntax, null);
    }
}
