using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>
/// Encodes lines without loss (ISO 14495-1 Annex A; Annex B for several components). As nothing is lost, all samples around one are known
/// before it is coded: contexts and predictions of a whole line are worked out ahead.
/// </summary>
internal static class JpegLsLineEncoder
{
    /// <summary>Encodes the lines of one component, or of several whose samples alternate.</summary>
    /// <param name="state">The state, its lines filled.</param>
    /// <param name="predictions">Room for predictions: as much as the lines take.</param>
    /// <param name="writer">The coded data.</param>
    internal static void EncodeLine(JpegLsState state, Span<ushort> predictions, ref JpegLsWriter writer)
    {
        int components = state.Components;
        JpegLsPresets presets = state.Presets;
        int stride = state.Line(0).Length;
        for (int component = 0; component < components; component++)
        {
            JpegLsGradients.FromBoth(state.Above(component), state.Line(component), state.Columns, presets, state.Known(component), predictions.Slice(component * stride, stride));
        }
        ref ushort line = ref Unsafe.Add(ref MemoryMarshal.GetReference(state.Line(0)), 1);
        ref short chosen = ref MemoryMarshal.GetReference(state.Known(0));
        ref ushort predicted = ref MemoryMarshal.GetReference(predictions);
        ref JpegLsContext contexts = ref MemoryMarshal.GetReference(state.Contexts);
        int shift = 32 - presets.ErrorBits;
        int maximum = presets.MaximumValue;
        int reset = presets.Reset;
        int longestPrefix = state.LongestPrefix;
        int wholeBits = presets.ErrorBits;
        ulong bits = writer.Bits;
        int count = writer.Count;
        int length = writer.Length;
        for (nint x = 0; x < state.Columns;)
        {
            nint at = x;
            int any = 0;
            for (nint component = 0; component < components; component++, at += stride)
            {
                int context = Unsafe.Add(ref chosen, at);
                any |= context;
            }
            if (any == 0)
            {
                writer.Bits = bits;
                writer.Count = count;
                writer.Length = length;
                x = EncodeRun(state, (int)x + 1, ref writer) - 1;
                bits = writer.Bits;
                count = writer.Count;
                length = writer.Length;
                continue;
            }
            at = x;
            for (nint component = 0; component < components; component++, at += stride)
            {
                int context = Unsafe.Add(ref chosen, at);
                int sign = context >> 31;
                ref JpegLsContext here = ref Unsafe.Add(ref contexts, (nint)((context ^ sign) - sign));
                int prediction = Unsafe.Add(ref predicted, at) + ((here.Correction ^ sign) - sign);
                prediction &= ~(prediction >> 31);
                int excess = maximum - prediction;
                prediction += excess & (excess >> 31);
                int error = Unsafe.Add(ref line, at) - prediction;
                // The error wraps round in its bits (section A.4.5).
                error = ((error ^ sign) - sign) << shift >> shift;
                int turned = error ^ here.Inversion;
                int mapped = (turned << 1) ^ (turned >> 31);
                int lowBits = here.Bits;
                int zeros = mapped >> lowBits;
                int size = zeros + 1 + lowBits;
                if (size <= JpegLsWriter.AtOnce && zeros < longestPrefix)
                {
                    writer.Write((uint)mapped - ((uint)(zeros - 1) << lowBits), size, ref bits, ref count, ref length);
                }
                else
                {
                    writer.Bits = bits;
                    writer.Count = count;
                    writer.Length = length;
                    writer.WriteCode(mapped, lowBits, longestPrefix, wholeBits);
                    bits = writer.Bits;
                    count = writer.Count;
                    length = writer.Length;
                }
                here.Update(error, 1, reset);
            }
            x++;
        }
        writer.Bits = bits;
        writer.Count = count;
        writer.Length = length;
    }

    /// <summary>Encodes a run and the sample that interrupts it (section A.7), and gives the place behind.</summary>
    private static int EncodeRun(JpegLsState state, int x, ref JpegLsWriter writer)
    {
        int run = state.Columns + 1 - x;
        for (int component = 0; component < state.Components && run > 0; component++)
        {
            ReadOnlySpan<ushort> line = state.Line(component);
            int end = line.Slice(x, run).IndexOfAnyExcept(line[x - 1]);
            run = end < 0 ? run : end;
        }
        ref int index = ref state.RunIndexes[0];
        int left = run;
        while (left >= 1 << JpegLsState.RunBits[index])
        {
            left -= 1 << JpegLsState.RunBits[index];
            index += index < JpegLsState.RunBits.Length - 1 ? 1 : 0;
            writer.Write(1, 1);
        }
        x += run;
        if (x > state.Columns)
        {
            if (left > 0)
            {
                writer.Write(1, 1);
            }
            return x;
        }
        // A zero, and the rest of the run.
        writer.Write((uint)left, 1 + JpegLsState.RunBits[index]);
        for (int component = 0; component < state.Components; component++)
        {
            EncodeInterruption(state, component, x, index, ref writer);
        }
        index -= index > 0 ? 1 : 0;
        return x + 1;
    }

    private static void EncodeInterruption(JpegLsState state, int component, int x, int index, ref JpegLsWriter writer)
    {
        JpegLsPresets presets = state.Presets;
        int a = state.Line(component)[x - 1];
        int b = state.Above(component)[x];
        int sample = state.Line(component)[x];
        // Where samples alternate there is but the one kind.
        int type = state.Components == 1 && a == b ? 1 : 0;
        int error = type == 1 ? sample - a : a > b ? b - sample : sample - b;
        int shift = 32 - presets.ErrorBits;
        error = error << shift >> shift;
        ref JpegLsRunContext context = ref state.RunContexts[type];
        int lowBits = context.Bits;
        int mapped = context.Map(error, lowBits);
        writer.WriteCode(mapped, lowBits, state.LongestPrefix - JpegLsState.RunBits[index] - 1, presets.ErrorBits);
        context.Update(error, mapped, presets.Reset);
    }
}
