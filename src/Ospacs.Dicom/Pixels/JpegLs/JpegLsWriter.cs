using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>Writes codes into a buffer, as a string of bits that is not stuffed yet. Loops that encode samples keep its numbers in registers.</summary>
internal ref struct JpegLsWriter
{
    /// <summary>Bits that a code may have so that it can be written at once, beside seven that wait for their byte.</summary>
    internal const int AtOnce = 56;

    private readonly ref byte _target;

    /// <summary>Bits that wait for their byte, in the highest places.</summary>
    internal ulong Bits;

    /// <summary>How many there are: less than eight.</summary>
    internal int Count;

    /// <summary>Whole bytes that were written.</summary>
    internal int Length;

    /// <summary>Begins with a buffer, which must have room for eight bytes behind all that is written.</summary>
    internal JpegLsWriter(Span<byte> target) => _target = ref MemoryMarshal.GetReference(target);

    /// <summary>Writes bits that a loop keeps.</summary>
    /// <param name="value">The bits, and zeros before them.</param>
    /// <param name="size">How many, up to <see cref="AtOnce"/>.</param>
    /// <param name="bits"><see cref="Bits"/>.</param>
    /// <param name="count"><see cref="Count"/>.</param>
    /// <param name="length"><see cref="Length"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Write(ulong value, int size, ref ulong bits, ref int count, ref int length)
    {
        count += size;
        bits |= value << (64 - count);
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref _target, length), BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits);
        length += count >> 3;
        bits <<= count & 0x38;
        count &= 7;
    }

    /// <summary>Writes bits.</summary>
    internal void Write(ulong value, int size)
    {
        if (size > 0)
        {
            Write(value, size, ref Bits, ref Count, ref Length);
        }
    }

    /// <summary>Writes a number as <see cref="JpegLsReader.ReadCode"/> reads it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal void WriteCode(int value, int lowBits, int longestPrefix, int wholeBits)
    {
        int zeros = value >> lowBits;
        if (zeros < longestPrefix)
        {
            Write(1, zeros + 1);
            Write((uint)value & ((1u << lowBits) - 1), lowBits);
            return;
        }
        Write(1, longestPrefix + 1);
        Write((uint)value - 1, wholeBits);
    }

    /// <summary>Takes the whole bytes out: the next ones are written at the beginning again.</summary>
    internal int Take()
    {
        int length = Length;
        Length = 0;
        return length;
    }
}
