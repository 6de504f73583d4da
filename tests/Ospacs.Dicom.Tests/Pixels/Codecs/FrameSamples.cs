using System.Buffers;
using System.Buffers.Binary;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Tests.Pixels.Codecs;

/// <summary>What a synthetic frame shows.</summary>
public enum FrameKind
{
    /// <summary>Every sample at random.</summary>
    Noise,
    /// <summary>Black around a sector of smooth tissue with speckle, a grey wedge and something like letters.</summary>
    Ultrasound,
    /// <summary>One value.</summary>
    Constant,
    /// <summary>Only the lowest and the highest value, by turns and in blocks.</summary>
    Extremes,
    /// <summary>Slopes, which wrap round.</summary>
    Slopes,
    /// <summary>One value, and here and there another one.</summary>
    Sparse,
}

/// <summary>Synthetic frames.</summary>
internal static class FrameSamples
{
    internal static readonly FrameKind[] Kinds = Enum.GetValues<FrameKind>();

    /// <summary>A frame in the cells of its layout, signed numbers extended over them.</summary>
    internal static byte[] Make(in FrameLayout layout, FrameKind kind, int seed)
    {
        var random = new Random(seed);
        long highest = (1L << layout.BitsStored) - 1;
        int bytes = layout.BitsAllocated / 8;
        byte[] frame = new byte[layout.FrameLength];
        long constant = random.NextInt64(highest + 1);
        double smooth = 0;
        Span<byte> wide = stackalloc byte[8];
        for (int y = 0; y < layout.Rows; y++)
        {
            for (int x = 0; x < layout.Columns; x++)
            {
                smooth = (0.7 * smooth) + (0.3 * random.NextDouble());
                for (int sample = 0; sample < layout.SamplesPerPixel; sample++)
                {
                    long value = kind switch
                    {
                        FrameKind.Noise => random.NextInt64(highest + 1),
                        FrameKind.Constant => constant,
                        FrameKind.Extremes => (x ^ (y / 3) ^ (x / 7)) % 2 == 0 ? 0 : highest,
                        FrameKind.Slopes => ((x * (3L + sample)) + (y * 5L)) & highest,
                        FrameKind.Sparse => random.Next(40) == 0 ? random.NextInt64(highest + 1) : constant,
                        _ => Ultrasound(layout, x, y, sample, smooth, random, highest),
                    };
                    if (layout.IsSigned && (value & (1L << (layout.BitsStored - 1))) != 0)
                    {
                        value -= 1L << layout.BitsStored;
                    }
                    Span<byte> cell = frame.AsSpan(((((y * layout.Columns) + x) * layout.SamplesPerPixel) + sample) * bytes, bytes);
                    BinaryPrimitives.WriteInt64LittleEndian(wide, value);
                    wide[..bytes].CopyTo(cell);
                }
            }
        }
        return frame;
    }

    /// <summary>What a codec makes of a frame.</summary>
    internal static byte[] Encode(IFrameCodec codec, in FrameLayout layout, byte[] frame)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Encode(frame, layout, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>What a codec reads from a stream.</summary>
    internal static byte[] Decode(IFrameCodec codec, in FrameLayout layout, ReadOnlySpan<byte> stream)
    {
        byte[] frame = new byte[layout.FrameLength];
        // What stands there before must not shine through.
        Array.Fill(frame, (byte)0xA5);
        codec.Decode(stream, layout, frame);
        return frame;
    }

    /// <summary>The samples of cells of 8 or 16 bits, as unsigned numbers of the bits stored.</summary>
    internal static int[] Stored(in FrameLayout layout, byte[] frame)
    {
        int[] numbers = new int[frame.Length / (layout.BitsAllocated / 8)];
        for (int i = 0; i < numbers.Length; i++)
        {
            int cell = layout.BitsAllocated == 8 ? frame[i] : BinaryPrimitives.ReadUInt16LittleEndian(frame.AsSpan(2 * i));
            numbers[i] = cell & ((1 << layout.BitsStored) - 1);
        }
        return numbers;
    }

    /// <summary>By how many levels two frames in cells of 8 or 16 bits differ at most.</summary>
    internal static int Difference(in FrameLayout layout, byte[] first, byte[] second)
    {
        if (first.AsSpan().SequenceEqual(second))
        {
            return 0;
        }
        return first.Length != second.Length ? int.MaxValue : Stored(layout, first).Zip(Stored(layout, second)).Max(pair => Math.Abs(pair.First - pair.Second));
    }

    private static long Ultrasound(in FrameLayout layout, int x, int y, int sample, double smooth, Random random, long highest)
    {
        double dx = x - (layout.Columns / 2.0);
        double dy = y + (layout.Rows * 0.1);
        double radius = Math.Sqrt((dx * dx) + (dy * dy));
        if (y < layout.Rows / 12 && x < layout.Columns / 2)
        {
            return ((x / 3) ^ (y / 2)) % 5 == 0 ? highest : 0;
        }
        if (x > layout.Columns * 0.95)
        {
            return highest * y / layout.Rows;
        }
        if (Math.Abs(dx) > dy * 0.7 || radius > layout.Rows)
        {
            return 0;
        }
        double tissue = (0.45 + (0.3 * Math.Sin(radius / 23) * Math.Cos(dx / 31))) * (0.5 + smooth);
        double tint = random.Next(300) == 0 ? 0.1 * sample : 0;
        return (long)(Math.Clamp(tissue + tint, 0, 1) * highest);
    }
}
