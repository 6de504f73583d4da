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

    private const int LongestCode = 16;

    private readonly ReadOnlySpan<byte> _stream;
    private readonly FourNumbers _offsets;

    /// <summary>Examines the tables and fills the lookup tables of the short codes.</summary>
    /// <param name="stream">The stream in which the tables stand.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="lookup"><see cref="LookupSize"/> entries a component: bits of code and difference together, and from bit 8 on those of the difference.</param>
    internal DifferenceTables(ReadOnlySpan<byte> stream, scoped in JpegLosslessScan scan, Span<ushort> lookup)
    {
        _stream = stream;
        _offsets = scan.TableOffsets;
        Lookup = lookup;
        for (int component = 0; component < scan.Components; component++)
        {
            Fill(stream[_offsets[component]..], lookup.Slice(component * LookupSize, LookupSize));
        }
    }

    /// <summary>The lookup tables, one behind the other.</summary>
    internal ReadOnlySpan<ushort> Lookup { get; }

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
}
