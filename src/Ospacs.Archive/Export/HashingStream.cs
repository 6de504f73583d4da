using System.Security.Cryptography;

namespace Ospacs.Archive.Export;

/// <summary>A file that is written once from beginning to end, and hashed on the way; a cancellation ends it between two pieces.</summary>
internal sealed class HashingStream(FileStream file, CancellationToken cancellation) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override long Position { get => file.Position; set => throw new NotSupportedException(); }

    /// <summary>SHA-256 of what was written.</summary>
    internal byte[] Hash() => _hash.GetHashAndReset();

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // Pieces that stay in the processor's cache between hashing and writing.
        const int Piece = 256 << 10;
        for (int at = 0; at < buffer.Length; at += Piece)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> piece = buffer.Slice(at, Math.Min(Piece, buffer.Length - at));
            _hash.AppendData(piece);
            file.Write(piece);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => file.Flush();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            file.Dispose();
        }
        base.Dispose(disposing);
    }
}
