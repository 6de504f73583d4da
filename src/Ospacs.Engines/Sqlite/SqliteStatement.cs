using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;
using SQLitePCL;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// A prepared statement, kept by its database and used again. Parameters count from 1 and columns from 0.
/// Disposing it ends one use: it is reset, so that it holds no lock, and waits for the next.
/// </summary>
internal sealed class SqliteStatement : IDisposable, IStoredRow
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <summary>Prepares a statement.</summary>
    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        int code = raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement);
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(_database, code);
        }
    }

    /// <summary>Binds a number.</summary>
    public void Bind(int index, long value) => Check(raw.sqlite3_bind_int64(_statement, index, value));

    /// <summary>Binds a number, or NULL.</summary>
    public void Bind(int index, long? value)
    {
        if (value is long number)
        {
            Bind(index, number);
        }
        else
        {
            Check(raw.sqlite3_bind_null(_statement, index));
        }
    }

    /// <summary>Binds text, or NULL.</summary>
    public void Bind(int index, string? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
            return;
        }

        int most = Utf8.GetMaxByteCount(value.Length);
        byte[]? rented = most > 512 ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> buffer = rented ?? stackalloc byte[512];
        try
        {
            Check(raw.sqlite3_bind_text(_statement, index, buffer[..Utf8.GetBytes(value, buffer)]));
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Binds a few bytes, such as a hash, which SQLite copies.</summary>
    public void Bind(int index, ReadOnlySpan<byte> value) => Check(raw.sqlite3_bind_blob(_statement, index, value));

    /// <summary>Binds a few bytes, or NULL.</summary>
    public void BindOrNull(int index, byte[]? value)
    {
        if (value is null)
        {
            Check(raw.sqlite3_bind_null(_statement, index));
        }
        else
        {
            Bind(index, value);
        }
    }

    /// <summary>Binds bytes where they are. They must stay there, unmoved, until the statement has been reset.</summary>
    public unsafe void BindInPlace(int index, byte* bytes, int length) => Check(SqliteNative.BindBlob(_statement, index, bytes, (ulong)length, SqliteNative.InPlace));

    /// <summary>Binds a time as text in UTC.</summary>
    public void Bind(int index, DateTime value)
    {
        DateTime utc = value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : DateTime.SpecifyKind(value, DateTimeKind.Utc);
        Span<byte> buffer = stackalloc byte[40];
        utc.TryFormat(buffer, out int written, "O", CultureInfo.InvariantCulture);
        Check(raw.sqlite3_bind_text(_statement, index, buffer[..written]));
    }

    /// <summary>Binds a day as a number, or NULL.</summary>
    public void Bind(int index, DateOnly? value) => Bind(index, value is DateOnly day ? (day.Year * 10000L) + (day.Month * 100) + day.Day : null);

    /// <summary>Goes to the next row; false when there is none.</summary>
    public bool Step()
    {
        int code = raw.sqlite3_step(_statement);
        return code switch
        {
            raw.SQLITE_ROW => true,
            raw.SQLITE_DONE => false,
            _ => throw SqliteFailure.From(_database, code),
        };
    }

    /// <summary>Whether a column is NULL.</summary>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>A number.</summary>
    public long GetInt64(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>A number of 32 bits.</summary>
    public int GetInt32(int column) => GetInt64(column) is >= int.MinValue and <= int.MaxValue and var number
        ? (int)number
        : throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's file is damaged: a number in it is out of range.");

    /// <summary>A number of 32 bits, or null.</summary>
    public int? GetInt32OrNull(int column) => IsNull(column) ? null : GetInt32(column);

    /// <summary>Text.</summary>
    public string GetText(int column)
    {
        try
        {
            return Utf8.GetString(raw.sqlite3_column_blob(_statement, column));
        }
        catch (DecoderFallbackException)
        {
            throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's file is damaged: a text in it is no UTF-8.");
        }
    }

    /// <summary>Text, or null.</summary>
    public string? GetTextOrNull(int column) => IsNull(column) ? null : GetText(column);

    /// <summary>Bytes.</summary>
    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(_statement, column).ToArray();

    /// <summary>A time in UTC. It is read in the one form that it is written in, so that no other text passes for it.</summary>
    public DateTime GetTime(int column)
    {
        ReadOnlySpan<byte> text = raw.sqlite3_column_blob(_statement, column);
        return Utf8Parser.TryParse(text, out DateTime time, out int length, 'O') && length == text.Length && time.Kind == DateTimeKind.Utc
            ? time
            : throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's file is damaged: a time in it cannot be read.");
    }

    /// <summary>A day, or null; 0 stands for none too.</summary>
    public DateOnly? GetDay(int column)
    {
        int number = GetInt32(column);
        if (number == 0)
        {
            return null;
        }

        try
        {
            return new DateOnly(number / 10000, number / 100 % 100, number % 100);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's file is damaged: a date in it cannot be read.");
        }
    }

    /// <summary>Ends one use.</summary>
    public void Dispose()
    {
        if (!_statement.IsClosed)
        {
            // The result is that of the last step, which has been seen already.
            _ = raw.sqlite3_reset(_statement);
            _ = raw.sqlite3_clear_bindings(_statement);
        }
    }

    /// <summary>Ends the statement itself.</summary>
    public void Close() => _statement.Dispose();

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw SqliteFailure.From(_database, code);
        }
    }
}
