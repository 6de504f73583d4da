using System.IO.Compression;

namespace Ospacs.Dicom.Reading;

/// <summary>Inflates the data set of a file in Deflated Explicit VR Little Endian (PS3.5 Annex A.5). How large it becomes is bounded.</summary>
internal static class DeflatedDataset
{
    /// <summary>The largest data set that is inflated, in bytes: it lies in memory whole.</summary>
    internal const int MostInflated = 64 << 20;

    internal static ReadOnlyMemory<byte> Inflate(DicomSource source, long offset)
    {
        using var deflated = new SourceStream(source, offset);
        using var inflater = new DeflateStream(deflated, CompressionMode.Decompress);
        byte[] buffer = new byte[64 << 10];
        int count = 0;
        try
        {
            int read;
            while ((read = inflater.Read(buffer, count, buffer.Length - count)) > 0)
            {
                count += read;
                if (count == buffer.Length)
                {
                    if (count >= MostInflated)
                    {
                        throw new DicomFormatException($"inflates to more than {MostInflated >> 20} MiB", null, offset);
                    }
                    Array.Resize(ref buffer, Math.Min(buffer.Length * 2, MostInflated));
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new DicomFormatException("cannot be inflated", null, offset);
        }
        return buffer.AsMemory(0, count);
    }

    /// <summary>The first 64 KiB of the data set, or all of it when it is smaller.</summary>
    internal static ReadOnlyMemory<byte> InflateBeginning(DicomSource source, long offset)
    {
        using var deflated = new SourceStream(source, offset);
        using var inflater = new DeflateStream(deflated, CompressionMode.Decompress);
        byte[] buffer = new byte[64 << 10];
        try
        {
            return buffer.AsMemory(0, inflater.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            throw new DicomFormatException("cannot be inflated", null, offset);
        }
    }

    /// <summary>The rest of a source as a stream.</summary>
    private sealed class SourceStream(DicomSource source, long position) : Stream
    {
        private long _position = position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, source.Length - _position);
            if (count > 0)
            {
                source.Read(_position, buffer[..count]);
                _position += count;
            }
            return Math.Max(count, 0);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
