using System.Buffers;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

public class JpegStreamTests
{
    [Theory]
    [InlineData(0xC2, "progressive")]
    [InlineData(0xC3, "lossless")]
    [InlineData(0xC5, "hierarchical")]
    [InlineData(0xC9, "arithmetic")]
    [InlineData(0xCC, "arithmetic")]
    [InlineData(0xCD, "hierarchical")]
    [InlineData(0xDE, "hierarchical")]
    [InlineData(0xF7, "JPEG-LS")]
    public void Other_processes_are_recognised_and_refused(byte marker, string name)
    {
        byte[] image = Replace(Sample(), 0xC1, marker);
        PixelException error = Assert.Throws<PixelException>(() => JpegStream.Parse(image));
        Assert.Equal(PixelProblem.Unsupported, error.Kind);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-progressive", "progressive")]
    [InlineData("-arithmetic", "arithmetic")]
    public void Other_processes_of_libjpeg_are_refused(string argument, string name)
    {
        byte[] image = JpegPrograms.Encode(30, 40, FrameKind.Ultrasound, argument);
        PixelException error = Assert.Throws<PixelException>(() => JpegStream.Parse(image));
        Assert.Equal(PixelProblem.Unsupported, error.Kind);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0x4F, 0xFF, 0x51, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 12, 0x6A, 0x50, 0x20, 0x20 })]
    [InlineData(new byte[] { 0xFF, 0x0A, 0, 0 })]
    public void Images_of_other_kinds_are_recognised_and_refused(byte[] image) =>
        Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => JpegStream.Parse(image)).Kind);

    [Fact]
    public void An_image_that_says_its_lines_at_its_end_is_refused()
    {
        byte[] image = Sample();
        int frame = image.AsSpan().IndexOf(new byte[] { 0xFF, 0xC1 });
        image[frame + 5] = image[frame + 6] = 0;
        Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => JpegStream.Parse(image)).Kind);
    }

    [Fact]
    public void Every_truncation_is_damage()
    {
        byte[] image = Sample();
        for (int length = 0; length < image.Length; length++)
        {
            Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => JpegStream.Parse(image.AsSpan(0, length))).Kind);
        }
        Assert.Equal(16, JpegStream.Parse([.. image, 0, 0, 0xFF]).Rows);
    }

    [Fact]
    public void A_second_image_behind_the_first_is_no_padding()
    {
        byte[] image = Sample();
        Assert.Throws<PixelException>(() => JpegStream.Parse([.. image, .. image]));
    }

    [Fact]
    public void Structure_that_contradicts_itself_is_damage()
    {
        byte[] image = Sample();
        int frame = image.AsSpan().IndexOf(new byte[] { 0xFF, 0xC1 });
        int scan = image.AsSpan().IndexOf(new byte[] { 0xFF, 0xDA });
        int table = image.AsSpan().IndexOf(new byte[] { 0xFF, 0xC4 });
        int steps = image.AsSpan().IndexOf(new byte[] { 0xFF, 0xDB });
        foreach ((int at, byte value, string what) in new[]
        {
            (frame + 4, (byte)9, "precision"), (frame + 9, (byte)0, "no components"), (frame + 11, (byte)0x51, "sampling of 5"), (frame + 11, (byte)0x10, "sampling of 0"),
            (frame + 12, (byte)3, "no such quantization table"), (frame + 13, (byte)1, "two components of one name"), (frame + 3, (byte)12, "length of the frame"), (frame + 8, (byte)0, "no columns"),
            (scan + 5, (byte)7, "no such component"), (scan + 6, (byte)0x30, "no such DC table"), (scan + 6, (byte)0x03, "no such AC table"), (scan + 4, (byte)5, "five components"), (scan + 5, (byte)2, "the same component twice"),
            (table + 4, (byte)0x20, "class of the table"), (table + 5, (byte)3, "three codes of one bit"), (table + 3, (byte)200, "length of the tables"),
            (steps + 4, (byte)0x20, "precision of the steps"), (steps + 3, (byte)20, "length of the steps"), (2, (byte)0xFE, "no marker"),
        })
        {
            byte[] damaged = [.. image];
            damaged[at] = value;
            Assert.True(Record.Exception(() => JpegStream.Parse(damaged)) is PixelException { Kind: PixelProblem.Inconsistent }, what);
        }
        byte[] zero = [.. image];
        zero[steps + 5] = zero[steps + 6] = 0;
        Assert.Throws<PixelException>(() => JpegStream.Parse(zero));
    }

    [Fact]
    public void Restart_markers_must_be_where_and_what_they_should_be()
    {
        byte[] image = JpegPrograms.Encode(40, 40, FrameKind.Noise, "-grayscale", "-restart", "1");
        int at = image.AsSpan().IndexOf(new byte[] { 0xFF, 0xD1 });
        foreach (byte marker in new byte[] { 0xD0, 0xD2, 0xD9, 0xFE })
        {
            byte[] damaged = [.. image];
            damaged[at + 1] = marker;
            Assert.Throws<PixelException>(() => JpegStream.Parse(damaged));
        }
        Assert.Throws<PixelException>(() => JpegStream.Parse([.. image[..at], .. image[(at + 2)..]]));
        int restarts = image.AsSpan().IndexOf(new byte[] { 0xFF, 0xDD });
        byte[] none = [.. image];
        none[restarts + 5] = 0;
        Assert.Throws<PixelException>(() => JpegStream.Parse(none));
    }

    [Fact]
    public void Scans_that_end_too_early_are_damage_to_whoever_reads_them()
    {
        byte[] image = JpegPrograms.Encode(64, 64, FrameKind.Noise, "-grayscale");
        byte[] cut = [.. image[..(image.Length / 2)], 0xFF, 0xD9];
        var layout = new FrameLayout(64, 64, 1, 8, 8, false);
        Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => JpegCoefficients.Read(cut)).Kind);
        Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => new JpegDecoder().Decode(cut, layout, new byte[64 * 64])).Kind);
        Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => JpegBlockMask.Apply(cut, [new(0, 60, 4, 4)], new JpegMaskColour(), new ArrayBufferWriter<byte>())).Kind);
    }

    [Fact]
    public void The_decoder_wants_the_size_that_the_object_says()
    {
        byte[] image = Sample();
        foreach (FrameLayout layout in new FrameLayout[] { new(16, 17, 3, 8, 8, false), new(15, 16, 3, 8, 8, false), new(16, 16, 1, 8, 8, false) })
        {
            Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => new JpegDecoder().Decode(image, layout, new byte[layout.FrameLength])).Kind);
        }
        Assert.Throws<ArgumentException>(() => new JpegDecoder().Decode(image, new FrameLayout(16, 16, 3, 8, 8, false), new byte[10]));
        Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => new JpegDecoder().Encode([], default, new ArrayBufferWriter<byte>())).Kind);
    }

    [Fact]
    public void Samples_of_8_bits_fit_cells_of_16()
    {
        byte[] image = Sample();
        byte[] narrow = FrameSamples.Decode(new JpegDecoder(), new FrameLayout(16, 16, 3, 8, 8, false), image);
        byte[] wide = FrameSamples.Decode(new JpegDecoder(), new FrameLayout(16, 16, 3, 16, 8, false), image);
        Assert.Equal(narrow.SelectMany(sample => new byte[] { sample, 0 }), wide);
    }

    private static byte[] Sample()
    {
        var model = new JpegModel
        {
            Rows = 16,
            Columns = 16,
            Components = [.. Enumerable.Range(1, 3).Select(i => new ModelComponent((byte)i, 1, 1, [.. Enumerable.Repeat((ushort)4, 64)]))],
            Scans = [[0, 1, 2]],
        };
        model.Fill(new Random(5));
        return model.Write();
    }

    private static byte[] Replace(byte[] image, byte from, byte to)
    {
        int at = image.AsSpan().IndexOf(new byte[] { 0xFF, from });
        image[at + 1] = to;
        return image;
    }
}
