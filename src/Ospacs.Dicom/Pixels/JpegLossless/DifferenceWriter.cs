using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>Writes differences as a string of bits that is not stuffed yet.</summary>
internal struct DifferenceWriter
{
    private readonly Entry[] _entries = new Entry[DifferenceCodes.Sizes];
    private readonly bool _canPair;
    // Bits that fill no byte yet, the first in the highest place.
    private ulong _bits;
    private int _count;

    internal DifferenceWriter(DifferenceCodes codes)
    {
        int longest = 0;
        for (int size = 0; size < DifferenceCodes.Sizes; size++)
        {
            // No bits follow the code of 32,768.
            int following = size == DifferenceCodes.Sizes - 1 ? 0 : size;
            _entries[size] = new Entry(codes.CodeOf(size) << following, (1u << following) - 1, codes.LengthOf(size) + following);
            longest = Math.Max(longest, codes.LengthOf(size) == 0 ? 0 : codes.LengthOf(size) + following);
        }
        // Two of them and seven bits that wait are less than the 64 bits of a number.
        _canPair = (2 * longest) + 7 < 64;
    }

    /// <summary>Writes the differences of a row.</summary>
    /// <param name="differences">The differences.</param>
    /// <param name="target">Room for four bytes a difference and eight more.</param>
    /// <returns>Whole bytes that were written.</returns>
    internal int Write(ReadOnlySpan<ushort> differences, Span<byte> target)
    {
        // Every difference moves on by less than five bytes, of which only whole ones count: seven bits and 31 are less than 64.
        ref byte sink = ref MemoryMarshal.GetReference(target[..((4 * differences.Length) + sizeof(ulong))]);
        ref Entry entries = ref MemoryMarshal.GetArrayDataReference(_entries);
        ulong bits = _bits;
        int count = _count;
        nint at = 0;
        int done = 0;
        if (_canPair)
        {
            for (; done + 2 <= differences.Length; done += 2)
            {
                ulong first = Word(ref entries, differences[done], out int firstLength);
                ulong second = Word(ref entries, differences[done + 1], out int secondLength);
                count += firstLength + secondLength;
                bits |= ((first << secondLength) | second) << (64 - count);
                Put(ref Unsafe.Add(ref sink, at), bits);
                at += count >> 3;
                bits <<= count & 0x38;
                count &= 7;
            }
        }
        for (; done < differences.Length; done++)
        {
            ulong word = Word(ref entries, differences[done], out int length);
            count += length;
            bits |= word << (64 - count);
            Put(ref Unsafe.Add(ref sink, at), bits);
            at += count >> 3;
            bits <<= count & 0x38;
            count &= 7;
        }
        _bits = bits;
        _count = count;
        return (int)at;
    }

    /// <summary>Fills the last byte with ones (ISO 10918-1 section F.1.2.3).</summary>
    /// <param name="target">Room for a byte.</param>
    /// <returns>Bytes that were written: 0 or 1.</returns>
    internal int Finish(Span<byte> target)
    {
        if (_count == 0)
        {
            return 0;
        }
        target[0] = (byte)((byte)(_bits >> 56) | (0xFF >> _count));
        _bits = 0;
        _count = 0;
        return 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref Entry entries, ushort difference, out int length)
    {
        int value = (short)difference;
        int sign = value >> 31;
        ref Entry entry = ref Unsafe.Add(ref entries, 32 - BitOperations.LeadingZeroCount((uint)((value ^ sign) - sign)));
        length = entry.Length;
        // A negative difference is written as one less (ISO 10918-1 section F.1.2.1.1).
        return entry.Code | ((uint)(value + sign) & entry.Mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref byte sink, ulong bits) => Unsafe.WriteUnaligned(ref sink, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(bits) : bits);

    private readonly record struct Entry(uint Code, uint Mask, int Length);
}
