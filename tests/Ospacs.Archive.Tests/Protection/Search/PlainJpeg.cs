using System.Text;

namespace Ospacs.Archive.Tests.Protection.Search;

/// <summary>A grey picture as the plainest JPEG there is: every block is one bit of DC and one of AC. It shares no code with what reads it.</summary>
internal static class PlainJpeg
{
    /// <summary>The picture.</summary>
    /// <param name="columns">Columns, whole blocks.</param>
    /// <param name="rows">Rows, whole blocks.</param>
    /// <param name="jfif">Seven bytes of the JFIF segment: version, unit and density.</param>
    /// <param name="besides">Segments behind it.</param>
    /// <param name="behindScan">What stands between the coded blocks and the end of the image.</param>
    internal static byte[] Make(int columns, int rows, string jfif = "\u0001\u0002\0\0\u0001\0\u0001", byte[]? besides = null, string behindScan = "")
    {
        byte[] coded = new byte[((columns / 8 * (rows / 8) * 2) + 7) / 8];
        int spare = (coded.Length * 8) - (columns / 8 * (rows / 8) * 2);
        coded[^1] |= (byte)((1 << spare) - 1);
        return
        [
            0xFF, 0xD8,
            .. Segment(0xE0, [.. "JFIF\0"u8, .. Encoding.Latin1.GetBytes(jfif), 0, 0]),
            .. besides ?? [],
            .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)]),
            .. Segment(0xC0, [8, (byte)(rows >> 8), (byte)rows, (byte)(columns >> 8), (byte)columns, 1, 1, 0x11, 0]),
            .. Segment(0xC4, [0x00, 1, .. new byte[15], 0]),
            .. Segment(0xC4, [0x10, 1, .. new byte[15], 0]),
            .. Segment(0xDA, [1, 1, 0, 0, 63, 0]),
            .. coded, .. Encoding.ASCII.GetBytes(behindScan),
            0xFF, 0xD9,
        ];
    }

    /// <summary>A marker segment.</summary>
    internal static byte[] Segment(byte marker, byte[] parameters) => [0xFF, marker, (byte)((parameters.Length + 2) >> 8), (byte)(parameters.Length + 2), .. parameters];
}
