using System.Buffers;
using Ospacs.Archive.Store;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>Reads an object part by part into one buffer. Between parts it holds no lock.</summary>
internal sealed class SqlitePartReader(SqliteDatabase database, long imageId) : IDisposable
{
    private byte[]? _buffer;
    private int _length;
    private int _number;
    private long _version;

    /// <summary>The part last read.</summary>
    public ReadOnlyMemory<byte> Part => _buffer.AsMemory(0, _length);

    /// <summary>Reads the next part; false when there is none.</summary>
    public bool Next(CancellationToken cancellation)
    {
        bool read = database.Run(Read, cancellation);
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

    private bool Read()
    {
        // The statements stay open meanwhile, so that all calls see the same state of the file. The bytes go from the file to the buffer.
        using SqliteStatement row = database.Prepare("SELECT Version FROM Image WHERE ImageId = ?");
        row.Bind(1, imageId);
        CheckVersion(row.Step() ? row.GetInt64(0) : 0);
        using SqliteStatement statement = database.Prepare("SELECT rowid FROM ImagePart WHERE ImageId = ? AND Number = ?");
        statement.Bind(1, imageId);
        statement.Bind(2, (long)_number);
        if (!statement.Step())
        {
            return _number > 0 || _version > 0 ? false : throw new ArchiveException(ArchiveFailure.NotFound, $"There is no image {imageId} in the archive.");
        }

        Check(raw.sqlite3_blob_open(database.Handle, "main", "ImagePart", "Bytes", statement.GetInt64(0), 0, out sqlite3_blob blob));
        using (blob)
        {
            _length = raw.sqlite3_blob_bytes(blob);
            if (_buffer is null || _buffer.Length < _length)
            {
                Grow(_length);
            }

            Check(raw.sqlite3_blob_read(blob, _buffer.AsSpan(0, _length), 0));
        }

        return true;
    }

    // A version is 0 where there is no row.
    private void CheckVersion(long version)
    {
        if (_number == 0)
        {
            _version = version;
        }
        else if (version != _version)
        {
            throw new ArchiveException(ArchiveFailure.Conflict, $"Image {imageId} was changed while it was read. Read it again.");
        }
    }

    private void Grow(int size)
    {
        Dispose();
        _buffer = ArrayPool<byte>.Shared.Rent(size);
        _length = size;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(database.Handle, code);
        }
    }
}
