using System.Text.Json;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Pixels.Rle;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

/// <summary>
/// Every real file of a compressed syntax, found by the manifest that lies beside them, so that none is left out and none is judged unseen:
/// programs that share no code with this library decode it too.
/// </summary>
public class RealFrameTests
{
    private const string Jpeg = "1.2.840.10008.1.2.4.";

    /// <summary>What decodes a syntax, and by how many levels others may differ.</summary>
    private static readonly Dictionary<string, (IFrameCodec Codec, string[][] Judges, int Tolerance)> Decoders = new()
    {
        ["1.2.840.10008.1.2.5"] = (RleCodec.Instance, [["dcmdrle"], ["gdcmconv", "--raw"]], 0),
        [Jpeg + "57"] = (JpegLosslessCodec.Instance, [["dcmdjpeg", "--conv-never"], ["gdcmconv", "--raw"]], 0),
        [Jpeg + "70"] = (JpegLosslessCodec.Instance, [["dcmdjpeg", "--conv-never"], ["gdcmconv", "--raw"]], 0),
        [Jpeg + "80"] = (JpegLsCodec.Instance, [["dcmdjpls"], ["gdcmconv", "--raw"]], 0),
        [Jpeg + "81"] = (JpegLsCodec.Instance, [["dcmdjpls"], ["gdcmconv", "--raw"]], 0),
        // Two decoders of one JPEG frame may round otherwise.
        [Jpeg + "50"] = (new JpegDecoder(), [["dcmdjpeg", "--conv-never"], ["gdcmconv", "--raw"]], 1),
        [Jpeg + "51"] = (new JpegDecoder(), [["dcmdjpeg", "--conv-never"], ["gdcmconv", "--raw"]], 1),
    };

    /// <summary>Compressed syntaxes that have no decoder here: JPEG 2000, HTJ2K and deflated frames.</summary>
    private static readonly string[] Undecoded = [Jpeg + "90", Jpeg + "91", Jpeg + "202", "1.2.840.10008.1.2.8.1"];

    [Theory]
    [InlineData("1.2.840.10008.1.2.5", 6, 17)]
    [InlineData(Jpeg + "50", 17, 306)]
    [InlineData(Jpeg + "51", 1, 1)]
    [InlineData(Jpeg + "57", 0, 0)]
    [InlineData(Jpeg + "70", 3, 3)]
    [InlineData(Jpeg + "80", 1, 10)]
    [InlineData(Jpeg + "81", 2, 2)]
    public void All_real_files_of_a_syntax_are_decoded_as_others_decode_them(string syntax, int files, int frames)
    {
        (IFrameCodec codec, string[][] judges, int tolerance) = Decoders[syntax];
        (int Files, int Frames) judged = default;
        foreach (string path in Manifest().Where(file => file.Syntax == syntax).Select(file => file.Path))
        {
            if (!HasPixels(path))
            {
                continue;
            }
            List<byte[]> decoded = CodecFile.Frames(path, codec, out FrameLayout layout);
            foreach (string[] judge in judges)
            {
                using var folder = new CodecFolder();
                Assert.True(CodecFile.Convert(judge[0], [.. judge[1..], path, folder["raw.dcm"]]), path);
                List<byte[]> expected = CodecFile.Frames(folder["raw.dcm"], null, out _);
                Assert.Equal(expected.Count, decoded.Count);
                Assert.True(expected.Zip(decoded).Max(pair => FrameSamples.Difference(layout, pair.First, pair.Second)) <= tolerance, $"{judge[0]} decodes {path} otherwise.");
            }
            judged = (judged.Files + 1, judged.Frames + decoded.Count);
        }
        Assert.Equal((files, frames), judged);
    }

    [Fact]
    public void Every_compressed_syntax_among_the_real_files_has_a_decoder_or_is_known_to_have_none() =>
        Assert.DoesNotContain(Manifest(), file => file.Syntax.Length > 0 && DicomTransferSyntax.Of(file.Syntax).Encapsulated && !Decoders.ContainsKey(file.Syntax) && !Undecoded.Contains(file.Syntax));

    private static List<(string Path, string Syntax)> Manifest()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Oracles.Data("manifest.json")));
        return [.. manifest.RootElement.EnumerateArray().Select(entry =>
            (Oracles.Data(entry.GetProperty("file").GetString()!.Split('/')), entry.GetProperty("transferSyntax").GetString()!))];
    }

    /// <summary>One of them bears a compressed syntax and no image.</summary>
    private static bool HasPixels(string path)
    {
        using DicomFile file = DicomFile.Open(path);
        return file.Dataset.Contains(DicomTag.PixelData);
    }
}
