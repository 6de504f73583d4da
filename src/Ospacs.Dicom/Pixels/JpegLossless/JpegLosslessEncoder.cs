using System.Buffers;
using System.Runtime.InteropServices;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>Encodes frames with the first predictor in one scan: once over the frame to count differences, once to write them.</summary>
internal static class JpegLosslessEncoder
{
    // A code has 16 bits at most and a difference 15 more.
    private const int MostBytesPerSample = 4;

    internal static void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output)
    {
        int precision = SampleCells.PrecisionOf(samples, layout);
        int rowSamples = layout.Columns * layout.SamplesPerPixel;
        ushort[] rows = ArrayPool<ushort>.Shared.Rent(2 * rowSamples);
        byte[] bits = ArrayPool<byte>.Shared.Rent((rowSamples * MostBytesPerSample) + (2 * sizeof(ulong)));
        try
        {
            Span<ushort> row = rows.AsSpan(0, rowSamples);
            Span<ushort> differences = rows.AsSpan(rowSamples, rowSamples);
            DifferenceCodes codes = Count(samples, layout, precision, row, differences);
            long written = WriteHeader(layout, precision, codes, output);
            var writer = new DifferenceWriter(codes);
            var predictor = new LeftDifferences(samples, layout, precision);
            for (int y = 0; y < layout.Rows; y++)
            {
                predictor.Next(row, differences);
                written += Stuff(bits.AsSpan(0, writer.Write(differences, bits)), output);
            }
            written += Stuff(bits.AsSpan(0, writer.Finish(bits)), output);
            // A marker may begin with more than one 255, which makes the length even.
            output.Write((written & 1) == 0 ? [0xFF, 0xD9] : [0xFF, 0xFF, 0xD9]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bits);
            ArrayPool<ushort>.Shared.Return(rows);
        }
    }

    private static DifferenceCodes Count(ReadOnlySpan<byte> samples, in FrameLayout layout, int precision, Span<ushort> row, Span<ushort> differences)
    {
        Span<long> frequencies = stackalloc long[DifferenceCodes.Sizes];
        frequencies.Clear();
        var predictor = new LeftDifferences(samples, layout, precision);
        for (int y = 0; y < layout.Rows; y++)
        {
            predictor.Next(row, differences);
            DifferenceCounts.Add(differences, frequencies);
        }
        return new DifferenceCodes(frequencies);
    }

    private static int WriteHeader(in FrameLayout layout, int precision, DifferenceCodes codes, IBufferWriter<byte> output)
    {
        int components = layout.SamplesPerPixel;
        Span<byte> header = stackalloc byte[2 + 10 + (3 * 4) + 4 + 17 + DifferenceCodes.Sizes + 8 + (2 * 4)];
        int length = 0;
        Put(header, ref length, [0xFF, 0xD8, 0xFF, 0xC3, 0, (byte)(8 + (3 * components)), (byte)precision]);
        Put(header, ref length, [(byte)(layout.Rows >> 8), (byte)layout.Rows, (byte)(layout.Columns >> 8), (byte)layout.Columns, (byte)components]);
        for (int component = 1; component <= components; component++)
        {
            Put(header, ref length, [(byte)component, 0x11, 0]);
        }
        Put(header, ref length, [0xFF, 0xC4, 0, (byte)(19 + codes.Symbols.Count), 0]);
        Put(header, ref length, codes.Counts);
        Put(header, ref length, CollectionsMarshal.AsSpan(codes.Symbols));
        Put(header, ref length, [0xFF, 0xDA, 0, (byte)(6 + (2 * components)), (byte)components]);
        for (int component = 1; component <= components; component++)
        {
            Put(header, ref length, [(byte)component, 0]);
        }
        // The first predictor, and no point transform.
        Put(header, ref length, [1, 0, 0]);
        output.Write(header[..length]);
        return length;

        static void Put(Span<byte> header, ref int length, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(header[length..]);
            length += bytes.Length;
        }
    }

    private static int Stuff(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        int length = 0;
        while (bytes.Length > 0)
        {
            const int Piece = 16 << 10;
            int count = Math.Min(bytes.Length, Piece);
            int stuffed = JpegBytes.Stuff(bytes[..count], output.GetSpan(2 * count));
            output.Advance(stuffed);
            length += stuffed;
            bytes = bytes[count..];
        }
        return length;
    }
}
