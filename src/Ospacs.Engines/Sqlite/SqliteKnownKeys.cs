using Ospacs.Archive.Store;

namespace Ospacs.Engines.Sqlite;

/// <summary>Which of many keys the archive has met. Each is looked for by itself: in the program's own process that costs microseconds.</summary>
internal static class SqliteKnownKeys
{
    private const string Source = "SELECT 1 FROM Image WHERE SourceHash = ?1 UNION ALL SELECT 1 FROM Tombstone WHERE SourceHash = ?1";

    private const string SopInstance =
        "SELECT 1 FROM Image WHERE SopInstanceUid = ?1 UNION ALL SELECT 1 FROM ImageVersion WHERE SopInstanceUid = ?1 UNION ALL SELECT 1 FROM Tombstone WHERE RootSopUid = ?1";

    private const string Study = "SELECT 1 FROM Study WHERE StudyInstanceUid = ?1";

    private const string Pixels = "SELECT 1 FROM Image WHERE PixelSha256 = ?1";

    /// <summary>Looks for them.</summary>
    /// <param name="database">The database, which nobody else uses meanwhile.</param>
    /// <param name="keys">The keys.</param>
    /// <returns>Those that are there.</returns>
    public static ImageKeys Find(SqliteDatabase database, ImageKeys keys) => new()
    {
        Sources = Of(database, Source, keys.Sources, (statement, hash) => statement.Bind(1, hash)),
        SopInstances = Of(database, SopInstance, keys.SopInstances, (statement, uid) => statement.Bind(1, uid)),
        Studies = Of(database, Study, keys.Studies, (statement, uid) => statement.Bind(1, uid)),
        Pixels = Of(database, Pixels, keys.Pixels, (statement, hash) => statement.Bind(1, hash)),
    };

    private static List<T> Of<T>(SqliteDatabase database, string sql, IReadOnlyList<T> keys, Action<SqliteStatement, T> bind)
    {
        List<T> known = [];
        foreach (T key in keys)
        {
            using SqliteStatement statement = database.Prepare(sql);
            bind(statement, key);
            if (statement.Step())
            {
                known.Add(key);
            }
        }

        return known;
    }
}
