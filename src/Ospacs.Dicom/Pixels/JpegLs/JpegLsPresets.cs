using System.Numerics;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>The parameters of a scan: those of the stream's preset segment, and what follows from them (ISO 14495-1 section C.2.4.1.1 and Annex A.2).</summary>
internal readonly record struct JpegLsPresets
{
    private const int LeastReset = 3;
    private const int DefaultReset = 64;

    /// <summary>The greatest sample.</summary>
    internal int MaximumValue { get; private init; }

    /// <summary>How far a decoded sample may be off; 0 without loss.</summary>
    internal int Near { get; private init; }

    /// <summary>From where on a gradient counts as 2.</summary>
    internal int Threshold1 { get; private init; }

    /// <summary>From where on a gradient counts as 3.</summary>
    internal int Threshold2 { get; private init; }

    /// <summary>From where on a gradient counts as 4.</summary>
    internal int Threshold3 { get; private init; }

    /// <summary>After how many samples a context forgets the half of what it has seen.</summary>
    internal int Reset { get; private init; }

    /// <summary>Values of a prediction error: RANGE.</summary>
    internal int Range => ((MaximumValue + (2 * Near)) / ((2 * Near) + 1)) + 1;

    /// <summary>Bits of a prediction error: qbpp.</summary>
    internal int ErrorBits => BitLength(Range - 1);

    /// <summary>The most bits of a code: LIMIT.</summary>
    internal int LongestCode
    {
        get
        {
            int bits = Math.Max(2, BitLength(MaximumValue));
            return 2 * (bits + Math.Max(8, bits));
        }
    }

    /// <summary>Completes parameters: those that are zero get the value that the standard gives them.</summary>
    /// <param name="precision">Bits of a sample.</param>
    /// <param name="near">How far a decoded sample may be off.</param>
    /// <param name="preset">The parameters of the preset segment, or zeros.</param>
    /// <param name="presets">The complete parameters.</param>
    /// <returns>Whether they are lawful.</returns>
    internal static bool TryComplete(int precision, int near, JpegLsPresetSegment preset, out JpegLsPresets presets)
    {
        int highest = (1 << precision) - 1;
        int most = preset.MaximumValue == 0 ? highest : preset.MaximumValue;
        if (most > highest || near > Math.Min(255, most / 2))
        {
            presets = default;
            return false;
        }
        (int t1, int t2, int t3) = DefaultThresholds(most, near);
        presets = new JpegLsPresets
        {
            MaximumValue = most,
            Near = near,
            Threshold1 = preset.Threshold1 == 0 ? t1 : preset.Threshold1,
            Threshold2 = preset.Threshold2 == 0 ? t2 : preset.Threshold2,
            Threshold3 = preset.Threshold3 == 0 ? t3 : preset.Threshold3,
            Reset = preset.Reset == 0 ? DefaultReset : preset.Reset,
        };
        return presets.Threshold1 > near && presets.Threshold1 <= presets.Threshold2 && presets.Threshold2 <= presets.Threshold3 && presets.Threshold3 <= most
            && presets.Reset >= LeastReset && presets.Reset <= Math.Max(255, most);
    }

    private static (int T1, int T2, int T3) DefaultThresholds(int most, int near)
    {
        const int Basic1 = 3;
        const int Basic2 = 7;
        const int Basic3 = 21;
        int t1;
        int t2;
        int t3;
        if (most >= 128)
        {
            int factor = (Math.Min(most, 4095) + 128) / 256;
            t1 = (factor * (Basic1 - 2)) + 2 + (3 * near);
            t2 = (factor * (Basic2 - 3)) + 3 + (5 * near);
            t3 = (factor * (Basic3 - 4)) + 4 + (7 * near);
        }
        else
        {
            int factor = 256 / (most + 1);
            t1 = Math.Max(2, (Basic1 / factor) + (3 * near));
            t2 = Math.Max(3, (Basic2 / factor) + (5 * near));
            t3 = Math.Max(4, (Basic3 / factor) + (7 * near));
        }
        t1 = Clamp(t1, near + 1, most);
        t2 = Clamp(t2, t1, most);
        return (t1, t2, Clamp(t3, t2, most));
    }

    // The standard's own: what is too great becomes the least, not the greatest.
    private static int Clamp(int value, int least, int most) => value > most || value < least ? least : value;

    private static int BitLength(int value) => 32 - BitOperations.LeadingZeroCount((uint)value);
}

/// <summary>The numbers of a preset segment; zero stands for the standard's own value.</summary>
/// <param name="MaximumValue">The greatest sample.</param>
/// <param name="Threshold1">The first threshold of gradients.</param>
/// <param name="Threshold2">The second.</param>
/// <param name="Threshold3">The third.</param>
/// <param name="Reset">After how many samples a context is halved.</param>
internal readonly record struct JpegLsPresetSegment(int MaximumValue, int Threshold1, int Threshold2, int Threshold3, int Reset);
