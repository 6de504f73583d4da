using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>How a prediction error becomes a sample: a type a way, so that the loops are compiled for each.</summary>
internal interface IJpegLsRestoration
{
    /// <summary>What one unit of a coded error stands for, given how far samples may be off.</summary>
    static abstract int Scale(int near);

    /// <summary>The sample.</summary>
    /// <param name="prediction">The prediction.</param>
    /// <param name="error">The error as it was coded, its sign set right.</param>
    /// <param name="presets">The parameters.</param>
    static abstract int Restore(int prediction, int error, in JpegLsPresets presets);
}

/// <summary>Samples of all values that some number of bits can hold, without loss: errors wrap round in those bits.</summary>
internal readonly struct ExactRestoration : IJpegLsRestoration
{
    public static int Scale(int near) => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Restore(int prediction, int error, in JpegLsPresets presets) => (prediction + error) & presets.MaximumValue;
}

/// <summary>Every other case (ISO 14495-1 section A.4.4).</summary>
internal readonly struct GeneralRestoration : IJpegLsRestoration
{
    public static int Scale(int near) => (2 * near) + 1;

    public static int Restore(int prediction, int error, in JpegLsPresets presets)
    {
        int scale = (2 * presets.Near) + 1;
        int sample = prediction + (error * scale);
        if (sample < -presets.Near)
        {
            sample += presets.Range * scale;
        }
        else if (sample > presets.MaximumValue + presets.Near)
        {
            sample -= presets.Range * scale;
        }
        return Math.Clamp(sample, 0, presets.MaximumValue);
    }
}

/// <summary>Decodes lines (ISO 14495-1 Annex A; Annex B for several components).</summary>
internal static class JpegLsLineDecoder<TRestoration> where TRestoration : struct, IJpegLsRestoration
{
    /// <summary>Decodes a line of one component.</summary>
    /// <param name="state">The state; its line is filled.</param>
    /// <param name="component">The component.</param>
    /// <param name="levels">Levels of the third gradient.</param>
    /// <param name="reader">The coded data.</param>
    internal static void DecodeLine(JpegLsState state, int component, ReadOnlySpan<sbyte> levels, ref JpegLsReader reader)
    {
        JpegLsPresets presets = state.Presets;
        JpegLsGradients.FromAbove(state.Above(component), state.Columns, presets, state.Known(component));
        ref ushort line = ref MemoryMarshal.GetReference(state.Line(component));
        ref ushort above = ref MemoryMarshal.GetReference(state.Above(component));
        ref short known = ref MemoryMarshal.GetReference(state.Known(component));
        ref sbyte middle = ref Unsafe.Add(ref MemoryMarshal.GetReference(levels), presets.MaximumValue);
        ref JpegLsContext contexts = ref MemoryMarshal.GetReference(state.Contexts);
        var sampler = new Sampler(state);
        ulong bits = reader.Bits;
        int count = reader.Count;
        int position = reader.Position;
        nint columns = state.Columns;
        int a = line;
        int c = above;
        for (nint x = 1; x <= columns;)
        {
            int b = Unsafe.Add(ref above, x);
            int context = Unsafe.Add(ref known, x - 1) + Unsafe.Add(ref middle, c - a);
            if (context != 0)
            {
                a = sampler.Decode(ref contexts, context, a, b, c, ref bits, ref count, ref position, ref reader);
                Unsafe.Add(ref line, x) = (ushort)a;
                c = b;
                x++;
                continue;
            }
            reader.Bits = bits;
            reader.Count = count;
            reader.Position = position;
            x = DecodeRun(state, component, (int)x, ref reader);
            bits = reader.Bits;
            count = reader.Count;
            position = reader.Position;
            a = Unsafe.Add(ref line, x - 1);
            c = Unsafe.Add(ref above, x - 1);
        }
        reader.Bits = bits;
        reader.Count = count;
        reader.Position = position;
    }

    /// <summary>Decodes a line of several components whose samples alternate.</summary>
    /// <param name="state">The state; its lines are filled.</param>
    /// <param name="levels">Levels of the third gradient.</param>
    /// <param name="reader">The coded data.</param>
    internal static void DecodePixels(JpegLsState state, ReadOnlySpan<sbyte> levels, ref JpegLsReader reader)
    {
        JpegLsPresets presets = state.Presets;
        int components = state.Components;
        for (int component = 0; component < components; component++)
        {
            JpegLsGradients.FromAbove(state.Above(component), state.Columns, presets, state.Known(component));
        }
        nint stride = state.Line(0).Length;
        ref ushort line = ref MemoryMarshal.GetReference(state.Line(0));
        ref ushort above = ref MemoryMarshal.GetReference(state.Above(0));
        ref short known = ref MemoryMarshal.GetReference(state.Known(0));
        ref sbyte middle = ref Unsafe.Add(ref MemoryMarshal.GetReference(levels), presets.MaximumValue);
        ref JpegLsContext contexts = ref MemoryMarshal.GetReference(state.Contexts);
        var sampler = new Sampler(state);
        ulong bits = reader.Bits;
        int count = reader.Count;
        int position = reader.Position;
        nint columns = state.Columns;
        Span<int> chosen = stackalloc int[4];
        ref int context = ref MemoryMarshal.GetReference(chosen);
        for (nint x = 1; x <= columns;)
        {
            int any = 0;
            for (nint component = 0, at = x; component < components; component++, at += stride)
            {
                int found = Unsafe.Add(ref known, at - 1) + Unsafe.Add(ref middle, Unsafe.Add(ref above, at - 1) - Unsafe.Add(ref line, at - 1));
                Unsafe.Add(ref context, component) = found;
                any |= found;
            }
            if (any != 0)
            {
                for (nint component = 0, at = x; component < components; component++, at += stride)
                {
                    Unsafe.Add(ref line, at) = (ushort)sampler.Decode(ref contexts, Unsafe.Add(ref context, component), Unsafe.Add(ref line, at - 1), Unsafe.Add(ref above, at), Unsafe.Add(ref above, at - 1), ref bits, ref count, ref position, ref reader);
                }
                x++;
                continue;
            }
            reader.Bits = bits;
            reader.Count = count;
            reader.Position = position;
            x = DecodePixelRun(state, (int)x, ref reader);
            bits = reader.Bits;
            count = reader.Count;
            position = reader.Position;
        }
        reader.Bits = bits;
        reader.Count = count;
        reader.Position = position;
    }

    /// <summary>Decodes a run and the sample that interrupts it (section A.7), and gives the place behind.</summary>
    private static int DecodeRun(JpegLsState state, int component, int x, ref JpegLsReader reader)
    {
        Span<ushort> line = state.Line(component);
        ref int index = ref state.RunIndexes[component];
        int run = ReadRun(state.Columns + 1 - x, ref index, ref reader);
        ushort a = line[x - 1];
        line.Slice(x, run).Fill(a);
        x += run;
        if (x > state.Columns)
        {
            return x;
        }
        int b = state.Above(component)[x];
        JpegLsPresets presets = state.Presets;
        int type = Math.Abs(a - b) <= presets.Near ? 1 : 0;
        int error = ReadInterruption(state, type, index, ref reader);
        line[x] = (ushort)TRestoration.Restore(type == 1 ? a : b, type == 0 && a > b ? -error : error, presets);
        index -= index > 0 ? 1 : 0;
        return x + 1;
    }

    /// <summary>The same where samples alternate: a run is one of all components, and each has an interrupting sample of the first kind.</summary>
    private static int DecodePixelRun(JpegLsState state, int x, ref JpegLsReader reader)
    {
        ref int index = ref state.RunIndexes[0];
        int run = ReadRun(state.Columns + 1 - x, ref index, ref reader);
        for (int component = 0; component < state.Components; component++)
        {
            Span<ushort> line = state.Line(component);
            line.Slice(x, run).Fill(line[x - 1]);
        }
        x += run;
        if (x > state.Columns)
        {
            return x;
        }
        JpegLsPresets presets = state.Presets;
        for (int component = 0; component < state.Components; component++)
        {
            Span<ushort> line = state.Line(component);
            int b = state.Above(component)[x];
            int error = ReadInterruption(state, 0, index, ref reader);
            line[x] = (ushort)TRestoration.Restore(b, line[x - 1] > b ? -error : error, presets);
        }
        index -= index > 0 ? 1 : 0;
        return x + 1;
    }

    private static int ReadRun(int most, ref int index, ref JpegLsReader reader)
    {
        int run = 0;
        int ones;
        do
        {
            ones = reader.PeekOnes();
            for (int one = 1; one <= ones; one++)
            {
                // A one stands for as many samples as the index says, or for the rest of the line.
                int length = 1 << JpegLsState.RunBits[index];
                if (length <= most - run)
                {
                    index += index < JpegLsState.RunBits.Length - 1 ? 1 : 0;
                }
                run = Math.Min(run + length, most);
                if (run == most)
                {
                    reader.Skip(one);
                    return most;
                }
            }
            reader.Skip(ones);
        }
        while (ones == JpegLsReader.Filled);
        run += reader.Read(1 + JpegLsState.RunBits[index]);
        return run < most ? run : throw JpegLsHeader.Damaged("holds a frame with a run that is longer than its line");
    }

    private static int ReadInterruption(JpegLsState state, int type, int index, ref JpegLsReader reader)
    {
        ref JpegLsRunContext context = ref state.RunContexts[type];
        JpegLsPresets presets = state.Presets;
        int lowBits = context.Bits;
        int mapped = reader.ReadCode(lowBits, state.LongestPrefix - JpegLsState.RunBits[index] - 1, presets.ErrorBits);
        if ((uint)mapped > (uint)presets.Range)
        {
            throw JpegLsHeader.Damaged("holds a frame with an error that is out of range");
        }
        int error = context.Unmap(mapped, lowBits);
        context.Update(error, mapped, presets.Reset);
        return error;
    }

    /// <summary>Decodes samples outside runs (sections A.4 to A.6).</summary>
    private readonly ref struct Sampler(JpegLsState state)
    {
        private readonly JpegLsPresets _presets = state.Presets;
        private readonly int _range = state.Presets.Range;
        private readonly int _errorBits = state.Presets.ErrorBits;
        private readonly int _longestPrefix = state.LongestPrefix;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal int Decode(ref JpegLsContext contexts, int context, int a, int b, int c, ref ulong bits, ref int count, ref int position, ref JpegLsReader reader)
        {
            // A context below zero is the mirror image of the one above, and its errors have the other sign.
            int sign = context >> 31;
            ref JpegLsContext here = ref Unsafe.Add(ref contexts, (nint)((context ^ sign) - sign));
            if (count < 32)
            {
                reader.Fill(ref bits, ref count, ref position);
            }

            // The median of a, b and a + b - c, corrected.
            int difference = (a - b) & ((a - b) >> 31);
            int least = b + difference;
            int most = a - difference;
            int beyond = c - least;
            beyond = least + (beyond & ~(beyond >> 31)) - most;
            int prediction = least - (beyond & (beyond >> 31)) + ((here.Correction ^ sign) - sign);
            prediction &= ~(prediction >> 31);
            int excess = _presets.MaximumValue - prediction;
            prediction += excess & (excess >> 31);

            int lowBits = here.Bits;
            int zeros = BitOperations.LeadingZeroCount(bits);
            int used = zeros + 1 + lowBits;
            int mapped;
            if (used <= count && zeros < _longestPrefix)
            {
                mapped = (int)((bits << zeros) >> (63 - lowBits)) + ((zeros - 1) << lowBits);
                bits <<= used;
                count -= used;
            }
            else
            {
                reader.Bits = bits;
                reader.Count = count;
                reader.Position = position;
                mapped = reader.ReadCode(lowBits, _longestPrefix, _errorBits);
                bits = reader.Bits;
                count = reader.Count;
                position = reader.Position;
            }
            if ((uint)mapped > (uint)_range)
            {
                ThrowRange();
            }
            int error = (mapped >> 1) ^ -(mapped & 1) ^ here.Inversion;
            here.Update(error, TRestoration.Scale(_presets.Near), _presets.Reset);
            return TRestoration.Restore(prediction, (error ^ sign) - sign, _presets);
        }

        private static void ThrowRange() => throw JpegLsHeader.Damaged("holds a frame with an error that is out of range");
    }
}
