using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.JpegLs;

/// <summary>Frames of JPEG-LS go to and come from programs that share no code with this library.</summary>
public class JpegLsOracleTests
{
    private static readonly JpegLsCodec Codec = JpegLsCodec.Instance;
    private static readonly DicomTransferSyntax Lossless = DicomTransferSyntax.Of("1.2.840.10008.1.2.4.80");
    private static readonly DicomTransferSyntax NearLossless = DicomTransferSyntax.Of("1.2.840.10008.1.2.4.81");

    public static TheoryData<int, int, int, bool> Layouts => new()
    {
        { 1, 8, 8, false }, { 3, 8, 8, false }, { 1, 16, 16, false }, { 1, 16, 12, false }, { 1, 16, 10, true }, { 1, 16, 16, true }, { 1, 8, 8, true }, { 3, 16, 16, false },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void What_others_encode_is_decoded(int samples, int allocated, int stored, bool signed)
    {
        string[][] ways = samples == 1
            ? [[], ["+t1", "5", "+t2", "11", "+t3", "40"], ["+rs", "32"], ["+fs", "1"], ["+pz"]]
            : [["+il"], ["+is"], ["+in"], ["+iv"], ["+is", "+t1", "5", "+t2", "11", "+t3", "40"], ["+il", "+t1", "5", "+t2", "11", "+t3", "40", "+rs", "20"]];
        foreach ((FrameLayout layout, List<byte[]> frames) in Clips(samples, allocated, stored, signed))
        {
            using var folder = new CodecFolder();
            CodecFile.Write(folder["raw.dcm"], CodecFile.Native, layout, frames);
            foreach (string[] way in ways)
            {
                Assert.True(CodecFile.Convert("dcmcjpls", ["+el", .. way, folder["raw.dcm"], folder["dcmtk.dcm"]]));
                Assert.True(frames.Zip(CodecFile.Frames(folder["dcmtk.dcm"], Codec, out _)).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second)), string.Join(' ', way));
            }
            Assert.True(CodecFile.Convert("gdcmconv", "--jpegls", folder["raw.dcm"], folder["gdcm.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["gdcm.dcm"], Codec, out _));
        }
    }

    [Theory]
    [InlineData(1, 8, 8)]
    [InlineData(3, 8, 8)]
    [InlineData(1, 16, 12)]
    [InlineData(1, 16, 16)]
    public void What_others_encode_with_a_loss_is_decoded_as_they_decode_it(int samples, int allocated, int stored)
    {
        string[] orders = samples == 1 ? ["+il"] : ["+il", "+is", "+in"];
        foreach ((FrameLayout layout, List<byte[]> frames) in Clips(samples, allocated, stored, false, noise: false))
        {
            using var folder = new CodecFolder();
            CodecFile.Write(folder["raw.dcm"], CodecFile.Native, layout, frames);
            foreach (string order in orders)
            {
                foreach (string loss in new[] { "1", "2", "7" })
                {
                    Assert.True(CodecFile.Convert("dcmcjpls", "+en", "+md", loss, order, folder["raw.dcm"], folder["lossy.dcm"]));
                    Assert.True(CodecFile.Convert("dcmdjpls", folder["lossy.dcm"], folder["decoded.dcm"]));
                    Assert.Equal(CodecFile.Frames(folder["decoded.dcm"], null, out _), CodecFile.Frames(folder["lossy.dcm"], Codec, out _));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Others_decode_what_is_encoded(int samples, int allocated, int stored, bool signed)
    {
        foreach ((FrameLayout layout, List<byte[]> frames) in Clips(samples, allocated, stored, signed))
        {
            using var folder = new CodecFolder();
            CodecFile.Write(folder["jls.dcm"], Lossless, layout, [.. frames.Select(frame => FrameSamples.Encode(Codec, layout, frame))]);
            Assert.True(CodecFile.Convert("dcmdjpls", folder["jls.dcm"], folder["dcmtk.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["dcmtk.dcm"], null, out _));
            Assert.True(CodecFile.Convert("gdcmconv", "--raw", folder["jls.dcm"], folder["gdcm.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["gdcm.dcm"], null, out _));
        }
    }

    [Fact]
    public void The_tests_own_encoder_is_understood_by_others()
    {
        // What it writes is the yardstick of ways of coding that no program at hand writes; so it is measured itself.
        int seed = 0;
        foreach (int samples in new[] { 1, 3 })
        {
            foreach (FrameKind kind in FrameSamples.Kinds)
            {
                for (int interleave = 0; interleave < 3; interleave++, seed++)
                {
                    var layout = new FrameLayout(29, 37, samples, 8, 8, false);
                    byte[] frame = FrameSamples.Make(layout, kind, seed);
                    byte[] stream = new PlainJpegLs
                    {
                        Near = seed % 4,
                        Interleave = interleave,
                        Presets = seed % 3 == 0 ? [255, 9, 17, 33, 20] : null,
                        RestartLines = seed % 2 == 0 ? 4 : 0,
                        Scans = samples == 3 && interleave == 0 ? [[0], [1], [2]] : null,
                    }.Write(layout, FrameSamples.Stored(layout, frame), out int[] expected);
                    using var folder = new CodecFolder();
                    CodecFile.Write(folder["jls.dcm"], seed % 4 == 0 ? Lossless : NearLossless, layout, [(stream.Length & 1) == 0 ? stream : [.. stream, 0]]);
                    Assert.True(CodecFile.Convert("gdcmconv", "--raw", folder["jls.dcm"], folder["gdcm.dcm"]));
                    Assert.Equal(expected, CodecFile.Frames(folder["gdcm.dcm"], null, out _)[0].Select(b => (int)b));
                }
            }
        }
    }

    /// <summary>Clips of every kind; dcmtk 3.6.7 and gdcm 3.0.21 crash when they encode much smaller ones, and dcmtk when it encodes noise with a loss.</summary>
    private static IEnumerable<(FrameLayout Layout, List<byte[]> Frames)> Clips(int samples, int allocated, int stored, bool signed, bool noise = true)
    {
        foreach ((int rows, int columns) in new[] { (18, 23), (63, 131), (240, 320) })
        {
            var layout = new FrameLayout(rows, columns, samples, allocated, stored, signed);
            yield return (layout, [.. FrameSamples.Kinds.Where(kind => noise || kind != FrameKind.Noise).Select(kind => FrameSamples.Make(layout, kind, rows))]);
        }
    }
}
