using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Pictures;

public sealed class TextDetectorTests
{
    private const int Columns = 480;
    private const int Rows = 360;

    [Theory]
    [InlineData(1, 255)]
    [InlineData(2, 255)]
    [InlineData(3, 255)]
    [InlineData(4, 255)]
    [InlineData(2, 150)]
    public void A_name_on_tissue_is_found_where_it_stands(int scale, byte grey)
    {
        byte[] picture = Tissue();
        Write(picture, "ASHDOWN, PHILIPPA", 40, 200, scale, grey);
        IReadOnlyList<TextPlace> places = Find(picture);
        Assert.Contains(places, place => place.Area.X < 40 + BurnedInText.WidthOf("ASHDOWN, PHILIPPA", scale) && place.Area.Right > 40 && place.Area.Y < 200 + (7 * scale) && place.Area.Bottom > 200);
    }

    [Fact]
    public void Dark_text_on_a_bright_ground_is_found()
    {
        byte[] picture = new byte[Columns * Rows];
        picture.AsSpan().Fill(200);
        Write(picture, "ASHDOWN", 100, 100, 2, 20);
        Assert.NotEmpty(Find(picture));
    }

    [Fact]
    public void What_is_masked_or_accepted_is_not_looked_at()
    {
        byte[] picture = Tissue();
        Write(picture, "ASHDOWN", 100, 100, 2, 255);
        Assert.Empty(Find(picture, new PixelRectangle(90, 90, 120, 40)));
    }

    [Fact]
    public void Tissue_a_sector_bars_and_ticks_are_no_text()
    {
        byte[] picture = Tissue();
        for (int y = 0; y < Rows; y++)
        {
            for (int x = 0; x < Columns; x++)
            {
                // A sector with a sharp edge, a grey bar, and ticks of a depth scale.
                double radius = Math.Sqrt(Math.Pow(x - 240, 2) + Math.Pow(y + 20, 2));
                bool inside = radius is > 60 and < 340 && Math.Abs(x - 240) < (y + 20) * 0.8;
                byte value = inside ? picture[(y * Columns) + x] : (byte)0;
                value = x is > 450 and < 462 && y is > 40 and < 240 ? (byte)(240 - y) : value;
                value = x is > 466 and < 474 && y % 40 is 0 or 1 ? (byte)220 : value;
                picture[(y * Columns) + x] = value;
            }
        }
        Assert.Empty(Find(picture));
    }

    [Fact]
    public void In_a_clip_text_stands_still()
    {
        byte[] first = Tissue(1);
        byte[] second = Tissue(2);
        Write(first, "ASHDOWN", 100, 100, 2, 255);
        Write(second, "ASHDOWN", 100, 100, 2, 255);
        Assert.NotEmpty(TextDetector.Find([first, second], Columns, Rows, []));
    }

    [Theory]
    [InlineData(1, new[] { 0 })]
    [InlineData(2, new[] { 0, 1 })]
    [InlineData(100, new[] { 0, 19, 39, 59, 79, 99 })]
    public void Of_a_clip_the_first_the_last_and_some_between_are_looked_at(int count, int[] frames) => Assert.Equal(frames, TextDetector.FramesOf(count));

    private static IReadOnlyList<TextPlace> Find(byte[] picture, params PixelRectangle[] unseen) => TextDetector.Find([picture], Columns, Rows, unseen);

    /// <summary>Smooth, moving tissue: sums of waves, no sharp edge in it.</summary>
    private static byte[] Tissue(int seed = 1)
    {
        byte[] picture = new byte[Columns * Rows];
        for (int y = 0; y < Rows; y++)
        {
            for (int x = 0; x < Columns; x++)
            {
                double wave = Math.Sin((x + (seed * 37)) / 17.0) + Math.Sin((y * 1.3) / 11.0) + Math.Sin((x + (2 * y) + (seed * 13)) / 23.0);
                picture[(y * Columns) + x] = (byte)(50 + (12 * wave));
            }
        }
        return picture;
    }

    private static void Write(byte[] picture, string text, int left, int top, int scale, byte grey)
    {
        for (int y = 0; y < BurnedInText.HeightOf(scale); y++)
        {
            for (int x = 0; x < BurnedInText.WidthOf(text, scale); x++)
            {
                if (BurnedInText.IsLit(text, x / scale, y / scale))
                {
                    picture[((top + y) * Columns) + left + x] = grey;
                }
            }
        }
    }
}
