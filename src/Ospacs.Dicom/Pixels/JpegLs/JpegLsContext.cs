using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>
/// What is remembered of samples with similar surroundings (ISO 14495-1 Annex A.2.1 and A.6). What the next sample needs to know is worked
/// out when the last one is taken in: then nobody waits for it. Branches that no processor could foresee are written as arithmetic.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct JpegLsContext
{
    // The sum of the errors' magnitudes (A), the sum of the errors that the correction leaves (B), and samples seen (N).
    private int _magnitude;
    private int _bias;
    private ushort _count;

    /// <summary>Low bits of the next code: k.</summary>
    internal byte Bits;

    /// <summary>What predictions are corrected by: C.</summary>
    internal sbyte Correction;

    /// <summary>All ones where the sign of errors is coded the other way round, else zero (section A.5.2).</summary>
    internal int Inversion;

    /// <summary>Begins anew.</summary>
    internal void Reset(int range)
    {
        _magnitude = Math.Max(2, (range + 32) / 64);
        _bias = 0;
        _count = 1;
        Correction = 0;
        Inversion = 0;
        Bits = (byte)LeastBits(_magnitude, 1);
    }

    /// <summary>Takes an error in.</summary>
    /// <param name="error">The error as it was coded.</param>
    /// <param name="scale">What a unit of it stands for: 1, and more where samples may be off.</param>
    /// <param name="reset">When to forget a half.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Update(int error, int scale, int reset)
    {
        int sign = error >> 31;
        int magnitude = _magnitude + (error ^ sign) - sign;
        int bias = _bias + (error * scale);
        int count = _count;
        if (count == reset)
        {
            magnitude >>= 1;
            bias >>= 1;
            count >>= 1;
        }
        count++;

        // Whether the bias is at most -count, or above zero.
        int below = (bias + count - 1) >> 31;
        int above = -bias >> 31;
        bias += (count & below) - (count & above);
        // Now it is put between 1 - count and 0.
        bias &= bias >> 31;
        int beyond = bias + count - 1;
        bias -= beyond & (beyond >> 31);
        int correction = Correction + below - above;
        if (correction == (sbyte)correction)
        {
            Correction = (sbyte)correction;
        }

        int bits = LeastBits(magnitude, count);
        _magnitude = magnitude;
        _bias = bias;
        _count = (ushort)count;
        Bits = (byte)bits;
        // Only where no low bits are coded, and nothing is lost (a scale of 1).
        Inversion = scale == 1 ? (((2 * bias) + count - 1) & (bits - 1)) >> 31 : 0;
    }

    /// <summary>The least number of bits by which the count must be shifted to reach the magnitude.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LeastBits(int magnitude, int count)
    {
        int bits = BitOperations.LeadingZeroCount((uint)count) - BitOperations.LeadingZeroCount((uint)magnitude);
        bits &= ~(bits >> 31);
        return bits + (((count << bits) - magnitude) >>> 31);
    }
}

/// <summary>What is remembered of samples that interrupt a run (ISO 14495-1 section A.7.2).</summary>
internal struct JpegLsRunContext
{
    private readonly int _type;
    private int _magnitude;
    private int _count;
    private int _negative;

    /// <summary>Begins anew.</summary>
    /// <param name="type">0 where the samples to the left and above differ, 1 where they do not.</param>
    /// <param name="range">Values of a prediction error.</param>
    internal JpegLsRunContext(int type, int range)
    {
        _type = type;
        _magnitude = Math.Max(2, (range + 32) / 64);
        _count = 1;
        _negative = 0;
    }

    /// <summary>Low bits of the next code.</summary>
    internal readonly int Bits
    {
        get
        {
            int temp = _magnitude + (_type * (_count >> 1));
            int bits = 0;
            while (((long)_count << bits) < temp)
            {
                bits++;
            }
            return bits;
        }
    }

    /// <summary>The number that an error is coded as.</summary>
    internal readonly int Map(int error, int bits)
    {
        bool often = 2 * _negative >= _count;
        bool map = error > 0 ? bits == 0 && !often : error < 0 && (often || bits != 0);
        return (2 * Math.Abs(error)) - _type - (map ? 1 : 0);
    }

    /// <summary>The error that a number was coded from.</summary>
    internal readonly int Unmap(int mapped, int bits)
    {
        int sum = mapped + _type;
        int magnitude = (sum + 1) >> 1;
        bool map = (sum & 1) != 0;
        // An odd sum had one taken off: a negative error where those are frequent or low bits are coded, else a positive one.
        bool negative = (bits != 0 || 2 * _negative >= _count) == map;
        return negative ? -magnitude : magnitude;
    }

    /// <summary>Takes an error in.</summary>
    internal void Update(int error, int mapped, int reset)
    {
        if (error < 0)
        {
            _negative++;
        }
        _magnitude += (mapped + 1 - _type) >> 1;
        if (_count == reset)
        {
            _magnitude >>= 1;
            _count >>= 1;
            _negative >>= 1;
        }
        _count++;
    }
}
