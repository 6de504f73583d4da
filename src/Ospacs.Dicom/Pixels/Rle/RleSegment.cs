using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ospacs.Dicom.Pixels.Rle;

/// <summary>Expands a segment's runs (PS3.5 section G.3).</summary>
internal static class RleSegment
{
    /// <summary>The room that a run of the greatest length can take, its code included, when it is copied in whole steps.</summary>
    internal const int Margin = 1 + LongestRun + Step;

    private const int LongestRun = 128;
    private const int Step = 32;

    /// <summary>Expands whole runs until at least some number of bytes is there.</summary>
    /// <param name="bytes">The segment, or what is left of it.</param>
    /// <param name="target">Where they go; a run that does not fit it is damage.</param>
    /// <param name="done">Bytes that are there; afterwards, a run's rest more than wanted at most.</param>
    /// <param name="wanted">When to stop.</param>
    /// <returns>How much of the segment was used.</returns>
    internal static int Expand(ReadOnlySpan<byte> bytes, Span<byte> target, ref int done, int wanted)
    {
        int at = ExpandFast(bytes, target, ref done, wanted);
        while (done < wanted)
        {
            if (at >= bytes.Length)
            {
                throw RleHeader.Damaged("holds a segment that ends early");
            }
            int code = (sbyte)bytes[at++];
            if (code >= 0)
            {
                int count = code + 1;
                if (count > bytes.Length - at || count > target.Length - done)
                {
                    throw RleHeader.Damaged("holds a segment that runs beyond its end");
                }
                bytes.Slice(at, count).CopyTo(target[done..]);
                at += count;
                done += count;
            }
            else if (code != -128)
            {
                int count = 1 - code;
                if (at >= bytes.Length || count > target.Length - done)
                {
                    throw RleHeader.Damaged("holds a segment that runs beyond its end");
                }
                target.Slice(done, count).Fill(bytes[at++]);
                done += count;
            }
        }
        return at;
    }

    /// <summary>
    /// The same as long as neither side can end within a run: then nothing needs to be checked, and a run is written in whole steps, of
    /// which the next run overwrites what is too much.
    /// </summary>
    private static int ExpandFast(ReadOnlySpan<byte> bytes, Span<byte> target, ref int done, int wanted)
    {
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        ref byte sink = ref MemoryMarshal.GetReference(target);
        // With a whole margin left on either side, no load and no store below leaves its span.
        int lastAt = bytes.Length - Margin;
        int lastCount = Math.Min(target.Length - Margin, wanted - 1);
        int at = 0;
        int count = done;
        while (at <= lastAt && count <= lastCount)
        {
            int code = (sbyte)Unsafe.Add(ref source, at++);
            if (code >= 0)
            {
                int step = 0;
                do
                {
                    Vector256.LoadUnsafe(ref source, (nuint)(at + step)).StoreUnsafe(ref sink, (nuint)(count + step));
                    step += Step;
                }
                while (step <= code);
                at += code + 1;
                count += code + 1;
            }
            else if (code != -128)
            {
                Vector256<byte> value = Vector256.Create(Unsafe.Add(ref source, at++));
                int step = 0;
                do
                {
                    value.StoreUnsafe(ref sink, (nuint)(count + step));
                    step += Step;
                }
                while (step <= -code);
                count += 1 - code;
            }
        }
        done = count;
        return at;
    }
}
