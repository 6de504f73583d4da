using System.Buffers;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>Reads an object part by part into one buffer. Between parts nothing is held on the server.</summary>
internal sealed class ServerPartReader(ServerChannel channel, long imageId) : IDisposable
{
    private byte[]? _buffer;
    private int _length;
    private long _number;
    private long _version;
    private bool _more = true;

    /// <summary>The part last read.</summary>
    public ReadOnlyMemory<byte> Part => _buffer.AsMemory(0, _length);

    /// <summary>Reads the next part; false when there is none.</summary>
    public bool Next(CancellationToken cancellation)
    {
        // What was asked of the part before says whether to ask again: an object of one part costs one round trip.
        if (!_more)
        {
            cancellation.ThrowIfCancellationRequested();
            return false;
        }

        bool read = channel.Run(Read, cancellation);
        _number++;
        return read;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
            _length = 0;
        }
    }

    // May be done more than once: nothing that decides is changed before the part is there.
    private bool Read(ServerSession session)
    {
        bool found = false;
        session.Stream(
            row =>
            {
                long version = row.GetInt64OrNull(0) ?? 0;
                bool more = row.GetInt64(1) != 0;
                int? length = row.GetInt32OrNull(2);
                CheckVersion(version, length is not null);
                if (length is { } bytes)
                {
                    if (_buffer is null || _buffer.Length < bytes)
                    {
                        Dispose();
                        _buffer = ArrayPool<byte>.Shared.Rent(bytes);
                    }

                    row.ReadBytes(3, _buffer.AsSpan(0, bytes));
                    _length = bytes;
                    found = true;
                }

                _version = version;
                _more = more;
            },
            ServerStatements.ReadPart.With(imageId, _number));
        return found;
    }

    // A version is 0 where there is no row.
    private void CheckVersion(long version, bool found)
    {
        if (_number == 0)
        {
            if (version == 0 && !found)
            {
                throw new ArchiveException(ArchiveFailure.NotFound, $"There is no image {imageId} in the archive.");
            }
        }
        else if (version != _version)
        {
            throw new ArchiveException(ArchiveFailure.Conflict, $"Image {imageId} was changed while it was read. Read it again.");
        }
    }
}
