using System.Buffers;

namespace Ospacs.Engines.Relational;

/// <summary>
/// Bytes of a caller's span as memory, for a driver that takes no span: nothing is copied. Only for a call that ends before the span does, and holds nothing of it afterwards.
/// </summary>
internal sealed unsafe class PinnedBytes(byte* start, int length) : MemoryManager<byte>
{
    private byte* _start = start;

    /// <inheritdoc/>
    public override Span<byte> GetSpan() => _start is null ? throw new ObjectDisposedException(nameof(PinnedBytes)) : new Span<byte>(_start, length);

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex);

    /// <inheritdoc/>
    public override void Unpin()
    {
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _start = null;
}
