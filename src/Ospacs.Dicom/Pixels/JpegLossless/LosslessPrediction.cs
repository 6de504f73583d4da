using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>The predictors of ISO 10918-1 table H.1: a sample is told from the one to its left (a), above (b) and above to the left (c).</summary>
internal static class LosslessPrediction
{
    private const int Lanes = 8;
    private const int MostComponents = 4;

    // Places of bytes: those of lanes so many samples before, or none; and those of the last pixel, of so many samples, over and over.
    private static readonly Vector128<byte>[] Before = [.. Enumerable.Range(0, (4 * MostComponents) + 1)
        .Select(samples => Bytes(at => at >= 2 * samples ? at - (2 * samples) : byte.MaxValue))];
    private static readonly Vector128<byte>[] LastPixel = [.. Enumerable.Range(0, MostComponents + 1)
        .Select(step => Bytes(at => step == 0 ? 0 : (2 * (Lanes - step + (at / 2 % step))) + (at % 2)))];

    /// <summary>Adds predictions to the differences of a row, from its second pixel on.</summary>
    /// <param name="row">The differences; the first pixel is whole.</param>
    /// <param name="above">The row above.</param>
    /// <param name="step">Samples of a pixel.</param>
    internal static void Add<T>(Span<ushort> row, ReadOnlySpan<ushort> above, int step) where T : struct, IPredictor
    {
        ref ushort first = ref MemoryMarshal.GetReference(row);
        ref ushort firstAbove = ref MemoryMarshal.GetReference(above[..row.Length]);
        for (int component = 0; component < step; component++)
        {
            int a = row[component];
            int c = above[component];
            for (nint at = component + step; at < row.Length; at += step)
            {
                int b = Unsafe.Add(ref firstAbove, at);
                ref ushort sample = ref Unsafe.Add(ref first, at);
                a = (ushort)(sample + T.Of(a, b, c));
                sample = (ushort)a;
                c = b;
            }
        }
    }

    /// <summary>The same with the first predictor, which is the common one: sums of all differences up to each sample, of several samples at once.</summary>
    /// <param name="row">The differences; the first pixel is whole.</param>
    /// <param name="step">Samples of a pixel, 1 to 4.</param>
    internal static void AddLeft(Span<ushort> row, int step)
    {
        // Each lane takes the one a pixel before it, then two pixels, then four; and all of them the last pixel of the vector before.
        Vector128<byte> once = Before[step];
        Vector128<byte> twice = Before[2 * step];
        Vector128<byte> fourfold = Before[4 * step];
        Vector128<byte> last = LastPixel[step];
        Vector128<ushort> sums = Vector128<ushort>.Zero;
        int done = 0;
        for (; done + Lanes <= row.Length; done += Lanes)
        {
            Vector128<byte> lanes = Vector128.Create<ushort>(row.Slice(done, Lanes)).AsByte();
            lanes = (lanes.AsUInt16() + Vector128.Shuffle(lanes, once).AsUInt16()).AsByte();
            lanes = (lanes.AsUInt16() + Vector128.Shuffle(lanes, twice).AsUInt16()).AsByte();
            lanes = (lanes.AsUInt16() + Vector128.Shuffle(lanes, fourfold).AsUInt16()).AsByte();
            sums = lanes.AsUInt16() + Vector128.Shuffle(sums.AsByte(), last).AsUInt16();
            sums.CopyTo(row[done..]);
        }
        for (int at = Math.Max(done, step); at < row.Length; at++)
        {
            row[at] += row[at - step];
        }
    }

    private static Vector128<byte> Bytes(Func<int, int> place) => Vector128.Create([.. Enumerable.Range(0, 2 * Lanes).Select(at => (byte)place(at))]);

    /// <summary>A predictor.</summary>
    internal interface IPredictor
    {
        /// <summary>The prediction.</summary>
        static abstract int Of(int a, int b, int c);
    }

    /// <summary>2.</summary>
    internal readonly struct Above : IPredictor
    {
        public static int Of(int a, int b, int c) => b;
    }

    /// <summary>3.</summary>
    internal readonly struct AboveLeft : IPredictor
    {
        public static int Of(int a, int b, int c) => c;
    }

    /// <summary>4.</summary>
    internal readonly struct Plane : IPredictor
    {
        public static int Of(int a, int b, int c) => a + b - c;
    }

    /// <summary>5.</summary>
    internal readonly struct LeftAndSlope : IPredictor
    {
        public static int Of(int a, int b, int c) => a + ((b - c) >> 1);
    }

    /// <summary>6.</summary>
    internal readonly struct AboveAndSlope : IPredictor
    {
        public static int Of(int a, int b, int c) => b + ((a - c) >> 1);
    }

    /// <summary>7.</summary>
    internal readonly struct Mean : IPredictor
    {
        public static int Of(int a, int b, int c) => (a + b) >> 1;
    }
}
