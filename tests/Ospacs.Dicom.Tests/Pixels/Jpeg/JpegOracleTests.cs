using System.Security.Cryptography;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

/// <summary>Images of libjpeg-turbo are decoded and masked; its programs judge.</summary>
public class JpegOracleTests
{
    public static TheoryData<string> Encodings =>
    [
        "-grayscale", "-grayscale -restart 1B", "-grayscale -optimize -quality 30", "-rgb -sample 1x1", "-rgb -sample 1x1 -optimize -restart 7B",
        "-sample 1x1", "-sample 2x1", "-sample 2x2", "-sample 1x2", "-sample 4x1", "-sample 4x2", "-sample 2x1,1x1,2x1", "-sample 2x2,2x1,1x2",
        "-sample 2x1 -restart 1", "-sample 2x2 -restart 1B", "-sample 2x2 -restart 5B", "-sample 1x1 -restart 2", "-sample 2x1 -optimize",
        "-sample 2x2 -optimize -restart 1", "-sample 2x1 -quality 100", "-sample 1x1 -quality 5", "-sample 2x2 -quality 5 -baseline", "-sample 2x1 -quality 100 -optimize", "-sample 2x2 -scans", "-sample 2x1 -scans -optimize -restart 3B",
        "-sample 1x1 -scans -restart 1", "-grayscale -quality 1 -optimize",
    ];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void What_is_decoded_is_what_libjpeg_decodes(string encoding)
    {
        foreach ((int rows, int columns, FrameKind kind) in Pictures())
        {
            byte[] image = Encode(rows, columns, kind, encoding);
            Assert.Equal(JpegPrograms.Decode(image), Decode(image, smooth: true));
            Assert.Equal(JpegPrograms.Decode(image, "-nosmooth"), Decode(image, smooth: false));
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Masked_images_are_white_inside_and_unchanged_outside(string encoding)
    {
        foreach ((int rows, int columns, FrameKind kind) in Pictures())
        {
            byte[] image = Encode(rows, columns, kind, encoding);
            JpegCoefficients before = JpegCoefficients.Read(image);
            byte[] shown = JpegPrograms.Decode(image);
            foreach (PixelRectangle[] rectangles in Masks(rows, columns))
            {
                (byte[] masked, JpegMaskReport report) = JpegBlockMaskTests.Mask(image, rectangles, new JpegMaskColour());
                JpegMaskJudge.AssertCoefficients(before, JpegCoefficients.Read(masked), rectangles);
                JpegMaskJudge.AssertPixels(report, rectangles, shown, JpegPrograms.Decode(masked));
                // Whoever goes through all codes comes to the same image.
                Assert.Equal(Identity(masked), Identity(JpegPrograms.Transform(masked, "-optimize")));
            }
        }
    }

    [Theory]
    [InlineData("-optimize")]
    [InlineData("-restart 1")]
    [InlineData("-restart 3B")]
    [InlineData("-scans")]
    public void An_image_that_is_only_coded_otherwise_is_the_same(string coding)
    {
        using var folder = new CodecFolder();
        foreach (string sampling in new[] { "1x1", "2x1", "2x2", "1x2" })
        {
            byte[] image = JpegPrograms.Encode(70, 90, FrameKind.Ultrasound, "-sample", sampling);
            string[] arguments = coding == "-scans" ? ["-scans", JpegPrograms.ScanScript(folder, 3)] : coding.Split(' ');
            byte[] other = JpegPrograms.Transform(image, [.. arguments, "-copy", "none"]);
            Assert.NotEqual(image, other);
            Assert.Equal(Identity(image), Identity(other));
            Assert.NotEqual(Identity(image), Identity(JpegPrograms.Transform(image, "-flip", "horizontal")));
        }
    }

    internal static string Identity(byte[] image)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        JpegIdentity.Append(image, hash);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static byte[] Encode(int rows, int columns, FrameKind kind, string encoding)
    {
        using var folder = new CodecFolder();
        string[] arguments = encoding.Split(' ');
        int scans = Array.IndexOf(arguments, "-scans");
        return JpegPrograms.Encode(rows, columns, kind, scans < 0 ? arguments : [.. arguments[..(scans + 1)], JpegPrograms.ScanScript(folder, 3), .. arguments[(scans + 1)..]]);
    }

    private static byte[] Decode(byte[] image, bool smooth)
    {
        JpegStream stream = JpegStream.Parse(image);
        var layout = new FrameLayout(stream.Rows, stream.Columns, stream.Components.Count, 8, 8, false);
        return FrameSamples.Decode(new JpegDecoder { ToRgb = true, IsSmooth = smooth }, layout, image);
    }

    private static IEnumerable<(int Rows, int Columns, FrameKind Kind)> Pictures() =>
        [(1, 1, FrameKind.Noise), (8, 8, FrameKind.Noise), (17, 33, FrameKind.Noise), (61, 95, FrameKind.Extremes), (97, 131, FrameKind.Ultrasound), (160, 240, FrameKind.Ultrasound)];

    private static IEnumerable<PixelRectangle[]> Masks(int rows, int columns)
    {
        yield return [new(0, 0, columns, Math.Min(rows, 40))];
        if (rows > 20)
        {
            yield return [new(5, 7, 9, 3), new(columns - 7, 0, 7, rows)];
            yield return [new(0, rows - 9, columns, 9), new(columns / 2, rows / 2, 1, 1)];
        }
    }
}
