using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// A Huffman table (T.81 section C and Annex F.2.2): its definition, the codes for writing, and a lookup for reading. It never changes once
/// made; tables of recent frames are kept, because the frames of a clip mostly share theirs.
/// </summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>Bits that the lookup sees at once.</summary>
    internal const int LookupBits = 11;

    /// <summary>Bits of a long code that the lookup sees second.</summary>
    internal const int LongBits = Lengths - LookupBits;

    /// <summary>What <see cref="AdvanceOf"/> gives where the code is a long one or none: more than a block has coefficients.</summary>
    private const int NoAdvance = 0x7F;

    private const int Lengths = 16;
    private const int Kept = 64;
    private static readonly JpegHuffmanTable?[] Recent = new JpegHuffmanTable?[Kept];

    private readonly byte[] _definition;
    private readonly bool _isDc;
    private readonly ushort[] _codes = new ushort[256];
    private readonly byte[] _lengths = new byte[256];

    private JpegHuffmanTable(byte[] definition, bool isDc)
    {
        _definition = definition;
        _isDc = isDc;
        AssignCodes();
        Lookup = MakeLookup();
        if (!isDc)
        {
            FillSeveral();
        }
    }

    /// <summary>As it stands in a DHT segment behind its class and identifier: 16 counts, then the symbols.</summary>
    internal ReadOnlySpan<byte> Definition => _definition;

    /// <summary>
    /// An entry for each value of the next <see cref="LookupBits"/> bits, and behind them groups of entries for each value of the
    /// <see cref="LongBits"/> bits that follow those; the functions below take them apart.
    /// </summary>
    internal uint[] Lookup { get; }

    /// <summary>Bits of the code that stands next; 0 when it is a long one and <see cref="LongOf"/> says more, or there, when it is none.</summary>
    internal static int CodeLengthOf(uint entry) => (int)(entry & 0x1F);

    /// <summary>Of a long code, the entry of the first of the values that may follow.</summary>
    internal static int LongOf(uint entry) => (int)(entry >> 5) & 0x3FFF;

    /// <summary>The symbol of the code that stands next.</summary>
    internal static int SymbolOf(uint entry) => (int)(entry >> 10) & 0xFF;

    /// <summary>Bits of all codes that the lookup sees whole, with the bits that belong to them.</summary>
    internal static int BitsOf(uint entry) => (int)(entry >> 18) & 0x1F;

    /// <summary>How many coefficients those codes stand for; the end of a block counts as one.</summary>
    internal static int AdvanceOf(uint entry) => (int)(entry >> 23) & 0x7F;

    /// <summary>Whether the last of those codes ends the block.</summary>
    internal static bool EndsBlock(uint entry) => (int)entry < 0;

    /// <summary>Gives the table of a definition.</summary>
    /// <param name="definition">16 counts and as many symbols as they say.</param>
    /// <param name="isDc">Whether its symbols are sizes of DC differences.</param>
    /// <returns>The table, or null where the counts give more codes than there are.</returns>
    internal static JpegHuffmanTable? Of(ReadOnlySpan<byte> definition, bool isDc)
    {
        uint hash = isDc ? 17u : 29u;
        foreach (byte value in definition)
        {
            hash = ((hash << 5) | (hash >> 27)) ^ value;
            hash *= 0x9E3779B1;
        }
        ref JpegHuffmanTable? place = ref Recent[hash % Kept];
        JpegHuffmanTable? kept = Volatile.Read(ref place);
        if (kept is not null && kept._isDc == isDc && definition.SequenceEqual(kept._definition))
        {
            return kept;
        }
        if (Used(definition) > 1 << Lengths)
        {
            return null;
        }
        var table = new JpegHuffmanTable(definition.ToArray(), isDc);
        Volatile.Write(ref place, table);
        return table;
    }

    /// <summary>The bits of a symbol's code; 0 when the table has none.</summary>
    internal int LengthOf(int symbol) => _lengths[symbol];

    /// <summary>The code of a symbol.</summary>
    internal uint CodeOf(int symbol) => _codes[symbol];

    /// <summary>The table with more symbols in it.</summary>
    /// <param name="symbols">Symbols that it does not have.</param>
    /// <param name="keepsCodes">Whether all symbols that it had have their code still, so that nothing that was written with it need change.</param>
    internal JpegHuffmanTable With(IEnumerable<byte> symbols, out bool keepsCodes)
    {
        keepsCodes = true;
        List<byte>[] byLength = new List<byte>[Lengths + 1];
        int at = Lengths;
        for (int length = 1; length <= Lengths; length++)
        {
            byLength[length] = [.. _definition.AsSpan(at, _definition[length - 1])];
            at += _definition[length - 1];
        }
        foreach (byte symbol in symbols)
        {
            keepsCodes &= Add(byLength, symbol);
        }
        var definition = new List<byte>();
        definition.AddRange(byLength.Skip(1).Select(list => (byte)list.Count));
        definition.AddRange(byLength.Skip(1).SelectMany(list => list));
        return Of(definition.ToArray(), _isDc)!;
    }

    /// <summary>Adds a symbol behind all others, or where there is no room, beside another one whose code becomes longer.</summary>
    private static bool Add(List<byte>[] byLength, byte symbol)
    {
        int longest = Lengths;
        int free = 1 << Lengths;
        for (int length = 1; length <= Lengths; length++)
        {
            free -= byLength[length].Count << (Lengths - length);
        }
        while (longest > 1 && byLength[longest].Count == 0)
        {
            longest--;
        }
        for (int length = longest; length <= Lengths; length++)
        {
            // A code of ones alone stays unused (T.81 section C).
            if (free >= 2 << (Lengths - length))
            {
                byLength[length].Add(symbol);
                return true;
            }
        }
        int split = Lengths - 1;
        while (byLength[split].Count == 0)
        {
            split--;
        }
        byLength[split + 1].Add(byLength[split][^1]);
        byLength[split].RemoveAt(byLength[split].Count - 1);
        byLength[split + 1].Add(symbol);
        return false;
    }

    /// <summary>How many of the 65,536 codes of 16 bits begin with a code of the table.</summary>
    private static int Used(ReadOnlySpan<byte> definition)
    {
        int used = 0;
        for (int length = 1; length <= Lengths; length++)
        {
            used += definition[length - 1] << (Lengths - length);
        }
        return used;
    }

    /// <summary>DC: a size of up to 15 bits. AC: a run and a size, or the two symbols without a size: 16 zeros, and the end of the block.</summary>
    private bool HasMeaning(int symbol) => _isDc ? symbol <= 15 : (symbol & 15) != 0 || symbol is 0x00 or 0xF0;

    private void AssignCodes()
    {
        int code = 0;
        int at = Lengths;
        for (int length = 1; length <= Lengths; length++)
        {
            for (int i = 0; i < _definition[length - 1]; i++, at++, code++)
            {
                byte symbol = _definition[at];
                if (_lengths[symbol] == 0)
                {
                    _codes[symbol] = (ushort)code;
                    _lengths[symbol] = (byte)length;
                }
            }
            code <<= 1;
        }
    }

    private uint[] MakeLookup()
    {
        // A group that has no code, for all that begins with none; then one for each beginning of long codes.
        const int NoGroup = 1 << LookupBits;
        var entries = new List<uint>(NoGroup + (8 << LongBits));
        int at = Lengths;
        int from = 0;
        CollectionsMarshal.SetCount(entries, NoGroup + (1 << LongBits));
        Span<uint> all = CollectionsMarshal.AsSpan(entries);
        all[..NoGroup].Fill(Long(NoGroup));
        all[NoGroup..].Clear();
        for (int length = 1; length <= Lengths; length++)
        {
            int width = 1 << (Lengths - length);
            for (int i = 0; i < _definition[length - 1]; i++, at++, from += width)
            {
                int symbol = _definition[at];
                uint entry = HasMeaning(symbol) ? Entry(length, symbol, length + (symbol & 15), (symbol >> 4) + 1, !_isDc && symbol == 0) : 0;
                int first = from >> LongBits;
                if (length <= LookupBits)
                {
                    CollectionsMarshal.AsSpan(entries).Slice(first, width >> LongBits).Fill(entry == 0 ? Long(NoGroup) : entry);
                    continue;
                }
                if (LongOf(entries[first]) == NoGroup)
                {
                    entries[first] = Long(entries.Count);
                    CollectionsMarshal.SetCount(entries, entries.Count + (1 << LongBits));
                    CollectionsMarshal.AsSpan(entries)[^(1 << LongBits)..].Clear();
                }
                CollectionsMarshal.AsSpan(entries).Slice(LongOf(entries[first]) + (from & ((1 << LongBits) - 1)), width).Fill(entry);
            }
        }
        return [.. entries];
    }

    private static uint Long(int group) => ((uint)group << 5) | ((uint)NoAdvance << 23);

    private static uint Entry(int length, int symbol, int bits, int advance, bool ends) =>
        (uint)length | ((uint)symbol << 10) | ((uint)bits << 18) | ((uint)advance << 23) | (ends ? 1u << 31 : 0);

    /// <summary>Lets an entry stand for all codes that lie whole within the bits of the lookup: blocks are mostly passed over, not read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillSeveral()
    {
        uint[] single = Lookup[..(1 << LookupBits)];
        for (int i = 0; i < single.Length; i++)
        {
            uint entry = single[i];
            int bits = BitsOf(entry);
            int advance = AdvanceOf(entry);
            if (advance == NoAdvance)
            {
                continue;
            }
            bool ends = EndsBlock(entry);
            while (!ends && bits < LookupBits)
            {
                uint next = single[(i << bits) & (single.Length - 1)];
                int code = CodeLengthOf(next);
                if (code == 0 || bits + code > LookupBits || advance + AdvanceOf(next) > 64)
                {
                    break;
                }
                bits += BitsOf(next);
                advance += AdvanceOf(next);
                ends = EndsBlock(next);
            }
            Lookup[i] = Entry(CodeLengthOf(entry), SymbolOf(entry), bits, advance, ends);
        }
    }
}
