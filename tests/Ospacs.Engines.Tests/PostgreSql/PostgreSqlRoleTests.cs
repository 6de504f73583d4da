using System.Net;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.PostgreSql;

/// <summary>What accounts of each role can do and cannot, by the program and by any SQL, signed in as themselves.</summary>
public sealed class PostgreSqlRoleTests : IDisposable
{
    private readonly PostgreSqlArchives _archives = new(PostgreSqlServer.Shared);
    private readonly List<string> _logins = [];
    private readonly string _archive;

    public PostgreSqlRoleTests()
    {
        _archive = _archives.Add();
        using IArchiveStore store = _archives.Engine.Create(_archive, SampleRows.Info());
        using IStoreBatch batch = store.BeginBatch();
        batch.Write(SampleRows.Image(1));
        batch.Write(SampleRows.Image(2), [1], [2]);
        batch.SetMedia(new MediaRecord("M1", "C01", null, 0, SampleRows.Noon, SampleRows.Noon, 1, SampleRows.Hash("1")));
        batch.AddAudit(SampleRows.Entry(1));
        batch.Commit();
    }

    public void Dispose()
    {
        _archives.Dispose();
        _logins.ForEach(login => PostgreSqlServer.Shared.Execute($"DROP OWNED BY {login}; DROP ROLE {login}"));
    }

    [Fact]
    public void An_importer_imports_everything()
    {
        string importer = SignIn("importer");
        using IArchiveStore store = _archives.Engine.Open(importer, StoreAccess.Write);
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.AddPolicy("another", SampleRows.Hash("another"), SampleRows.Noon);
            batch.Write(SampleRows.Image(3, "S0009"), SampleRows.Bytes(3, 200_000), [1]);
            long taken = batch.WriteDraft([1], [2]);
            batch.RemoveParts(taken);
            Assert.Throws<ArchiveException>(() => batch.Write(SampleRows.Image(4) with { SourceHash = SampleRows.Hash("source 1") }, [9]));
            batch.RemoveParts(taken + 1);
            batch.SetMediaFile(new MediaFileRecord("M1", SampleRows.Hash("file"), 1, FileOutcome.Failed, null));
            batch.SetMediaFile(new MediaFileRecord("M1", SampleRows.Hash("file"), 1, FileOutcome.Stored, null));
            batch.RemoveMediaFile("M1", SampleRows.Hash("file"));
            batch.SetMedia(new MediaRecord("M1", "C01", 3, 1, SampleRows.Noon, SampleRows.Noon, 1, SampleRows.Hash("1")));
            batch.AddAudit(SampleRows.Entry(2));
            batch.AddExport(new ExportRecord(0, "D", "P", SampleRows.Noon, 1, 1, 1, 2), [new ExportImageRecord(1, 1, "S0001", "1.2", "A", "1.2.840.10008.1.2.1", SampleRows.Hash("f"))]);
            batch.Commit();
        }

        Assert.Equal(3, store.GetTotals().Images);
        Assert.Empty(store.FindOrphans());
    }

    [Theory]
    [InlineData("UPDATE Image SET Centre = 'C99', Version = 2")]
    [InlineData("UPDATE Image SET PixelSha256 = NULL")]
    [InlineData("DELETE FROM Image")]
    [InlineData("TRUNCATE Image CASCADE")]
    [InlineData("INSERT INTO Image (ImageId) SELECT ImageId FROM Image ON CONFLICT (ImageId) DO UPDATE SET Version = 9")]
    [InlineData("UPDATE ImagePart SET Bytes = ''")]
    [InlineData("UPDATE ImagePart SET ImageId = 9")]
    [InlineData("DELETE FROM ImagePart")]
    [InlineData("TRUNCATE ImagePart")]
    [InlineData("INSERT INTO ImagePart VALUES (1, 1, '\\x00')")]
    [InlineData("INSERT INTO ImagePart VALUES (1, 0, '\\x00') ON CONFLICT (ImageId, Number) DO UPDATE SET Bytes = excluded.Bytes")]
    [InlineData("UPDATE Audit SET Reason = 'x'")]
    [InlineData("DELETE FROM Audit")]
    [InlineData("TRUNCATE Audit")]
    [InlineData("INSERT INTO Audit (Sequence, TimeUtc, Account, Machine, Action, Outcome, Mac) VALUES (1, '', '', '', '', '', '')")]
    [InlineData("UPDATE Policy SET PolicyText = 'x'")]
    [InlineData("DELETE FROM Policy")]
    [InlineData("UPDATE Archive SET Sponsor = 'x'")]
    [InlineData("UPDATE Study SET SubjectId = 'x'")]
    [InlineData("DELETE FROM Study")]
    [InlineData("INSERT INTO Tombstone SELECT 1, 1, 'S', 'C', NULL, 'M', '1', '2', '3', '4', '5', 1, Sha256, SourceHash, '', '', 1 FROM Image WHERE ImageId = 1")]
    [InlineData("INSERT INTO ImageVersion SELECT 1, 1, 'S', NULL, '1', '2', '3', '4', 1, Sha256, '', 1 FROM Image WHERE ImageId = 1")]
    [InlineData("DELETE FROM Export")]
    [InlineData("DELETE FROM Media")]
    [InlineData("DELETE FROM Turn")]
    [InlineData("DROP TABLE Audit")]
    [InlineData("DROP TRIGGER Audit_Fixed ON Audit")]
    [InlineData("ALTER TABLE Audit DISABLE TRIGGER ALL")]
    [InlineData("ALTER TABLE ImagePart DROP CONSTRAINT imagepart_pkey")]
    [InlineData("CREATE TABLE Another (A integer)")]
    [InlineData("CREATE OR REPLACE FUNCTION Refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")]
    [InlineData("SET session_replication_role = replica")]
    [InlineData("SELECT lo_import('/etc/passwd')")]
    [InlineData("VACUUM FULL pg_authid")]
    public void An_importer_can_neither_change_nor_delete_what_is_stored_by_any_SQL(string sql)
    {
        string importer = SignIn("importer");
        try
        {
            _archives.Execute(importer, sql);

            // PostgreSQL only warns of what it may not vacuum.
            Assert.StartsWith("VACUUM", sql, StringComparison.Ordinal);
        }
        catch (ArchiveException refusal)
        {
            Assert.Contains(refusal.Kind, new[] { ArchiveFailure.Denied, ArchiveFailure.ReadOnly, ArchiveFailure.InvalidArgument });
        }

        Unchanged();
    }

    [Fact]
    public void The_one_deletion_that_an_importer_may_do_touches_no_stored_image()
    {
        string importer = SignIn("importer");
        _archives.Execute(importer, "CALL RemoveDraft(1); CALL RemoveDraft(2)");

        // A table of the session's own does not stand for the archive's in it.
        _archives.Execute(importer, "CREATE TEMPORARY TABLE Image (ImageId bigint); SET search_path = pg_temp; CALL \"" + _archives[_archive].Schema + "\".RemoveDraft(1)");
        Unchanged();
    }

    [Fact]
    public void A_key_that_is_in_use_is_not_given_again_whatever_an_importer_writes_of_the_last_one()
    {
        string importer = SignIn("importer");
        _archives.Execute(importer, "UPDATE Turn SET LastImageId = 0");
        using IArchiveStore store = _archives.Engine.Open(importer, StoreAccess.Write);
        Assert.Equal(3, Assert.Single(store.Store(SampleRows.Image(3))).ImageId);
    }

    [Fact]
    public void A_reader_looks_at_everything_and_writes_nothing()
    {
        string reader = SignIn("reader");
        using (IArchiveStore store = _archives.Engine.Open(reader, StoreAccess.Read))
        {
            Assert.Equal(2, store.FindImages(new()).Count());
            Assert.Equal([1, 2], store.ReadAll(2));
            Assert.Single(store.GetAudit(new()));
            Assert.Single(store.GetMedia());
            Assert.Equal(2, store.GetTotals().Images);
            Assert.Empty(store.History.ReadTombstones());
            Assert.Empty(store.FindOrphans());
            Assert.True(store.Measure().Bytes > 0);
        }

        Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => _archives.Engine.Open(reader, StoreAccess.Write)).Kind);
        string schema = _archives[_archive].Schema;
        foreach (string table in new[] { "Archive", "Policy", "Study", "Image", "ImagePart", "Media", "MediaFile", "Audit", "ImageVersion", "Tombstone", "Export", "ExportImage", "Turn", "CentreTotal", "SubjectTotal", "ArchiveTotal", "SchemaVersion" })
        {
            Assert.Equal(ArchiveFailure.Denied, Assert.Throws<ArchiveException>(() => _archives.Execute(reader, $"INSERT INTO \"{schema}\".{table} DEFAULT VALUES")).Kind);
            Assert.Equal(ArchiveFailure.Denied, Assert.Throws<ArchiveException>(() => _archives.Execute(reader, $"DELETE FROM \"{schema}\".{table}")).Kind);
        }

        Assert.Equal(ArchiveFailure.Denied, Assert.Throws<ArchiveException>(() => _archives.Execute(reader, "CALL RemoveDraft(1)")).Kind);
        Unchanged();
    }

    [Fact]
    public void A_curator_replaces_moves_and_removes_and_cannot_touch_what_is_kept()
    {
        string curator = SignIn("curator");
        using (IArchiveStore store = _archives.Engine.Open(curator, StoreAccess.Write))
        {
            ImageRecord image = store.History.FindImage(1)!;
            using (IStoreBatch batch = store.BeginBatch())
            {
                batch.Replace(image, [5]);
                batch.Commit();
            }

            store.Remove(store.History.FindImage(2)!);
            Assert.Equal([5], store.ReadAll(1));
            Assert.Empty(store.FindOrphans());
            Assert.Equal(ArchiveFailure.Denied, Assert.Throws<ArchiveException>(() => store.Compact()).Kind);
        }

        foreach (string sql in new[] { "DELETE FROM Audit", "UPDATE Audit SET Reason = 'x'", "UPDATE Image SET SourceHash = Sha256, Version = 9", "DELETE FROM Image", "DELETE FROM Tombstone", "UPDATE ImagePart SET Bytes = ''", "DROP TABLE Audit" })
        {
            Assert.Contains(Assert.Throws<ArchiveException>(() => _archives.Execute(curator, sql)).Kind, new[] { ArchiveFailure.Denied, ArchiveFailure.ReadOnly });
        }
    }

    [Fact]
    public void Who_has_no_role_sees_no_archive_and_a_wrong_password_is_told_without_it()
    {
        string stranger = SignIn(null);
        Assert.False(_archives.Engine.Exists(stranger));
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _archives.Engine.Open(stranger, StoreAccess.Read)).Kind);
        Assert.Equal(ArchiveFailure.Denied, Assert.Throws<ArchiveException>(() => _archives.Engine.Create(stranger, SampleRows.Info())).Kind);

        string mistaken = _archives.AddTo(_archive, connection => connection with { Credential = new NetworkCredential(PostgreSqlServer.Owner, "not it") });
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => _archives.Engine.Open(mistaken, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.Denied, refusal.Kind);
        Assert.DoesNotContain("not it", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlServer.Owner, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_who_may_not_make_roles_makes_an_archive_without_them_and_somebody_who_may_adds_them()
    {
        string owner = SignIn(null);
        PostgreSqlServer.Shared.Execute($"GRANT CREATE ON DATABASE trial TO {_logins[^1]}");
        string fresh = _archives.Add(connection => connection with { Credential = _archives[owner].Credential });
        using (IArchiveStore store = _archives.Engine.Create(fresh, SampleRows.Info()))
        {
            store.Store(SampleRows.Image(1));
        }

        string schema = _archives[fresh].Schema;
        Assert.Equal(0L, PostgreSqlServer.Shared.Scalar($"SELECT count(*) FROM pg_roles WHERE rolname LIKE '{schema}%'"));
        PostgreSqlServer.Shared.Execute(new PostgreSqlDialect().Scripts(_archives[fresh], 0).Single(script => script.Name.StartsWith("roles", StringComparison.Ordinal)).Text);
        Assert.Equal(4L, PostgreSqlServer.Shared.Scalar($"SELECT count(*) FROM pg_roles WHERE rolname LIKE '{schema}%'"));
        Assert.Equal(true, PostgreSqlServer.Shared.Scalar($"SELECT has_table_privilege('{schema}_importer', '{schema}.Image', 'INSERT')"));
    }

    // An account of its own that is given a role, and a connection that signs in as it.
    private string SignIn(string? role)
    {
        string login = $"u{Guid.NewGuid():N}";
        _logins.Add(login);
        PostgreSqlServer.Shared.Execute($"CREATE ROLE {login} LOGIN PASSWORD 'secret'");
        if (role is not null)
        {
            PostgreSqlServer.Shared.Execute($"GRANT {_archives[_archive].Schema}_{role} TO {login}");
        }

        return _archives.AddTo(_archive, connection => connection with { Credential = new NetworkCredential(login, "secret") });
    }

    private void Unchanged()
    {
        using IArchiveStore store = _archives.Engine.Open(_archive, StoreAccess.Read);
        Assert.Equal([1, 2], store.FindImages(new()).Select(image => image.ImageId));
        Same(SampleRows.Image(1), store.History.FindImage(1)!);
        Same(SampleRows.Image(2), store.History.FindImage(2)!);
        Assert.Equal(SampleRows.Bytes(1, 100), store.ReadAll(1));
        Assert.Equal([1, 2], store.ReadAll(2));
        Assert.Null(Assert.Single(store.GetAudit(new())).Reason);
        Assert.Single(store.GetPolicies());
        Assert.Equal("The sponsor", store.Info.Sponsor);
        Assert.Empty(store.FindOrphans());

        static void Same(ImageRecord expected, ImageRecord actual) =>
            Assert.Equal((expected.Centre, expected.SubjectId, expected.SopInstanceUid, 1), (actual.Centre, actual.SubjectId, actual.SopInstanceUid, actual.Version));
    }
}
