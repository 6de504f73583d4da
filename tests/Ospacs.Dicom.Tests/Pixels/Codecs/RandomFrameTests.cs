using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Pixels.Rle;
using Ospacs.Dicom.Tests.Pixels.JpegLossless;
using Ospacs.Dicom.Tests.Pixels.JpegLs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

/// <summary>Frames of random size up to 2000 by 2000, of every depth, in cells of 8 and 16 bits, of one to four samples.</summary>
public class RandomFrameTests
{
    private const int Side = 2000;

    [Fact]
    public void Run_lengths_come_back_as_they_were() => RoundTrips(RleCodec.Instance);

    [Fact]
    public void Lossless_JPEG_comes_back_as_it_was() => RoundTrips(JpegLosslessCodec.Instance);

    [Fact]
    public void JPEG_LS_comes_back_as_it_was() => RoundTrips(JpegLsCodec.Instance);

    [Fact]
    public void Run_lengths_are_read_however_they_are_parted()
    {
        foreach ((int seed, FrameLayout layout, byte[] frame) in Frames(150, 600, 0))
        {
            Assert.True(frame.AsSpan().SequenceEqual(FrameSamples.Decode(RleCodec.Instance, layout, RunLengths(layout, frame, new Random(seed)))), $"seed {seed}: {layout}");
        }
    }

    [Fact]
    public void Lossless_JPEG_is_read_in_every_order_and_way()
    {
        foreach ((int seed, FrameLayout layout, byte[] frame) in Frames(150, 500, 2))
        {
            var random = new Random(seed);
            int[] samples = FrameSamples.Stored(layout, frame);
            int transform = random.Next(3) == 0 ? random.Next(layout.BitsStored) : 0;
            byte[] stream = new PlainLosslessJpeg
            {
                Precision = layout.BitsStored,
                Predictor = random.Next(1, 8),
                PointTransform = transform,
                RestartRows = Math.Min(random.Next(5), ushort.MaxValue / layout.Columns),
                Scans = Order(layout.SamplesPerPixel, random),
                Seed = seed,
                Clutter = random.Next(2) == 0,
            }.Write(layout, samples);
            int[] decoded = FrameSamples.Stored(layout, FrameSamples.Decode(JpegLosslessCodec.Instance, layout, stream));
            Assert.True(samples.Select(sample => sample >> transform << transform).SequenceEqual(decoded), $"seed {seed}: {layout}");
        }
    }

    [Fact]
    public void JPEG_LS_is_read_in_every_interleave_and_loss()
    {
        foreach ((int seed, FrameLayout layout, byte[] frame) in Frames(150, 500, 2))
        {
            var random = new Random(seed);
            int interleave = layout.SamplesPerPixel == 1 ? 0 : random.Next(3);
            byte[] stream = new PlainJpegLs
            {
                Precision = layout.BitsStored,
                Near = random.Next(2) == 0 ? 0 : random.Next(Math.Min(256, 1 << (layout.BitsStored - 1))),
                Interleave = interleave,
                Scans = interleave == 0 ? [.. Shuffled(layout.SamplesPerPixel, random).Select(component => new[] { component })] : Order(layout.SamplesPerPixel, random),
                RestartLines = random.Next(5),
                RestartBytes = random.Next(2, 5),
                Clutter = random.Next(2) == 0,
            }.Write(layout, FrameSamples.Stored(layout, frame), out int[] expected);
            Assert.True(expected.AsSpan().SequenceEqual(FrameSamples.Stored(layout, FrameSamples.Decode(JpegLsCodec.Instance, layout, stream))), $"seed {seed}: {layout}");
        }
    }

    private static void RoundTrips(IFrameCodec codec)
    {
        (FrameLayout Layout, FrameKind Kind)[] large =
        [
            (new(Side, Side, 1, 8, 8, false), FrameKind.Ultrasound), (new(Side, Side, 3, 8, 8, false), FrameKind.Sparse), (new(Side, Side, 1, 16, 12, true), FrameKind.Noise),
            (new(Side, 1, 4, 16, 16, false), FrameKind.Slopes), (new(1, Side, 4, 16, 16, false), FrameKind.Slopes), (new(1, 1, 1, 8, 1, false), FrameKind.Noise),
        ];
        foreach ((int seed, FrameLayout layout, byte[] frame) in large.Select((each, seed) => (seed, each.Layout, FrameSamples.Make(each.Layout, each.Kind, seed))).Concat(Frames(160, Side, 1)))
        {
            byte[] stream = FrameSamples.Encode(codec, layout, frame);
            Assert.Equal(0, stream.Length & 1);
            Assert.True(frame.AsSpan().SequenceEqual(FrameSamples.Decode(codec, layout, stream)), $"seed {seed}: {layout}");
        }
    }

    /// <summary>Random frames: sides of few and of many pixels are as likely as one another, depths and samples take turns.</summary>
    private static IEnumerable<(int Seed, FrameLayout Layout, byte[] Frame)> Frames(int count, int side, int leastDepth)
    {
        for (int seed = 0; seed < count; seed++)
        {
            var random = new Random(seed);
            int Length() => (int)Math.Exp(random.NextDouble() * Math.Log(side + 1));
            int stored = Math.Max(leastDepth, 1 + (seed % 16));
            var layout = new FrameLayout(Length(), Length(), 1 + (seed / 16 % 4), stored <= 8 && random.Next(2) == 0 ? 8 : 16, stored, random.Next(3) == 0);
            yield return (seed, layout, FrameSamples.Make(layout, FrameSamples.Kinds[random.Next(FrameSamples.Kinds.Length)], seed));
        }
    }

    /// <summary>The components of each scan, in any order; or null for all in one.</summary>
    private static int[][]? Order(int components, Random random)
    {
        if (components == 1 || random.Next(2) == 0)
        {
            return null;
        }
        int[] order = Shuffled(components, random);
        int cut = random.Next(1, components);
        return [[.. order[..cut].Order()], [.. order[cut..].Order()]];
    }

    private static int[] Shuffled(int count, Random random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return order;
    }

    /// <summary>Codes a frame with runs and literals parted at random, over the ends of rows, with bytes that do nothing (PS3.5 Annex G.3).</summary>
    private static byte[] RunLengths(in FrameLayout layout, byte[] frame, Random random)
    {
        int cell = layout.BitsAllocated / 8;
        int segments = layout.SamplesPerPixel * cell;
        var stream = new List<byte>(new byte[64]);
        byte[] header = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(header, segments);
        for (int segment = 0; segment < segments; segment++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4 + (4 * segment)), stream.Count);
            int first = (segment / cell * cell) + cell - 1 - (segment % cell);
            byte[] plane = [.. Enumerable.Range(0, frame.Length / segments).Select(i => frame[first + (i * segments)])];
            for (int at = 0; at < plane.Length;)
            {
                int most = Math.Min(random.Next(1, 129), plane.Length - at);
                int run = plane.AsSpan(at, most).IndexOfAnyExcept(plane[at]);
                run = run < 0 ? most : run;
                if (random.Next(10) == 0)
                {
                    stream.Add(0x80);
                }
                if (run > 1)
                {
                    stream.AddRange([(byte)(1 - run), plane[at]]);
                    at += run;
                    continue;
                }
                stream.Add((byte)(most - 1));
                stream.AddRange(plane.AsSpan(at, most));
                at += most;
            }
            if ((stream.Count & 1) != 0)
            {
                stream.Add(0);
            }
        }
        header.CopyTo(CollectionsMarshal.AsSpan(stream));
        return [.. stream];
    }
}
