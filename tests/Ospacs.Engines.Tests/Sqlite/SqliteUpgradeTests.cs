using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Tests;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>Archives of an earlier release.</summary>
public sealed class SqliteUpgradeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-sqlite-");
    private readonly SqliteEngine _engine = new();

    private string Archive => Path.Combine(_folder.FullName, "trial.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(StoreAccess.Read)]
    [InlineData(StoreAccess.Write)]
    public void An_archive_of_version_1_is_brought_up_when_it_is_opened_and_keeps_what_it_holds(StoreAccess access)
    {
        MakeVersion1();
        using (IArchiveStore store = _engine.Open(Archive, access))
        {
            Assert.Equal(SqliteEngine.SchemaVersion, store.Info.SchemaVersion);
            Assert.Equal("The sponsor", store.Info.Sponsor);
            Assert.Equal("1.2.5", Assert.Single(store.FindImages(new())).SopInstanceUid);
            Assert.Equal(new StudyRecord("1.2.3", "S0001", "1.2.3", 0), store.History.FindStudy("1.2.3"));
            Assert.Null(store.FindImages(new()).Single().RootSopUid);
            Assert.Equal(new ArchiveTotals(1, 1, 0, 1, 1, 2, 1), store.GetTotals());
        }

        using IArchiveStore again = _engine.Open(Archive, StoreAccess.Write);
        again.Store(SampleRows.Image(9));
        Assert.Equal(2, again.FindImages(new()).Count());
        Assert.Equal(new ArchiveTotals(1, 1, 0, 2, 2, 102, 2), again.GetTotals());
        Assert.Empty(again.FindOrphans());
        Assert.Throws<ArchiveException>(() => SqliteFiles.Execute(Archive, "UPDATE Archive SET Sponsor = 'x'"));
        SqliteFiles.Intact(Archive);
    }

    [Fact]
    public void An_archive_of_version_2_is_brought_up_with_the_totals_of_what_it_holds()
    {
        using (IArchiveStore store = _engine.Create(Archive, SampleRows.Info()))
        {
            store.Store(SampleRows.Image(1), SampleRows.Image(2, "S0002", "C02"), SampleRows.Image(3, "S0002", "C01", "2020-05-18") with { NumberOfFrames = 40 });
        }

        SqliteFiles.Damage(Archive, "DROP TABLE SubjectTotal; DROP TABLE CentreTotal; DROP TABLE ArchiveTotal; UPDATE Archive SET SchemaVersion = 2; PRAGMA user_version = 2");
        Assert.Equal(["begin.sql", "schema-3.sql", "end.sql"], _engine.ScriptsFor(Archive).Select(script => script.Name));
        Assert.Equal((2, ArchiveSchema.Version), _engine.Update(Archive));
        Assert.Equal((ArchiveSchema.Version, ArchiveSchema.Version), _engine.Update(Archive));
        Assert.Empty(_engine.ScriptsFor(Archive));
        using IArchiveStore again = _engine.Open(Archive, StoreAccess.Read);
        Assert.Equal(new ArchiveTotals(2, 2, 0, 3, 42, 300, 3), again.GetTotals());
        Assert.Empty(again.FindOrphans());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_scripts_that_are_printed_do_by_hand_what_the_program_does(int version)
    {
        string byHand = Path.Combine(_folder.FullName, "by hand.db");
        if (version == 1)
        {
            MakeVersion1();
            File.Copy(Archive, byHand);
        }

        string scripts = string.Concat(_engine.ScriptsFor(byHand).Select(script => script.Text));
        using (SqliteDatabase database = version == 0 ? SqliteDatabase.Create(byHand, new SqliteSettings()) : SqliteDatabase.Open(byHand, StoreAccess.Write, new SqliteSettings()))
        {
            database.Execute(scripts);
        }

        if (version == 0)
        {
            _engine.Create(Archive, SampleRows.Info()).Dispose();
        }
        else
        {
            _engine.Open(Archive, StoreAccess.Read).Dispose();
        }

        Assert.Equal(Schema(Archive), Schema(byHand));
        Assert.Empty(_engine.ScriptsFor(byHand));
    }

    private static string Schema(string path) =>
        SqliteFiles.Text(path, "SELECT group_concat(sql, ';') || (SELECT group_concat(application_id || user_version || page_size) FROM pragma_application_id, pragma_user_version, pragma_page_size) FROM (SELECT sql FROM sqlite_schema ORDER BY type, name)");

    [Fact]
    public void An_archive_of_version_1_that_may_not_be_written_is_told_apart_from_a_damaged_one()
    {
        MakeVersion1();
        Unprivileged.Prepare(_folder.FullName);
        Unprivileged.Allow(Archive, Unprivileged.Read);
        ArchiveException? refusal = null;
        Unprivileged.Run(() => refusal = Assert.Throws<ArchiveException>(() => _engine.Open(Archive, StoreAccess.Read)));
        Assert.Equal(ArchiveFailure.ReadOnly, refusal!.Kind);
        Assert.Contains("earlier release", refusal.Message, StringComparison.Ordinal);
    }

    private void MakeVersion1()
    {
        using SqliteDatabase database = SqliteDatabase.Create(Archive, new SqliteSettings());
        database.LayOut();
        database.Execute($"BEGIN IMMEDIATE; PRAGMA application_id = {SqliteEngine.ApplicationId}; PRAGMA user_version = 1;");
        database.Execute(SqliteSchema.Text(1));
        string hash = new('0', 64);
        database.Execute(
            $"""
            INSERT INTO Archive VALUES (1, '0d2e9a70-6a8e-4a4e-9c39-7a1c1f5b6a01', 1, 'The sponsor', 'UKC-1', 'full', x'{hash}', '2026-03-02T09:30:00.0000000Z');
            INSERT INTO Policy VALUES (1, x'{hash}', 'text', '2026-03-02T09:30:00.0000000Z');
            INSERT INTO Study VALUES ('1.2.3', 'S0001');
            INSERT INTO Image VALUES (1, 'S0001', 'C01', 20200517, 'M1', '1.2.3', '1.2.4', '1.2.5', '1.2.840.10008.5.1.4.1.1.6.1', 'US', 1, 1, 'Maker', 'Model', 6, 8, 'RGB', '1.2.840.10008.1.2.1', 1, 2, x'{hash}', NULL, x'{hash}', 1, 'rule', 1, '2026-03-02T09:30:00.0000000Z', 20200517, 1, 1);
            INSERT INTO ImagePart VALUES (1, 0, x'0102');
            COMMIT;
            """);
    }
}
