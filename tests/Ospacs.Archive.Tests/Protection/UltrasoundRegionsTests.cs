using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class UltrasoundRegionsTests
{
    [Fact]
    public void Corners_belong_to_a_region()
    {
        UltrasoundRegions regions = Regions(100, 100, (10, 20, 59, 79));

        Assert.True(regions.Hold);
        Assert.Equal([new PixelRectangle(10, 20, 50, 60)], regions.Rectangles);
    }

    [Theory]
    [InlineData(10, 10, 100, 60, 10, 10, 90, 51)] // right
    [InlineData(10, 40, 60, 100, 10, 40, 51, 60)] // bottom
    [InlineData(-1, 10, 60, 60, 0, 10, 61, 51)] // left
    [InlineData(10, -1, 60, 60, 10, 0, 51, 61)] // top
    public void One_pixel_outside_is_clipped(int x0, int y0, int x1, int y1, int x, int y, int width, int height)
    {
        Assert.Equal([new PixelRectangle(x, y, width, height)], Regions(100, 100, (x0, y0, x1, y1)).Rectangles);
    }

    [Theory]
    [InlineData(10, 10, 101, 60)]
    [InlineData(10, 10, 60, 101)]
    [InlineData(-2, 10, 60, 60)]
    [InlineData(10, -2, 60, 60)]
    [InlineData(100, 10, 100, 60)]
    [InlineData(60, 10, 10, 60)] // inverted
    [InlineData(10, 60, 60, 10)]
    [InlineData(0, 0, 0, 0)] // never filled in
    [InlineData(10, 10, 10, 60)]
    [InlineData(int.MinValue, int.MinValue, int.MaxValue, int.MaxValue)]
    public void One_region_that_cannot_be_right_voids_them_all(int x0, int y0, int x1, int y1)
    {
        UltrasoundRegions regions = Regions(100, 100, (10, 10, 60, 60), (x0, y0, x1, y1));

        Assert.False(regions.Hold);
        Assert.Empty(regions.Rectangles);
        Assert.NotNull(regions.WhyVoid);
    }

    [Fact]
    public void A_region_without_a_corner_voids_them_all()
    {
        DicomDataset dataset = MaskObjects.Ultrasound().WithRegions((10, 10, 60, 60), (20, 20, 70, 70));
        dataset.GetItems(DicomTag.SequenceOfUltrasoundRegions)[1].Dataset.Remove(DicomTag.RegionLocationMaxY1);

        Assert.False(UltrasoundRegions.Of(dataset, 640, 480).Hold);
    }

    [Theory]
    [InlineData(640, 480, 0, 32, 639, 463, 84, 48, 483, 415)] // a screen but for header and footer
    [InlineData(384, 288, 0, 19, 383, 277, 0, 0, 383, 287)] // the whole frame
    [InlineData(320, 240, 0, 16, 319, 231, 0, 16, 319, 217)]
    [InlineData(100, 100, 0, 0, 99, 49, 0, 50, 99, 89)] // two that span it together
    public void Regions_that_span_the_frame_are_void(int columns, int rows, int ax0, int ay0, int ax1, int ay1, int bx0, int by0, int bx1, int by1)
    {
        UltrasoundRegions regions = Regions(columns, rows, (ax0, ay0, ax1, ay1), (bx0, by0, bx1, by1));

        Assert.False(regions.Hold);
        Assert.Contains("whole frame", regions.WhyVoid, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(84, true)]
    [InlineData(85, false)]
    public void The_whole_frame_begins_at_85_percent(int rowsClaimed, bool hold)
    {
        Assert.Equal(hold, Regions(100, 100, (0, 0, 99, rowsClaimed - 1)).Hold);
    }

    [Fact]
    public void Overlapping_regions_are_counted_once()
    {
        Assert.True(Regions(100, 100, (0, 0, 99, 59), (0, 0, 99, 59), (10, 10, 80, 50)).Hold);
    }

    [Fact]
    public void An_object_without_regions_has_none_and_they_are_not_void()
    {
        UltrasoundRegions none = UltrasoundRegions.Of(MaskObjects.Ultrasound(), 640, 480);
        UltrasoundRegions empty = UltrasoundRegions.Of(MaskObjects.Ultrasound().WithRegions(), 640, 480);

        Assert.False(none.Hold || empty.Hold);
        Assert.Null(none.WhyVoid);
        Assert.Null(empty.WhyVoid);
    }

    [Fact]
    public void More_regions_than_any_scanner_sends_are_void()
    {
        Assert.True(Regions(640, 480, [.. Enumerable.Range(0, 64).Select(i => (i, 10, i + 2, 20))]).Hold);
        Assert.False(Regions(640, 480, [.. Enumerable.Range(0, 65).Select(i => (i, 10, i + 2, 20))]).Hold);
    }

    private static UltrasoundRegions Regions(int columns, int rows, params (int, int, int, int)[] regions) =>
        UltrasoundRegions.Of(MaskObjects.Ultrasound().WithRegions(regions), columns, rows);
}
