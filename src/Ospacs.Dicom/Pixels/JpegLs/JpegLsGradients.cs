using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>
/// Contexts are chosen by three gradients among the samples to the left (a), above (b), above to the left (c) and above to the right (d) of
/// the one that is coded (ISO 14495-1 sections A.3.1 to A.3.4). Whole lines are worked out at a time, as far as their samples are known.
/// A line begins with the sample to the left of its first one, and has room behind its end, into which these loops run over.
/// </summary>
internal static class JpegLsGradients
{
    /// <summary>Room that lines must have behind their last sample.</summary>
    internal const int Overrun = 64;

    /// <summary>Levels of the third gradient, c - a, by its value plus the greatest sample.</summary>
    internal static void FillLevels(Span<sbyte> levels, in JpegLsPresets presets)
    {
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = (sbyte)LevelOf(i - presets.MaximumValue, presets);
        }
    }

    /// <summary>The level of one gradient: -4 to 4.</summary>
    internal static int LevelOf(int gradient, in JpegLsPresets presets)
    {
        int magnitude = Math.Abs(gradient);
        int level = (magnitude > presets.Near ? 1 : 0) + (magnitude >= presets.Threshold1 ? 1 : 0) + (magnitude >= presets.Threshold2 ? 1 : 0) + (magnitude >= presets.Threshold3 ? 1 : 0);
        return gradient < 0 ? -level : level;
    }

    /// <summary>What the line above says of contexts: 81 times the level of d - b and 9 times that of b - c.</summary>
    /// <param name="above">The line above.</param>
    /// <param name="columns">Samples of a line.</param>
    /// <param name="presets">The parameters.</param>
    /// <param name="known">Where it goes, by column.</param>
    internal static void FromAbove(ReadOnlySpan<ushort> above, int columns, in JpegLsPresets presets, Span<short> known)
    {
        var levels = new Levels(presets);
        for (int x = 0; x < columns; x += Vector<ushort>.Count)
        {
            var c = new Vector<ushort>(above[x..]);
            var b = new Vector<ushort>(above[(x + 1)..]);
            var d = new Vector<ushort>(above[(x + 2)..]);
            (((levels.Of(d, b) * 9) + levels.Of(b, c)) * 9).CopyTo(known[x..]);
        }
    }

    /// <summary>Contexts and predictions of a line that is known itself.</summary>
    /// <param name="above">The line above.</param>
    /// <param name="line">The line.</param>
    /// <param name="columns">Samples of a line.</param>
    /// <param name="presets">The parameters.</param>
    /// <param name="contexts">Where contexts go, by column: negative ones are mirrored.</param>
    /// <param name="predictions">Where predictions go, by column.</param>
    internal static void FromBoth(ReadOnlySpan<ushort> above, ReadOnlySpan<ushort> line, int columns, in JpegLsPresets presets, Span<short> contexts, Span<ushort> predictions)
    {
        var levels = new Levels(presets);
        for (int x = 0; x < columns; x += Vector<ushort>.Count)
        {
            var a = new Vector<ushort>(line[x..]);
            var c = new Vector<ushort>(above[x..]);
            var b = new Vector<ushort>(above[(x + 1)..]);
            var d = new Vector<ushort>(above[(x + 2)..]);
            ((((levels.Of(d, b) * 9) + levels.Of(b, c)) * 9) + levels.Of(c, a)).CopyTo(contexts[x..]);
            Vector<ushort> least = Vector.Min(a, b);
            Vector<ushort> most = Vector.Max(a, b);
            // The median of a, b and a + b - c, without leaving 16 bits.
            (least + most - Vector.Min(Vector.Max(c, least), most)).CopyTo(predictions[x..]);
        }
    }

    private readonly struct Levels(in JpegLsPresets presets)
    {
        private readonly Vector<ushort> _near = new((ushort)(presets.Near + 1));
        private readonly Vector<ushort> _first = new((ushort)presets.Threshold1);
        private readonly Vector<ushort> _second = new((ushort)presets.Threshold2);
        private readonly Vector<ushort> _third = new((ushort)presets.Threshold3);

        /// <summary>The levels of x - y.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal Vector<short> Of(Vector<ushort> x, Vector<ushort> y)
        {
            Vector<ushort> least = Vector.Min(x, y);
            Vector<ushort> magnitude = Vector.Max(x, y) - least;
            // Each comparison that holds is -1.
            Vector<ushort> level = Vector.GreaterThanOrEqual(magnitude, _near) + Vector.GreaterThanOrEqual(magnitude, _first)
                + Vector.GreaterThanOrEqual(magnitude, _second) + Vector.GreaterThanOrEqual(magnitude, _third);
            // That is negative; so it stays where x is the lesser one, and is negated where it is not.
            Vector<ushort> positive = Vector.Equals(least, y);
            return Vector.AsVectorInt16((level ^ positive) - positive);
        }
    }
}
