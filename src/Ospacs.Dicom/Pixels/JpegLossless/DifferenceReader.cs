using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>Reads differences from a stretch of entropy-coded data whose stuffing is gone.</summary>
internal ref struct DifferenceReader
{
    /// <summary>Zero bytes that must stand behind the data, so that a load of eight bytes that begins in them is lawful.</summary>
    internal const int Padding = 16;

    private readonly ReadOnlySpan<byte> _data;
    private readonly int _length;
    // Bits that were loaded and not used, the next one in the highest place; the rest of the number holds bits that will be loaded again.
    private ulong _bits;
    private int _count;
    private int _position;

    /// <summary>Begins with a stretch.</summary>
    /// <param name="data">The data and at least <see cref="Padding"/> zero bytes.</param>
    /// <param name="length">Bytes of the data.</param>
    internal DifferenceReader(ReadOnlySpan<byte> data, int length)
    {
        _data = data[..(length + Padding)];
        _length = length;
    }

    /// <summary>Reads the differences of a row.</summary>
    /// <param name="differences">Where they go, those of a pixel side by side: modulo 65,536, as predictions are added to them.</param>
    /// <param name="tables">The components' tables.</param>
    internal void Read(scoped Span<ushort> differences, scoped in DifferenceTables tables)
    {
        int read = tables.Groups.IsEmpty ? 0 : ReadGroups(differences, tables);
        ref byte data = ref MemoryMarshal.GetReference(_data);
        ref ushort lookup = ref MemoryMarshal.GetReference(tables.Lookup);
        nint lookupEnd = tables.Lookup.Length;
        // Where groups were read, components share a table, and it does not matter with whose the rest begins.
        nint component = 0;
        ulong bits = _bits;
        int count = _count;
        int position = _position;
        int lastLoad = _data.Length - sizeof(ulong);
        for (int i = read; i < differences.Length; i++)
        {
            // No code and difference together take more than 31 bits.
            if (count < 32)
            {
                Fill(ref data, lastLoad, ref bits, ref count, ref position);
            }
            int entry = Unsafe.Add(ref lookup, component + (nint)(bits >> (64 - DifferenceTables.LookupBits)));
            int used = entry & 0xFF;
            if (entry != DifferenceTables.Special)
            {
                int size = entry >> 8;
                differences[i] = (ushort)DifferenceTables.Difference(bits << (used - size), size);
            }
            else
            {
                differences[i] = FindDifference(tables, (int)(component / DifferenceTables.LookupSize), bits, out used);
            }
            bits <<= used;
            count -= used;
            component += DifferenceTables.LookupSize;
            component = component == lookupEnd ? 0 : component;
        }
        _bits = bits;
        _count = count;
        _position = position;
        if ((8L * position) - count > 8L * _length)
        {
            ThrowShort();
        }
    }

    /// <summary>Reads most of a row, several differences at a time. The end is left, so that none of the next row's are read.</summary>
    private int ReadGroups(scoped Span<ushort> differences, scoped in DifferenceTables tables)
    {
        // So many groups have no more bits than a load brings.
        const int GroupsALoad = 4;
        ref byte data = ref MemoryMarshal.GetReference(_data);
        ref ulong groups = ref MemoryMarshal.GetReference(tables.Groups[..DifferenceTables.GroupSize]);
        ref ushort target = ref MemoryMarshal.GetReference(differences);
        ulong bits = _bits;
        int count = _count;
        int position = _position;
        int lastLoad = _data.Length - sizeof(ulong);
        nint i = 0;
        // A group is stored with a fourth number behind it, which is overwritten.
        nint last = differences.Length - (GroupsALoad * DifferenceTables.MostInGroup) - 1;
        while (i <= last)
        {
            Fill(ref data, lastLoad, ref bits, ref count, ref position);
            for (int turn = 0; turn < GroupsALoad; turn++)
            {
                ulong group = Unsafe.Add(ref groups, (nint)(bits >> (64 - DifferenceTables.GroupBits)));
                Unsafe.WriteUnaligned(ref Unsafe.As<ushort, byte>(ref Unsafe.Add(ref target, i)), BitConverter.IsLittleEndian ? group : Turned(group));
                int used = (int)(group >> 48) & 0xFF;
                i += (nint)(group >> 56);
                bits <<= used;
                count -= used;
                if (used == 0)
                {
                    Fill(ref data, lastLoad, ref bits, ref count, ref position);
                    Unsafe.Add(ref target, i++) = FindDifference(tables, 0, bits, out used);
                    bits <<= used;
                    count -= used;
                    break;
                }
            }
        }
        _bits = bits;
        _count = count;
        _position = position;
        return (int)i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ref byte data, int lastLoad, ref ulong bits, ref int count, ref int position)
    {
        if (position > lastLoad)
        {
            ThrowShort();
        }
        ulong loaded = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, position));
        bits |= (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(loaded) : loaded) >> count;
        position += (63 - count) >> 3;
        count |= 56;
    }

    private static ushort FindDifference(scoped in DifferenceTables tables, int component, ulong bits, out int used)
    {
        int code = tables.Find(component, bits, out int size);
        if (size == DifferenceTables.MostBits)
        {
            used = code;
            return 1 << 15;
        }
        used = code + size;
        return (ushort)DifferenceTables.Difference(bits << code, size);
    }

    /// <summary>Four numbers of sixteen bits, the first in the highest place.</summary>
    private static ulong Turned(ulong group) => BitOperations.RotateLeft(((group & 0x0000FFFF0000FFFF) << 16) | ((group >> 16) & 0x0000FFFF0000FFFF), 32);

    private static void ThrowShort() => throw JpegLosslessHeader.Damaged("holds a frame whose samples end early");
}
