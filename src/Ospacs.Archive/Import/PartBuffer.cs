using System.Buffers;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Import;

/// <summary>An output into one part: for objects that fit into it. The buffer is borrowed and must be given back.</summary>
/// <param name="expected">The object's length in bytes, known beforehand.</param>
internal sealed class PartBuffer(long expected) : DicomOutput, IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(checked((int)expected));
    private int _count;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _count);

    public override Span<byte> GetSpan() => _buffer.AsSpan(_count, (int)expected - _count);

    public override void Advance(int count) => _count += count;

    public void Dispose()
    {
        byte[] buffer = Interlocked.Exchange(ref _buffer, []);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

/// <summary>An output that hands each full part on, for objects larger than one part. The next part is written into another buffer.</summary>
/// <param name="handOn">Takes a borrowed buffer and how much of it counts, and gives it back when done.</param>
internal sealed class PartStream(Action<byte[], int> handOn) : DicomOutput
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
}
