using System.Buffers;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Jpeg;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

public class JpegBlockMaskTests
{
    [Fact]
    public void A_model_is_read_as_it_was_written()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            JpegModel model = JpegModel.Random(seed);
            AssertSame(model, JpegCoefficients.Read(model.Write()), (_, _, _) => false, seed);
        }
    }

    [Fact]
    public void Only_blocks_that_meet_a_rectangle_change_and_they_are_of_one_level()
    {
        int extended = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            JpegModel model = JpegModel.Random(seed);
            var random = new Random(seed);
            PixelRectangle[] rectangles = Rectangles(model, random);
            byte[] source = model.Write();
            (byte[] masked, JpegMaskReport report) = Mask(source, rectangles, new JpegMaskColour());
            extended += report.TablesExtended ? 1 : 0;
            int changed = AssertSame(model, JpegCoefficients.Read(masked), (c, row, column) => rectangles.Any(r => Meets(model, model.Components[c], row, column, r)), seed);
            Assert.True(changed <= report.BlocksChanged);
            Assert.Equal(rectangles.Length == 0, report.BlocksChanged == 0);
            Assert.Equal(0, masked.Length & 1);
            for (int i = 0; i < rectangles.Length; i++)
            {
                Assert.Equal(Grown(model, rectangles[i]), report.Grown[i]);
            }
        }
        // The ways that extend tables must have been gone.
        Assert.InRange(extended, 100, 1400);
    }

    [Fact]
    public void Blocks_behind_the_edge_of_the_image_are_masked_with_those_at_the_edge()
    {
        // 4:2:0 of one visible block: the rest of the first group only fills up.
        JpegModel model = Model(8, 8, (2, 2), (1, 1), (1, 1));
        Assert.Equal(6, Mask(model.Write(), [new(3, 3, 5, 5)], new JpegMaskColour()).Report.BlocksChanged);
        // They repeat what stands in the block at the edge, whether or not the rectangle goes on to the edge itself.
        Assert.Equal(6, Mask(model.Write(), [new(3, 3, 2, 2)], new JpegMaskColour()).Report.BlocksChanged);
    }

    [Fact]
    public void Text_beside_the_image_is_left_out()
    {
        JpegModel model = Model(16, 16, (1, 1));
        byte[] secret = "DOE^JANE"u8.ToArray();
        model.Extra.AddRange([
            (0xE0, [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 1, 1, .. "DOE"u8]), (0xE0, [.. "JFXX\0"u8, 0x10, .. secret]), (0xE1, [.. "Exif\0\0"u8, .. secret]),
            (0xED, secret), (0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0, .. secret]), (0xEE, secret), (0xFE, secret), (0xF3, secret)]);
        byte[] source = [.. model.Write(), .. secret];
        foreach (PixelRectangle[] rectangles in new PixelRectangle[][] { [], [new(0, 0, 4, 4)] })
        {
            (byte[] masked, _) = Mask(source, rectangles, new JpegMaskColour());
            Assert.True(masked.AsSpan().IndexOf("DOE"u8) < 0);
            Assert.Equal([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0, 0xFF, 0xDB], masked[..38]);
        }
    }

    [Theory]
    [InlineData("RGB", null, JpegColour.Rgb)]
    [InlineData("123", PhotometricInterpretation.Rgb, JpegColour.Unsaid)]
    [InlineData("123", PhotometricInterpretation.YbrFull422, JpegColour.Unsaid)]
    [InlineData("123", null, JpegColour.Unsaid)]
    public void White_is_that_of_the_colours(string identifiers, PhotometricInterpretation? photometric, JpegColour said)
    {
        JpegModel model = Model(16, 16, (1, 1), (1, 1), (1, 1));
        for (int i = 0; i < 3; i++)
        {
            model.Components[i] = model.Components[i] with { Identifier = (byte)identifiers[i] };
        }
        (byte[] masked, JpegMaskReport report) = Mask(model.Write(), [new(0, 0, 16, 16)], new JpegMaskColour(photometric));
        JpegCoefficients coefficients = JpegCoefficients.Read(masked);
        Assert.Equal(said, coefficients.Stream.Colour);
        bool rgb = said == JpegColour.Rgb || photometric == PhotometricInterpretation.Rgb;
        Assert.Equal(255, report.WhiteLevel);
        Assert.Equal(255, Level(coefficients, 0));
        Assert.Equal(rgb ? 255 : 128, Level(coefficients, 1));
        Assert.Equal(rgb ? 255 : 128, Level(coefficients, 2));
    }

    [Theory]
    [InlineData(0, JpegColour.Rgb, true)]
    [InlineData(1, JpegColour.Ybr, false)]
    public void A_stream_that_contradicts_the_object_is_right_and_it_is_reported(int transform, JpegColour said, bool contradicts)
    {
        JpegModel model = Model(16, 16, (1, 1), (1, 1), (1, 1));
        model.Extra.Add((0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, (byte)transform]));
        (byte[] masked, JpegMaskReport report) = Mask(model.Write(), [new(0, 0, 16, 16)], new JpegMaskColour(PhotometricInterpretation.YbrFull));
        Assert.Equal(said, report.Stream.Colour);
        Assert.Equal(contradicts, report.ContradictsPhotometric);
        Assert.Equal(contradicts ? 255 : 128, Level(JpegCoefficients.Read(masked), 1));
    }

    [Theory]
    [InlineData(PhotometricInterpretation.Monochrome1, 8, null, 0)]
    [InlineData(PhotometricInterpretation.Monochrome2, 8, null, 255)]
    [InlineData(PhotometricInterpretation.Monochrome1, 12, 12, 0)]
    [InlineData(PhotometricInterpretation.Monochrome2, 12, 12, 4095)]
    [InlineData(PhotometricInterpretation.Monochrome2, 12, 10, 1023)]
    public void White_of_one_component_is_the_highest_level_or_for_the_inverted_the_lowest(PhotometricInterpretation photometric, int precision, int? stored, int level)
    {
        JpegModel model = Model(16, 16, precision, (1, 1));
        model.Components[0].Steps[0] = 3;
        (byte[] masked, JpegMaskReport report) = Mask(model.Write(), [new(0, 0, 16, 16)], new JpegMaskColour(photometric, stored));
        Assert.InRange(report.WhiteLevel, level - (stored == 10 ? 1 : 0), level);
        Assert.Equal(report.WhiteLevel, Level(JpegCoefficients.Read(masked), 0));
    }

    [Fact]
    public void White_is_reached_whatever_the_quantizer()
    {
        for (int step = 1; step <= 255; step++)
        {
            Assert.Equal(255, JpegFill.Nearest(255, step, 8).Level);
            Assert.Equal(0, JpegFill.Nearest(0, step, 8).Level);
            Assert.Equal(128, JpegFill.Nearest(128, step, 8).Level);
            Assert.InRange(JpegFill.Nearest(235, step, 8).Level, 235 - (step / 16) - 1, 235 + (step / 16) + 1);
            Assert.Equal(4095, JpegFill.Nearest(4095, step, 12).Level);
        }
        // A step that goes too far for decoders is not taken; the level says so.
        Assert.Equal(new JpegFill(0, 128), JpegFill.Nearest(255, 65535, 8));
    }

    [Fact]
    public void The_rest_of_an_interval_behind_the_mask_is_copied_as_it_stands()
    {
        JpegModel model = Model(400, 400, (2, 1), (1, 1), (1, 1));
        byte[] source = model.Write();
        (byte[] masked, _) = Mask(source, [new(0, 0, 400, 40)], new JpegMaskColour());
        int same = 1;
        // The masked frame ends in an even place, if need be with a zero.
        int end = masked[^1] == 0 ? masked.Length - 1 : masked.Length;
        while (masked[end - same] == source[^same])
        {
            same++;
        }
        Assert.InRange(same, source.Length * 85 / 100, source.Length);
    }

    [Fact]
    public void Intervals_that_no_mask_meets_are_copied_as_they_stand()
    {
        JpegModel model = new() { Rows = 64, Columns = 64, Components = Components((1, 1)), Scans = [[0]], RestartInterval = 8 };
        model.Fill(new Random(3));
        byte[] source = model.Write();
        (byte[] masked, _) = Mask(source, [new(20, 20, 10, 10)], new JpegMaskColour());
        byte[] marker = [0xFF, 0xD3];
        Assert.Equal(source[source.AsSpan().LastIndexOf(marker)..], masked.AsSpan(masked.AsSpan().LastIndexOf(marker)).TrimEnd((byte)0).ToArray());
    }

    [Fact]
    public void A_mask_of_nothing_keeps_every_coefficient_and_every_bit_of_the_scans()
    {
        JpegModel model = JpegModel.Random(7);
        byte[] source = model.Write();
        (byte[] masked, JpegMaskReport report) = Mask(source, [], new JpegMaskColour());
        Assert.Equal(source, masked.AsSpan(0, source.Length).ToArray());
        Assert.Empty(report.Grown);
    }

    [Fact]
    public void Rectangles_must_lie_within_the_image()
    {
        byte[] source = Model(16, 16, (1, 1)).Write();
        var output = new ArrayBufferWriter<byte>();
        foreach (PixelRectangle bad in new PixelRectangle[] { new(-1, 0, 4, 4), new(0, 0, 0, 4), new(0, -2, 4, 4) })
        {
            Assert.Throws<ArgumentException>(() => JpegBlockMask.Apply(source, [bad], new JpegMaskColour(), output));
        }
        PixelException error = Assert.Throws<PixelException>(() => JpegBlockMask.Apply(source, [new(0, 0, 17, 4)], new JpegMaskColour(), output));
        Assert.Equal(PixelProblem.Inconsistent, error.Kind);
        Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => JpegBlockMask.Apply(source, [], new JpegMaskColour(PhotometricInterpretation.PaletteColor), output)).Kind);
        Assert.Equal(0, output.WrittenCount);
    }

    internal static (byte[] Masked, JpegMaskReport Report) Mask(ReadOnlySpan<byte> source, IReadOnlyList<PixelRectangle> rectangles, JpegMaskColour colour)
    {
        var output = new ArrayBufferWriter<byte>();
        JpegMaskReport report = JpegBlockMask.Apply(source, rectangles, colour, output);
        return (output.WrittenSpan.ToArray(), report);
    }

    private static JpegModel Model(int rows, int columns, params (int, int)[] sampling) => Model(rows, columns, 8, sampling);

    private static JpegModel Model(int rows, int columns, int precision, params (int, int)[] sampling)
    {
        var model = new JpegModel { Rows = rows, Columns = columns, Precision = precision, Components = Components(sampling), Scans = [[.. Enumerable.Range(0, sampling.Length)]] };
        model.Fill(new Random(1));
        return model;
    }

    private static ModelComponent[] Components(params (int Horizontal, int Vertical)[] sampling) =>
        [.. sampling.Select((s, i) => new ModelComponent((byte)(i + 1), s.Horizontal, s.Vertical, [.. Enumerable.Repeat((ushort)8, 64)]))];

    private static int Level(JpegCoefficients coefficients, int component)
    {
        ReadOnlySpan<short> block = coefficients.Block(component, 0, 0);
        Assert.Equal(-1, block[1..].IndexOfAnyExcept((short)0));
        int middle = 1 << (coefficients.Stream.Precision - 1);
        return (int)Math.Clamp(Math.Round(block[0] * coefficients.Stream.Components[component].Steps[0] / 8.0) + middle, 0, (2 * middle) - 1);
    }

    private static PixelRectangle[] Rectangles(JpegModel model, Random random)
    {
        var rectangles = new PixelRectangle[random.Next(4)];
        for (int i = 0; i < rectangles.Length; i++)
        {
            int x = random.Next(model.Columns);
            int y = random.Next(model.Rows);
            rectangles[i] = new PixelRectangle(x, y, random.Next(1, model.Columns - x + 1), random.Next(1, model.Rows - y + 1));
        }
        return rectangles;
    }

    private static bool Meets(JpegModel model, ModelComponent c, int row, int column, PixelRectangle r)
    {
        (int wide, int high) = (8 * model.Components.Max(o => o.Horizontal), 8 * model.Components.Max(o => o.Vertical));
        return column * wide < r.Right * c.Horizontal && (column + 1) * wide > r.X * c.Horizontal && row * high < r.Bottom * c.Vertical && (row + 1) * high > r.Y * c.Vertical;
    }

    private static PixelRectangle Grown(JpegModel model, PixelRectangle r)
    {
        (double left, double top, double right, double bottom) = (r.X, r.Y, r.Right, r.Bottom);
        foreach (ModelComponent c in model.Components)
        {
            (double wide, double high) = (8.0 * model.Components.Max(o => o.Horizontal) / c.Horizontal, 8.0 * model.Components.Max(o => o.Vertical) / c.Vertical);
            for (int row = 0; row < c.Down; row++)
            {
                for (int column = 0; column < c.Across; column++)
                {
                    if (Meets(model, c, row, column, r))
                    {
                        left = Math.Min(left, column * wide);
                        right = Math.Max(right, (column + 1) * wide);
                        top = Math.Min(top, row * high);
                        bottom = Math.Max(bottom, (row + 1) * high);
                    }
                }
            }
        }
        (int x, int y) = ((int)Math.Floor(left + 1e-9), (int)Math.Floor(top + 1e-9));
        return new PixelRectangle(x, y, Math.Min(model.Columns, (int)Math.Ceiling(right - 1e-9)) - x, Math.Min(model.Rows, (int)Math.Ceiling(bottom - 1e-9)) - y);
    }

    private static int AssertSame(JpegModel model, JpegCoefficients read, Func<int, int, int, bool> masked, int seed)
    {
        int changed = 0;
        for (int c = 0; c < model.Components.Length; c++)
        {
            for (int row = 0; row < read.Stream.Components[c].BlocksDown; row++)
            {
                for (int column = 0; column < read.Stream.Components[c].BlocksAcross; column++)
                {
                    ReadOnlySpan<short> block = read.Block(c, row, column);
                    if (masked(c, row, column))
                    {
                        changed++;
                        Assert.True(block[1..].IndexOfAnyExcept((short)0) < 0, $"seed {seed}: a masked block has detail");
                        int level = (((block[0] * model.Components[c].Steps[0]) + 4) >> 3) + (1 << (model.Precision - 1));
                        int wanted = model.Components.Length == 3 && c > 0 ? 1 << (model.Precision - 1) : model.Components.Length == 4 ? 0 : (1 << model.Precision) - 1;
                        Assert.True(wanted == 0 ? level <= 0 : c > 0 && model.Components.Length == 3 ? level == wanted : level >= wanted, $"seed {seed}: level {level}");
                    }
                    else
                    {
                        Assert.True(block.SequenceEqual(model.Components[c].Block(row, column)), $"seed {seed}: component {c} row {row} column {column}");
                    }
                }
            }
        }
        return changed;
    }
}
