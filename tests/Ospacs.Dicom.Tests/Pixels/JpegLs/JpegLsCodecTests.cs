using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Dicom.Tests.Pixels.JpegLossless;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.JpegLs;

public class JpegLsCodecTests
{
    private static readonly JpegLsCodec Codec = JpegLsCodec.Instance;

    [Theory]
    [MemberData(nameof(JpegLosslessCodecTests.Layouts), MemberType = typeof(JpegLosslessCodecTests))]
    public void Frames_of_every_kind_and_size_come_back_as_they_were(int samples, int allocated, int stored, bool signed)
    {
        foreach ((int rows, int columns) in new[] { (1, 1), (1, 2), (2, 1), (3, 5), (17, 31), (5, 127), (300, 1), (97, 203), (2, 3000) })
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
            foreach (int samples in new[] { 1, 3 })
            {
                var layout = new FrameLayout(500, 700, samples, 8, 8, false);
                byte[] frame = FrameSamples.Make(layout, kind, 5);
                Assert.True(frame.AsSpan().SequenceEqual(FrameSamples.Decode(Codec, layout, FrameSamples.Encode(Codec, layout, frame))), kind.ToString());
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Every_order_depth_loss_and_preset_is_read(int interleave)
    {
        int seed = 10_000 * interleave;
        foreach (int precision in Enumerable.Range(2, 15))
        {
            int highest = (1 << precision) - 1;
            foreach (int near in new[] { 0, 0, 1, 3, 255 }.Where(near => near <= highest / 2))
            {
                foreach (int[]? presets in new int[]?[] { null, [0, 0, 0, 0, 0], [0, 0, 0, 0, 5], [highest - (highest / 3), 0, 0, 0, 255], [0, Third(1), Third(2), Third(3), 31] })
                {
                    foreach (FrameKind kind in FrameSamples.Kinds)
                    {
                        int Unsized(int value) => Math.Min(value, presets is [> 0, ..] ? presets[0] : highest);
                        int most = presets is [> 0, ..] ? presets[0] : highest;
                        if (near > most / 2 || (presets is not null && presets[4] > Math.Max(255, most)))
                        {
                            continue;
                        }
                        seed++;
                        int components = interleave == 0 ? 1 + (seed % 3) : 2 + (seed % 3);
                        int[][]? scans = interleave == 0 ? [.. Enumerable.Range(0, components).Reverse().Select(c => new[] { c })] : components == 4 && seed % 2 == 0 ? [[1], [0, 2, 3]] : null;
                        var layout = new FrameLayout(1 + (seed % 17), 1 + (seed % 41), components, precision <= 8 && seed % 2 == 0 ? 8 : 16, precision, seed % 7 == 0);
                        int[] samples = [.. FrameSamples.Stored(layout, FrameSamples.Make(layout, kind, seed)).Select(Unsized)];
                        byte[] stream = new PlainJpegLs
                        {
                            Precision = precision,
                            Near = near,
                            Presets = presets,
                            Interleave = interleave,
                            Scans = scans,
                            RestartLines = seed % 5 == 0 ? 1 + (seed % 4) : 0,
                            RestartBytes = 2 + (seed % 3),
                            Clutter = seed % 3 == 0,
                        }.Write(layout, samples, out int[] expected);
                        string what = $"{seed}: {kind} {layout} near {near} presets {string.Join(' ', presets ?? [])}";
                        Assert.True(expected.SequenceEqual(FrameSamples.Stored(layout, FrameSamples.Decode(Codec, layout, stream))), what);
                        Assert.True(samples.Zip(expected).All(pair => Math.Abs(pair.First - pair.Second) <= near));
                        Assert.Equal(new JpegLsInfo(layout.Rows, layout.Columns, components, precision, near, false), JpegLsCodec.Describe(stream));
                    }
                }
                int Third(int part) => Math.Min(highest, near + 1 + (part * highest / 5));
            }
        }
    }

    [Fact]
    public void What_is_encoded_equals_the_standards_procedure_bit_for_bit()
    {
        for (int seed = 0; seed < 200; seed++)
        {
            int precision = 2 + (seed % 15);
            var layout = new FrameLayout(1 + (seed % 23), 1 + (seed * 7 % 51), 1 + (seed % 4), precision <= 8 ? 8 : 16, precision, false);
            byte[] frame = FrameSamples.Make(layout, FrameSamples.Kinds[seed % FrameSamples.Kinds.Length], seed);
            byte[] plain = new PlainJpegLs { Precision = precision, Interleave = 2 }.Write(layout, FrameSamples.Stored(layout, frame), out _);
            byte[] stream = FrameSamples.Encode(Codec, layout, frame);
            // Both behind the headers, which name components in their own way.
            Assert.Equal(Coded(plain), Coded(stream));
        }

        static byte[] Coded(byte[] stream)
        {
            int scan = stream.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
            return [.. stream[(scan + 2 + stream[scan + 3])..^2].AsSpan().TrimEnd((byte)0xFF)];
        }
    }

    [Fact]
    public void The_example_of_the_standard_is_read()
    {
        // ISO 14495-1 section H.3: four by four samples, coded step by step.
        byte[] stream =
        [
            0xFF, 0xD8, 0xFF, 0xF7, 0x00, 0x0B, 0x08, 0x00, 0x04, 0x00, 0x04, 0x01, 0x01, 0x11, 0x00, 0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00,
            0xC0, 0x00, 0x00, 0x6C, 0x80, 0x20, 0x8E, 0x01, 0xC0, 0x00, 0x00, 0x57, 0x40, 0x00, 0x00, 0x6E, 0xE6, 0x00, 0x00, 0x01, 0xBC, 0x18, 0x00, 0x00, 0x05, 0xD8, 0x00, 0x00, 0x91, 0x60,
            0xFF, 0xD9,
        ];
        byte[] expected = [0, 0, 90, 74, 68, 50, 43, 205, 64, 145, 145, 145, 100, 145, 145, 145];
        var layout = new FrameLayout(4, 4, 1, 8, 8, false);
        Assert.Equal(expected, FrameSamples.Decode(Codec, layout, stream));
        // Made even in length.
        Assert.Equal([.. stream[..^2], 0xFF, 0xFF, 0xD9], FrameSamples.Encode(Codec, layout, expected));
    }

    [Fact]
    public void A_signed_sample_is_extended_over_its_cell()
    {
        var layout = new FrameLayout(1, 2, 1, 16, 12, true);
        Assert.Equal([0x00, 0xF8, 0xFF, 0x07], FrameSamples.Decode(Codec, layout, new PlainJpegLs { Precision = 12 }.Write(layout, [0x800, 0x7FF], out _)));
        Assert.Equal([0x00, 0xF8, 0xFF, 0x07], FrameSamples.Decode(Codec, layout, new PlainJpegLs { Precision = 16 }.Write(layout, [0xF800, 0x7FF], out _)));
        // A precision below the bits stored has lost the sign.
        Refuses(PixelProblem.Inconsistent, layout, new PlainJpegLs { Precision = 10 }.Write(layout, [1, 2], out _));
    }

    [Fact]
    public void A_colour_transform_is_told_and_refused()
    {
        var layout = new FrameLayout(3, 4, 3, 8, 8, false);
        byte[] sound = new PlainJpegLs().Write(layout, new int[36], out _);
        byte[] transformed = [.. sound[..2], 0xFF, 0xE8, 0, 7, (byte)'m', (byte)'r', (byte)'f', (byte)'x', 1, .. sound[2..]];
        Assert.True(JpegLsCodec.Describe(transformed).HasColourTransform);
        Assert.False(JpegLsCodec.Describe(sound).HasColourTransform);
        Refuses(PixelProblem.Unsupported, layout, transformed);
    }

    [Fact]
    public void The_greatest_loss_of_all_scans_is_told()
    {
        var layout = new FrameLayout(3, 4, 3, 8, 8, false);
        byte[] stream = new PlainJpegLs { Scans = [[0], [1], [2]] }.Write(layout, FrameSamples.Stored(layout, FrameSamples.Make(layout, FrameKind.Noise, 1)), out _);
        int last = stream.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        stream[last + 7] = 2;
        Assert.Equal(2, JpegLsCodec.Describe(stream).Near);
    }

    [Fact]
    public void What_is_not_read_is_unsupported()
    {
        var layout = new FrameLayout(3, 4, 3, 8, 8, false);
        byte[] sound = new PlainJpegLs().Write(layout, FrameSamples.Stored(layout, FrameSamples.Make(layout, FrameKind.Noise, 1)), out _);
        int scan = sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        // A mapping table, a point transform, subsampling, another process, presets of Part 2.
        Changed(scan + 6, 1);
        Changed(scan + 13, 1);
        Changed(13, 0x21);
        Changed(3, 0xC3);
        Refuses(PixelProblem.Unsupported, layout, [.. sound[..2], 0xFF, 0xF8, 0, 3, 5, .. sound[2..]]);
        Refuses(PixelProblem.Unsupported, layout with { BitsAllocated = 32 }, sound);

        void Changed(int at, byte value)
        {
            byte[] changed = (byte[])sound.Clone();
            changed[at] = value;
            Refuses(PixelProblem.Unsupported, layout, changed);
        }
    }

    [Fact]
    public void Damage_is_an_error()
    {
        var layout = new FrameLayout(6, 5, 3, 8, 8, false);
        int[] samples = FrameSamples.Stored(layout, FrameSamples.Make(layout, FrameKind.Noise, 1));
        byte[] sound = new PlainJpegLs { RestartLines = 2, Presets = [255, 3, 7, 21, 64] }.Write(layout, samples, out _);
        Assert.Equal(samples, FrameSamples.Stored(layout, FrameSamples.Decode(Codec, layout, sound)));
        Assert.Equal(samples, FrameSamples.Stored(layout, FrameSamples.Decode(Codec, layout, sound.AsSpan(0, sound.Length - 2))));
        for (int length = 0; length < sound.Length - 3; length++)
        {
            Refuses(PixelProblem.Inconsistent, layout, sound[..length]);
        }
        Refuses(PixelProblem.Inconsistent, layout with { Rows = 5 }, sound);
        Refuses(PixelProblem.Inconsistent, layout with { Columns = 4 }, sound);
        Refuses(PixelProblem.Inconsistent, layout with { SamplesPerPixel = 1 }, sound);
        Changed(6, 9);
        Changed(6, 1);
        Changed(6, 17);
        Changed(15, 40);
        int preset = sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xF8]);
        // MAXVAL above the precision, thresholds out of order or range, RESET of 2 and 256.
        Changed(preset + 5, 1);
        Changed(preset + 8, 8);
        Changed(preset + 10, 2);
        Changed(preset + 11, 1);
        Changed(preset + 14, 2);
        Changed(preset + 13, 1);
        int scan = sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        Changed(scan + 5, 41);
        Changed(scan + 7, 40);
        Changed(scan + 11, 128);
        Changed(scan + 12, 0);
        Changed(scan + 12, 3);
        int restart = sound.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD0]);
        Changed(restart + 1, 0xD1);
        Changed(restart + 1, 0xD9);

        void Changed(int at, byte value)
        {
            byte[] damaged = (byte[])sound.Clone();
            damaged[at] = value;
            Refuses(PixelProblem.Inconsistent, layout, damaged);
        }
    }

    [Fact]
    public void A_second_image_behind_that_of_a_frame_is_an_error()
    {
        // An object of many fragments that does not say how many frames it has: but the first, all would be lost.
        var layout = new FrameLayout(17, 31, 1, 8, 8, false);
        byte[] one = FrameSamples.Encode(Codec, layout, FrameSamples.Make(layout, FrameKind.Noise, 1));
        Assert.Equal(layout.FrameLength, FrameSamples.Decode(Codec, layout, [.. one, 0, 0]).Length);
        Refuses(PixelProblem.Inconsistent, layout, [.. one, .. one]);
    }

    private static void Refuses(PixelProblem kind, FrameLayout layout, byte[] stream) =>
        Assert.Equal(kind, Assert.Throws<PixelException>(() => FrameSamples.Decode(Codec, layout, stream)).Kind);
}
