using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Pixels.Rle;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Tests.Pixels.Jpeg;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

/// <summary>Clips of the kinds that the real files lack, made and judged by dcmtk, gdcm and libjpeg-turbo: several frames of other pictures each.</summary>
public class MadeClipTests
{
    private static readonly FrameLayout Colour = new(123, 158, 3, 8, 8, false);

    /// <summary>Samples, bits allocated and stored, signed, and a palette's objects.</summary>
    public static TheoryData<int, int, int, bool, string?> Layouts => new()
    {
        { 1, 8, 8, false, null }, { 1, 16, 12, false, null }, { 1, 16, 16, false, null }, { 1, 16, 16, true, null }, { 3, 8, 8, false, null },
        { 1, 8, 8, false, "PALETTE COLOR" }, { 1, 16, 16, false, "PALETTE COLOR" },
    };

    [Theory]
    [InlineData("+eb +s2")]
    [InlineData("+eb +s4")]
    [InlineData("+eb +n2")]
    [InlineData("+eb +n1")]
    [InlineData("+eb +np")]
    [InlineData("+eb +cr")]
    [InlineData("+eb +cr -ho +q 30")]
    [InlineData("+eb +s2 -ho -ot +q 100")]
    [InlineData("+eb +s2 +fs 1")]
    [InlineData("+eb +s2 +fs 1 -ot")]
    [InlineData("+ee +s2")]
    [InlineData("+ee +cr +fs 1")]
    public void JPEG_clips_in_colour_are_decoded_as_others_decode_them(string options) => JpegClips(Colour, options);

    [Theory]
    [InlineData("+eb", 8, 8)]
    [InlineData("+eb -ho +q 20 +fs 1 -ot", 8, 8)]
    [InlineData("+ee", 8, 8)]
    [InlineData("+ee +bt", 16, 12)]
    [InlineData("+ee +bt +q 20 +fs 1", 16, 12)]
    public void Grey_JPEG_clips_are_decoded_as_others_decode_them(string options, int allocated, int stored) =>
        JpegClips(Colour with { SamplesPerPixel = 1, BitsAllocated = allocated, BitsStored = stored }, options);

    [Theory]
    [InlineData("-sample 2x2 -restart 1")]
    [InlineData("-sample 2x2 -restart 3B")]
    [InlineData("-sample 2x2")]
    [InlineData("-sample 2x1 -restart 2")]
    [InlineData("-sample 1x2 -restart 1B")]
    [InlineData("-sample 1x1 -restart 5B -optimize")]
    public void JPEG_clips_with_restarts_and_every_sampling_are_decoded_as_others_decode_them(string options)
    {
        using var folder = new CodecFolder();
        List<byte[]> frames = [.. FrameSamples.Kinds.Select(kind => JpegPrograms.Encode(Colour.Rows, Colour.Columns, kind, options.Split(' ')))];
        CodecFile.Write(folder["jpeg.dcm"], DicomTransferSyntax.JpegBaseline, Colour, [.. frames.Select(frame => (frame.Length & 1) == 0 ? frame : [.. frame, 0])], photometric: "YBR_FULL");
        // Colour that only rows share, dcmtk's libjpeg spreads without smoothing.
        bool smooth = !options.StartsWith("-sample 1x2", StringComparison.Ordinal);
        Judge(folder, folder["jpeg.dcm"], new JpegDecoder { IsSmooth = smooth }, 1, ["dcmdjpeg", "--conv-never"]);
        List<byte[]> shown = CodecFile.Frames(folder["jpeg.dcm"], new JpegDecoder { ToRgb = true }, out _);
        Assert.Equal(frames.Select(frame => JpegPrograms.Decode(frame)), shown);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Clips_without_loss_are_decoded_as_they_were(int samples, int allocated, int stored, bool signed, string? photometric)
    {
        using var folder = new CodecFolder();
        List<byte[]> frames = Clip(folder["raw.dcm"], samples, allocated, stored, signed, photometric);
        (IFrameCodec Codec, string[] Encoder)[] ways =
        [
            (RleCodec.Instance, ["dcmcrle"]), (RleCodec.Instance, ["dcmcrle", "-ot"]), (RleCodec.Instance, ["gdcmconv", "--rle"]),
            (JpegLosslessCodec.Instance, ["dcmcjpeg", "+e1", "-ot"]), (JpegLosslessCodec.Instance, ["dcmcjpeg", "+el", "+sv", "6", "+fs", "1", "-ot"]), (JpegLosslessCodec.Instance, ["gdcmconv", "--jpeg"]),
            (JpegLsCodec.Instance, ["dcmcjpls", "-ot", "+fs", "1"]), (JpegLsCodec.Instance, ["dcmcjpls", "+in"]), (JpegLsCodec.Instance, ["gdcmconv", "--jpegls"]),
        ];
        // A palette's samples of 16 bits end gdcm 3.0.21.
        foreach ((IFrameCodec codec, string[] encoder) in ways.Where(way => way.Encoder[0] != "gdcmconv" || photometric is null || stored == 8))
        {
            Assert.True(CodecFile.Convert(encoder[0], [.. encoder[1..], folder["raw.dcm"], folder["encoded.dcm"]]), string.Join(' ', encoder));
            Assert.True(Same(frames, CodecFile.Frames(folder["encoded.dcm"], codec, out _)), string.Join(' ', encoder));
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Clips_in_big_endian_and_deflated_clips_are_read_as_they_were(int samples, int allocated, int stored, bool signed, string? photometric)
    {
        using var folder = new CodecFolder();
        List<byte[]> frames = Clip(folder["raw.dcm"], samples, allocated, stored, signed, photometric);
        foreach ((string option, string syntax) in new[] { ("+tb", "1.2.840.10008.1.2.2"), ("+td", "1.2.840.10008.1.2.1.99"), ("+ti", "1.2.840.10008.1.2") })
        {
            Assert.True(CodecFile.Convert("dcmconv", option, folder["raw.dcm"], folder["other.dcm"]));
            using DicomFile file = DicomFile.Open(folder["other.dcm"]);
            Assert.Equal(syntax, file.TransferSyntax.Uid);
            Assert.True(Same(frames, CodecFile.Frames(folder["other.dcm"], null, out _)), option);
            // And on through an encoder that has to read them too.
            Assert.True(CodecFile.Convert("dcmcrle", folder["other.dcm"], folder["rle.dcm"]));
            Assert.True(Same(frames, CodecFile.Frames(folder["rle.dcm"], RleCodec.Instance, out _)), option);
        }
    }

    private static void JpegClips(in FrameLayout layout, string options)
    {
        using var folder = new CodecFolder();
        Clip(folder["raw.dcm"], layout.SamplesPerPixel, layout.BitsAllocated, layout.BitsStored, false, null);
        Assert.True(CodecFile.Convert("dcmcjpeg", [.. options.Split(' '), folder["raw.dcm"], folder["jpeg.dcm"]]));
        Judge(folder, folder["jpeg.dcm"], new JpegDecoder(), 1, ["dcmdjpeg", "--conv-never"], ["gdcmconv", "--raw"]);
    }

    private static void Judge(CodecFolder folder, string path, IFrameCodec codec, int tolerance, params string[][] judges)
    {
        List<byte[]> decoded = CodecFile.Frames(path, codec, out FrameLayout layout);
        Assert.Equal(FrameSamples.Kinds.Length, decoded.Count);
        foreach (string[] judge in judges)
        {
            Assert.True(CodecFile.Convert(judge[0], [.. judge[1..], path, folder["judged.dcm"]]));
            List<byte[]> expected = CodecFile.Frames(folder["judged.dcm"], null, out _);
            Assert.Equal(expected.Count, decoded.Count);
            Assert.InRange(expected.Zip(decoded).Max(pair => FrameSamples.Difference(layout, pair.First, pair.Second)), 0, tolerance);
        }
    }

    private static List<byte[]> Clip(string path, int samples, int allocated, int stored, bool signed, string? photometric)
    {
        var layout = new FrameLayout(Colour.Rows, Colour.Columns, samples, allocated, stored, signed);
        List<byte[]> frames = [.. FrameSamples.Kinds.Select((kind, i) => FrameSamples.Make(layout, kind, i))];
        CodecFile.Write(path, CodecFile.Native, layout, frames, photometric: photometric);
        return frames;
    }

    private static bool Same(List<byte[]> expected, List<byte[]> actual) =>
        expected.Count == actual.Count && expected.Zip(actual).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second));
}
