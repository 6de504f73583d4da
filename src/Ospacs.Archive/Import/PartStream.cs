using System.Buffers;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Import;

/// <summary>An output that hands each full part on, for objects larger than one part. The next part is written into another buffer.</summary>
/// <param name="handOn">Takes a borrowed buffer and how much of it counts, and gives it back when done.</param>
internal sealed class PartStream(Action<byte[], int> handOn) : DicomOutput, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(StoreLimits.PartSize);
    private int _count;

    public override Span<byte> GetSpan()
    {
        if (_count == StoreLimits.PartSize)
        {
            Flush();
        }
        return _buffer.AsSpan(_count, StoreLimits.PartSize - _count);
    }

    public override void Advance(int count) => _count += count;

    public void Flush()
    {
        if (_count > 0)
        {
            byte[] full = _buffer;
            int count = _count;
            _buffer = ArrayPool<byte>.Shared.Rent(StoreLimits.PartSize);
            _count = 0;
            handOn(full, count);
        }
    }

    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
