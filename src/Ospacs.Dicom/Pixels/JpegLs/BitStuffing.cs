using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>
/// Coded data is a string of bits in which a zero bit follows each byte of 255, so that no marker arises (ISO 14495-1 section A.1). Taking
/// those bits out and putting them in is a pass of its own, eight bytes at a time: reading and writing codes then never looks for them.
/// </summary>
internal static class BitStuffing
{
    /// <summary>Copies coded data without the stuffed bits, up to the next marker or the end.</summary>
    /// <param name="stream">The data.</param>
    /// <param name="target">Where to: as long as the data, and eight bytes more.</param>
    /// <param name="length">Bytes that were copied; the last may hold less than eight bits, and zeros behind them.</param>
    /// <returns>Where the marker stands, or the end of the data.</returns>
    internal static int Remove(ReadOnlySpan<byte> stream, Span<byte> target, out int length)
    {
        // Bits that wait for their byte, in the highest places.
        ulong waiting = 0;
        int count = 0;
        int at = 0;
        length = 0;
        while (true)
        {
            int run = stream[at..].IndexOf((byte)0xFF);
            run = run < 0 ? stream.Length - at : run;
            Append(stream.Slice(at, run), target[length..], ref waiting, count);
            length += run;
            at += run;
            if (at + 1 >= stream.Length || stream[at + 1] >= 0x80)
            {
                // A lone 255 at the end is cut off from what it belonged to.
                at = at + 1 >= stream.Length ? stream.Length : at;
                break;
            }
            waiting |= (0xFFUL << 56) >> count;
            waiting |= ((ulong)stream[at + 1] << 57) >> (count + 8);
            count += 15;
            at += 2;
            while (count >= 8)
            {
                target[length++] = (byte)(waiting >> 56);
                waiting <<= 8;
                count -= 8;
            }
        }
        if (count > 0)
        {
            target[length++] = (byte)(waiting >> 56);
        }
        return at;
    }

    private static void Append(ReadOnlySpan<byte> bytes, Span<byte> target, ref ulong waiting, int count)
    {
        if (count == 0)
        {
            bytes.CopyTo(target);
            return;
        }
        int at = 0;
        for (; at + sizeof(ulong) <= bytes.Length; at += sizeof(ulong))
        {
            ulong next = BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]);
            BinaryPrimitives.WriteUInt64BigEndian(target[at..], waiting | (next >> count));
            waiting = next << (64 - count);
        }
        for (; at < bytes.Length; at++)
        {
            waiting |= ((ulong)bytes[at] << 56) >> count;
            target[at] = (byte)(waiting >> 56);
            waiting <<= 8;
        }
    }
}

/// <summary>Puts a zero bit behind each byte of 255, in data that comes in pieces.</summary>
internal struct BitStuffer
{
    // Bits that wait for their byte, in the highest places: less than eight.
    private ulong _waiting;
    private int _count;

    /// <summary>Adds a piece.</summary>
    /// <param name="bytes">The piece.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Bytes that were written.</returns>
    internal long Add(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        const int Piece = 16 << 10;
        long written = 0;
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, Piece);
            // A bit for each byte at worst, and the last store of eight.
            int length = Add(bytes[..count], output.GetSpan(count + (count / 8) + 16));
            output.Advance(length);
            written += length;
            bytes = bytes[count..];
        }
        return written;
    }

    /// <summary>Adds the last bits and fills their byte with zeros; behind a 255 there is one in any case.</summary>
    /// <param name="bits">The bits, the first in the highest place, and zeros behind them.</param>
    /// <param name="size">How many: less than eight.</param>
    /// <param name="output">Where to.</param>
    /// <returns>Bytes that were written: 2 at most.</returns>
    internal int Finish(ulong bits, int size, IBufferWriter<byte> output)
    {
        _waiting |= bits >> _count;
        _count += size;
        Span<byte> last = stackalloc byte[4];
        int length = Drain(ref _waiting, ref _count, last, 0);
        if (_count > 0)
        {
            last[length++] = (byte)(_waiting >> 56);
        }
        output.Write(last[..length]);
        return length;
    }

    private int Add(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        const int Step = 7;
        ulong waiting = _waiting;
        int count = _count;
        int at = 0;
        int length = 0;
        for (; at + sizeof(ulong) <= bytes.Length; at += Step)
        {
            // Seven bytes with the bits that wait are less than 64.
            ulong next = waiting | ((BinaryPrimitives.ReadUInt64BigEndian(bytes[at..]) & ~0xFFUL) >> count);
            if (!HasFull(next))
            {
                BinaryPrimitives.WriteUInt64BigEndian(target[length..], next);
                length += Step;
                waiting = next << (8 * Step);
                continue;
            }
            waiting = next;
            count += 8 * Step;
            length = Drain(ref waiting, ref count, target, length);
        }
        for (; at < bytes.Length; at++)
        {
            waiting |= ((ulong)bytes[at] << 56) >> count;
            count += 8;
            length = Drain(ref waiting, ref count, target, length);
        }
        _waiting = waiting;
        _count = count;
        return length;
    }

    /// <summary>Writes whole bytes one by one.</summary>
    private static int Drain(ref ulong waiting, ref int count, Span<byte> target, int length)
    {
        while (count >= 8)
        {
            byte next = (byte)(waiting >> 56);
            target[length++] = next;
            waiting <<= 8;
            count -= 8;
            if (next == 0xFF)
            {
                waiting >>= 1;
                count++;
            }
        }
        return length;
    }

    /// <summary>Whether one of the bytes is 255: the only one that loses its highest bit when one is added to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasFull(ulong bytes) => (bytes & (~bytes - 0x0101010101010101) & 0x8080808080808080) != 0;
}
