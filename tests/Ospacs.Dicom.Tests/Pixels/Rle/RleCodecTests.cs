using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Rle;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Rle;

public class RleCodecTests
{
    private static readonly RleCodec Codec = RleCodec.Instance;

    public static TheoryData<int, int, int> Layouts => new()
    {
        // samples, allocated, stored
        { 1, 8, 8 }, { 3, 8, 8 }, { 4, 8, 8 }, { 1, 16, 16 }, { 1, 16, 12 }, { 3, 16, 16 }, { 1, 32, 32 }, { 3, 32, 30 }, { 2, 8, 7 }, { 15, 8, 8 }, { 7, 16, 9 },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Frames_of_every_kind_and_size_come_back_as_they_were(int samples, int allocated, int stored)
    {
        foreach ((int rows, int columns) in new[] { (1, 1), (1, 2), (2, 1), (3, 5), (7, 64), (5, 65), (9, 127), (4, 128), (4, 129), (3, 130), (2, 1027), (61, 257), (700, 1), (350, 500) })
        {
            foreach (FrameKind kind in FrameSamples.Kinds)
            {
                var layout = new FrameLayout(rows, columns, samples, allocated, stored, kind == FrameKind.Slopes);
                byte[] frame = FrameSamples.Make(layout, kind, rows + columns);
                byte[] stream = FrameSamples.Encode(Codec, layout, frame);
                Assert.Equal(0, stream.Length & 1);
                AssertSame(frame, FrameSamples.Decode(Codec, layout, stream), $"{kind} {layout}");
            }
        }
    }

    [Fact]
    public void Random_rows_of_runs_come_back_as_they_were()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var layout = new FrameLayout(random.Next(1, 4), random.Next(1, 600), 1, 8, 8, false);
            byte[] frame = new byte[layout.FrameLength];
            int longest = random.Next(1, 400);
            for (int at = 0; at < frame.Length;)
            {
                int count = Math.Min(frame.Length - at, random.Next(1, random.Next(2, longest + 2)));
                frame.AsSpan(at, count).Fill((byte)random.Next(3));
                at += count;
            }
            AssertSame(frame, FrameSamples.Decode(Codec, layout, FrameSamples.Encode(Codec, layout, frame)), $"seed {seed}");
        }
    }

    [Fact]
    public void The_example_of_PackBits_is_read()
    {
        // Apple's example, in G.3's words: three equal bytes, three and three that are not, and so on; -128 does nothing.
        byte[] packed = [0xFE, 0xAA, 0x80, 0x02, 0x80, 0x00, 0x2A, 0xFD, 0xAA, 0x03, 0x80, 0x00, 0x2A, 0x22, 0xF7, 0xAA];
        byte[] expected = [0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0xAA, 0xAA, 0xAA, 0xAA, 0x80, 0x00, 0x2A, 0x22, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA];
        var layout = new FrameLayout(4, 6, 1, 8, 8, false);
        Assert.Equal(expected, FrameSamples.Decode(Codec, layout, [.. Header(1, 64), .. packed]));
    }

    [Fact]
    public void The_most_significant_bytes_of_a_sample_have_the_first_segment()
    {
        var layout = new FrameLayout(1, 2, 1, 16, 16, false);
        byte[] stream = [.. Header(2, 64, 68), 1, 0x12, 0x56, 0, 1, 0x34, 0x78, 0];
        Assert.Equal([0x34, 0x12, 0x78, 0x56], FrameSamples.Decode(Codec, layout, stream));
        Assert.Equal(stream, FrameSamples.Encode(Codec, layout, [0x34, 0x12, 0x78, 0x56]));
    }

    [Fact]
    public void No_run_goes_on_into_the_next_row()
    {
        var layout = new FrameLayout(3, 5, 1, 8, 8, false);
        Assert.Equal([.. Header(1, 64), 0xFC, 9, 0xFC, 9, 0xFC, 9], FrameSamples.Encode(Codec, layout, [.. Enumerable.Repeat((byte)9, 15)]));
    }

    [Fact]
    public void Damage_is_an_error()
    {
        var layout = new FrameLayout(2, 3, 1, 8, 8, false);
        Refuses(layout, []);
        Refuses(layout, Header(1, 64)[..63]);
        Refuses(layout, Header(1, 64));
        Refuses(layout, [.. Header(2, 64, 66), 0xFB, 1, 0xFB, 1]);
        Refuses(layout, [.. Header(0, 64), 0xFB, 1]);
        Refuses(layout, [.. Header(uint.MaxValue, 64), 0xFB, 1]);
        Refuses(layout, [.. Header(1, 63), 0xFB, 1]);
        Refuses(layout, [.. Header(1, 67), 0xFB, 1]);
        Refuses(layout, [.. Header(1, uint.MaxValue), 0xFB, 1]);
        Refuses(layout, [.. Header(1, 64), 0xFA, 1]);
        Refuses(layout, [.. Header(1, 64), 0xFC, 1]);
        Refuses(layout, [.. Header(1, 64), 0xFB]);
        Refuses(layout, [.. Header(1, 64), 5, 1, 2, 3, 4, 5]);
        Refuses(layout, [.. Header(1, 64), 6, 1, 2, 3, 4, 5, 6, 7]);
        Refuses(layout, [.. Header(1, 64), 0x80, 0x80, 0x80]);
        Refuses(layout with { SamplesPerPixel = 2 }, [.. Header(2, 66, 64), 0xFB, 1, 0xFB, 1]);
        Assert.Equal([1, 1, 1, 1, 1, 1], FrameSamples.Decode(Codec, layout, [.. Header(1, 64), 0xFB, 1, 0]));
    }

    [Fact]
    public void A_layout_that_it_cannot_hold_is_unsupported()
    {
        Assert.Equal(PixelProblem.Unsupported, Assert.Throws<PixelException>(() => Codec.Decode(new byte[100], new FrameLayout(1, 1, 4, 32, 32, false), new byte[16])).Kind);
        Assert.Throws<ArgumentException>(() => Codec.Decode(new byte[100], new FrameLayout(1, 1, 1, 8, 8, false), new byte[2]));
    }

    private static void Refuses(FrameLayout layout, byte[] stream) =>
        Assert.Equal(PixelProblem.Inconsistent, Assert.Throws<PixelException>(() => FrameSamples.Decode(Codec, layout, stream)).Kind);

    private static void AssertSame(byte[] expected, byte[] actual, string what) => Assert.True(expected.AsSpan().SequenceEqual(actual), what);

    private static byte[] Header(uint segments, params uint[] offsets)
    {
        byte[] header = new byte[64];
        BitConverter.TryWriteBytes(header, segments);
        for (int i = 0; i < offsets.Length; i++)
        {
            BitConverter.TryWriteBytes(header.AsSpan(4 + (4 * i)), offsets[i]);
        }
        return header;
    }
}
