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

    /// <summary>Runs statements on a file that nobody else has open, as somebody would who wants to do harm: without its triggers and keys, which are there again afterwards.</summary>
    public static void Damage(string path, string sql)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Write, new SqliteSettings());
        List<(string Name, string Text)> triggers = [];
        using (SqliteStatement statement = database.Prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"))
        {
            while (statement.Step())
            {
                triggers.Add((statement.GetText(0), statement.GetText(1)));
            }
        }

        database.Execute("PRAGMA foreign_keys = OFF; BEGIN");
        triggers.ForEach(trigger => database.Execute($"DROP TRIGGER {trigger.Name}"));
        database.Execute(sql);
        triggers.ForEach(trigger => database.Execute(trigger.Text));
        database.Execute("COMMIT");
    }

    /// <summary>The first value of a statement, as a number.</summary>
    public static long Scalar(string path, string sql)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Read, new SqliteSettings());
        return database.Scalar(sql);
    }

    /// <summary>The first value of a statement, as text.</summary>
    public static string Text(string path, string sql)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Read, new SqliteSettings());
        using SqliteStatement statement = database.Prepare(sql);
        Assert.True(statement.Step());
        return statement.GetText(0);
    }

    /// <summary>Asserts that SQLite itself finds nothing wrong with a file.</summary>
    public static void Intact(string path)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Read, new SqliteSettings());
        using SqliteStatement check = database.Prepare("PRAGMA integrity_check");
        Assert.True(check.Step());
        Assert.Equal("ok", check.GetText(0));
        using SqliteStatement keys = database.Prepare("PRAGMA foreign_key_check");
        Assert.False(keys.Step());
    }

    /// <summary>How SQLite means to carry a statement out, a step a line.</summary>
    public static string Plan(SqliteDatabase database, string sql)
    {
        using SqliteStatement statement = database.Prepare("EXPLAIN QUERY PLAN " + sql);
        List<string> steps = [];
        while (statement.Step())
        {
            steps.Add(statement.GetText(3));
        }

        return string.Join('\n', steps);
    }
}
