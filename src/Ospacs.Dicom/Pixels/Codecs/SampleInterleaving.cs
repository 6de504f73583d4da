using System.Runtime.Intrinsics;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>Turns runs of bytes that stand a plane each into runs that stand side by side, and back. Three planes, the common case, go 16 pixels at a time.</summary>
internal static class SampleInterleaving
{
    /// <summary>Puts bytes of several planes side by side.</summary>
    /// <param name="planes">The planes' runs, each beginning <paramref name="stride"/> bytes behind the one before.</param>
    /// <param name="stride">Bytes from one plane's run to the next.</param>
    /// <param name="count">Planes.</param>
    /// <param name="length">Bytes taken of each plane.</param>
    /// <param name="pixels">Where they go: <paramref name="count"/> times <paramref name="length"/> bytes.</param>
    internal static void Interleave(ReadOnlySpan<byte> planes, int stride, int count, int length, Span<byte> pixels)
    {
        int done = count switch
        {
            2 => InterleaveTwo(planes[..length], planes.Slice(stride, length), pixels),
            3 => InterleaveThree(planes[..length], planes.Slice(stride, length), planes.Slice(2 * stride, length), pixels),
            _ => 0,
        };
        for (int plane = 0; plane < count; plane++)
        {
            ReadOnlySpan<byte> from = planes.Slice(plane * stride, length);
            for (int i = done, to = (done * count) + plane; i < from.Length; i++, to += count)
            {
                pixels[to] = from[i];
            }
        }
    }

    /// <summary>Parts bytes that stand side by side into planes.</summary>
    /// <param name="pixels">The bytes: <paramref name="count"/> times <paramref name="length"/>.</param>
    /// <param name="planes">Where the planes' runs go, each beginning <paramref name="stride"/> bytes behind the one before.</param>
    /// <param name="stride">Bytes from one plane's run to the next.</param>
    /// <param name="count">Planes.</param>
    /// <param name="length">Bytes of each plane.</param>
    internal static void Deinterleave(ReadOnlySpan<byte> pixels, Span<byte> planes, int stride, int count, int length)
    {
        int done = count switch
        {
            2 => DeinterleaveTwo(pixels, planes[..length], planes.Slice(stride, length)),
            3 => DeinterleaveThree(pixels, planes[..length], planes.Slice(stride, length), planes.Slice(2 * stride, length)),
            _ => 0,
        };
        for (int plane = 0; plane < count; plane++)
        {
            Span<byte> to = planes.Slice(plane * stride, length);
            for (int i = done, from = (done * count) + plane; i < to.Length; i++, from += count)
            {
                to[i] = pixels[from];
            }
        }
    }

    private static int InterleaveTwo(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, Span<byte> pixels)
    {
        int at = 0;
        for (; at + 16 <= first.Length; at += 16)
        {
            Vector128<byte> a = Vector128.Create(first.Slice(at, 16));
            Vector128<byte> b = Vector128.Create(second.Slice(at, 16));
            (Vector128<ushort> aLow, Vector128<ushort> aHigh) = Vector128.Widen(a);
            (Vector128<ushort> bLow, Vector128<ushort> bHigh) = Vector128.Widen(b);
            Span<byte> to = pixels.Slice(2 * at, 32);
            (aLow | (bLow << 8)).AsByte().CopyTo(to);
            (aHigh | (bHigh << 8)).AsByte().CopyTo(to[16..]);
        }
        return at;
    }

    private static int DeinterleaveTwo(ReadOnlySpan<byte> pixels, Span<byte> first, Span<byte> second)
    {
        int at = 0;
        for (; at + 16 <= first.Length; at += 16)
        {
            Vector128<ushort> low = Vector128.Create(pixels.Slice(2 * at, 16)).AsUInt16();
            Vector128<ushort> high = Vector128.Create(pixels.Slice((2 * at) + 16, 16)).AsUInt16();
            Vector128<ushort> mask = Vector128.Create((ushort)0xFF);
            Vector128.Narrow(low & mask, high & mask).CopyTo(first[at..]);
            Vector128.Narrow(low >> 8, high >> 8).CopyTo(second[at..]);
        }
        return at;
    }

    private static int InterleaveThree(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third, Span<byte> pixels)
    {
        int at = 0;
        for (; at + 16 <= first.Length; at += 16)
        {
            Vector128<byte> a = Vector128.Create(first.Slice(at, 16));
            Vector128<byte> b = Vector128.Create(second.Slice(at, 16));
            Vector128<byte> c = Vector128.Create(third.Slice(at, 16));
            Span<byte> to = pixels.Slice(3 * at, 48);
            // An index of 255 gives zero.
            (Vector128.Shuffle(a, Vector128.Create((byte)0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255, 5))
                | Vector128.Shuffle(b, Vector128.Create((byte)255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255, 255))
                | Vector128.Shuffle(c, Vector128.Create((byte)255, 255, 0, 255, 255, 1, 255, 255, 2, 255, 255, 3, 255, 255, 4, 255))).CopyTo(to);
            (Vector128.Shuffle(a, Vector128.Create((byte)255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10, 255))
                | Vector128.Shuffle(b, Vector128.Create((byte)5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255, 10))
                | Vector128.Shuffle(c, Vector128.Create((byte)255, 5, 255, 255, 6, 255, 255, 7, 255, 255, 8, 255, 255, 9, 255, 255))).CopyTo(to[16..]);
            (Vector128.Shuffle(a, Vector128.Create((byte)255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255, 255))
                | Vector128.Shuffle(b, Vector128.Create((byte)255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15, 255))
                | Vector128.Shuffle(c, Vector128.Create((byte)10, 255, 255, 11, 255, 255, 12, 255, 255, 13, 255, 255, 14, 255, 255, 15))).CopyTo(to[32..]);
        }
        return at;
    }

    private static int DeinterleaveThree(ReadOnlySpan<byte> pixels, Span<byte> first, Span<byte> second, Span<byte> third)
    {
        int at = 0;
        for (; at + 16 <= first.Length; at += 16)
        {
            ReadOnlySpan<byte> from = pixels.Slice(3 * at, 48);
            Vector128<byte> x = Vector128.Create(from[..16]);
            Vector128<byte> y = Vector128.Create(from.Slice(16, 16));
            Vector128<byte> z = Vector128.Create(from.Slice(32, 16));
            (Vector128.Shuffle(x, Vector128.Create((byte)0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(y, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(z, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 4, 7, 10, 13))).CopyTo(first[at..]);
            (Vector128.Shuffle(x, Vector128.Create((byte)1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(y, Vector128.Create((byte)255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(z, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2, 5, 8, 11, 14))).CopyTo(second[at..]);
            (Vector128.Shuffle(x, Vector128.Create((byte)2, 5, 8, 11, 14, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(y, Vector128.Create((byte)255, 255, 255, 255, 255, 1, 4, 7, 10, 13, 255, 255, 255, 255, 255, 255))
                | Vector128.Shuffle(z, Vector128.Create((byte)255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0, 3, 6, 9, 12, 15))).CopyTo(third[at..]);
        }
        return at;
    }
}
