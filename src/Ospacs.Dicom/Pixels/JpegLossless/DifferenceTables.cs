using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>
/// The Huffman tables of a scan's components, for decoding differences (ISO 10918-1 sections F.2.2.3 and H.1.2.2). A code stands for the
/// number of bits that follow it: short codes are looked up together with that number, longer ones compared with those of each length.
/// </summary>
internal readonly ref struct DifferenceTables
{
    /// <summary>Bits that are looked up.</summary>
    internal const int LookupBits = 10;

    /// <summary>Entries of a component's lookup table.</summary>
    internal const int LookupSize = 1 << LookupBits;

    /// <summary>An entry that needs a closer look: a longer code, one that is none, or the difference of 32,768, which no bits follow.</summary>
    internal const int Special = 0x8000;

    /// <summary>The bits of that difference.</summary>
    internal const int MostBits = 16;

    /// <summary>Bits that are looked up for several differences at once.</summary>
    internal const int GroupBits = 12;

    /// <summary>Entries of a table of groups.</summary>
    internal const int GroupSize = 1 << GroupBits;

    /// <summary>The most differences in a group.</summary>
    internal const int MostInGroup = 3;

    private const int LongestCode = 16;

    private readonly ReadOnlySpan<byte> _stream;
    private readonly FourNumbers _offsets;

    /// <summary>Examines the tables and fills the lookup tables of the short codes.</summary>
    /// <param name="stream">The stream in which the tables stand.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="lookup"><see cref="LookupSize"/> entries a component: bits of code and difference together, and from bit 8 on those of the difference.</param>
    /// <param name="groups">Room for <see cref="GroupSize"/> groups, or empty where making them does not pay.</param>
    internal DifferenceTables(ReadOnlySpan<byte> stream, scoped in JpegLosslessScan scan, Span<ushort> lookup, Span<ulong> groups)
    {
        _stream = stream;
        _offsets = scan.TableOffsets;
        Lookup = lookup;
        bool shared = true;
        for (int component = 0; component < scan.Components; component++)
        {
            Fill(stream[_offsets[component]..], lookup.Slice(component * LookupSize, LookupSize));
            shared &= _offsets[component] == _offsets[0];
        }
        if (shared && groups.Length > 0)
        {
            FillGroups(lookup, groups);
            Groups = groups[..GroupSize];
        }
    }

    /// <summary>The lookup tables, one behind the other.</summary>
    internal ReadOnlySpan<ushort> Lookup { get; }

    /// <summary>
    /// What the next bits hold in whole differences, up to three: those in sixteen bits each, the first in the lowest place, then from bit 48
    /// on the bits that they take and from bit 56 on their number. Empty where components do not share a table.
    /// </summary>
    internal ReadOnlySpan<ulong> Groups { get; }

    /// <summary>A difference that is negative is written as one less, in bits that begin with a zero (ISO 10918-1 section F.1.2.1.1).</summary>
    /// <param name="bits">Its bits, the first in the highest place, with others behind them.</param>
    /// <param name="size">How many it has, less than <see cref="MostBits"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Difference(ulong bits, int size) => (int)((bits >> 1) >> (63 - size)) + (~(int)((long)bits >> 63) & (1 - (1 << size)));

    /// <summary>Finds a code of any length.</summary>
    /// <param name="component">The component.</param>
    /// <param name="next">The stream's next bits, the first in the highest place.</param>
    /// <param name="bits">Bits of the difference.</param>
    /// <returns>Bits of the code.</returns>
    internal int Find(int component, ulong next, out int bits)
    {
        ReadOnlySpan<byte> table = _stream[_offsets[component]..];
        uint code = 0;
        int symbol = LongestCode;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            uint beyond = code + table[length - 1];
            uint found = (uint)(next >> (64 - length));
            if (found < beyond)
            {
                bits = table[symbol + (int)(found - code)];
                return length;
            }
            symbol += table[length - 1];
            code = beyond;
        }
        throw JpegLosslessHeader.Damaged("holds a frame with a code that its Huffman table does not have");
    }

    private static void Fill(ReadOnlySpan<byte> table, Span<ushort> lookup)
    {
        lookup.Fill(Special);
        uint code = 0;
        int symbol = LongestCode;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            for (int i = 0; i < table[length - 1]; i++, symbol++, code++)
            {
                int bits = table[symbol];
                if (bits > MostBits || code >= 1u << length)
                {
                    throw JpegLosslessHeader.Damaged("holds a frame with a damaged Huffman table");
                }
                if (length <= LookupBits && bits < MostBits)
                {
                    lookup.Slice((int)(code << (LookupBits - length)), 1 << (LookupBits - length)).Fill((ushort)((bits << 8) | (length + bits)));
                }
            }
        }
    }

    private static void FillGroups(ReadOnlySpan<ushort> lookup, Span<ulong> groups)
    {
        for (int i = 0; i < GroupSize; i++)
        {
            ulong bits = (ulong)i << (64 - GroupBits);
            ulong group = 0;
            int used = 0;
            int count = 0;
            while (count < MostInGroup)
            {
                int entry = lookup[(int)(bits >> (64 - LookupBits))];
                int length = entry & 0xFF;
                int size = entry >> 8;
                if (entry == Special || used + length > GroupBits)
                {
                    break;
                }
                group |= (ulong)(ushort)Difference(bits << (length - size), size) << (16 * count++);
                bits <<= length;
                used += length;
            }
            groups[i] = group | ((ulong)used << 48) | ((ulong)count << 56);
        }
    }
}
