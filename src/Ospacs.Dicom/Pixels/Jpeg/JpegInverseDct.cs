using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// The inverse discrete cosine transform of 8 by 8 blocks, after Loeffler, Ligtenberg and Moschytz (ICASSP 1989): eleven products a row,
/// in 32-bit numbers with 13 bits of fraction, columns first. Its roundings are those of the accurate transform that most decoders have.
/// </summary>
internal static class JpegInverseDct
{
    private const int Fraction = 13;

    /// <summary>Transforms a block to samples.</summary>
    /// <param name="block">64 coefficients, multiplied by their steps, row by row.</param>
    /// <param name="precision">Bits of a sample: 8 or 12.</param>
    /// <param name="samples">Where the upper left sample goes.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    internal static void Transform(ReadOnlySpan<int> block, int precision, Span<ushort> samples, int stride)
    {
        // Bits of fraction that are kept between the two passes: as many as 32 bits have room for.
        int kept = precision == 8 ? 2 : 1;
        Rows rows = default;
        for (int i = 0; i < 8; i++)
        {
            rows[i] = Vector256.Create(block[(8 * i)..]);
        }
        Pass(ref rows, Fraction - kept);
        Transpose(ref rows);
        Pass(ref rows, Fraction + kept + 3);
        Transpose(ref rows);
        Vector256<int> middle = Vector256.Create(1 << (precision - 1));
        Vector256<int> highest = Vector256.Create((1 << precision) - 1);
        for (int i = 0; i < 8; i++)
        {
            Vector256<int> row = Vector256.Min(Vector256.Max(rows[i] + middle, Vector256<int>.Zero), highest);
            Vector128.Narrow(row.GetLower().AsUInt32(), row.GetUpper().AsUInt32()).CopyTo(samples[(i * stride)..]);
        }
    }

    /// <summary>Fills a block that has a DC coefficient alone.</summary>
    /// <param name="dc">The coefficient, multiplied by its step.</param>
    /// <param name="precision">Bits of a sample.</param>
    /// <param name="samples">Where the upper left sample goes.</param>
    /// <param name="stride">Samples from one row to the next.</param>
    internal static void Fill(int dc, int precision, Span<ushort> samples, int stride)
    {
        ushort level = (ushort)Math.Clamp(((dc + 4) >> 3) + (1 << (precision - 1)), 0, (1 << precision) - 1);
        for (int i = 0; i < 8; i++)
        {
            samples.Slice(i * stride, 8).Fill(level);
        }
    }

    private static int Fixed(double value) => (int)Math.Round(value * (1 << Fraction));

    private static readonly int C0298 = Fixed(0.298631336);
    private static readonly int C0390 = Fixed(0.390180644);
    private static readonly int C0541 = Fixed(0.541196100);
    private static readonly int C0765 = Fixed(0.765366865);
    private static readonly int C0899 = Fixed(0.899976223);
    private static readonly int C1175 = Fixed(1.175875602);
    private static readonly int C1501 = Fixed(1.501321110);
    private static readonly int C1847 = Fixed(1.847759065);
    private static readonly int C1961 = Fixed(1.961570560);
    private static readonly int C2053 = Fixed(2.053119869);
    private static readonly int C2562 = Fixed(2.562915447);
    private static readonly int C3072 = Fixed(3.072711026);

    /// <summary>One dimension, all eight columns at once.</summary>
    private static void Pass(ref Rows rows, int shift)
    {
        // The even rows: a rotation of 2 and 6, and the sum and difference of 0 and 4.
        Vector256<int> turned = (rows[2] + rows[6]) * C0541;
        Vector256<int> even2 = turned - (rows[6] * C1847);
        Vector256<int> even3 = turned + (rows[2] * C0765);
        Vector256<int> sum = (rows[0] + rows[4]) << Fraction;
        Vector256<int> difference = (rows[0] - rows[4]) << Fraction;
        // Half of what is cut off is added once, here.
        Vector256<int> half = Vector256.Create(1 << (shift - 1));
        Vector256<int> e0 = sum + even3 + half;
        Vector256<int> e3 = sum - even3 + half;
        Vector256<int> e1 = difference + even2 + half;
        Vector256<int> e2 = difference - even2 + half;

        // The odd rows.
        Vector256<int> all = (rows[7] + rows[3] + rows[5] + rows[1]) * C1175;
        Vector256<int> p73 = all - ((rows[7] + rows[3]) * C1961);
        Vector256<int> p51 = all - ((rows[5] + rows[1]) * C0390);
        Vector256<int> p71 = (rows[7] + rows[1]) * C0899;
        Vector256<int> p53 = (rows[5] + rows[3]) * C2562;
        Vector256<int> o3 = (rows[7] * C0298) - p71 + p73;
        Vector256<int> o2 = (rows[5] * C2053) - p53 + p51;
        Vector256<int> o1 = (rows[3] * C3072) - p53 + p73;
        Vector256<int> o0 = (rows[1] * C1501) - p71 + p51;

        rows[0] = (e0 + o0) >> shift;
        rows[7] = (e0 - o0) >> shift;
        rows[1] = (e1 + o1) >> shift;
        rows[6] = (e1 - o1) >> shift;
        rows[2] = (e2 + o2) >> shift;
        rows[5] = (e2 - o2) >> shift;
        rows[3] = (e3 + o3) >> shift;
        rows[4] = (e3 - o3) >> shift;
    }

    private static void Transpose(ref Rows rows)
    {
        if (!Avx2.IsSupported)
        {
            Span<int> cells = stackalloc int[64];
            for (int i = 0; i < 64; i++)
            {
                cells[(8 * (i & 7)) + (i >> 3)] = rows[i >> 3][i & 7];
            }
            for (int i = 0; i < 8; i++)
            {
                rows[i] = Vector256.Create((ReadOnlySpan<int>)cells[(8 * i)..]);
            }
            return;
        }
        // Pairs of cells, then pairs of pairs, then halves change places.
        for (int i = 0; i < 8; i += 2)
        {
            (rows[i], rows[i + 1]) = (Avx2.UnpackLow(rows[i], rows[i + 1]), Avx2.UnpackHigh(rows[i], rows[i + 1]));
        }
        Rows paired = rows;
        for (int i = 0; i < 8; i += 4)
        {
            rows[i] = Avx2.UnpackLow(paired[i].AsInt64(), paired[i + 2].AsInt64()).AsInt32();
            rows[i + 1] = Avx2.UnpackHigh(paired[i].AsInt64(), paired[i + 2].AsInt64()).AsInt32();
            rows[i + 2] = Avx2.UnpackLow(paired[i + 1].AsInt64(), paired[i + 3].AsInt64()).AsInt32();
            rows[i + 3] = Avx2.UnpackHigh(paired[i + 1].AsInt64(), paired[i + 3].AsInt64()).AsInt32();
        }
        for (int i = 0; i < 4; i++)
        {
            (rows[i], rows[i + 4]) = (Avx2.Permute2x128(rows[i], rows[i + 4], 0x20), Avx2.Permute2x128(rows[i], rows[i + 4], 0x31));
        }
    }

    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct Rows
    {
        private Vector256<int> _first;
    }
}
