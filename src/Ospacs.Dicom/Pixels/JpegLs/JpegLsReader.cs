using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>
/// Reads codes from coded data that has lost its stuffing. The loops that decode samples keep its three numbers in registers and come here
/// when a code is not short.
/// </summary>
internal ref struct JpegLsReader
{
    /// <summary>Zero bytes that must stand behind the data, so that a load of eight bytes that begins in them is lawful.</summary>
    internal const int Padding = 16;

    /// <summary>Bits that are there at least after a refill.</summary>
    internal const int Filled = 56;

    private readonly ref byte _data;
    private readonly int _length;
    private readonly int _lastLoad;

    /// <summary>Bits that were loaded and not used, the next one in the highest place; below them stand bits that will be loaded again.</summary>
    internal ulong Bits;

    /// <summary>How many there are.</summary>
    internal int Count;

    /// <summary>The next byte to load.</summary>
    internal int Position;

    /// <summary>Begins with a stretch of data.</summary>
    /// <param name="data">The data and at least <see cref="Padding"/> zero bytes.</param>
    /// <param name="length">Bytes of the data.</param>
    internal JpegLsReader(ReadOnlySpan<byte> data, int length)
    {
        ReadOnlySpan<byte> padded = data[..(length + Padding)];
        _data = ref MemoryMarshal.GetReference(padded);
        _length = length;
        _lastLoad = padded.Length - sizeof(ulong);
    }

    /// <summary>Loads bits into numbers that a loop keeps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Fill(ref ulong bits, ref int count, ref int position)
    {
        // Whoever gets there has long used up the data.
        if (position > _lastLoad)
        {
            ThrowShort();
        }
        ulong loaded = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref _data, position));
        bits |= (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(loaded) : loaded) >> count;
        position += (63 - count) >> 3;
        count |= Filled;
    }

    /// <summary>Reads a number of so many zeros, a one and some low bits, or one that is written whole behind the greatest number of zeros (ISO 14495-1 section A.5.3).</summary>
    /// <param name="lowBits">The low bits.</param>
    /// <param name="longestPrefix">The greatest number of zeros.</param>
    /// <param name="wholeBits">The bits of a number that is written whole.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal int ReadCode(int lowBits, int longestPrefix, int wholeBits)
    {
        Fill(ref Bits, ref Count, ref Position);
        int zeros = BitOperations.LeadingZeroCount(Bits);
        if (zeros > longestPrefix)
        {
            throw JpegLsHeader.Damaged("holds a frame with a code that is too long, or ends early");
        }
        // No prefix is longer than 56: that of 16 bits, with a range that a great loss has made small.
        Skip(zeros);
        bool whole = zeros == longestPrefix;
        int tail = whole ? wholeBits : lowBits;
        int value = Read(tail + 1) - (1 << tail);
        return whole ? value + 1 : (zeros << lowBits) + value;
    }

    /// <summary>How many ones come next, as far as can be seen: <see cref="Filled"/> at most. They are not taken.</summary>
    internal int PeekOnes()
    {
        Fill(ref Bits, ref Count, ref Position);
        return Math.Min(BitOperations.LeadingZeroCount(~Bits), Filled);
    }

    /// <summary>Takes bits that were looked at.</summary>
    internal void Skip(int count)
    {
        Bits <<= count;
        Count -= count;
    }

    /// <summary>Reads up to 32 bits.</summary>
    internal int Read(int count)
    {
        Fill(ref Bits, ref Count, ref Position);
        int value = (int)((Bits >> 1) >> (63 - count));
        Skip(count);
        return value;
    }

    /// <summary>Finds out whether more was read than there is.</summary>
    internal readonly void CheckEnd()
    {
        if ((8L * Position) - Count > 8L * _length)
        {
            ThrowShort();
        }
    }

    private static void ThrowShort() => throw JpegLsHeader.Damaged("holds a frame whose samples end early");
}
