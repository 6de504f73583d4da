using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Collects entropy-coded bits before zeros are stuffed behind bytes of ones.</summary>
internal sealed class JpegBitWriter : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
    private int _length;
    private ulong _bits;
    private int _count;

    /// <summary>Bits written.</summary>
    internal long Position => (8L * _length) + _count;

    /// <summary>The whole bytes written. Up to seven bits more may be waiting.</summary>
    internal ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Begins anew.</summary>
    internal void Clear()
    {
        _length = 0;
        _bits = 0;
        _count = 0;
    }

    /// <summary>Writes the lowest bits of a value.</summary>
    /// <param name="value">Zero above those bits.</param>
    /// <param name="count">How many, 56 at most.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Write(ulong value, int count)
    {
        _bits = (_bits << count) | value;
        _count += count;
        Reserve(8);
        // The bits that wait are the lowest; whole bytes of them go.
        BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(_length), _bits << (63 - _count) << 1);
        _length += _count >> 3;
        _count &= 7;
    }

    /// <summary>Writes bits of a source as they stand.</summary>
    /// <param name="source">The source; 8 bytes behind the last that is wanted can be read.</param>
    /// <param name="from">The first bit.</param>
    /// <param name="to">The bit behind the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Copy(ReadOnlySpan<byte> source, long from, long to)
    {
        if (from >= to)
        {
            return;
        }
        int whole = (int)((to - from) / 56);
        Reserve((7 * whole) + 16);
        // Seven bytes at a time: whatever their offset, they lie within eight.
        ulong waiting = _count == 0 ? 0 : _bits << (64 - _count);
        for (int i = 0; i < whole; i++)
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(source[(int)(from >> 3)..]) << (int)(from & 7) & ~0xFFUL;
            BinaryPrimitives.WriteUInt64BigEndian(_buffer.AsSpan(_length), waiting | (next >> _count));
            waiting = next << (56 - _count);
            _length += 7;
            from += 56;
        }
        _bits = _count == 0 ? 0 : waiting >> (64 - _count);
        int rest = (int)(to - from);
        if (rest > 0)
        {
            ulong last = BinaryPrimitives.ReadUInt64BigEndian(source[(int)(from >> 3)..]) << (int)(from & 7);
            Write(last >> (64 - rest), rest);
        }
    }

    /// <summary>Takes back all bits from a position on.</summary>
    /// <param name="position">A position at or before <see cref="Position"/>.</param>
    /// <param name="scratch">Gets the bytes from that of the position on, with room for reading behind them; the first bit taken back is bit position modulo 8.</param>
    internal void TakeBack(long position, ArrayBufferWriter<byte> scratch)
    {
        int at = (int)(position >> 3);
        Flush();
        scratch.Write(_buffer.AsSpan(at, _length + 1 - at));
        scratch.Write(stackalloc byte[16]);
        _length = at;
        _count = (int)(position & 7);
        _bits = (ulong)_buffer[at] >> (8 - _count);
    }

    /// <summary>Fills the last byte with ones (T.81 Annex F.1.2.3).</summary>
    internal void Pad()
    {
        if (_count > 0)
        {
            Write((1u << (8 - _count)) - 1, 8 - _count);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>Puts the bits that wait into the buffer, behind its bytes.</summary>
    private void Flush()
    {
        Reserve(8);
        _buffer[_length] = (byte)(_bits << (8 - _count));
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length >= count)
        {
            return;
        }
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, _length + count));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
