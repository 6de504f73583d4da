using System.Diagnostics;
using System.Globalization;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Codecs;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

/// <summary>
/// Damages streams at random, always the same way for the same seed, and decodes them: every outcome but a frame or a
/// <see cref="PixelException"/> is a bug, and so are a large allocation and a decoder that does not come to an end.
/// Streams and frames end where memory does, so that a load or store beyond them ends the process.
/// With OSPACS_FUZZ_SECONDS set it goes on that long for each decoder, from a seed of its own that it names first (OSPACS_FUZZ_SEED repeats one).
/// </summary>
internal static class CodecFuzz
{
    private const int ShortRun = 3000;
    private const long MostAllocated = 4 << 20;
    private static readonly TimeSpan LongestDecode = TimeSpan.FromSeconds(5);

    /// <summary>Fuzzes a decoder.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="streams">Sound streams to begin with, each with its layout.</param>
    internal static void Run(IFrameCodec codec, IReadOnlyList<(FrameLayout Layout, byte[] Stream)> streams)
    {
        double seconds = Number("OSPACS_FUZZ_SECONDS") ?? 0;
        int first = (int)(Number("OSPACS_FUZZ_SEED") ?? (seconds > 0 ? Environment.TickCount & 0x3FFFFFFF : 1));
        if (seconds > 0)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{codec.GetType().Name}: {seconds} s from seed {first}"));
        }
        // Before a frame stand bytes that must stay.
        const int Guard = 256;
        int longest = 2 * streams.Max(s => s.Layout.FrameLength);
        using var frames = new GuardedBytes(Guard + longest);
        using var inputs = new GuardedBytes(64 * streams.Max(s => s.Stream.Length));
        TimeSpan slowest = TimeSpan.Zero;
        long rounds = 0;
        int decoded = 0;
        (int Seed, long Began) current = (first, Spent().Ticks);
        // A decoder that goes round in circles never comes to the check below.
        using var watch = new Timer(_ =>
        {
            if (Spent().Ticks - Volatile.Read(ref current.Began) > 3 * LongestDecode.Ticks)
            {
                Environment.FailFast(string.Create(CultureInfo.InvariantCulture, $"{codec.GetType().Name}: seed {Volatile.Read(ref current.Seed)} does not come to an end."));
            }
        }, null, LongestDecode, LongestDecode);
        var clock = Stopwatch.StartNew();
        for (int seed = first; seconds > 0 ? clock.Elapsed.TotalSeconds < seconds : rounds < ShortRun; seed = unchecked(seed + 1), rounds++)
        {
            var random = new Random(seed);
            (FrameLayout layout, byte[] stream) = streams[random.Next(streams.Count)];
            byte[] damaged = Damage(stream, streams[random.Next(streams.Count)].Stream, random);
            if (random.Next(20) == 0)
            {
                layout = layout with { Rows = Math.Max(1, layout.Rows + random.Next(-1, 2)), SamplesPerPixel = random.Next(1, 4), IsSigned = random.Next(2) == 0 };
                if (layout.FrameLength > longest)
                {
                    continue;
                }
            }
            int length = layout.FrameLength;
            Span<byte> samples = frames.Last(Guard + length);
            samples.Fill(0x5A);
            Span<byte> input = inputs.Last(damaged.Length);
            damaged.CopyTo(input);
            long before = GC.GetAllocatedBytesForCurrentThread();
            TimeSpan began = Spent();
            Volatile.Write(ref current.Seed, seed);
            Volatile.Write(ref current.Began, began.Ticks);
            try
            {
                codec.Decode(input, layout, samples[Guard..]);
                decoded++;
            }
            catch (PixelException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"Seed {seed}: {e}"));
            }
            TimeSpan took = Spent() - began;
            slowest = took > slowest ? took : slowest;
            Assert.True(took < LongestDecode, string.Create(CultureInfo.InvariantCulture, $"Seed {seed} took long."));
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < MostAllocated, string.Create(CultureInfo.InvariantCulture, $"Seed {seed} allocated {allocated} bytes."));
            Assert.True(samples[..Guard].IndexOfAnyExcept((byte)0x5A) < 0, string.Create(CultureInfo.InvariantCulture, $"Seed {seed} wrote before the frame."));
        }
        string result = string.Create(CultureInfo.InvariantCulture, $"{codec.GetType().Name}: {rounds} streams from seed {first}, {decoded} of them decoded, in {clock.Elapsed.TotalSeconds:F0} s, the slowest in {slowest.TotalMilliseconds:F0} ms.");
        TestContext.Current.TestOutputHelper?.WriteLine(result);
        if (seconds > 0)
        {
            Console.Error.WriteLine(result);
        }
    }

    /// <summary>Processor time, which a loaded machine does not make longer.</summary>
    private static TimeSpan Spent() => Environment.CpuUsage.TotalTime;

    private static byte[] Damage(byte[] stream, byte[] other, Random random)
    {
        byte[] bytes = (byte[])stream.Clone();
        // Most damage is done where headers are; entropy-coded data is harder to break in a new way.
        int reach = random.Next(3) == 0 ? bytes.Length : Math.Min(bytes.Length, 200);
        int count = 1 << random.Next(6);
        // Some lose little, far inside, so that they are read to where the damage is and past it.
        if (random.Next(4) == 0)
        {
            (reach, count) = (bytes.Length, 1 + random.Next(2));
        }
        for (; count > 0 && bytes.Length > 0; count--)
        {
            int at = random.Next(Math.Min(reach, bytes.Length));
            switch (random.Next(9))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = random.Next(3) switch { 0 => 0, 1 => 0xFF, _ => 0x7F };
                    break;
                case 3:
                    bytes = bytes[..random.Next(bytes.Length + 1)];
                    break;
                case 4:
                    int cut = random.Next(at, Math.Min(bytes.Length, at + 40) + 1);
                    bytes = [.. bytes[..at], .. bytes[cut..]];
                    break;
                case 5:
                    int again = random.Next(at, Math.Min(bytes.Length, at + 40) + 1);
                    bytes = [.. bytes[..again], .. bytes[at..]];
                    break;
                case 6:
                    int from = random.Next(other.Length);
                    other.AsSpan(from, Math.Min(random.Next(64), Math.Min(other.Length - from, bytes.Length - at))).CopyTo(bytes.AsSpan(at));
                    break;
                case 7:
                    bytes.AsSpan(at, Math.Min(random.Next(300), bytes.Length - at)).Fill((byte)(random.Next(2) * 255));
                    break;
                default:
                    random.NextBytes(bytes.AsSpan(at, Math.Min(random.Next(16), bytes.Length - at)));
                    break;
            }
        }
        return bytes;
    }

    private static double? Number(string variable) =>
        double.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
