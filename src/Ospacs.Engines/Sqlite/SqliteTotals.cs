using Ospacs.Archive.Store;

namespace Ospacs.Engines.Sqlite;

/// <summary>The totals that are kept: what the archive holds, without an image being counted.</summary>
internal static class SqliteTotals
{
    private static readonly Table Subjects = new("SubjectTotal", "SubjectId");
    private static readonly Table Centres = new("CentreTotal", "Centre");

    /// <summary>What the archive holds. To be used inside <see cref="SqliteDatabase.Run{T}"/>.</summary>
    /// <param name="database">The connection.</param>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.NotAnArchive"/>: the row is gone, by a foreign hand.</exception>
    public static ArchiveTotals Read(SqliteDatabase database)
    {
        using SqliteStatement statement = database.Prepare(
            "SELECT (SELECT count(*) FROM CentreTotal), Subjects, (SELECT count(*) FROM Media), Images, Frames, Bytes, (SELECT ifnull(max(ImageId), 0) FROM Image) FROM ArchiveTotal WHERE ArchiveRow = 1");
        return statement.Step()
            ? new ArchiveTotals(statement.GetInt32(0), statement.GetInt32(1), statement.GetInt32(2), statement.GetInt64(3), statement.GetInt64(4), statement.GetInt64(5), statement.GetInt64(6))
            : throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's file is damaged: the totals that are kept in it are missing. Its images need not be: verify the archive.");
    }

    /// <summary>Writes what a batch has changed. To be used inside <see cref="SqliteDatabase.Run{T}"/>, once.</summary>
    /// <param name="database">The connection, in the batch's transaction.</param>
    /// <param name="totals">The changes.</param>
    public static void Write(SqliteDatabase database, BatchTotals totals)
    {
        int subjects = 0;
        foreach (TotalsChange change in totals.Subjects)
        {
            subjects += Subjects.Write(database, change);
        }

        foreach (TotalsChange change in totals.Centres)
        {
            Centres.Write(database, change);
        }

        using SqliteStatement statement = database.Prepare("UPDATE ArchiveTotal SET Subjects = Subjects + ?1, Images = Images + ?2, Frames = Frames + ?3, Bytes = Bytes + ?4 WHERE ArchiveRow = 1");
        statement.Bind(1, (long)subjects);
        statement.Bind(2, totals.Whole.Images);
        statement.Bind(3, totals.Whole.Frames);
        statement.Bind(4, totals.Whole.Bytes);
        statement.Step();
    }

    private sealed class Table(string name, string key)
    {
        private readonly string _find = $"SELECT Images FROM {name} WHERE {key} = ?1";
        private readonly string _remove = $"DELETE FROM {name} WHERE {key} = ?1";

        private readonly string _write =
            $"INSERT INTO {name} ({key}, Images, Frames, Bytes) VALUES (?1, ?2, ?3, ?4) ON CONFLICT ({key}) DO UPDATE SET Images = Images + excluded.Images, Frames = Frames + excluded.Frames, Bytes = Bytes + excluded.Bytes";

        /// <summary>Writes a change.</summary>
        /// <returns>How many rows there are more: 1, 0 or -1.</returns>
        public int Write(SqliteDatabase database, TotalsChange change)
        {
            long? before = Find(database, change.Key);
            bool stays = (before ?? 0) + change.Images > 0;
            using SqliteStatement statement = database.Prepare(stays ? _write : _remove);
            statement.Bind(1, change.Key);
            if (stays)
            {
                statement.Bind(2, change.Images);
                statement.Bind(3, change.Frames);
                statement.Bind(4, change.Bytes);
            }

            statement.Step();
            return (stays ? 1 : 0) - (before is null ? 0 : 1);
        }

        private long? Find(SqliteDatabase database, string value)
        {
            using SqliteStatement statement = database.Prepare(_find);
            statement.Bind(1, value);
            return statement.Step() ? statement.GetInt64(0) : null;
        }
    }
}
