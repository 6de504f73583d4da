using Ospacs.Archive.Store;
using Ospacs.Engines.MySql;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.MySql;

/// <summary>The contract on a MariaDB with the settings that it has by default.</summary>
public sealed class MySqlConformanceTests : ArchiveStoreConformance
{
    private readonly MySqlArchives _archives = new(MariaDbServer.Shared);

    protected override IArchiveEngine Engine => _archives.Engine;

    protected override int SchemaVersion => new MySqlDialect().SchemaVersion;

    // The server counts pages in its own time, when a tenth of a table has changed, and of what is free inside it only whole megabytes.
    protected override bool KnowsFreeRoom => false;

    protected override bool KnowsRoomAtOnce => false;

    protected override bool DriverMakesArrays => true;

    protected override string NewArchive() => _archives.Add();

    protected override void Execute(string sql) => _archives.Execute(Archive, sql);

    protected override void MakeNewer() => Execute($"INSERT INTO SchemaVersion (Version) VALUES ({SchemaVersion + 1})");

    // Triggers cannot be passed by; somebody who damages an archive takes them away first.
    protected override void Damage(string sql) => Execute(
        "SET SESSION foreign_key_checks = 0; "
        + string.Concat(new[] { "Study", "Policy", "Export", "ExportImage", "Tombstone", "ImageVersion" }.Select(table => $"DROP TRIGGER IF EXISTS {table}_Fixed; DROP TRIGGER IF EXISTS {table}_Kept; "))
        + "DROP TRIGGER IF EXISTS Image_Fixed; DROP TRIGGER IF EXISTS Image_Kept; DROP TRIGGER IF EXISTS ImagePart_Fixed; DROP TRIGGER IF EXISTS ImagePart_Closed; " + sql);

    protected override void SetLastKey(long key) => Execute($"UPDATE Turn SET LastImageId = {key}");

    // Whatever an administrator may have set for the server, a program's sessions begin with.
    protected override void MakeSessionsOdd() => MariaDbServer.Shared.Execute(
        null, "SET GLOBAL time_zone = '+05:45'", "SET GLOBAL sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES,PAD_CHAR_TO_FULL_LENGTH'", "SET GLOBAL tx_isolation = 'SERIALIZABLE'", "SET GLOBAL autocommit = 0",
        "SET GLOBAL collation_connection = 'latin1_german2_ci'", "SET GLOBAL lc_time_names = 'de_DE'");

    protected override void MakeSessionsPlain() => MariaDbServer.Shared.Execute(
        null, "SET GLOBAL time_zone = DEFAULT", "SET GLOBAL sql_mode = DEFAULT", "SET GLOBAL tx_isolation = DEFAULT", "SET GLOBAL autocommit = 1", "SET GLOBAL collation_connection = DEFAULT",
        "SET GLOBAL lc_time_names = DEFAULT");

    public override void Dispose()
    {
        base.Dispose();
        _archives.Dispose();
    }
}
