using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class PixelAreaTests
{
    [Fact]
    public void Adding_and_removing_gives_the_pixels_that_drawing_gives_without_overlap()
    {
        const int Columns = 23;
        const int Rows = 17;
        var random = new Random(20260714);
        for (int round = 0; round < 400; round++)
        {
            var area = new PixelArea(Columns, Rows);
            var expected = new bool[Columns, Rows];
            if (random.Next(2) == 0)
            {
                area.Fill();
                Set(expected, new PixelRectangle(0, 0, Columns, Rows), true);
            }
            for (int step = random.Next(1, 9); step > 0; step--)
            {
                var rectangle = new PixelRectangle(random.Next(-6, Columns + 4), random.Next(-6, Rows + 4), random.Next(1, 14), random.Next(1, 12));
                bool add = random.Next(2) == 0;
                if (add)
                {
                    area.Add(rectangle);
                }
                else
                {
                    area.Remove(rectangle);
                }
                Set(expected, rectangle, add);
            }
            Assert.Equal(expected, MaskObjects.Draw(area.Rectangles, Columns, Rows));
            Assert.Equal(expected.Cast<bool>().Count(b => b), area.Count);
        }
    }

    [Fact]
    public void Rectangles_come_from_the_top_down()
    {
        var area = new PixelArea(100, 100);
        area.Add(new PixelRectangle(0, 90, 100, 10));
        area.Add(new PixelRectangle(50, 0, 50, 10));
        area.Add(new PixelRectangle(0, 0, 50, 10));

        Assert.Equal([new(0, 0, 50, 10), new(50, 0, 50, 10), new(0, 90, 100, 10)], area.Rectangles);
    }

    private static void Set(bool[,] pixels, PixelRectangle r, bool value)
    {
        for (int x = Math.Max(r.X, 0); x < Math.Min(r.Right, pixels.GetLength(0)); x++)
        {
            for (int y = Math.Max(r.Y, 0); y < Math.Min(r.Bottom, pixels.GetLength(1)); y++)
            {
                pixels[x, y] = value;
            }
        }
    }
}
