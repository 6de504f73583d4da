using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// How bright a colour is for the search for text: three parts of its largest sample and one of its smallest. So a letter of any colour
/// stands out from black, grey and white alike, which it would not by luminance (blue on black), by the largest sample (red on white) or
/// by the middle of both (red on grey).
/// </summary>
internal static class Brightness
{
    private const byte Gone = 255;

    /// <summary>The brightness of pixels of red, green and blue.</summary>
    /// <param name="colours">Three bytes a pixel.</param>
    /// <param name="brightness">Where to: a byte a pixel.</param>
    internal static void OfColours(ReadOnlySpan<byte> colours, Span<byte> brightness)
    {
        int at = 0;
        ref byte from = ref MemoryMarshal.GetReference(colours);
        ref byte to = ref MemoryMarshal.GetReference(brightness);
        // Sixteen pixels are three vectors; two bytes more are read behind the third.
        for (; (3 * (at + 16)) + 2 <= colours.Length; at += 16)
        {
            nuint offset = (nuint)(3 * at);
            Vector128<byte> first = Vector128.Shuffle(Mixed(ref from, offset), Vector128.Create(0, 3, 6, 9, 12, 15, Gone, Gone, Gone, Gone, Gone, Gone, Gone, Gone, Gone, Gone));
            Vector128<byte> second = Vector128.Shuffle(Mixed(ref from, offset + 16), Vector128.Create(Gone, Gone, Gone, Gone, Gone, Gone, 2, 5, 8, 11, 14, Gone, Gone, Gone, Gone, Gone));
            Vector128<byte> third = Vector128.Shuffle(Mixed(ref from, offset + 32), Vector128.Create(Gone, Gone, Gone, Gone, Gone, Gone, Gone, Gone, Gone, Gone, Gone, 1, 4, 7, 10, 13));
            (first | second | third).StoreUnsafe(ref to, (nuint)at);
        }
        for (; at < brightness.Length; at++)
        {
            (byte red, byte green, byte blue) = (colours[3 * at], colours[(3 * at) + 1], colours[(3 * at) + 2]);
            brightness[at] = Mean(Math.Max(Math.Max(red, green), blue), Mean(Math.Max(Math.Max(red, green), blue), Math.Min(Math.Min(red, green), blue)));
        }
    }

    /// <summary>The mixture of each byte and the two behind it; every third one is a pixel's.</summary>
    private static Vector128<byte> Mixed(ref byte from, nuint offset)
    {
        var red = Vector128.LoadUnsafe(ref from, offset);
        var green = Vector128.LoadUnsafe(ref from, offset + 1);
        var blue = Vector128.LoadUnsafe(ref from, offset + 2);
        Vector128<byte> largest = Vector128.Max(Vector128.Max(red, green), blue);
        Vector128<byte> smallest = Vector128.Min(Vector128.Min(red, green), blue);
        return Mean(largest, Mean(largest, smallest));
    }

    private static byte Mean(byte a, byte b) => (byte)((a & b) + ((a ^ b) >> 1));

    // Bytes have no shift of their own: what falls out of the byte above is cut off.
    private static Vector128<byte> Mean(Vector128<byte> a, Vector128<byte> b) =>
        (a & b) + (((a ^ b).AsUInt16() >> 1).AsByte() & Vector128.Create((byte)0x7F));
}
