using System.Data.Common;
using System.Globalization;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Relational;

/// <summary>A row that a statement gave, by the places of its columns.</summary>
/// <param name="dialect">The engine's dialect.</param>
/// <param name="reader">The driver's reader, which stands on the row.</param>
internal readonly struct ServerRow(ServerDialect dialect, DbDataReader reader) : IStoredRow
{
    /// <summary>Whether a column is NULL.</summary>
    public bool IsNull(int column) => reader.IsDBNull(column);

    /// <summary>A number. Drivers give it in whatever type the server chose for a sum or a constant.</summary>
    public long GetInt64(int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);

    /// <summary>A number, or null.</summary>
    public long? GetInt64OrNull(int column) => IsNull(column) ? null : GetInt64(column);

    /// <summary>A number of 32 bits.</summary>
    public int GetInt32(int column) => GetInt64(column) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw Damaged("a number in it is out of range");

    /// <summary>A number of 32 bits, or null.</summary>
    public int? GetInt32OrNull(int column) => IsNull(column) ? null : GetInt32(column);

    /// <summary>Text.</summary>
    public string GetText(int column) => dialect.ReadText(reader, column);

    /// <summary>Text, or null.</summary>
    public string? GetTextOrNull(int column) => IsNull(column) ? null : GetText(column);

    /// <summary>A few bytes, such as a hash.</summary>
    public byte[] GetBytes(int column) => (byte[])reader.GetValue(column);

    /// <summary>A few bytes, or null.</summary>
    public byte[]? GetBytesOrNull(int column) => IsNull(column) ? null : GetBytes(column);

    /// <summary>A time in UTC. It is read in the one form that it is written in, so that no other text passes for it.</summary>
    public DateTime GetTime(int column) =>
        DateTime.TryParseExact(GetText(column), "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time) && time.Kind == DateTimeKind.Utc
            ? time
            : throw Damaged("a time in it cannot be read");

    /// <summary>A day, or null; 0 stands for none too.</summary>
    public DateOnly? GetDay(int column)
    {
        int number = IsNull(column) ? 0 : GetInt32(column);
        if (number == 0)
        {
            return null;
        }

        return DateOnly.TryParseExact(number.ToString("D8", CultureInfo.InvariantCulture), "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day)
            ? day
            : throw Damaged("a date in it cannot be read");
    }

    /// <summary>Copies a long column's bytes, in pieces as they come.</summary>
    /// <param name="column">The column, the last one that is read.</param>
    /// <param name="buffer">Where to; as long as the column.</param>
    public void ReadBytes(int column, Span<byte> buffer) => dialect.ReadBytes(reader, column, buffer);

    private static ArchiveException Damaged(string what) => new(ArchiveFailure.NotAnArchive, $"The archive's database is damaged: {what}.");
}
