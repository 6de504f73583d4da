using System.Globalization;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.JpegLossless;

/// <summary>Frames of lossless JPEG go to and come from programs that share no code with this library.</summary>
public class JpegLosslessOracleTests
{
    private static readonly JpegLosslessCodec Codec = JpegLosslessCodec.Instance;
    private static readonly DicomTransferSyntax FirstPredictor = DicomTransferSyntax.Of("1.2.840.10008.1.2.4.70");
    private static readonly DicomTransferSyntax AnyPredictor = DicomTransferSyntax.Of("1.2.840.10008.1.2.4.57");

    public static TheoryData<int, int, int, bool> Layouts => new()
    {
        { 1, 8, 8, false }, { 3, 8, 8, false }, { 1, 16, 16, false }, { 1, 16, 12, false }, { 1, 16, 10, true }, { 1, 16, 16, true }, { 1, 8, 8, true }, { 3, 16, 16, false },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void What_others_encode_is_decoded(int samples, int allocated, int stored, bool signed)
    {
        foreach ((FrameLayout layout, List<byte[]> frames) in Clips(samples, allocated, stored, signed))
        {
            using var folder = new CodecFolder();
            CodecFile.Write(folder["raw.dcm"], CodecFile.Native, layout, frames);
            Assert.True(CodecFile.Convert("dcmcjpeg", "+e1", folder["raw.dcm"], folder["dcmtk.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["dcmtk.dcm"], Codec, out _));
            for (int predictor = 1; predictor <= 7; predictor++)
            {
                Assert.True(CodecFile.Convert("dcmcjpeg", "+el", "+sv", predictor.ToString(CultureInfo.InvariantCulture), "+fs", "1", folder["raw.dcm"], folder["dcmtk.dcm"]));
                Assert.Equal(frames, CodecFile.Frames(folder["dcmtk.dcm"], Codec, out _));
            }
            Assert.True(CodecFile.Convert("gdcmconv", "--jpeg", folder["raw.dcm"], folder["gdcm.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["gdcm.dcm"], Codec, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Others_decode_what_is_encoded(int samples, int allocated, int stored, bool signed)
    {
        foreach ((FrameLayout layout, List<byte[]> frames) in Clips(samples, allocated, stored, signed))
        {
            OthersDecode(FirstPredictor, layout, [.. frames.Select(frame => FrameSamples.Encode(Codec, layout, frame))], frames);
        }
    }

    [Fact]
    public void The_tests_own_encoder_is_understood_by_others()
    {
        // What it writes is the yardstick of ways of coding that no program at hand writes; so it is measured itself.
        foreach (int samples in new[] { 1, 3 })
        {
            var layout = new FrameLayout(29, 37, samples, 8, 8, false);
            byte[] frame = FrameSamples.Make(layout, FrameKind.Ultrasound, 3);
            for (int predictor = 1; predictor <= 7; predictor++)
            {
                byte[] stream = new PlainLosslessJpeg { Predictor = predictor, RestartRows = 4, Seed = predictor, Scans = samples == 3 ? [[0], [1], [2]] : null }.Write(layout, [.. frame.Select(b => (int)b)]);
                OthersDecode(AnyPredictor, layout, [(stream.Length & 1) == 0 ? stream : [.. stream, 0]], [frame]);
            }
        }
    }

    private static void OthersDecode(DicomTransferSyntax syntax, in FrameLayout layout, List<byte[]> streams, List<byte[]> frames)
    {
        using var folder = new CodecFolder();
        CodecFile.Write(folder["jpeg.dcm"], syntax, layout, streams);
        Assert.True(CodecFile.Convert("dcmdjpeg", "+cn", folder["jpeg.dcm"], folder["dcmtk.dcm"]));
        Assert.Equal(frames, CodecFile.Frames(folder["dcmtk.dcm"], null, out _));
        Assert.True(CodecFile.Convert("gdcmconv", "--raw", folder["jpeg.dcm"], folder["gdcm.dcm"]));
        Assert.Equal(frames, CodecFile.Frames(folder["gdcm.dcm"], null, out _));
    }

    private static IEnumerable<(FrameLayout Layout, List<byte[]> Frames)> Clips(int samples, int allocated, int stored, bool signed)
    {
        foreach ((int rows, int columns) in new[] { (2, 2), (63, 131), (240, 320) })
        {
            var layout = new FrameLayout(rows, columns, samples, allocated, stored, signed);
            yield return (layout, [.. FrameSamples.Kinds.Select(kind => FrameSamples.Make(layout, kind, rows))]);
        }
    }
}
