using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels;

public class PixelWhiteTests
{
    private static readonly DicomTag[] Descriptors =
        [DicomTag.RedPaletteColorLookupTableDescriptor, DicomTag.GreenPaletteColorLookupTableDescriptor, DicomTag.BluePaletteColorLookupTableDescriptor];

    private static readonly DicomTag[] Tables =
        [DicomTag.RedPaletteColorLookupTableData, DicomTag.GreenPaletteColorLookupTableData, DicomTag.BluePaletteColorLookupTableData];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_brightest_entry_is_white(bool big)
    {
        int[] red = [0, 200, 255, 250, 10];
        int[] green = [0, 200, 0, 250, 255];
        int[] blue = [255, 200, 0, 250, 10];
        foreach (bool packed in new[] { false, true })
        {
            Assert.Equal([3u], White(Palette(big: big, packed: packed, red: red, green: green, blue: blue)));
        }
    }

    [Fact]
    public void Green_counts_more_than_red_and_red_more_than_blue()
    {
        Assert.Equal([1u], White(Palette(red: [255, 0, 0], green: [0, 255, 0], blue: [0, 0, 255])));
        Assert.Equal([0u], White(Palette(red: [255, 0, 0], green: [0, 0, 0], blue: [0, 0, 255])));
    }

    [Theory]
    [InlineData(16, 16, 0, 10, 12u)]
    [InlineData(16, 16, 0, 65000, 65002u)]
    [InlineData(16, 16, 1, 65436, 0xFF9Eu)] // -100: the third entry is for -98
    [InlineData(16, 12, 1, 65436, 0xFF9Eu)]
    public void Entries_are_counted_from_the_first_value_that_is_mapped(int allocated, int stored, int signed, int first, uint white) =>
        Assert.Equal([white], White(Palette(allocated, stored, signed, first, red: [0, 1, 255, 2], green: [0, 1, 255, 2], blue: [0, 1, 255, 2])));

    [Theory]
    [InlineData(8, 4, 0, 0, 15u)] // 16 values reach entries 0 to 15 of 20, the brightest among them is the last
    [InlineData(8, 4, 0, 14, 15u)] // value 15 is entry 1
    [InlineData(8, 8, 0, 300, 255u)] // every value lies below the first and shows entry 0
    [InlineData(8, 4, 1, 65536 - 20, 0xFFu)] // -8 to 7 are entries 12 to 19 and beyond: 19 is for -1
    public void Only_an_entry_that_a_pixel_can_name_is_white(int allocated, int stored, int signed, int first, uint white)
    {
        int[] rising = [.. Enumerable.Range(1, 20)];
        Assert.Equal([white], White(Palette(allocated, stored, signed, first, red: rising, green: rising, blue: rising)));
    }

    [Fact]
    public void Zero_entries_are_65536()
    {
        int[] table = new int[65536];
        table[65535] = 65535;
        Assert.Equal([65535u], White(Palette(16, 16, red: table, green: table, blue: table)));
    }

    [Fact]
    public void The_mask_writes_the_index_of_white()
    {
        PixelSample sample = new() { Photometric = "PALETTE COLOR", Frames = 2, Columns = 9 };
        DicomDataset dataset = Palette(red: [0, 9, 255, 3], green: [0, 9, 255, 3], blue: [0, 9, 255, 3], sample: sample);
        byte[] before = dataset.Find(DicomTag.PixelData)!.Value.ToArray();
        byte[] after = PixelSample.Masked(dataset, 1, new PixelRectangle(0, 1, 9, 2));
        for (int i = 0; i < 2 * 54; i++)
        {
            Assert.Equal(i % 54 is >= 9 and < 27 ? 2 : before[i], after[i]);
        }
    }

    [Fact]
    public void Damaged_palettes_are_inconsistent()
    {
        int[] table = [0, 1, 2, 3];
        DicomDataset Damaged(Action<DicomDataset> change)
        {
            DicomDataset dataset = Palette(red: table, green: table, blue: table);
            change(dataset);
            return dataset;
        }
        Refused(PixelProblem.Inconsistent, Damaged(d => d.Remove(Descriptors[1])));
        Refused(PixelProblem.Inconsistent, Damaged(d => d.Remove(Tables[2])));
        Refused(PixelProblem.Inconsistent, Damaged(d => d.Set(DicomElement.Create(Tables[0], DicomVR.OW, new byte[6]))));
        Refused(PixelProblem.Inconsistent, Damaged(d => d.Set(DicomElement.Create(Descriptors[0], DicomVR.US, new byte[4]))));
        Refused(PixelProblem.Inconsistent, Damaged(d => d.Set(DicomElement.Create(Descriptors[2], DicomVR.US, PixelSample.Words(false, 4, 1, 16)))));
        Refused(PixelProblem.Inconsistent, Damaged(d => d.Set(DicomElement.Create(DicomTag.SegmentedRedPaletteColorLookupTableData, DicomVR.OW, new byte[8])).Remove(Tables[0])));
    }

    /// <summary>Segments as numbers, and the entries that they stand for; none where they are damaged.</summary>
    public static TheoryData<int[], int[]> Segments => new()
    {
        { [0, 3, 5, 6, 7], [5, 6, 7] },
        { [0, 1, 10, 1, 4, 50], [10, 20, 30, 40, 50] },
        { [0, 1, 50, 1, 4, 10, 0, 1, 3], [50, 40, 30, 20, 10, 3] },
        { [0, 1, 0, 1, 2, 8, 0, 1, 0, 2, 2, 0, 0], [0, 4, 8, 0, 0, 4, 8] },
        { [0, 4, 5, 6, 7], [] },
        { [1, 4, 5], [] },
        { [3, 1, 5], [] },
        { [0, 1, 5, 2, 1, 6, 0], [] },
        { [0, 1, 5, 2, 1, 60000, 60000], [] },
        { [0, 1, 5, 2], [] },
    };

    [Theory]
    [MemberData(nameof(Segments))]
    public void Segments_expand_to_the_entries_that_they_stand_for(int[] segments, int[] entries)
    {
        ushort[] words = [.. segments.Select(s => (ushort)s)];
        if (entries.Length > 0)
        {
            Assert.Equal(entries, SegmentedPalette.Expand(DicomTag.SegmentedRedPaletteColorLookupTableData, words, 2, entries.Length).Select(e => (int)e));
        }
        int count = entries.Length > 0 ? entries.Length + 1 : 4;
        Assert.Throws<PixelException>(() => SegmentedPalette.Expand(DicomTag.SegmentedRedPaletteColorLookupTableData, words, 2, count));
    }

    private static void Refused(PixelProblem kind, DicomDataset dataset) =>
        Assert.Equal(kind, Assert.Throws<PixelException>(() => White(dataset)).Kind);

    private static uint[] White(DicomDataset dataset) => PixelWhite.Of(PixelDescription.Of(dataset), dataset);

    private static DicomDataset Palette(
        int allocated = 8, int stored = 8, int signed = 0, int first = 0, bool big = false, bool packed = false, int[]? red = null, int[]? green = null, int[]? blue = null, PixelSample? sample = null)
    {
        sample ??= new PixelSample { Photometric = "PALETTE COLOR", Allocated = allocated, Stored = stored, Signed = signed, Big = big };
        int[][] tables = [red!, green!, blue!];
        return sample.Dataset(sample.Noise(1), dataset =>
        {
            for (int i = 0; i < 3; i++)
            {
                byte[] data = packed ? [.. tables[i].Select(v => (byte)v)] : PixelSample.Words(false, tables[i]);
                dataset.Set(DicomElement.Create(Descriptors[i], DicomVR.US, PixelSample.Words(false, tables[i].Length & 0xFFFF, first, packed ? 8 : 16)));
                dataset.Set(DicomElement.Create(Tables[i], DicomVR.OW, data));
            }
        });
    }
}
