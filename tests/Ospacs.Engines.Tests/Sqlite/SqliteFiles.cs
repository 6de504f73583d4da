using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>Reaches into an archive's file past the store.</summary>
internal static class SqliteFiles
{
    /// <summary>Runs statements on a file that nobody else has open.</summary>
    public static void Execute(string path, string sql)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Write, new SqliteSettings());
        database.Execute(sql);
    }

    /// <summary>The first value of a statement, as a number.</summary>
    public static long Scalar(string path, string sql)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Read, new SqliteSettings());
        return database.Scalar(sql);
    }
}
