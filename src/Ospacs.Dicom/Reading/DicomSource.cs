using Microsoft.Win32.SafeHandles;

namespace Ospacs.Dicom.Reading;

/// <summary>Bytes to read elements from: a file, or memory. Values are slices of it.</summary>
public abstract class DicomSource : IDisposable
{
    /// <summary>Bytes in all.</summary>
    public abstract long Length { get; }

    /// <summary>Bytes that stay valid as long as the source does.</summary>
    /// <param name="offset">Where they begin.</param>
    /// <param name="length">How many.</param>
    public abstract ReadOnlyMemory<byte> Slice(long offset, int length);

    /// <summary>The bytes from an offset on, as many as are at hand without copying: at least <paramref name="least"/>, unless the source ends before.</summary>
    /// <param name="offset">Where they begin.</param>
    /// <param name="least">How many are needed.</param>
    public abstract ReadOnlySpan<byte> Peek(long offset, int least);

    /// <summary>Fills a buffer.</summary>
    /// <param name="offset">Where in the source to begin.</param>
    /// <param name="buffer">The buffer.</param>
    /// <exception cref="EndOfStreamException">The source ends before.</exception>
    public abstract void Read(long offset, Span<byte> buffer);

    /// <summary>Whether every slice costs nothing, so that no value needs to be left in place.</summary>
    public abstract bool IsInMemory { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the source holds.</summary>
    /// <param name="disposing">Whether called from <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}

/// <summary>A source in memory.</summary>
/// <param name="bytes">The bytes, which must not change while the source is used.</param>
public sealed class DicomMemorySource(ReadOnlyMemory<byte> bytes) : DicomSource
{
    /// <inheritdoc/>
    public override long Length => bytes.Length;

    /// <inheritdoc/>
    public override bool IsInMemory => true;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Slice(long offset, int length) => bytes.Slice(checked((int)offset), length);

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Peek(long offset, int least) => offset >= bytes.Length ? default : bytes.Span[(int)offset..];

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> buffer)
    {
        if (offset + buffer.Length > bytes.Length)
        {
            throw new EndOfStreamException("The file ends early.");
        }
        bytes.Span.Slice((int)offset, buffer.Length).CopyTo(buffer);
    }
}

/// <summary>A source that stays in its file: headers come in by windows of 64 KiB, large values are read only when they are asked for.</summary>
public sealed class DicomFileSource : DicomSource
{
    private const int WindowSize = 64 << 10;
    private readonly SafeFileHandle _handle;
    private readonly long _length;
    private byte[] _window = [];
    private long _windowOffset;

    /// <summary>Opens a file for reading; others may go on reading it.</summary>
    /// <param name="path">The file.</param>
    public DicomFileSource(string path) : this(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read))
    {
    }

    /// <summary>Reads a file that is open already.</summary>
    /// <param name="handle">The file, which this source then owns.</param>
    public DicomFileSource(SafeFileHandle handle)
    {
        _handle = handle;
        _length = RandomAccess.GetLength(handle);
    }

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override bool IsInMemory => false;

    /// <inheritdoc/>
    public override ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        // A window that has been handed out is never filled again, so its slices stay valid.
        if (offset < _windowOffset || offset + length > _windowOffset + _window.Length)
        {
            LoadWindow(offset, length);
        }
        return _window.AsMemory((int)(offset - _windowOffset), length);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Peek(long offset, int least)
    {
        if (offset < _windowOffset || offset + least > _windowOffset + _window.Length)
        {
            LoadWindow(offset, least);
        }
        return offset >= _length ? default : _window.AsSpan((int)(offset - _windowOffset));
    }

    /// <inheritdoc/>
    public override void Read(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(_handle, buffer, offset);
            if (read <= 0)
            {
                throw new EndOfStreamException("The file ends early.");
            }
            buffer = buffer[read..];
            offset += read;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _handle.Dispose();
        }
        base.Dispose(disposing);
    }

    private void LoadWindow(long offset, int least)
    {
        int size = (int)Math.Min(Math.Max(least, WindowSize), Math.Max(0, _length - offset));
        byte[] window = new byte[size];
        Read(offset, window);
        _window = window;
        _windowOffset = offset;
    }
}
