using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ospacs.Archive.Protection;

/// <summary>
/// The keyed hash that a source file is known again by. The bytes go by chunks through GMAC (AES-256), which processors do several times
/// faster than SHA-256, and HMAC-SHA-256 binds the chunks' codes and the length together. Decision 8 says why this is as good here.
/// </summary>
public sealed class SourceFingerprint : IDisposable
{
    private const int ChunkSize = 256 << 10;
    private const int TagSize = 16;

    private readonly AesGcm _chunks;
    private readonly IncrementalHash _binding;
    private byte[]? _partial;
    private int _partialCount;
    private long _chunk;
    private long _length;

    internal SourceFingerprint(ReadOnlySpan<byte> chunkKey, ReadOnlySpan<byte> bindingKey)
    {
        _chunks = new AesGcm(chunkKey, TagSize);
        _binding = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, bindingKey);
    }

    /// <summary>Takes the next bytes of the file, however they come.</summary>
    /// <param name="bytes">The bytes.</param>
    public void AppendData(ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_partialCount > 0)
        {
            int taken = Math.Min(bytes.Length, ChunkSize - _partialCount);
            bytes[..taken].CopyTo(_partial.AsSpan(_partialCount));
            _partialCount += taken;
            bytes = bytes[taken..];
            if (_partialCount < ChunkSize)
            {
                return;
            }
            Add(_partial);
            _partialCount = 0;
        }
        while (bytes.Length >= ChunkSize)
        {
            Add(bytes[..ChunkSize]);
            bytes = bytes[ChunkSize..];
        }
        if (bytes.Length > 0)
        {
            _partial ??= new byte[ChunkSize];
            bytes.CopyTo(_partial);
            _partialCount = bytes.Length;
        }
    }

    /// <summary>The fingerprint of everything taken, 32 bytes.</summary>
    public byte[] GetHashAndReset()
    {
        if (_partialCount > 0)
        {
            Add(_partial.AsSpan(0, _partialCount));
            _partialCount = 0;
        }
        return Bind();
    }

    /// <summary>The fingerprint of a file that is in memory.</summary>
    /// <param name="file">The file.</param>
    public byte[] Of(ReadOnlySpan<byte> file)
    {
        _length = file.Length;
        for (int at = 0; at < file.Length; at += ChunkSize)
        {
            Add(file.Slice(at, Math.Min(ChunkSize, file.Length - at)));
        }
        return Bind();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chunks.Dispose();
        _binding.Dispose();
    }

    private void Add(ReadOnlySpan<byte> chunk)
    {
        // The nonce is the chunk's number: equal chunks in different places have different codes. That every file uses the same nonces
        // gives nothing away, since the codes themselves never leave this object.
        Span<byte> nonce = stackalloc byte[12];
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[4..], _chunk++);
        Span<byte> tag = stackalloc byte[TagSize];
        _chunks.Encrypt(nonce, [], [], tag, chunk);
        _binding.AppendData(tag);
    }

    private byte[] Bind()
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, _length);
        _binding.AppendData(length);
        _length = 0;
        _chunk = 0;
        return _binding.GetHashAndReset();
    }
}
