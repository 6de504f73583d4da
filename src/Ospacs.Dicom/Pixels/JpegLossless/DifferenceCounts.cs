using System.Numerics;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>Counts how many bits the differences of a frame have.</summary>
internal static class DifferenceCounts
{
    /// <summary>Adds the differences of a row.</summary>
    /// <param name="differences">The differences, fewer than 65,536 times the samples of the narrowest vector.</param>
    /// <param name="frequencies">How often each number of bits occurs.</param>
    internal static void Add(ReadOnlySpan<ushort> differences, Span<long> frequencies)
    {
        long atLeast = differences.Length;
        for (int size = 1; size < DifferenceCodes.Sizes && atLeast > 0; size++)
        {
            long next = CountFrom(differences, (ushort)(1 << (size - 1)));
            frequencies[size - 1] += atLeast - next;
            atLeast = next;
        }
        frequencies[DifferenceCodes.Sizes - 1] += atLeast;
    }

    /// <summary>How many differences are at least so large, or as far below zero.</summary>
    private static long CountFrom(ReadOnlySpan<ushort> differences, ushort least)
    {
        ReadOnlySpan<Vector<short>> vectors = MemoryMarshal.Cast<ushort, Vector<short>>(differences);
        var threshold = new Vector<ushort>(least);
        Vector<ushort> counts = Vector<ushort>.Zero;
        foreach (Vector<short> vector in vectors)
        {
            // -32,768 stays what it is, which as an unsigned number is its distance from zero.
            counts -= Vector.GreaterThanOrEqual(Vector.AsVectorUInt16(Vector.Abs(vector)), threshold);
        }
        Vector.Widen(counts, out Vector<uint> low, out Vector<uint> high);
        long count = Vector.Sum(low + high);
        for (int i = vectors.Length * Vector<short>.Count; i < differences.Length; i++)
        {
            count += Math.Abs((int)(short)differences[i]) >= least ? 1 : 0;
        }
        return count;
    }
}
