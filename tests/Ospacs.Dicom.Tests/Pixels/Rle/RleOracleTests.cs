using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Rle;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Rle;

/// <summary>Frames of run lengths go to and come from programs that share no code with this library.</summary>
public class RleOracleTests
{
    public static TheoryData<int, int, int, bool> Layouts => new()
    {
        { 1, 8, 8, false }, { 3, 8, 8, false }, { 1, 16, 16, false }, { 1, 16, 12, true }, { 3, 16, 16, false },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void What_others_encode_is_decoded(int samples, int allocated, int stored, bool signed)
    {
        foreach ((FrameLayout layout, List<byte[]> frames) in Clips(samples, allocated, stored, signed))
        {
            using var folder = new CodecFolder();
            CodecFile.Write(folder["raw.dcm"], CodecFile.Native, layout, frames);
            Assert.True(CodecFile.Convert("dcmcrle", folder["raw.dcm"], folder["dcmtk.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["dcmtk.dcm"], RleCodec.Instance, out _));
            Assert.True(CodecFile.Convert("gdcmconv", "--rle", folder["raw.dcm"], folder["gdcm.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["gdcm.dcm"], RleCodec.Instance, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Others_decode_what_is_encoded(int samples, int allocated, int stored, bool signed)
    {
        const string Pydicom = "import sys, pydicom; d = pydicom.dcmread(sys.argv[1]); open(sys.argv[2], 'wb').write(d.pixel_array.tobytes())";
        foreach ((FrameLayout layout, List<byte[]> frames) in Clips(samples, allocated, stored, signed))
        {
            using var folder = new CodecFolder();
            List<byte[]> streams = [.. frames.Select(frame => FrameSamples.Encode(RleCodec.Instance, layout, frame))];
            CodecFile.Write(folder["rle.dcm"], DicomTransferSyntax.RleLossless, layout, streams);
            Assert.True(CodecFile.Convert("dcmdrle", folder["rle.dcm"], folder["dcmtk.dcm"]));
            Assert.Equal(frames, CodecFile.Frames(folder["dcmtk.dcm"], null, out _));
            if (samples == 1 || allocated == 8)
            {
                // Of several samples of 16 bits gdcm 3.0.21 mixes up the planes.
                Assert.True(CodecFile.Convert("gdcmconv", "--raw", folder["rle.dcm"], folder["gdcm.dcm"]));
                Assert.Equal(frames, CodecFile.Frames(folder["gdcm.dcm"], null, out _));
            }
            Oracles.Pydicom(Pydicom, folder["rle.dcm"], folder["pydicom.raw"]);
            Assert.Equal(frames.SelectMany(frame => frame), File.ReadAllBytes(folder["pydicom.raw"]));
        }
    }

    private static IEnumerable<(FrameLayout Layout, List<byte[]> Frames)> Clips(int samples, int allocated, int stored, bool signed)
    {
        foreach ((int rows, int columns) in new[] { (1, 2), (63, 131), (240, 320) })
        {
            var layout = new FrameLayout(rows, columns, samples, allocated, stored, signed);
            yield return (layout, [.. FrameSamples.Kinds.Select(kind => FrameSamples.Make(layout, kind, rows))]);
        }
    }
}
