namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>The bytes of entropy-coded data, where a zero follows each 255 that is no marker (ISO 10918-1 section F.1.2.3).</summary>
internal static class JpegBytes
{
    /// <summary>Copies entropy-coded data without the zeros, up to the next marker or the end.</summary>
    /// <param name="stream">The data.</param>
    /// <param name="target">Where to: as long as the data.</param>
    /// <param name="length">Bytes that were copied.</param>
    /// <returns>Where the marker stands: its 255, or the last of them, or the end of the data.</returns>
    internal static int Unstuff(ReadOnlySpan<byte> stream, Span<byte> target, out int length)
    {
        int at = 0;
        length = 0;
        while (true)
        {
            int run = stream[at..].IndexOf((byte)0xFF);
            if (run < 0)
            {
                stream[at..].CopyTo(target[length..]);
                length += stream.Length - at;
                return stream.Length;
            }
            stream.Slice(at, run).CopyTo(target[length..]);
            length += run;
            at += run;
            if (at + 1 >= stream.Length)
            {
                return stream.Length;
            }
            byte next = stream[at + 1];
            if (next == 0)
            {
                target[length++] = 0xFF;
                at += 2;
            }
            else if (next == 0xFF)
            {
                at++;
            }
            else
            {
                return at;
            }
        }
    }

    /// <summary>Copies bytes and puts a zero behind each 255.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="target">Where to: twice as long as the bytes.</param>
    /// <returns>Bytes that were written.</returns>
    internal static int Stuff(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        int length = 0;
        while (true)
        {
            int run = bytes.IndexOf((byte)0xFF);
            int count = run < 0 ? bytes.Length : run + 1;
            bytes[..count].CopyTo(target[length..]);
            length += count;
            if (run < 0)
            {
                return length;
            }
            target[length++] = 0;
            bytes = bytes[count..];
        }
    }
}
