using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.Rle;

/// <summary>
/// Writes frames as run lengths, a row at a time (PS3.5 section G.3.1 lets no run go on into the next row). Where bytes repeat is first
/// noted in a string of bits, so that runs are found by counting zeros rather than by looking at each byte.
/// </summary>
internal static class RleEncoder
{
    private const int LongestRun = 128;

    internal static void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output)
    {
        int segments = RleHeader.SegmentsOf(layout);
        int bytesPerSample = layout.BitsAllocated / 8;
        int columns = layout.Columns;
        // A code more for every 128 bytes that do not repeat.
        long most = layout.Rows * (long)(columns + ((columns + LongestRun - 1) / LongestRun)) + 1;
        if (most * segments > Array.MaxLength)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "has frames that are too large to be compressed");
        }
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)(most * segments));
        byte[] row = ArrayPool<byte>.Shared.Rent(columns * segments);
        ulong[] repeats = ArrayPool<ulong>.Shared.Rent((columns / 64) + 2);
        try
        {
            Span<int> lengths = stackalloc int[segments];
            lengths.Clear();
            int rowLength = columns * segments;
            for (int y = 0; y < layout.Rows; y++)
            {
                ReadOnlySpan<byte> pixels = samples.Slice(y * rowLength, rowLength);
                if (segments > 1)
                {
                    SampleInterleaving.Deinterleave(pixels, row, columns, segments, columns);
                    pixels = row.AsSpan(0, rowLength);
                }
                for (int segment = 0; segment < segments; segment++)
                {
                    ReadOnlySpan<byte> bytes = pixels.Slice(RleHeader.PositionOf(segment, bytesPerSample) * columns, columns);
                    lengths[segment] += EncodeRow(bytes, repeats, buffer.AsSpan((int)(segment * most) + lengths[segment]));
                }
            }

            for (int segment = 0; segment < segments; segment++)
            {
                // Segments are of even length (PS3.5 section G.4).
                if ((lengths[segment] & 1) != 0)
                {
                    buffer[(int)(segment * most) + lengths[segment]++] = 0;
                }
            }
            RleHeader.Write(output.GetSpan(RleHeader.Length), lengths);
            output.Advance(RleHeader.Length);
            for (int segment = 0; segment < segments; segment++)
            {
                output.Write(buffer.AsSpan((int)(segment * most), lengths[segment]));
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(repeats);
            ArrayPool<byte>.Shared.Return(row);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int EncodeRow(ReadOnlySpan<byte> row, Span<ulong> repeats, Span<byte> target)
    {
        NoteRepeats(row, repeats);
        int at = 0;
        int length = 0;
        while (at < row.Length)
        {
            int run = FirstRun(repeats, at, row.Length);
            length += WriteLiteral(row[at..run], target[length..]);
            if (run == row.Length)
            {
                break;
            }
            int end = FirstChange(repeats, run) + 1;
            while (end - run > 1)
            {
                int count = Math.Min(end - run, LongestRun);
                target[length++] = (byte)(1 - count);
                target[length++] = row[run];
                run += count;
            }
            // A single byte that is left goes with what follows.
            at = run;
        }
        return length;
    }

    private static int WriteLiteral(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        if (bytes.Length == 2 && bytes[0] == bytes[1])
        {
            target[0] = unchecked((byte)-1);
            target[1] = bytes[0];
            return 2;
        }
        int length = 0;
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, LongestRun);
            target[length++] = (byte)(count - 1);
            bytes[..count].CopyTo(target[length..]);
            length += count;
            bytes = bytes[count..];
        }
        return length;
    }

    /// <summary>Notes in bit i whether byte i is followed by one that is equal; the bits behind the row are zero.</summary>
    private static void NoteRepeats(ReadOnlySpan<byte> row, Span<ulong> repeats)
    {
        int words = (row.Length / 64) + 2;
        repeats[..words].Clear();
        int at = 0;
        // The load one byte further on must stay within the row.
        for (; at + 65 <= row.Length; at += 64)
        {
            repeats[at / 64] = Equal(row[at..]) | ((ulong)Equal(row[(at + 32)..]) << 32);
        }
        for (; at < row.Length - 1; at++)
        {
            if (row[at] == row[at + 1])
            {
                repeats[at / 64] |= 1UL << (at & 63);
            }
        }
    }

    private static uint Equal(ReadOnlySpan<byte> bytes) =>
        Vector256.Equals(Vector256.Create(bytes[..32]), Vector256.Create(bytes.Slice(1, 32))).ExtractMostSignificantBits();

    /// <summary>The first place from where at least three bytes are equal, or the row's end.</summary>
    private static int FirstRun(ReadOnlySpan<ulong> repeats, int from, int length)
    {
        int word = from / 64;
        ulong mask = ulong.MaxValue << (from & 63);
        for (; word * 64 < length; word++)
        {
            ulong runs = repeats[word] & ((repeats[word] >> 1) | (repeats[word + 1] << 63)) & mask;
            if (runs != 0)
            {
                return (word * 64) + BitOperations.TrailingZeroCount(runs);
            }
            mask = ulong.MaxValue;
        }
        return length;
    }

    /// <summary>The first place from which on the byte is not followed by an equal one.</summary>
    private static int FirstChange(ReadOnlySpan<ulong> repeats, int from)
    {
        int word = from / 64;
        ulong changes = ~repeats[word] & (ulong.MaxValue << (from & 63));
        while (changes == 0)
        {
            changes = ~repeats[++word];
        }
        return (word * 64) + BitOperations.TrailingZeroCount(changes);
    }
}
