using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Store;

/// <summary>
/// A stored object's bytes, to read elements from: one part of it is in memory at a time. Going forward costs nothing; going back begins
/// anew at the first part. Not for use by several threads at once.
/// </summary>
/// <param name="store">The archive.</param>
/// <param name="imageId">The image, or the draft of an object that the open batch has written.</param>
/// <param name="size">Bytes of the object.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class StoredObjectSource(IArchiveStore store, long imageId, long size, CancellationToken cancellation) : DicomSource
{
    private IEnumerator<ReadOnlyMemory<byte>>? _parts;
    private ReadOnlyMemory<byte> _part;
    private long _start;
    private byte[] _joined = [];

    public override long Length => size;

    public override bool IsInMemory => false;

    public override ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        byte[] copy = new byte[length];
        Read(offset, copy);
        return copy;
    }

    public override ReadOnlySpan<byte> Peek(long offset, int least)
    {
        if (offset >= size)
        {
            return default;
        }
        MoveTo(offset);
        ReadOnlySpan<byte> rest = _part.Span[(int)(offset - _start)..];
        least = (int)Math.Min(least, size - offset);
        if (rest.Length >= least)
        {
            return rest;
        }
        if (_joined.Length < least)
        {
            _joined = new byte[least];
        }
        Read(offset, _joined.AsSpan(0, least));
        return _joined.AsSpan(0, least);
    }

    public override void Read(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            MoveTo(offset);
            ReadOnlySpan<byte> rest = _part.Span[(int)(offset - _start)..];
            int count = Math.Min(rest.Length, buffer.Length);
            rest[..count].CopyTo(buffer);
            buffer = buffer[count..];
            offset += count;
        }
    }

    protected override void Dispose(bool disposing)
    {
        _parts?.Dispose();
        base.Dispose(disposing);
    }

    private void MoveTo(long offset)
    {
        if (_parts is null || offset < _start)
        {
            _parts?.Dispose();
            _parts = store.ReadParts(imageId, cancellation).GetEnumerator();
            _start = 0;
            _part = default;
        }
        while (offset >= _start + _part.Length)
        {
            _start += _part.Length;
            _part = _parts.MoveNext() ? _parts.Current : throw new EndOfStreamException("Parts of the object are missing.");
        }
    }
}
