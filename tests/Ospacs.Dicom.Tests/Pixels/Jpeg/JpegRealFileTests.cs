using System.Buffers.Binary;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

/// <summary>Every JPEG baseline and extended file among the real ones, and clips of 12 bits made by dcmtk: dcmtk and PIL judge.</summary>
public class JpegRealFileTests
{
    private static readonly DicomTransferSyntax Extended = DicomTransferSyntax.Of("1.2.840.10008.1.2.4.51");

    /// <summary>Those of 8 bits; PIL reads no others.</summary>
    public static TheoryData<string> Baseline =>
    [
        "us/I_000001.dcm", "us/I_000002.dcm", "us/I_000003.dcm", "us/I_000004.dcm", "us/I_000005.dcm", "us/I_000006.dcm", "us/I_000007.dcm", "us/I_000008.dcm",
        "us/I_000010.dcm", "us/I_000013.dcm", "us/I_000016.dcm", "us/I_000019.dcm", "us/I_000021.dcm", "us/I_000025.dcm",
        "us/IM00001.fragmented_no_bot_jpeg_baseline.50.dcm", "us/examples_ybr_color.dcm", "nasty/SC_rgb_dcmtk_+eb+cr.dcm",
    ];

    public static TheoryData<string> Files => [.. Baseline, "nasty/JPGExtended.dcm"];

    [Theory]
    [MemberData(nameof(Baseline))]
    public void Real_files_are_decoded_as_PIL_decodes_them(string name)
    {
        const string Decode = """
            import sys, io, PIL.Image, pydicom
            from pydicom.encaps import generate_pixel_data_frame
            d = pydicom.dcmread(sys.argv[1])
            with open(sys.argv[2], 'wb') as out:
                for f in generate_pixel_data_frame(d.PixelData, int(d.get('NumberOfFrames') or 1)):
                    i = PIL.Image.open(io.BytesIO(f))
                    if d.PhotometricInterpretation.startswith('YBR'):
                        i.draft('YCbCr', i.size)
                        assert i.mode == 'YCbCr'
                    out.write(i.tobytes())
            """;
        string path = Oracles.Data(name.Split('/'));
        using var folder = new CodecFolder();
        Oracles.Pydicom(Decode, path, folder["raw"]);
        Assert.Equal(File.ReadAllBytes(folder["raw"]), CodecFile.Frames(path, new JpegDecoder(), out _).SelectMany(frame => frame));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Masked_frames_of_real_files_are_white_inside_and_unchanged_outside(string name)
    {
        using DicomFile file = DicomFile.Open(Oracles.Data(name.Split('/')));
        AssertMasked(file);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(60)]
    public void Clips_of_12_bits_are_decoded_and_masked(int quality)
    {
        using var folder = new CodecFolder();
        var layout = new FrameLayout(123, 157, 1, 16, 12, false);
        CodecFile.Write(folder["raw.dcm"], CodecFile.Native, layout, [.. FrameSamples.Kinds.Select(kind => FrameSamples.Make(layout, kind, 1))]);
        Assert.True(CodecFile.Convert("dcmcjpeg", "+ee", "+q", quality.ToString(System.Globalization.CultureInfo.InvariantCulture), folder["raw.dcm"], folder["jpeg.dcm"]));
        using DicomFile file = DicomFile.Open(folder["jpeg.dcm"]);
        Assert.Equal(Extended.Uid, file.TransferSyntax.Uid);
        Assert.True(CodecFile.Convert("dcmdjpeg", "--conv-never", folder["jpeg.dcm"], folder["again.dcm"]));
        List<byte[]> expected = CodecFile.Frames(folder["again.dcm"], null, out _);
        Assert.Equal(expected, CodecFile.Frames(folder["jpeg.dcm"], new JpegDecoder(), out _));
        AssertMasked(file);
    }

    /// <summary>Masks every frame in several ways; coefficients and pixels are held against those of the source.</summary>
    private static void AssertMasked(DicomFile file)
    {
        PixelDescription description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
        FrameLayout layout = CodecFile.LayoutOf(description);
        PixelRectangle[][] masks =
        [
            [new(0, 0, description.Columns, 40)],
            [new(0, 0, 31, description.Rows), new(description.Columns - 21, 0, 21, description.Rows), new(31, description.Rows - 13, description.Columns - 52, 13)],
            [new(description.Columns / 3, description.Rows / 3, 50, 21), new(1, 1, 1, 1)],
        ];
        using EncapsulatedFrames frames = EncapsulatedFrames.Of(file.Dataset, file.TransferSyntax, description.NumberOfFrames);
        List<byte[]> sources = [.. Enumerable.Range(0, frames.Count).Select(i => frames.Read(i).ToArray())];
        using var folder = new CodecFolder();
        CodecFile.Write(folder["before.dcm"], file.TransferSyntax, layout, [.. sources.Select(s => (s.Length & 1) == 0 ? s : [.. s, 0])]);
        Assert.True(CodecFile.Convert("dcmdjpeg", "--conv-never", folder["before.dcm"], folder["before.raw.dcm"]));
        List<byte[]> before = CodecFile.Frames(folder["before.raw.dcm"], null, out _);
        List<JpegCoefficients> coefficients = [.. sources.Select(source => JpegCoefficients.Read(source))];
        foreach (PixelRectangle[] rectangles in masks)
        {
            JpegMaskColour colour = JpegMaskColour.Of(description);
            var masked = new List<byte[]>();
            var reports = new List<JpegMaskReport>();
            // Every frame once; the other masks on some.
            for (int i = 0; i < (rectangles == masks[0] ? sources.Count : Math.Min(3, sources.Count)); i++)
            {
                (byte[] frame, JpegMaskReport report) = JpegBlockMaskTests.Mask(sources[i], rectangles, colour);
                JpegMaskJudge.AssertCoefficients(coefficients[i], JpegCoefficients.Read(frame), rectangles);
                Assert.False(report.ContradictsPhotometric);
                Assert.Equal((1 << report.Stream.Precision) - 1, report.WhiteLevel);
                masked.Add(frame);
                reports.Add(report);
            }
            CodecFile.Write(folder["masked.dcm"], file.TransferSyntax, layout, masked);
            Assert.True(CodecFile.Convert("dcmdjpeg", "--conv-never", folder["masked.dcm"], folder["masked.raw.dcm"]));
            List<byte[]> after = CodecFile.Frames(folder["masked.raw.dcm"], null, out _);
            bool ybr = layout.SamplesPerPixel == 3 && description.Photometric != PhotometricInterpretation.Rgb;
            for (int i = 0; i < masked.Count; i++)
            {
                JpegMaskJudge.AssertPixels(reports[i], rectangles, Samples(before[i], layout), Samples(after[i], layout), ybr ? [255, 128, 128] : []);
            }
        }
    }

    /// <summary>Samples as bytes: of 12 bits the highest eight, so that white is 255 there as well.</summary>
    private static byte[] Samples(byte[] frame, in FrameLayout layout)
    {
        if (layout.BitsAllocated == 8)
        {
            return frame;
        }
        byte[] samples = new byte[frame.Length / 2];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)(BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(2 * i)) >> (layout.BitsStored - 8));
        }
        return samples;
    }
}
