using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels;

public class NativePixelMaskTests
{
    /// <summary>Every layout with the sample values that are white in it, as numbers of the whole cell.</summary>
    public static TheoryData<string, int, int, int, int, uint[]> Layouts => new()
    {
        // photometric interpretation, planar, allocated, stored, signed, white
        { "MONOCHROME2", 0, 8, 8, 0, [0xFF] },
        { "MONOCHROME2", 0, 8, 8, 1, [0x7F] },
        { "MONOCHROME2", 0, 8, 6, 0, [0x3F] },
        { "MONOCHROME2", 0, 16, 16, 0, [0xFFFF] },
        { "MONOCHROME2", 0, 16, 12, 0, [0x0FFF] },
        { "MONOCHROME2", 0, 16, 12, 1, [0x07FF] },
        { "MONOCHROME2", 0, 16, 16, 1, [0x7FFF] },
        { "MONOCHROME2", 0, 32, 32, 0, [0xFFFFFFFF] },
        { "MONOCHROME2", 0, 32, 20, 1, [0x7FFFF] },
        { "MONOCHROME1", 0, 8, 8, 0, [0] },
        { "MONOCHROME1", 0, 8, 8, 1, [0x80] },
        { "MONOCHROME1", 0, 16, 12, 0, [0] },
        { "MONOCHROME1", 0, 16, 12, 1, [0xF800] },
        { "MONOCHROME1", 0, 32, 32, 1, [0x80000000] },
        { "RGB", 0, 8, 8, 0, [0xFF, 0xFF, 0xFF] },
        { "RGB", 1, 8, 8, 0, [0xFF, 0xFF, 0xFF] },
        { "RGB", 0, 8, 7, 0, [0x7F, 0x7F, 0x7F] },
        { "RGB", 0, 16, 10, 0, [0x3FF, 0x3FF, 0x3FF] },
        { "RGB", 1, 16, 16, 0, [0xFFFF, 0xFFFF, 0xFFFF] },
        { "YBR_FULL", 0, 8, 8, 0, [255, 128, 128] },
        { "YBR_FULL", 1, 8, 8, 0, [255, 128, 128] },
        { "YBR_FULL", 0, 16, 16, 0, [0xFFFF, 0x8000, 0x8000] },
        { "YBR_FULL", 1, 16, 12, 0, [0xFFF, 0x800, 0x800] },
        { "YBR_FULL_422", 0, 8, 8, 0, [255, 128, 128] },
        { "YBR_PARTIAL_422", 0, 8, 8, 0, [235, 128, 128] },
    };

    private static readonly PixelRectangle[][] Masks =
    [
        [],
        [new(0, 0, 1, 1)],
        [new(3, 1, 3, 2)],
        [new(0, 0, 10, 2), new(0, 2, 10, 1)],
        [new(9, 6, 1, 1), new(0, 0, 1, 7)],
        [new(1, 1, 4, 4), new(2, 0, 5, 3)],
        [new(0, 0, 10, 7)],
    ];

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Rectangles_turn_white_in_every_frame_and_nothing_else_changes(string photometric, int planar, int allocated, int stored, int signed, uint[] white)
    {
        foreach (int frames in new[] { 1, 2, 5 })
        {
            foreach ((bool big, DicomVR vr) in new[] { (false, DicomVR.OW), (false, DicomVR.OB), (true, DicomVR.OW), (true, DicomVR.OB) })
            {
                if (big && (allocated == 32 || (allocated == 16 && vr == DicomVR.OB)))
                {
                    continue;
                }
                var sample = new PixelSample
                {
                    // Odd rows and, of one byte a pixel, an odd frame: frames then begin in the middle of words.
                    Rows = 7, Columns = photometric.EndsWith("422", StringComparison.Ordinal) ? 10 : 11, Samples = white.Length, Photometric = photometric, Planar = planar,
                    Allocated = allocated, Stored = stored, Signed = signed, Frames = frames, Big = big, VR = vr,
                };
                foreach (PixelRectangle[] mask in Masks)
                {
                    byte[] pixels = sample.Noise(frames + mask.Length);
                    DicomDataset dataset = sample.Dataset(pixels);
                    byte[] before = Logical(sample, dataset.Find(DicomTag.PixelData)!.Value.ToArray());
                    byte[] expected = Expected(sample, before, mask, white);
                    for (int seed = 0; seed < 4; seed++)
                    {
                        Assert.Equal(expected, Logical(sample, PixelSample.Masked(dataset, seed, mask)));
                    }
                }
            }
        }
    }

    [Fact]
    public void Pairs_of_columns_that_share_their_colour_are_blanked_whole()
    {
        var sample = new PixelSample { Samples = 3, Photometric = "YBR_FULL_422" };
        DicomDataset dataset = sample.Dataset(sample.Noise(1));
        NativePixelMask mask = NativePixelMask.Create(PixelDescription.Of(dataset), dataset, [new PixelRectangle(3, 0, 2, 1)]);
        Assert.Equal([new PixelRectangle(2, 0, 4, 1)], mask.Masked);
    }

    [Theory]
    [InlineData(-1, 0, 2, 2)]
    [InlineData(0, -1, 2, 2)]
    [InlineData(0, 0, 9, 1)]
    [InlineData(0, 0, 1, 7)]
    [InlineData(8, 0, 1, 1)]
    [InlineData(0, 0, 0, 1)]
    [InlineData(0, 0, 1, -1)]
    [InlineData(2, 0, int.MaxValue, 1)]
    public void A_rectangle_outside_the_image_is_refused(int x, int y, int width, int height)
    {
        var sample = new PixelSample();
        DicomDataset dataset = sample.Dataset(sample.Noise(1));
        Assert.Throws<ArgumentException>(() => NativePixelMask.Create(PixelDescription.Of(dataset), dataset, [new PixelRectangle(x, y, width, height)]));
    }

    [Theory]
    [InlineData(false, 12, 0)]
    [InlineData(true, 12, 0)]
    [InlineData(false, 10, 1)]
    public void The_bits_of_an_embedded_overlay_are_cleared_in_every_cell(bool big, int stored, int signed)
    {
        var sample = new PixelSample { Allocated = 16, Stored = stored, Signed = signed, Frames = 3, Big = big, Overlay = true, Columns = 9 };
        byte[] noise = sample.Noise(3);
        DicomDataset dataset = sample.Dataset(noise);
        byte[] masked = PixelSample.Masked(dataset, 5, new PixelRectangle(0, 0, 9, 1));
        int kept = (1 << stored) - 1;
        for (int cell = 0; cell < masked.Length / 2; cell++)
        {
            int before = noise[cell * 2] | (noise[cell * 2 + 1] << 8);
            int after = big ? (masked[cell * 2] << 8) | masked[cell * 2 + 1] : masked[cell * 2] | (masked[cell * 2 + 1] << 8);
            Assert.Equal(cell % 54 < 9 ? (signed == 1 ? kept >> 1 : kept) : before & kept, after);
        }
    }

    [Fact]
    public void Bits_outside_the_samples_stay_where_no_overlay_is_embedded()
    {
        var sample = new PixelSample { Allocated = 16, Stored = 12 };
        byte[] noise = sample.Noise(3);
        // An overlay that stands by itself.
        DicomDataset dataset = sample.Dataset(noise, d => d.Set(DicomElement.Create(new DicomTag(0x60020100u), 1)).Set(DicomElement.Create(new DicomTag(0x60020102u), 0)));
        Assert.Equal(noise, PixelSample.Masked(dataset, 5));
    }

    /// <summary>The bytes in the order of the pixels: 8-bit pixels in words of big endian come swapped.</summary>
    private static byte[] Logical(PixelSample sample, byte[] bytes)
    {
        if (!(sample.Big && sample.Allocated == 8 && sample.VR == DicomVR.OW))
        {
            return bytes;
        }
        for (int i = 0; i < bytes.Length; i += 2)
        {
            (bytes[i], bytes[i + 1]) = (bytes[i + 1], bytes[i]);
        }
        return bytes;
    }

    /// <summary>The slow way: every pixel of every frame, one after the other.</summary>
    private static byte[] Expected(PixelSample sample, byte[] before, PixelRectangle[] mask, uint[] white)
    {
        byte[] after = (byte[])before.Clone();
        int size = sample.Allocated / 8;
        bool shared = sample.Photometric.EndsWith("422", StringComparison.Ordinal);
        void Put(long cell, uint value)
        {
            for (int i = 0; i < size; i++)
            {
                after[cell * size + (sample.Big ? size - 1 - i : i)] = (byte)(value >> (8 * i));
            }
        }
        for (int frame = 0; frame < (sample.Frames ?? 1); frame++)
        {
            long start = (long)frame * sample.FrameLength / size;
            for (int y = 0; y < sample.Rows; y++)
            {
                for (int x = 0; x < sample.Columns; x++)
                {
                    int twin = x ^ 1;
                    bool inside = mask.Any(m => y >= m.Y && y < m.Bottom && ((x >= m.X && x < m.Right) || (shared && twin >= m.X && twin < m.Right)));
                    if (!inside)
                    {
                        continue;
                    }
                    int pixel = y * sample.Columns + x;
                    if (shared)
                    {
                        long group = start + pixel / 2 * 4;
                        Put(group + (pixel & 1), white[0]);
                        Put(group + 2, white[1]);
                        Put(group + 3, white[2]);
                        continue;
                    }
                    for (int s = 0; s < sample.Samples; s++)
                    {
                        Put(start + (sample.Planar == 1 ? s * sample.Rows * sample.Columns + pixel : pixel * sample.Samples + s), white[s]);
                    }
                }
            }
        }
        return after;
    }
}
