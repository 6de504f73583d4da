using Microsoft.Win32.SafeHandles;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Import;

/// <summary>
/// The beginning of a file in a buffer that serves for many files: of most headers it is all that is read. What lies behind it is read
/// when it is asked for. What was sliced of one file is lost with the next.
/// </summary>
internal sealed class HeaderSource : DicomSource
{
    private const int BufferSize = 16 << 10;

    private readonly byte[] _buffer = new byte[BufferSize];
    private SafeFileHandle? _handle;
    private long _length;
    private int _buffered;

    public override long Length => _length;

    public override bool IsInMemory => false;

    /// <summary>Turns to another file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be opened; see <see cref="ReadFailure.IsOne"/> for the others.</exception>
    public void Open(string path)
    {
        Close();
        // Asked before opening, as SourceFile does: to open a pipe would mean to wait for somebody who writes into it.
        if (SourceFile.LengthOf(path) == 0)
        {
            throw ReadFailure.Empty();
        }
        // Without a lock of its own: a file that another program writes shows so when it is imported.
        _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        _length = RandomAccess.GetLength(_handle);
        _buffered = (int)Math.Min(_length, BufferSize);
        Read(0, _buffer.AsSpan(0, _buffered));
    }

    /// <summary>Lets go of the file.</summary>
    public void Close()
    {
        _handle?.Dispose();
        _handle = null;
        _length = 0;
        _buffered = 0;
    }

    public override ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        if (offset + length <= _buffered)
        {
            return _buffer.AsMemory((int)offset, length);
        }
        byte[] read = new byte[length];
        Read(offset, read);
        return read;
    }

    public override ReadOnlySpan<byte> Peek(long offset, int least)
    {
        if (offset >= _length)
        {
            return default;
        }
        return offset + least <= _buffered ? _buffer.AsSpan((int)offset, _buffered - (int)offset) : Slice(offset, (int)Math.Min(least, _length - offset)).Span;
    }

    public override void Read(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            int read = RandomAccess.Read(_handle!, buffer, offset);
            if (read <= 0)
            {
                throw new EndOfStreamException("The file ends early.");
            }
            buffer = buffer[read..];
            offset += read;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Close();
        }
        base.Dispose(disposing);
    }
}
