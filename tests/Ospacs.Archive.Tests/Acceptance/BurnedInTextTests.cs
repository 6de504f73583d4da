using Ospacs.Archive.Acceptance;
using Xunit;

namespace Ospacs.Archive.Tests.Acceptance;

public sealed class BurnedInTextTests
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 ',-./:";

    [Fact]
    public void Every_glyph_differs_from_every_other()
    {
        char[] letters = [.. Alphabet.Distinct()];
        string[] shapes = [.. letters.Select(Shape)];
        Assert.Equal(letters.Length, shapes.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Text_that_was_written_is_found_and_other_text_is_not(int scale)
    {
        var canvas = new SampleCanvas(200, 60);
        canvas.Write(7, 11, "MARLOWE, INA", scale);
        byte[] luminance = Luminance(canvas);
        Assert.True(BurnedInText.IsVisible(luminance, 200, "MARLOWE", scale));
        Assert.True(BurnedInText.IsVisible(luminance, 200, "INA", scale));
        Assert.False(BurnedInText.IsVisible(luminance, 200, "MARLOVE", scale));
    }

    [Fact]
    public void Text_that_was_painted_over_is_found_no_more()
    {
        var canvas = new SampleCanvas(200, 60);
        canvas.Write(7, 11, "MARLOWE, INA", 1);
        canvas.Rgb.AsSpan(0, 200 * 20 * 3).Fill(255);
        Assert.False(BurnedInText.IsVisible(Luminance(canvas), 200, "MARLOWE", 1));
    }

    [Fact]
    public void Speckle_is_never_as_bright_as_text()
    {
        var canvas = new SampleCanvas(200, 200);
        canvas.DrawSector(new Ospacs.Dicom.Pixels.PixelRectangle(0, 0, 200, 200), 3, 0, colour: false);
        Assert.InRange(canvas.Rgb.Max(), (byte)60, (byte)159);
    }

    [Fact]
    public void A_line_that_does_not_fit_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SampleCanvas(50, 20).Write(0, 0, "TOO LONG FOR THIS", 1));

    private static string Shape(char letter) => string.Concat(
        from row in Enumerable.Range(0, 7) from column in Enumerable.Range(0, 5) select BurnedInText.IsLit(letter.ToString(), column, row) ? '#' : '.');

    private static byte[] Luminance(SampleCanvas canvas) => [.. Enumerable.Range(0, canvas.Columns * canvas.Rows).Select(i => canvas.Rgb[i * 3])];
}
