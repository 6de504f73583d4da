using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.JpegLossless;

public class JpegLosslessCodecTests
{
    private static readonly JpegLosslessCodec Codec = JpegLosslessCodec.Instance;

    public static TheoryData<int, int, int, bool> Layouts
    {
        get
        {
            // samples, allocated, stored, signed: every depth, and a few for colour
            var layouts = new TheoryData<int, int, int, bool>();
            for (int stored = 1; stored <= 16; stored++)
            {
                layouts.Add(1, stored <= 8 ? 8 : 16, stored, false);
                layouts.Add(1, stored <= 8 ? 8 : 16, stored, true);
            }
            layouts.Add(1, 16, 8, false);
            layouts.Add(2, 8, 8, false);
            layouts.Add(3, 8, 8, false);
            layouts.Add(4, 8, 8, false);
            layouts.Add(3, 16, 16, false);
            layouts.Add(3, 16, 10, true);
            layouts.Add(4, 16, 12, false);
            return layouts;
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Frames_of_every_kind_and_size_come_back_as_they_were(int samples, int allocated, int stored, bool signed)
    {
        foreach ((int rows, int columns) in new[] { (1, 1), (1, 2), (2, 1), (3, 5), (17, 31), (5, 127), (300, 1), (97, 203), (150, 149) })
        {
            foreach (FrameKind kind in FrameSamples.Kinds)
            {
                var layout = new FrameLayout(rows, columns, samples, allocated, stored, signed);
                byte[] frame = FrameSamples.Make(layout, kind, rows + columns);
                byte[] stream = FrameSamples.Encode(Codec, layout, frame);
                Assert.Equal(0, stream.Length & 1);
                Assert.True(frame.AsSpan().SequenceEqual(FrameSamples.Decode(Codec, layout, stream)), $"{kind} {layout}");
            }
        }
    }

    [Fact]
    public void A_frame_of_many_samples_comes_back_as_it_was()
    {
        foreach (FrameKind kind in FrameSamples.Kinds)
        {
            var layout = new FrameLayout(500, 700, 3, 8, 8, false);
            byte[] frame = FrameSamples.Make(layout, kind, 5);
            Assert.True(frame.AsSpan().SequenceEqual(FrameSamples.Decode(Codec, layout, FrameSamples.Encode(Codec, layout, frame))), kind.ToString());
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Every_predictor_depth_and_order_of_scans_is_read(int predictor)
    {
        int seed = 1000 * predictor;
        foreach (int precision in Enumerable.Range(2, 15))
        {
            foreach (int[][]? scans in new int[][]?[] { null, [[0], [1], [2]], [[2], [0, 1]], [[0, 2], [1]] })
            {
                foreach (int restartRows in new[] { 0, 1, 4 })
                {
                    foreach (int transform in new[] { 0, 1, precision - 1 })
                    {
                        FrameKind kind = FrameSamples.Kinds[seed % FrameSamples.Kinds.Length];
                        // Some are so large that several differences are read at once.
                        (int rows, int columns) = seed % 40 == 7 ? (152, 139) : (13, 11);
                        var layout = new FrameLayout(rows, columns, scans is null ? 1 + (seed % 4) : 3, precision <= 8 && seed % 3 > 0 ? 8 : 16, precision, seed % 2 == 1);
                        int[] samples = FrameSamples.Stored(layout, FrameSamples.Make(layout, kind, seed));
                        byte[] stream = new PlainLosslessJpeg
                        {
                            Precision = precision,
                            Predictor = predictor,
                            PointTransform = transform,
                            RestartRows = restartRows,
                            Scans = scans,
                            Seed = seed,
                            Clutter = seed % 5 == 0,
                        }.Write(layout, samples);
                        int[] expected = [.. samples.Select(sample => sample >> transform << transform)];
                        Assert.Equal(expected, FrameSamples.Stored(layout, FrameSamples.Decode(Codec, layout, stream)));
                        seed++;
                    }
                }
            }
        }
    }

    [Fact]
    public void A_signed_sample_is_extended_over_its_cell()
    {
        var layout = new FrameLayout(1, 2, 1, 16, 12, true);
        byte[] stream = new PlainLosslessJpeg { Precision = 12 }.Write(layout, [0x800, 0x7FF]);
        Assert.Equal([0x00, 0xF8, 0xFF, 0x07], FrameSamples.Decode(Codec, layout, stream));
        // A precision beyond the bits stored holds the extension itself.
        stream = new PlainLosslessJpeg { Precision = 16 }.Write(layout, [0xF800, 0x7FF]);
        Assert.Equal([0x00, 0xF8, 0xFF, 0x07], FrameSamples.Decode(Codec, layout, stream));
    }

    [Fact]
    public void Bits_beyond_the_bits_stored_are_kept()
    {
        foreach (bool signed in new[] { false, true })
        {
            foreach (FrameLayout layout in new[] { new FrameLayout(3, 1, 1, 16, 12, signed), new FrameLayout(5, 1, 1, 8, 6, signed) })
            {
                byte[] frame = [0xFF, 0x1F, 0x00, 0x80, 0xFF, 0x0F];
                frame = frame[..layout.FrameLength];
                Assert.Equal(frame, FrameSamples.Decode(Codec, layout, FrameSamples.Encode(Codec, layout, frame)));
            }
        }
    }

    [Fact]
    public void Other_processes_are_unsupported()
    {
        var layout = new FrameLayout(1, 2, 1, 8, 8, false);
        byte[] sound = new PlainLosslessJpeg().Write(layout, [1, 2]);
        foreach (byte marker in new byte[] { 0xC0, 0xC1, 0xC2, 0xC5, 0xC7, 0xC9, 0xCB, 0xCF, 0xDC })
        {
            byte[] other = (byte[])sound.Clone();
            other[3] = marker;
            Assert.Equal(PixelProblem.Unsupported, Refusal(layout, other));
        }
        Assert.Equal(PixelProblem.Unsupported, Refusal(layout with { BitsAllocated = 32 }, sound));
        Assert.Equal(PixelProblem.Unsupported, Refusal(layout with { SamplesPerPixel = 5000 }, sound));
        var colour = new FrameLayout(1, 2, 3, 8, 8, false);
        byte[] subsampled = new PlainLosslessJpeg().Write(colour, [1, 2, 3, 4, 5, 6]);
        subsampled[13] = 0x21;
        Assert.Equal(PixelProblem.Unsupported, Refusal(colour, subsampled));
    }

    [Fact]
    public void Damage_is_an_error()
    {
        var layout = new FrameLayout(4, 5, 3, 8, 8, false);
        int[] samples = FrameSamples.Stored(layout, FrameSamples.Make(layout, FrameKind.Noise, 1));
        byte[] sound = new PlainLosslessJpeg { RestartRows = 2 }.Write(layout, samples);
        Assert.Equal(samples, FrameSamples.Stored(layout, FrameSamples.Decode(Codec, layout, sound)));
        // The end of the image may be missing, and nothing before it.
        Assert.Equal(samples, FrameSamples.Stored(layout, FrameSamples.Decode(Codec, layout, sound.AsSpan(0, sound.Length - 2))));
        for (int length = 0; length < sound.Length - 3; length++)
        {
            Assert.Equal(PixelProblem.Inconsistent, Refusal(layout, sound[..length]));
        }
        Refuses(layout with { Rows = 5 }, sound);
        Refuses(layout with { Columns = 4 }, sound);
        Refuses(layout with { SamplesPerPixel = 1 }, sound);
        int scan = sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        Changed(4, 8);
        Changed(6, 9);
        Changed(6, 1);
        Changed(6, 17);
        Changed(15, 40);
        Changed(scan + 5, 41);
        Changed(scan + 7, 40);
        Changed(scan + 6, 0x40);
        Changed(scan + 11, 0);
        Changed(scan + 11, 8);
        Changed(scan + 13, 8);
        Changed(scan - 1, 6);
        int restart = sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD0]);
        Changed(restart + 1, 0xD1);
        Changed(restart + 1, 0xD9);
        // A table with more codes than there is room for, and one with a difference of more than 16 bits.
        Changed(sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]) + 5, 3);
        Changed(sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC4]) + 21, 17);
        Refuses(layout, [.. sound[..2], .. sound[2..21], .. sound[2..]]);

        void Changed(int at, byte value)
        {
            byte[] damaged = (byte[])sound.Clone();
            damaged[at] = value;
            Refuses(layout, damaged);
        }
    }

    [Fact]
    public void Samples_beyond_the_precision_are_an_error()
    {
        var layout = new FrameLayout(1, 2, 1, 16, 12, false);
        Refuses(layout, new PlainLosslessJpeg { Precision = 12 }.Write(layout, [0x1000, 1]));
        Refuses(layout, new PlainLosslessJpeg { Precision = 12, PointTransform = 2 }.Write(layout, [0x1000, 1]));
    }

    [Fact]
    public void A_second_image_behind_that_of_a_frame_is_an_error()
    {
        // An object of many fragments that does not say how many frames it has: but the first, all would be lost.
        var layout = new FrameLayout(17, 31, 1, 8, 8, false);
        byte[] one = FrameSamples.Encode(Codec, layout, FrameSamples.Make(layout, FrameKind.Noise, 1));
        Assert.Equal(layout.FrameLength, FrameSamples.Decode(Codec, layout, [.. one, 0, 0]).Length);
        Refuses(layout, [.. one, .. one]);
    }

    private static PixelProblem Refusal(FrameLayout layout, byte[] stream) => Assert.Throws<PixelException>(() => FrameSamples.Decode(Codec, layout, stream)).Kind;

    private static void Refuses(FrameLayout layout, byte[] stream) => Assert.Equal(PixelProblem.Inconsistent, Refusal(layout, stream));
}
