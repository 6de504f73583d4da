namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>
/// A Huffman table for encoding, made of how often differences of each number of bits occur. No code is longer than 16 bits and none is
/// all ones (ISO 10918-1 section C and Annex K.2, whose result it equals in length if not in method).
/// </summary>
internal sealed class DifferenceCodes
{
    /// <summary>Numbers of bits that a difference can have: 0 to 16.</summary>
    internal const int Sizes = 17;

    private const int LongestCode = 16;

    private readonly byte[] _lengths = new byte[Sizes];
    private readonly ushort[] _codes = new ushort[Sizes];

    /// <summary>Makes the table.</summary>
    /// <param name="frequencies">How often each number of bits occurs.</param>
    internal DifferenceCodes(ReadOnlySpan<long> frequencies)
    {
        Span<long> weights = stackalloc long[Sizes + 1];
        for (int size = 0; size < Sizes; size++)
        {
            weights[size] = 2 * frequencies[size];
        }
        // One symbol more, the rarest of all, takes the code that is all ones.
        weights[Sizes] = 1;
        Span<byte> lengths = stackalloc byte[Sizes + 1];
        while (!FindLengths(weights, lengths))
        {
            // Too long: weights that differ less give codes that differ less.
            for (int size = 0; size < Sizes; size++)
            {
                weights[size] = weights[size] == 0 ? 0 : Math.Max(2, weights[size] >> 2);
            }
        }
        lengths[..Sizes].CopyTo(_lengths);
        uint code = 0;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            for (int size = 0; size < Sizes; size++)
            {
                if (_lengths[size] == length)
                {
                    _codes[size] = (ushort)code++;
                    Counts[length - 1]++;
                    Symbols.Add((byte)size);
                }
            }
        }
    }

    /// <summary>Codes of each length, from 1 to 16.</summary>
    internal byte[] Counts { get; } = new byte[LongestCode];

    /// <summary>The symbols, those with the shortest codes first.</summary>
    internal List<byte> Symbols { get; } = new(Sizes);

    /// <summary>Bits of the code for a number of bits; 0 when it does not occur.</summary>
    internal int LengthOf(int size) => _lengths[size];

    /// <summary>The code for a number of bits.</summary>
    internal uint CodeOf(int size) => _codes[size];

    /// <summary>Huffman's procedure: the two rarest are put together until one is left. Of the equally rare the later one counts as rarer.</summary>
    private static bool FindLengths(ReadOnlySpan<long> weights, Span<byte> lengths)
    {
        Span<long> weight = stackalloc long[Sizes + 1];
        Span<int> group = stackalloc int[Sizes + 1];
        weights.CopyTo(weight);
        lengths.Clear();
        for (int i = 0; i < group.Length; i++)
        {
            group[i] = i;
        }
        while (true)
        {
            int least = Rarest(weight, -1);
            int second = Rarest(weight, least);
            if (second < 0)
            {
                // A single symbol beside the one that is not used still has one bit.
                return true;
            }
            weight[second] += weight[least];
            weight[least] = 0;
            for (int i = 0; i < group.Length; i++)
            {
                if (group[i] == least || group[i] == second)
                {
                    group[i] = second;
                    if (weights[i] > 0 && ++lengths[i] > LongestCode)
                    {
                        return false;
                    }
                }
            }
        }
    }

    private static int Rarest(ReadOnlySpan<long> weight, int except)
    {
        int found = -1;
        for (int i = 0; i < weight.Length; i++)
        {
            if (weight[i] > 0 && i != except && (found < 0 || weight[i] <= weight[found]))
            {
                found = i;
            }
        }
        return found;
    }
}
