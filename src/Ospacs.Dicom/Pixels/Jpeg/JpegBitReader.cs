using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// Reads entropy-coded bits that stuffed zeros were taken out of. Nothing is checked within a block, which for that needs room behind the
/// bits (<see cref="Slack"/>); <see cref="CheckEnd"/> is called after each. The loops are optimised from their first run on: an import of
/// a few clips is over before the runtime would come to it.
/// </summary>
internal ref struct JpegBitReader
{
    /// <summary>Bytes that may be read behind the end: a block has at most 64 codes of 16 bits with 15 bits each.</summary>
    internal const int Slack = 512;

    /// <summary>Bytes that <see cref="CopyAc"/> may write to: 63 coefficients of 3, the zero, and room for writing more at once than counts.</summary>
    internal const int LargestCopy = 256;

    // No more than four fields: as many the compiler keeps in registers.
    private readonly ref byte _start;
    private nint _next;
    private ulong _bits;
    private int _count;

    /// <summary>Begins at the first bit.</summary>
    /// <param name="bytes">The bits, and <see cref="Slack"/> bytes more.</param>
    /// <param name="length">Bytes that are bits.</param>
    internal JpegBitReader(ReadOnlySpan<byte> bytes, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, length + Slack);
        _start = ref MemoryMarshal.GetReference(bytes);
        Refill();
    }

    /// <summary>Bits read so far.</summary>
    internal readonly long Position => (8L * _next) - _count;

    /// <summary>Fails where a block was read beyond the end.</summary>
    /// <param name="end">How many bits there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void CheckEnd(long end)
    {
        if (Position > end)
        {
            throw JpegFault.EndsEarly();
        }
    }

    /// <summary>Reads a DC difference (T.81 Annex F.2.2.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReadDifference(JpegHuffmanTable table)
    {
        Refill();
        return ReadNumber(ReadSymbol(table));
    }

    /// <summary>Reads a symbol. Up to 15 bits may be read after it with <see cref="ReadNumber"/> or <see cref="ReadBits"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReadAcSymbol(JpegHuffmanTable table)
    {
        Refill();
        return ReadSymbol(table);
    }

    /// <summary>Reads a number of a size, which is below zero when its first bit is 0 (T.81 Annex F.2.2.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReadNumber(int size)
    {
        int value = (int)ReadBits(size);
        // Of size 0: value 0, and the half below is 0 as well.
        int half = (1 << size) >> 1;
        return value < half ? value - (1 << size) + 1 : value;
    }

    /// <summary>Reads bits, 15 at most.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal uint ReadBits(int size)
    {
        uint value = (uint)(_bits >> 1 >> (63 - size));
        _bits <<= size;
        _count -= size;
        return value;
    }

    /// <summary>Reads the AC coefficients of a block.</summary>
    /// <param name="table">Their table.</param>
    /// <param name="block">64 coefficients in zigzag order, zero; those that are not zero are put in.</param>
    /// <returns>The place of the last that is not zero; 0 when there is none.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal int ReadAc(JpegHuffmanTable table, Span<short> block)
    {
        JpegBitReader reader = this;
        int at = 0;
        int last = 0;
        do
        {
            int symbol = reader.ReadAcSymbol(table);
            if (symbol == 0)
            {
                break;
            }
            at += (symbol >> 4) + 1;
            if (at > 63)
            {
                throw JpegFault.TooLong();
            }
            int size = symbol & 15;
            if (size != 0)
            {
                block[at] = (short)reader.ReadNumber(size);
                last = at;
            }
        }
        while (at < 63);
        GoTo(reader);
        return last;
    }

    /// <summary>Copies the AC coefficients of a block in the form that <see cref="JpegIdentity"/> describes.</summary>
    /// <param name="table">Their table.</param>
    /// <param name="target">Where to: <see cref="LargestCopy"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal int CopyAc(JpegHuffmanTable table, Span<byte> target)
    {
        JpegBitReader reader = this;
        ref byte start = ref MemoryMarshal.GetReference(target[..LargestCopy]);
        int left = 63;
        int written = 0;
        int whole = 0;
        do
        {
            int symbol = reader.ReadAcSymbol(table);
            left -= (symbol >> 4) + 1;
            if (symbol == 0)
            {
                break;
            }
            if (left < 0)
            {
                throw JpegFault.TooLong();
            }
            int size = symbol & 15;
            uint number = reader.ReadBits(size) << (size > 8 ? 0 : 8);
            uint bytes = ((uint)symbol << 24) | (number << 8);
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, written), BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bytes) : bytes);
            written += 1 + ((size + 7) >> 3);
            // Zeros with no coefficient behind them are not kept.
            whole = size == 0 ? whole : written;
        }
        while (left > 0);
        Unsafe.Add(ref start, whole) = 0;
        GoTo(reader);
        return whole + 1;
    }

    /// <summary>Passes over the AC coefficients of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal void SkipAc(JpegHuffmanTable table)
    {
        JpegBitReader reader = this;
        reader.PassAc(table);
        GoTo(reader);
    }

    /// <summary>Passes over whole units.</summary>
    /// <param name="unit">The blocks of a unit in their order.</param>
    /// <param name="dc">The DC coefficient of each component; the differences are added.</param>
    /// <param name="count">How many units.</param>
    /// <param name="end">How many bits there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    internal void SkipUnits(ReadOnlySpan<JpegUnitBlock> unit, Span<int> dc, int count, long end)
    {
        JpegBitReader reader = this;
        for (; count > 0; count--)
        {
            foreach (ref readonly JpegUnitBlock block in unit)
            {
                ref int place = ref dc[block.Component.Index];
                int value = place + reader.ReadDifference(block.Dc.Table);
                place = value;
                if (value != (short)value)
                {
                    throw JpegFault.OutOfRange();
                }
                reader.PassAc(block.Ac.Table);
                reader.CheckEnd(end);
            }
        }
        GoTo(reader);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PassAc(JpegHuffmanTable table)
    {
        ref uint lookup = ref MemoryMarshal.GetArrayDataReference(table.Lookup);
        int left = 63;
        do
        {
            Refill();
            uint entry = Unsafe.Add(ref lookup, (nint)(_bits >> (64 - JpegHuffmanTable.LookupBits)));
            int advance = JpegHuffmanTable.AdvanceOf(entry);
            if (advance <= left)
            {
                _bits <<= JpegHuffmanTable.BitsOf(entry);
                _count -= JpegHuffmanTable.BitsOf(entry);
                left -= advance;
                if (JpegHuffmanTable.EndsBlock(entry))
                {
                    return;
                }
                continue;
            }
            // The codes run on into the next block, or the code is a long one: one code at a time.
            int symbol = Take(ref lookup, entry);
            _bits <<= symbol & 15;
            _count -= symbol & 15;
            left -= (symbol >> 4) + 1;
            if (symbol == 0)
            {
                return;
            }
        }
        while (left > 0);
        if (left < 0)
        {
            throw JpegFault.TooLong();
        }
    }

    /// <summary>Goes where a copy of this reader has come to: a copy that no other method sees is kept in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void GoTo(in JpegBitReader reader)
    {
        _next = reader._next;
        _bits = reader._bits;
        _count = reader._count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReadSymbol(JpegHuffmanTable table)
    {
        ref uint lookup = ref MemoryMarshal.GetArrayDataReference(table.Lookup);
        return Take(ref lookup, Unsafe.Add(ref lookup, (nint)(_bits >> (64 - JpegHuffmanTable.LookupBits))));
    }

    /// <summary>Takes the code that stands next, whose entry is known. A call within a loop would keep what the loop needs out of registers: there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Take(ref uint lookup, uint entry)
    {
        if (JpegHuffmanTable.CodeLengthOf(entry) == 0)
        {
            entry = Unsafe.Add(ref lookup, JpegHuffmanTable.LongOf(entry) + ((int)(_bits >> 48) & ((1 << JpegHuffmanTable.LongBits) - 1)));
            if (entry == 0)
            {
                throw JpegFault.UnknownCode();
            }
        }
        _bits <<= JpegHuffmanTable.CodeLengthOf(entry);
        _count -= JpegHuffmanTable.CodeLengthOf(entry);
        return JpegHuffmanTable.SymbolOf(entry);
    }

    /// <summary>At least 56 bits are at hand after this. Bits below those that count are the ones that follow, so that loading them again changes nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Refill()
    {
        _bits |= Load(ref _start, _next) >> _count;
        _next += (63 - _count) >> 3;
        _count |= 56;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Load(ref byte start, nint offset)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;
    }
}
