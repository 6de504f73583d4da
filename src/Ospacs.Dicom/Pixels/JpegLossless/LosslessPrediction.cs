using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>The predictors of ISO 10918-1 table H.1: a sample is told from the one to its left (a), above (b) and above to the left (c).</summary>
internal static class LosslessPrediction
{
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

    /// <summary>A predictor.</summary>
    internal interface IPredictor
    {
        /// <summary>The prediction.</summary>
        static abstract int Of(int a, int b, int c);
    }

    /// <summary>1.</summary>
    internal readonly struct Left : IPredictor
    {
        public static int Of(int a, int b, int c) => a;
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
