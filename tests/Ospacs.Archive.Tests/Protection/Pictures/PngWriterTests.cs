using Ospacs.Archive.Protection.Pictures;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Pictures;

public sealed class PngWriterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Another_program_reads_the_pixels_that_were_written(bool isColour)
    {
        var picture = new Picture(37, 23, isColour);
        new Random(5).NextBytes(picture.Samples);
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream output = File.Create(path))
            {
                PngWriter.Write(output, picture, "what it shows");
            }
            string read = Oracles.Pydicom("import sys; from PIL import Image; i = Image.open(sys.argv[1]); i.load(); print(i.mode, i.size, i.info['Comment'], i.tobytes().hex())", path);
            Assert.Equal($"{(isColour ? "RGB" : "L")} (37, 23) what it shows {Convert.ToHexString(picture.Samples).ToLowerInvariant()}", read.Trim());
            Assert.Equal("what it shows", PngWriter.CommentOf(File.ReadAllBytes(path)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void What_is_no_sheet_shows_no_rule()
    {
        Assert.Null(PngWriter.CommentOf("no picture"u8));
        using var plain = new MemoryStream();
        PngWriter.Write(plain, new Picture(1, 1, isColour: false));
        Assert.Null(PngWriter.CommentOf(plain.ToArray()));
        Assert.Null(PngWriter.CommentOf(plain.ToArray().AsSpan(0, 30)));
        Assert.Empty(ContactSheet.FingerprintsOn(plain.ToArray()));
    }
}
