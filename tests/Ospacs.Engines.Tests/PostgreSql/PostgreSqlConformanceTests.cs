using Ospacs.Archive.Store;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.PostgreSql;

public sealed class PostgreSqlConformanceTests : ArchiveStoreConformance
{
    private readonly PostgreSqlArchives _archives = new(PostgreSqlServer.Shared);

    protected override IArchiveEngine Engine => _archives.Engine;

    protected override int SchemaVersion => new PostgreSqlDialect().SchemaVersion;

    // The server knows what a table takes, and not what of it is free before it has looked.
    protected override bool KnowsFreeRoom => false;

    protected override string NewArchive() => _archives.Add();

    protected override void Execute(string sql) => _archives.Execute(Archive, sql);

    protected override void Damage(string sql) => Execute("SET session_replication_role = replica; " + sql);

    protected override void MakeNewer() => Execute($"INSERT INTO SchemaVersion (Version) VALUES ({SchemaVersion + 1})");

    protected override void SetLastKey(long key) => Execute($"UPDATE Turn SET LastImageId = {key}");

    // Whatever an administrator may have set for an account, a program's sessions begin with.
    protected override void MakeSessionsOdd() => Execute(
        """
        ALTER ROLE CURRENT_USER SET TimeZone = 'Asia/Kathmandu';
        ALTER ROLE CURRENT_USER SET DateStyle = 'SQL, DMY';
        ALTER ROLE CURRENT_USER SET IntervalStyle = 'iso_8601';
        ALTER ROLE CURRENT_USER SET bytea_output = 'escape';
        ALTER ROLE CURRENT_USER SET default_transaction_isolation = 'serializable';
        ALTER ROLE CURRENT_USER SET standard_conforming_strings = off;
        ALTER ROLE CURRENT_USER SET extra_float_digits = -10;
        ALTER ROLE CURRENT_USER SET search_path = public;
        ALTER ROLE CURRENT_USER SET synchronous_commit = off
        """);

    protected override void MakeSessionsPlain() => PostgreSqlServer.Shared.Execute($"ALTER ROLE {PostgreSqlServer.Owner} RESET ALL");

    public override void Dispose()
    {
        base.Dispose();
        _archives.Dispose();
    }
}
