using System.Buffers.Binary;

namespace Ospacs.Archive.Protection.Search;

/// <summary>
/// What a JPEG frame holds beside its coded picture: segments of every kind, and whatever stands before, between and behind them. It walks
/// the markers (T.81 Annex B) and trusts no other part of the frame; from where it loses its way, all is beside the picture.
/// </summary>
internal static class JpegBesides
{
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>The places.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="places">Is emptied, and gets the places in order.</param>
    internal static void Find(ReadOnlySpan<byte> frame, List<Range> places)
    {
        places.Clear();
        int start = 0;
        int at = 0;
        while (at + 4 <= frame.Length)
        {
            if (frame[at] != 0xFF || frame[at + 1] is 0xFF or StartOfImage)
            {
                at++;
                continue;
            }
            byte marker = frame[at + 1];
            if (marker == EndOfImage)
            {
                break;
            }
            int length = BinaryPrimitives.ReadUInt16BigEndian(frame[(at + 2)..]);
            at += 2 + length;
            if (marker == StartOfScan && at <= frame.Length)
            {
                places.Add(start..at);
                start = at = EndOfScan(frame, at);
            }
        }
        if (start < frame.Length)
        {
            places.Add(start..frame.Length);
        }
    }

    /// <summary>The first marker behind coded data that is no restart.</summary>
    private static int EndOfScan(ReadOnlySpan<byte> frame, int at)
    {
        while (at < frame.Length)
        {
            int ones = frame[at..].IndexOf((byte)0xFF);
            if (ones < 0)
            {
                return frame.Length;
            }
            at += ones;
            if (at + 1 == frame.Length || frame[at + 1] is not (0 or (>= 0xD0 and <= 0xD7)))
            {
                return at;
            }
            at += 2;
        }
        return frame.Length;
    }
}
