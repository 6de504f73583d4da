using System.Buffers;
using System.Security.Cryptography;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Writing;

namespace Ospacs.Archive.Import;

/// <summary>
/// An output into parts in memory, for objects of moderate size. How large an object becomes need not be known before: a part grows up to
/// its limit, and then the next one begins. The buffers are borrowed and must be given back.
/// </summary>
/// <param name="expected">The object's likely length in bytes: with a right guess nothing is copied twice.</param>
internal sealed class PartList(long expected) : DicomOutput, IDisposable
{
    private readonly List<(byte[] Buffer, int Count)> _full = [];
    private byte[] _current = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(expected, 4096, StoreLimits.PartSize));
    private int _count;

    /// <summary>Bytes written.</summary>
    public long Length => _full.Sum(part => (long)part.Count) + _count;

    /// <summary>Bytes of memory that are borrowed for it.</summary>
    public long Borrowed => _full.Sum(part => (long)part.Buffer.Length) + _current.Length;

    /// <summary>The parts in order. All but the last are full.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Parts => _full.Select(part => (ReadOnlyMemory<byte>)part.Buffer.AsMemory(0, part.Count))
        .Concat(_count > 0 ? [_current.AsMemory(0, _count)] : []);

    public override Span<byte> GetSpan()
    {
        int room = Math.Min(_current.Length, StoreLimits.PartSize);
        if (_count == room)
        {
            if (room < StoreLimits.PartSize)
            {
                Grow();
            }
            else
            {
                _full.Add((_current, _count));
                _current = ArrayPool<byte>.Shared.Rent(StoreLimits.PartSize);
                _count = 0;
            }
            room = Math.Min(_current.Length, StoreLimits.PartSize);
        }
        return _current.AsSpan(_count, room - _count);
    }

    public override void Advance(int count) => _count += count;

    /// <summary>SHA-256 of everything written.</summary>
    public byte[] Hash()
    {
        if (_full.Count == 0)
        {
            return SHA256.HashData(_current.AsSpan(0, _count));
        }
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> part in Parts)
        {
            hash.AppendData(part.Span);
        }
        return hash.GetHashAndReset();
    }

    public void Dispose()
    {
        foreach ((byte[] buffer, _) in _full)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        _full.Clear();
        byte[] current = Interlocked.Exchange(ref _current, []);
        _count = 0;
        if (current.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(current);
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(_current.Length * 2, StoreLimits.PartSize));
        _current.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_current);
        _current = larger;
    }
}
