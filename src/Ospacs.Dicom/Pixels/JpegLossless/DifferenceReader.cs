using System.Buffers.Binary;
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
        ref byte data = ref MemoryMarshal.GetReference(_data);
        ref ushort lookup = ref MemoryMarshal.GetReference(tables.Lookup);
        nint lookupEnd = tables.Lookup.Length;
        nint component = 0;
        ulong bits = _bits;
        int count = _count;
        int position = _position;
        int lastLoad = _data.Length - sizeof(ulong);
        for (int i = 0; i < differences.Length; i++)
        {
            // No code and difference together take more than 31 bits.
            if (count < 32)
            {
                if (position > lastLoad)
                {
                    throw Short();
                }
                ulong loaded = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref data, position));
                bits |= (BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(loaded) : loaded) >> count;
                position += (63 - count) >> 3;
                count |= 56;
            }
            int entry = Unsafe.Add(ref lookup, component + (nint)(bits >> (64 - DifferenceTables.LookupBits)));
            int used = entry & 0xFF;
            int size = entry >> 8;
            int difference;
            if (entry != DifferenceTables.Special)
            {
                difference = Difference(bits << (used - size), size);
            }
            else
            {
                used = tables.Find((int)(component / DifferenceTables.LookupSize), bits, out size);
                difference = size == DifferenceTables.MostBits ? 1 << 15 : Difference(bits << used, size);
                used += size == DifferenceTables.MostBits ? 0 : size;
            }
            bits <<= used;
            count -= used;
            differences[i] = (ushort)difference;
            component += DifferenceTables.LookupSize;
            component = component == lookupEnd ? 0 : component;
        }
        _bits = bits;
        _count = count;
        _position = position;
        if ((8L * position) - count > 8L * _length)
        {
            throw Short();
        }
    }

    /// <summary>A difference that is negative is written as one less, in bits that begin with a zero (ISO 10918-1 section F.1.2.1.1).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Difference(ulong bits, int size) => (int)((bits >> 1) >> (63 - size)) + (~(int)((long)bits >> 63) & (1 - (1 << size)));

    private static PixelException Short() => JpegLosslessHeader.Damaged("holds a frame whose samples end early");
}
