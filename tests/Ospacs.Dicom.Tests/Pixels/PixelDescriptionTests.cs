using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Tests.Reading;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels;

public class PixelDescriptionTests
{
    [Fact]
    public void Lengths_follow_rows_columns_samples_depth_and_frames()
    {
        var sample = new PixelSample { Rows = 5, Columns = 7, Samples = 3, Photometric = "RGB", Allocated = 16, Stored = 12, Frames = 3, Planar = 1 };
        PixelDescription description = PixelDescription.Of(sample.Dataset(sample.Noise(1)), DicomTransferSyntax.ExplicitVRLittleEndian);
        Assert.Equal(5 * 7 * 3 * 2, description.FrameLength);
        Assert.Equal(5 * 7 * 3 * 2 * 3, description.TotalLength);
        Assert.Equal((5, 7, 3, 16, 12, 3), (description.Rows, description.Columns, description.SamplesPerPixel, description.BitsAllocated, description.BitsStored, description.NumberOfFrames));
        Assert.True(description.IsPlanar);
        Assert.False(description.IsSigned);
        Assert.False(description.IsEncapsulated);
        Assert.Equal(PhotometricInterpretation.Rgb, description.Photometric);
    }

    [Fact]
    public void Pixels_that_share_their_colour_take_two_bytes_each()
    {
        var sample = new PixelSample { Samples = 3, Photometric = "YBR_FULL_422", Frames = 2 };
        Assert.Equal(6 * 8 * 2, PixelDescription.Of(sample.Dataset(sample.Noise(1))).FrameLength);
    }

    [Fact]
    public void An_absent_or_empty_number_of_frames_is_one()
    {
        var sample = new PixelSample();
        Assert.Equal(1, PixelDescription.Of(sample.Dataset(sample.Noise(1))).NumberOfFrames);
        Assert.Equal(1, PixelDescription.Of(sample.Dataset(sample.Noise(1), d => d.Set(DicomTag.NumberOfFrames, ""))).NumberOfFrames);
    }

    [Fact]
    public void An_odd_number_of_bytes_may_have_its_padding_or_not()
    {
        var sample = new PixelSample { Rows = 3, Columns = 3 };
        Assert.Equal(9, PixelDescription.Of(sample.Dataset(new byte[10])).TotalLength);
        DicomDataset unpadded = DicomBytes.ExplicitLittle.Element(0x7FE00010, "OB", new byte[9]).Read();
        DicomDataset dataset = sample.Dataset(new byte[10]).Set(unpadded.Find(DicomTag.PixelData)!);
        Assert.Equal(9, PixelDescription.Of(dataset).TotalLength);
    }

    public static TheoryData<string, PixelProblem> Refusals => new()
    {
        { "no pixel data", PixelProblem.Unsupported },
        { "float pixels", PixelProblem.Unsupported },
        { "one bit", PixelProblem.Unsupported },
        { "12 bits allocated", PixelProblem.Unsupported },
        { "64 bits allocated", PixelProblem.Unsupported },
        { "unknown colours", PixelProblem.Unsupported },
        { "YBR_PARTIAL_420", PixelProblem.Unsupported },
        { "ARGB", PixelProblem.Unsupported },
        { "no colours", PixelProblem.Inconsistent },
        { "compressed colours", PixelProblem.Inconsistent },
        { "three samples of grey", PixelProblem.Inconsistent },
        { "one sample of colour", PixelProblem.Inconsistent },
        { "no planar configuration", PixelProblem.Inconsistent },
        { "planar configuration 2", PixelProblem.Inconsistent },
        { "signed colours", PixelProblem.Inconsistent },
        { "high bit too low", PixelProblem.Inconsistent },
        { "high bit too high", PixelProblem.Unsupported },
        { "stored over allocated", PixelProblem.Inconsistent },
        { "no rows", PixelProblem.Inconsistent },
        { "no columns", PixelProblem.Inconsistent },
        { "two rows", PixelProblem.Inconsistent },
        { "no frames", PixelProblem.Inconsistent },
        { "minus one frame", PixelProblem.Inconsistent },
        { "frames in letters", PixelProblem.Inconsistent },
        { "two numbers of frames", PixelProblem.Inconsistent },
        { "a frame too many", PixelProblem.Inconsistent },
        { "a frame too few", PixelProblem.Inconsistent },
        { "frames beyond all measure", PixelProblem.Inconsistent },
        { "two bytes too many", PixelProblem.Inconsistent },
        { "odd columns of shared colour", PixelProblem.Inconsistent },
        { "planes of shared colour", PixelProblem.Inconsistent },
        { "deep shared colour", PixelProblem.Unsupported },
        { "a sequence for pixels", PixelProblem.Inconsistent },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void What_contradicts_itself_or_cannot_be_masked_is_refused(string why, PixelProblem kind)
    {
        var grey = new PixelSample();
        var rgb = new PixelSample { Samples = 3, Photometric = "RGB" };
        DicomDataset Grey(Action<DicomDataset> change) => grey.Dataset(grey.Noise(1), change);
        DicomDataset Rgb(Action<DicomDataset> change) => rgb.Dataset(rgb.Noise(1), change);
        DicomDataset dataset = why switch
        {
            "no pixel data" => Grey(d => d.Remove(DicomTag.PixelData)),
            "float pixels" => Grey(d => d.Set(DicomElement.Create(DicomTag.FloatPixelData, DicomVR.OF, new byte[8]))),
            "one bit" => Grey(d => d.Set(DicomTag.BitsAllocated, 1).Set(DicomTag.BitsStored, 1).Set(DicomTag.HighBit, 0)),
            "12 bits allocated" => Grey(d => d.Set(DicomTag.BitsAllocated, 12).Set(DicomTag.BitsStored, 12).Set(DicomTag.HighBit, 11)),
            "64 bits allocated" => Grey(d => d.Set(DicomTag.BitsAllocated, 64)),
            "unknown colours" => Grey(d => d.Set(DicomTag.PhotometricInterpretation, "HSV")),
            "YBR_PARTIAL_420" => Rgb(d => d.Set(DicomTag.PhotometricInterpretation, "YBR_PARTIAL_420")),
            "ARGB" => Rgb(d => d.Set(DicomTag.PhotometricInterpretation, "ARGB").Set(DicomTag.SamplesPerPixel, 4)),
            "no colours" => Grey(d => d.Remove(DicomTag.PhotometricInterpretation)),
            "compressed colours" => Rgb(d => d.Set(DicomTag.PhotometricInterpretation, "YBR_RCT")),
            "three samples of grey" => Rgb(d => d.Set(DicomTag.PhotometricInterpretation, "MONOCHROME2")),
            "one sample of colour" => Grey(d => d.Set(DicomTag.PhotometricInterpretation, "RGB").Set(DicomTag.PlanarConfiguration, 0)),
            "no planar configuration" => Rgb(d => d.Remove(DicomTag.PlanarConfiguration)),
            "planar configuration 2" => Rgb(d => d.Set(DicomTag.PlanarConfiguration, 2)),
            "signed colours" => Rgb(d => d.Set(DicomTag.PixelRepresentation, 1)),
            "high bit too low" => Grey(d => d.Set(DicomTag.HighBit, 6)),
            "high bit too high" => Grey(d => d.Set(DicomTag.BitsStored, 7)),
            "stored over allocated" => Grey(d => d.Set(DicomTag.BitsStored, 9)),
            "no rows" => Grey(d => d.Set(DicomTag.Rows, 0)),
            "no columns" => Grey(d => d.Remove(DicomTag.Columns)),
            "two rows" => Grey(d => d.Set(DicomElement.Create(DicomTag.Rows, DicomVR.US, [6, 0, 6, 0]))),
            "no frames" => Grey(d => d.Set(DicomTag.NumberOfFrames, "0")),
            "minus one frame" => Grey(d => d.Set(DicomTag.NumberOfFrames, "-1")),
            "frames in letters" => Grey(d => d.Set(DicomTag.NumberOfFrames, "1A")),
            "two numbers of frames" => Grey(d => d.Set(DicomTag.NumberOfFrames, "1\\1")),
            "a frame too many" => Grey(d => d.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, new byte[96]))),
            "a frame too few" => Grey(d => d.Set(DicomTag.NumberOfFrames, "2")),
            "frames beyond all measure" => Grey(d => d.Set(DicomTag.NumberOfFrames, "2147483647").Set(DicomTag.Rows, 65535).Set(DicomTag.Columns, 65535)),
            "two bytes too many" => Grey(d => d.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, new byte[50]))),
            "odd columns of shared colour" => Rgb(d => d.Set(DicomTag.PhotometricInterpretation, "YBR_FULL_422").Set(DicomTag.Columns, 7).Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, new byte[84]))),
            "planes of shared colour" => Rgb(d => d.Set(DicomTag.PhotometricInterpretation, "YBR_FULL_422").Set(DicomTag.PlanarConfiguration, 1).Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, new byte[96]))),
            "deep shared colour" => Rgb(d => d.Set(DicomTag.PhotometricInterpretation, "YBR_FULL_422").Set(DicomTag.BitsAllocated, 16).Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, new byte[192]))),
            _ => Grey(d => d.Set(DicomElement.Create(DicomTag.PixelData, [new DicomItem(new DicomDataset(d))]))),
        };
        var error = Assert.Throws<PixelException>(() => PixelDescription.Of(dataset));
        Assert.Equal(kind, error.Kind);
        Assert.Matches(@"\([0-9A-F]{4},[0-9A-F]{4}\)", error.Message);
    }

    [Fact]
    public void Big_endian_pixels_whose_byte_order_is_uncertain_are_refused()
    {
        foreach ((int allocated, DicomVR vr) in new[] { (32, DicomVR.OW), (16, DicomVR.OB), (8, DicomVR.UN) })
        {
            var sample = new PixelSample { Allocated = allocated, Stored = allocated, Big = true, VR = vr };
            Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => PixelDescription.Of(sample.Dataset(sample.Noise(1)))).Kind);
        }
    }

    [Fact]
    public void A_transfer_syntax_that_does_not_fit_the_pixel_data_is_a_contradiction()
    {
        var sample = new PixelSample();
        DicomDataset native = sample.Dataset(sample.Noise(1));
        Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => PixelDescription.Of(native, DicomTransferSyntax.JpegBaseline)).Kind);
        DicomDataset compressed = Compressed(sample, 1, 1, 0);
        Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => PixelDescription.Of(compressed, DicomTransferSyntax.ExplicitVRLittleEndian)).Kind);
    }

    [Theory]
    [InlineData(1, 1, 0, true)]
    [InlineData(1, 3, 0, true)]
    [InlineData(2, 2, 8, true)]
    [InlineData(2, 2, 4, false)]
    [InlineData(2, 1, 0, false)]
    [InlineData(1, 0, 0, false)]
    public void Fragments_must_be_able_to_hold_the_frames(int frames, int fragments, int tableLength, bool accepted)
    {
        DicomDataset dataset = Compressed(new PixelSample { Frames = frames }, frames, fragments, tableLength);
        if (accepted)
        {
            PixelDescription description = PixelDescription.Of(dataset, DicomTransferSyntax.RleLossless);
            Assert.True(description.IsEncapsulated);
            Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => NativePixelMask.Create(description, dataset, [])).Kind);
        }
        else
        {
            Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => PixelDescription.Of(dataset)).Kind);
        }
    }

    private static DicomDataset Compressed(PixelSample sample, int frames, int fragments, int tableLength)
    {
        DicomBytes bytes = DicomBytes.ExplicitLittle.Header(0x7FE00010, "OB", DicomBytes.Undefined).Item((uint)tableLength).Raw(new byte[tableLength]);
        for (int i = 0; i < fragments; i++)
        {
            bytes.Item(2).Raw(1, 2);
        }
        DicomElement pixels = bytes.SequenceEnd().Read().Find(DicomTag.PixelData)!;
        return sample.Dataset(new byte[sample.FrameLength * frames]).Set(pixels);
    }
}
