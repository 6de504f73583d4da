using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Sqlite;

/// <summary>The archive's schema: a text for each version, which adds to those before. An archive of an earlier version is brought up when it is opened.</summary>
internal static class SqliteSchema
{
    /// <summary>What a version adds.</summary>
    /// <param name="version">The version, from 1.</param>
    public static string Text(int version) => EmbeddedSql.Read("Sqlite." + NameOf(version));

    /// <summary>The name of a version's script.</summary>
    /// <param name="version">The version, from 1.</param>
    public static string NameOf(int version) => string.Create(CultureInfo.InvariantCulture, $"schema-{version}.sql");

    /// <summary>What tells a new archive's file from others, and its schema's version.</summary>
    public static string Marks { get; } = string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {SqliteEngine.ApplicationId};\nPRAGMA user_version = {SqliteEngine.SchemaVersion};\n");

    // What an archive was made with is never changed, but for the version of what it is kept in.
    private static string RaisedMarks { get; } = string.Create(CultureInfo.InvariantCulture, $"""
        DROP TRIGGER Archive_Fixed;
        UPDATE Archive SET SchemaVersion = {SqliteEngine.SchemaVersion};
        CREATE TRIGGER Archive_Fixed BEFORE UPDATE ON Archive
        BEGIN SELECT RAISE(ABORT, 'fixed: Archive'); END;
        PRAGMA user_version = {SqliteEngine.SchemaVersion};

        """);

    /// <summary>What brings a file to this program's schema, to be carried out in its order by hand: one transaction from its first line to its last.</summary>
    /// <param name="version">The version that it has; 0 for a file that is to be made.</param>
    /// <returns>The scripts; none where nothing is to be done.</returns>
    public static IReadOnlyList<SchemaScript> Scripts(int version)
    {
        if (version == SqliteEngine.SchemaVersion)
        {
            return [];
        }

        string layout = version == 0 ? SqliteDatabase.Layout + "\n" : string.Empty;
        return
        [
            new SchemaScript("begin.sql", $"{layout}BEGIN IMMEDIATE;\n"),
            .. Enumerable.Range(version + 1, SqliteEngine.SchemaVersion - version).Select(next => new SchemaScript(NameOf(next), Text(next))),
            new SchemaScript("end.sql", $"{(version == 0 ? Marks : RaisedMarks)}COMMIT;\n"),
        ];
    }

    /// <summary>The version of an archive's schema.</summary>
    /// <param name="path">The file; it is there.</param>
    /// <param name="settings">How long to wait for others.</param>
    /// <exception cref="ArchiveException">It is no archive, or of a newer schema.</exception>
    public static int VersionOf(string path, SqliteSettings settings)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Read, settings);
        return database.Run(() => VersionOf(database));
    }

    /// <summary>The version of the schema that a connection is to.</summary>
    /// <param name="database">The connection. To be used inside <see cref="SqliteDatabase.Run{T}"/>.</param>
    /// <exception cref="ArchiveException">It is no archive, or of a newer schema.</exception>
    public static int VersionOf(SqliteDatabase database)
    {
        if (database.Scalar("PRAGMA application_id") != SqliteEngine.ApplicationId)
        {
            throw new ArchiveException(ArchiveFailure.NotAnArchive, "The file is no archive.");
        }

        long version = database.Scalar("PRAGMA user_version");
        return version <= SqliteEngine.SchemaVersion
            ? (int)version
            : throw new ArchiveException(ArchiveFailure.NewerSchema, $"The archive's schema is version {version}, and this program knows versions up to {SqliteEngine.SchemaVersion}. Use a newer release.");
    }

    /// <summary>Brings an archive of an earlier version up to this program's, in one transaction; any other file is left as it is, for others to judge.</summary>
    /// <param name="path">The file; it is there.</param>
    /// <param name="settings">How long to wait for others.</param>
    /// <exception cref="ArchiveException">It is of an earlier version and may not be written.</exception>
    public static void BringUp(string path, SqliteSettings settings)
    {
        if (IsCurrent(path, settings))
        {
            return;
        }

        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Write, settings);
        if (database.IsReadOnly)
        {
            throw new ArchiveException(ArchiveFailure.ReadOnly, "The archive was made by an earlier release. It must be opened once where it may be written, to be brought up to this one.");
        }

        database.Configure();
        database.Run(() => database.Execute("BEGIN IMMEDIATE"));
        try
        {
            database.Run(() =>
            {
                // Another program may have been at it meanwhile.
                for (long version = database.Scalar("PRAGMA user_version") + 1; version <= SqliteEngine.SchemaVersion; version++)
                {
                    database.Execute(Text((int)version));
                }

                database.Execute(RaisedMarks + "COMMIT");
            });
        }
        catch
        {
            database.Run(() =>
            {
                if (database.InTransaction)
                {
                    database.Execute("ROLLBACK");
                }
            });
            throw;
        }
    }

    private static bool IsCurrent(string path, SqliteSettings settings)
    {
        using SqliteDatabase database = SqliteDatabase.Open(path, StoreAccess.Read, settings);
        return database.Run(() => database.Scalar("PRAGMA application_id") != SqliteEngine.ApplicationId || database.Scalar("PRAGMA user_version") is < 1 or >= SqliteEngine.SchemaVersion);
    }
}
