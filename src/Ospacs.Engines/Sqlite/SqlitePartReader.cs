using System.Buffers;
using Ospacs.Archive.Store;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>Reads an object part by part into one buffer. Between parts it holds no lock.</summary>
internal sealed class SqlitePartReader(SqliteDatabase database, long imageId) : IDisposable
{
    private byte[]? buffer;
    private int length;
    private int number;

    /// <summary>The part last read.</summary>
    public ReadOnlyMemory<byte> Part => buffer.AsMemory(0, length);

    /// <summary>Reads the next part; false when there is none.</summary>
    public bool Next(CancellationToken cancellation)
    {
        bool read = database.Run(Read, cancellation);
        number++;
        return read;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
            length = 0;
        }
    }

    private bool Read()
    {
        using SqliteStatement statement = database.Prepare("SELECT rowid FROM ImagePart WHERE ImageId = ? AND Number = ?");
        statement.Bind(1, imageId);
        statement.Bind(2, (long)number);
        if (!statement.Step())
        {
            return number > 0 ? false : throw new ArchiveException(ArchiveFailure.NotFound, $"There is no image {imageId} in the archive.");
        }

        // The statement stays open meanwhile, so that both calls see the same state of the file. The bytes go from the file to the buffer.
        Check(raw.sqlite3_blob_open(database.Handle, "main", "ImagePart", "Bytes", statement.GetInt64(0), 0, out sqlite3_blob blob));
        using (blob)
        {
            length = raw.sqlite3_blob_bytes(blob);
            if (buffer is null || buffer.Length < length)
            {
                Grow(length);
            }

            Check(raw.sqlite3_blob_read(blob, buffer.AsSpan(0, length), 0));
        }

        return true;
    }

    private void Grow(int size)
    {
        Dispose();
        buffer = ArrayPool<byte>.Shared.Rent(size);
        length = size;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(database.Handle, code);
        }
    }
}
