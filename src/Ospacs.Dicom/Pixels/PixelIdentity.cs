using System.Buffers.Binary;
using System.Security.Cryptography;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;

namespace Ospacs.Dicom.Pixels;

/// <summary>
/// What makes the pixels of two objects the same: SHA-256 of their canonical form, which is the same whatever lossless transfer syntax
/// they are written in.
/// <para>
/// The canonical form begins with the ASCII characters "ospacs pixels 1" and a zero byte. Then, numbers big-endian: of pixels without
/// loss "S", rows (2 bytes), columns (2), samples per pixel (2), bytes per sample (1), frames (4), and the samples of all frames, those of
/// a pixel beside each other, each in little endian. Of native pixels that share their colours by twos (YBR_FULL_422) the same behind
/// "H", two bytes a pixel. Of lossy JPEG "C", frames (4), and each frame as <see cref="JpegIdentity"/> says: its coefficients.
/// What samples mean (photometric interpretation, bits stored, sign) plays no part.
/// </para>
/// Not for use by several threads at once.
/// </summary>
public sealed class PixelIdentity
{
    private const int HeaderLength = 28;
    private readonly byte[] _header;
    private readonly long _expected;
    private IncrementalHash? _hash;
    private long _done;

    private PixelIdentity(byte[] header, long expected)
    {
        _header = header;
        _expected = expected;
    }

    /// <summary>SHA-256 of the canonical form, 32 bytes, when all of it has come; else null.</summary>
    public byte[]? Sha256 { get; private set; }

    /// <summary>The identity of pixels that are decoded, or never were compressed.</summary>
    /// <param name="description">How the object's pixels are laid out.</param>
    public static PixelIdentity OfSamples(PixelDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        bool shared = !description.IsEncapsulated && description.IsSubsampled;
        byte[] header = Begin(shared ? 'H' : 'S', HeaderLength);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(17), (ushort)description.Rows);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(19), (ushort)description.Columns);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(21), (ushort)description.SamplesPerPixel);
        header[23] = (byte)description.BytesPerSample;
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(24), description.NumberOfFrames);
        return new PixelIdentity(header, description.NumberOfFrames * (shared ? description.FrameLength : description.DecodedFrameLength));
    }

    /// <summary>The identity of lossy JPEG: of its coefficients.</summary>
    /// <param name="frames">Frames.</param>
    public static PixelIdentity OfCoefficients(int frames)
    {
        byte[] header = Begin('C', 21);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(17), frames);
        return new PixelIdentity(header, frames);
    }

    /// <summary>Begins anew: an object that is written again is counted again.</summary>
    public void Restart()
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _ = _hash.GetHashAndReset();
        _hash.AppendData(_header);
        _done = 0;
        Sha256 = null;
    }

    /// <summary>Takes samples, of any part of a frame, in order.</summary>
    /// <param name="samples">The samples.</param>
    public void Append(ReadOnlySpan<byte> samples)
    {
        Hash.AppendData(samples);
        Count(samples.Length);
    }

    /// <summary>Takes a JPEG frame.</summary>
    /// <param name="frame">The frame, all its fragments together.</param>
    /// <returns>The structure of the frame.</returns>
    /// <exception cref="PixelException">The frame is damaged.</exception>
    public JpegStream AppendJpeg(ReadOnlySpan<byte> frame)
    {
        JpegStream stream = JpegIdentity.Append(frame, Hash);
        Count(1);
        return stream;
    }

    private IncrementalHash Hash => _hash ?? throw new InvalidOperationException("The identity has not been begun.");

    private void Count(long more)
    {
        _done += more;
        if (_done > _expected)
        {
            throw new InvalidOperationException("More pixels came than were described.");
        }
        if (_done == _expected)
        {
            Sha256 = Hash.GetHashAndReset();
            Hash.Dispose();
            _hash = null;
        }
    }

    private static byte[] Begin(char form, int length)
    {
        byte[] header = new byte[length];
        "ospacs pixels 1\0"u8.CopyTo(header);
        header[16] = (byte)form;
        return header;
    }
}
