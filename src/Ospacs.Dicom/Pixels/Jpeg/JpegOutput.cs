using System.Buffers;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Bytes that are collected before it is certain that they may go anywhere.</summary>
internal sealed class JpegOutput : IBufferWriter<byte>, IDisposable
{
    private byte[] _buffer;

    /// <summary>Makes room.</summary>
    /// <param name="expected">How many bytes it will hold, roughly.</param>
    internal JpegOutput(int expected) => _buffer = ArrayPool<byte>.Shared.Rent(expected + 1024);

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - Length >= Math.Max(count, 1))
        {
            return;
        }
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, Length + count));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
