using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.Tests.Conformance;

namespace Ospacs.Engines.Tests.Sqlite;

public sealed class SqliteConformanceTests : ArchiveStoreConformance
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-sqlite-");

    protected override IArchiveEngine Engine { get; } = new SqliteEngine();

    protected override int SchemaVersion => SqliteEngine.SchemaVersion;

    protected override string NewArchive() => Path.Combine(_folder.FullName, $"trial {Guid.NewGuid():N}.db");

    protected override void Execute(string sql) => SqliteFiles.Execute(Archive, sql);

    protected override void MakeNewer() => Execute($"PRAGMA user_version = {SchemaVersion + 1}");

    protected override void SetLastKey(long key) => Execute($"UPDATE sqlite_sequence SET seq = {key} WHERE name = 'Image'");

    public override void Dispose()
    {
        base.Dispose();

        // Fails on Windows when a store has not let go of its file.
        _folder.Delete(recursive: true);
    }
}
