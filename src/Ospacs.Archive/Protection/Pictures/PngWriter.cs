using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>Writes pictures as PNG (ISO/IEC 15948): 8 bits grey or red, green and blue, without a time, and without any text but a comment that is asked for.</summary>
public static class PngWriter
{
    private const int LargestChunk = 1 << 20;
    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(RemainderOf)];

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Writes a picture.</summary>
    /// <param name="output">Where to; it stays open.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="comment">A comment that the file carries, in ASCII, or null.</param>
    public static void Write(Stream output, Picture picture, string? comment = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(picture);
        output.Write(Signature);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, picture.Columns);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], picture.Rows);
        header[8] = 8;
        header[9] = (byte)(picture.IsColour ? 2 : 0);
        // The one compression and filter method that there is, and no interlacing.
        header[10..].Clear();
        WriteChunk(output, "IHDR"u8, header);
        if (comment is not null)
        {
            WriteChunk(output, "tEXt"u8, Encoding.ASCII.GetBytes("Comment\0" + comment));
        }
        using var compressed = new MemoryStream();
        using (var deflating = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            WriteRows(deflating, picture);
        }
        ReadOnlySpan<byte> data = compressed.GetBuffer().AsSpan(0, (int)compressed.Length);
        for (int at = 0; at < data.Length; at += LargestChunk)
        {
            WriteChunk(output, "IDAT"u8, data.Slice(at, Math.Min(LargestChunk, data.Length - at)));
        }
        WriteChunk(output, "IEND"u8, []);
    }

    /// <summary>The comment that a file carries, or null when it is no PNG file or carries none.</summary>
    /// <param name="png">The file.</param>
    public static string? CommentOf(ReadOnlySpan<byte> png)
    {
        if (!png.StartsWith(Signature))
        {
            return null;
        }
        for (int at = Signature.Length; at + 12 <= png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png[at..]);
            if (length < 0 || length > png.Length - at - 12)
            {
                return null;
            }
            ReadOnlySpan<byte> data = png.Slice(at + 8, length);
            if (png.Slice(at + 4, 4).SequenceEqual("tEXt"u8) && data.StartsWith("Comment\0"u8))
            {
                return Encoding.ASCII.GetString(data["Comment\0"u8.Length..]);
            }
            at += 12 + length;
        }
        return null;
    }

    /// <summary>Each row is filtered by what stands left of it or above it, whichever leaves the smaller numbers (section 12.7).</summary>
    private static void WriteRows(Stream output, Picture picture)
    {
        int pixel = picture.IsColour ? 3 : 1;
        byte[] left = new byte[1 + picture.Stride];
        byte[] above = new byte[1 + picture.Stride];
        left[0] = 1;
        above[0] = 2;
        ReadOnlySpan<byte> before = new byte[picture.Stride];
        for (int row = 0; row < picture.Rows; row++)
        {
            ReadOnlySpan<byte> samples = picture.Row(row);
            long costLeft = 0;
            long costAbove = 0;
            for (int i = 0; i < samples.Length; i++)
            {
                int fromLeft = (sbyte)(samples[i] - (i < pixel ? 0 : samples[i - pixel]));
                int fromAbove = (sbyte)(samples[i] - before[i]);
                left[1 + i] = (byte)fromLeft;
                above[1 + i] = (byte)fromAbove;
                costLeft += Math.Abs(fromLeft);
                costAbove += Math.Abs(fromAbove);
            }
            output.Write(costLeft <= costAbove ? left : above);
            before = samples;
        }
    }

    private static void WriteChunk(Stream output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        output.Write(number);
        output.Write(type);
        output.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Check(Check(uint.MaxValue, type), data));
        output.Write(number);
    }

    /// <summary>The cyclic redundancy check of section 5.5, polynomial 0xEDB88320.</summary>
    private static uint Check(uint check, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            check = Remainders[(byte)(check ^ value)] ^ (check >> 8);
        }
        return check;
    }

    private static uint RemainderOf(int value)
    {
        uint remainder = (uint)value;
        for (int bit = 0; bit < 8; bit++)
        {
            remainder = (remainder & 1) != 0 ? 0xEDB88320 ^ (remainder >> 1) : remainder >> 1;
        }
        return remainder;
    }
}
