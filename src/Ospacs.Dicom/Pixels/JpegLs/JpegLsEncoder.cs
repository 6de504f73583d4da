using System.Buffers;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>Encodes frames without loss, in one scan and with the standard's own presets.</summary>
internal static class JpegLsEncoder
{
    internal static void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output)
    {
        int precision = SampleCells.PrecisionOf(samples, layout);
        JpegLsPresets.TryComplete(precision, 0, default, out JpegLsPresets presets);
        int components = layout.SamplesPerPixel;
        int rowLength = JpegLsRows.ScratchOf(layout);
        using var state = new JpegLsState(presets, layout.Columns, components);
        int stride = state.Line(0).Length;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(rowLength);
        ushort[] predictions = ArrayPool<ushort>.Shared.Rent(components * stride);
        // No code has more bits than a long number, and a run no more than one a sample besides.
        byte[] coded = ArrayPool<byte>.Shared.Rent((layout.Columns * components * (sizeof(ulong) + 1)) + (4 * sizeof(ulong)));
        try
        {
            long written = WriteHeader(layout, precision, output);
            var writer = new JpegLsWriter(coded);
            var stuffer = default(BitStuffer);
            for (int y = 0; y < layout.Rows; y++)
            {
                state.BeginLine();
                JpegLsRows.Load(samples.Slice(y * rowLength, rowLength), layout, state, scratch);
                JpegLsLineEncoder.EncodeLine(state, predictions, ref writer);
                written += stuffer.Add(coded.AsSpan(0, writer.Take()), output);
            }
            written += stuffer.Finish(writer.Bits, writer.Count, output);
            // A marker may begin with more than one 255, which makes the length even.
            output.Write((written & 1) == 0 ? [0xFF, 0xD9] : [0xFF, 0xFF, 0xD9]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(coded);
            ArrayPool<ushort>.Shared.Return(predictions);
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    private static int WriteHeader(in FrameLayout layout, int precision, IBufferWriter<byte> output)
    {
        int components = layout.SamplesPerPixel;
        Span<byte> header = stackalloc byte[2 + 10 + (3 * 4) + 8 + (2 * 4)];
        int length = 0;
        Put(header, ref length, [0xFF, 0xD8, 0xFF, 0xF7, 0, (byte)(8 + (3 * components)), (byte)precision]);
        Put(header, ref length, [(byte)(layout.Rows >> 8), (byte)layout.Rows, (byte)(layout.Columns >> 8), (byte)layout.Columns, (byte)components]);
        for (int component = 1; component <= components; component++)
        {
            Put(header, ref length, [(byte)component, 0x11, 0]);
        }
        Put(header, ref length, [0xFF, 0xDA, 0, (byte)(6 + (2 * components)), (byte)components]);
        for (int component = 1; component <= components; component++)
        {
            Put(header, ref length, [(byte)component, 0]);
        }
        Put(header, ref length, [0, (byte)(components == 1 ? JpegLsInterleave.None : JpegLsInterleave.Sample), 0]);
        output.Write(header[..length]);
        return length;

        static void Put(Span<byte> header, ref int length, ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(header[length..]);
            length += bytes.Length;
        }
    }
}
