using System.Text.RegularExpressions;
using Ospacs.Archive.Store;
using Ospacs.Engines.MySql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.MySql;

/// <summary>How an archive is made on a server that keeps every change of a schema at once, and who makes it.</summary>
public sealed class MySqlSchemaTests : IDisposable
{
    private readonly MySqlArchives _archives = new(MariaDbServer.Shared);

    public void Dispose() => _archives.Dispose();

    [Fact]
    public void Every_statement_has_a_text_with_its_parameters_and_no_other()
    {
        StatementTexts texts = new("MySql.statements.sql");
        Assert.Equal(ServerStatements.All.Select(statement => statement.Name).Order(), texts.Names.Order());
        Assert.All(ServerStatements.All, statement => Assert.Empty(Regex.Matches(texts[statement], "@\\w+").Select(match => match.Value).Except(statement.Parameters.Select(parameter => "@" + parameter.Name))));
        Assert.All(
            ServerStatements.All.Where(statement => !statement.Name.Contains("KeysOf", StringComparison.Ordinal) && !statement.Name.StartsWith("CountImagesOf", StringComparison.Ordinal)),
            statement => Assert.Empty(statement.Parameters.Select(parameter => "@" + parameter.Name).Except(Regex.Matches(texts[statement], "@\\w+").Select(match => match.Value))));
    }

    [Fact]
    public void Scripts_that_somebody_applied_by_the_servers_own_program_are_taken_as_they_are()
    {
        string archive = _archives.Add();
        IReadOnlyList<SchemaScript> scripts = _archives.Engine.ScriptsFor(archive);
        Assert.Equal(["schema-3.sql", "roles-3.sql"], scripts.Select(script => script.Name));
        Assert.DoesNotContain("{database}", string.Concat(scripts.Select(script => script.Text)), StringComparison.Ordinal);
        Assert.False(_archives.Engine.Exists(archive));
        foreach (SchemaScript script in scripts)
        {
            MariaDbServer.Shared.ExecuteByProgram(_archives[archive].Database, script.Text);
        }

        Assert.False(_archives.Engine.Exists(archive));
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _archives.Engine.Open(archive, StoreAccess.Read)).Kind);
        Assert.Empty(_archives.Engine.ScriptsFor(archive));
        using (IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info()))
        {
            store.Store(SampleRows.Image(1));
            Assert.Equal(3, store.Info.SchemaVersion);
        }

        Assert.True(_archives.Engine.Exists(archive));
        Assert.Equal((3, 3), _archives.Engine.Update(archive));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(59)]
    public void A_schema_that_was_begun_and_not_ended_is_no_archive_and_is_made_anew(int statements)
    {
        string archive = _archives.Add();
        string[] script = [.. MySqlScript.Statements(_archives.Engine.ScriptsFor(archive)[0].Text)];
        MariaDbServer.Shared.Execute(_archives[archive].Database, script[..Math.Min(statements, script.Length - 7)]);
        Assert.False(_archives.Engine.Exists(archive));
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _archives.Engine.Open(archive, StoreAccess.Read)).Kind);
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        store.Store(SampleRows.Image(1));
        Assert.Empty(store.FindOrphans());
    }

    [Fact]
    public void Of_programs_that_make_one_archive_at_once_one_makes_it()
    {
        string archive = _archives.Add();
        int made = 0;
        int late = 0;
        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, program =>
        {
            try
            {
                using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info($"Program {program}"), batch => batch.AddAudit(SampleRows.Entry(1)));
                Interlocked.Increment(ref made);
            }
            catch (ArchiveException failure) when (failure.Kind == ArchiveFailure.AlreadyExists)
            {
                Interlocked.Increment(ref late);
            }
        });
        Assert.Equal((1, 3), (made, late));
        using IArchiveStore whole = _archives.Engine.Open(archive, StoreAccess.Read);
        Assert.Single(whole.GetAudit(new()));
    }

    [Fact]
    public void Several_archives_on_one_server_do_not_wait_for_each_other()
    {
        using IArchiveStore one = _archives.Engine.Create(_archives.Add(), SampleRows.Info("One"));
        using IArchiveStore two = _archives.Engine.Create(_archives.Add(), SampleRows.Info("Two"));
        using IStoreBatch batch = one.BeginBatch();
        batch.Write(SampleRows.Image(1));
        two.Store(SampleRows.Image(1), SampleRows.Image(2));
        batch.Commit();
        Assert.Equal((1, 2), (one.FindImages(new()).Count(), two.FindImages(new()).Count()));
    }

    [Fact]
    public void A_copy_of_an_archive_in_a_database_of_another_character_set_keeps_text_apart_as_before()
    {
        string archive = _archives.Add();
        using (IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info("Ż大😀")))
        {
            store.Store(SampleRows.Image(1, "C07", "c07"));
        }

        string copy = _archives.Add();
        MariaDbServer.Shared.Execute(_archives[copy].Database, "ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german1_ci");
        MariaDbServer.Shared.Copy(_archives[archive].Database, _archives[copy].Database);
        using IArchiveStore restored = _archives.Engine.Open(copy, StoreAccess.Write);
        restored.Store(SampleRows.Image(2, "c07", "C07 "), SampleRows.Image(3, "Ż大😀", "Ż大😀") with { Manufacturer = "Ż大😀" });
        Assert.Equal(["C07 ", "c07", "Ż大😀"], restored.FindImages(new()).Select(image => image.Centre));
        Assert.Equal("C07", Assert.Single(restored.FindImages(new() { Centres = ["c07"] })).SubjectId);
        Assert.Equal("Ż大😀", restored.FindBySource(SampleRows.Hash("source 3"))!.Manufacturer);
        Assert.Equal(SampleRows.Bytes(1, 100), restored.ReadAll(1));
        Assert.Empty(restored.FindOrphans());
        Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => _archives.Execute(copy, "DELETE FROM Archive")).Kind);
    }

    [Fact]
    public void Compacting_gives_the_room_of_what_was_replaced_back_to_the_disk()
    {
        string archive = _archives.Add();
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        ImageRecord image;
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Write(SampleRows.Image(1), SampleRows.Bytes(1, StoreLimits.PartSize), SampleRows.Bytes(2, StoreLimits.PartSize), SampleRows.Bytes(3, StoreLimits.PartSize));
            batch.Commit();
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Replace(image, [7]);
            batch.Commit();
        }

        string size = $"SELECT FILE_SIZE FROM information_schema.INNODB_SYS_TABLESPACES WHERE NAME = '{_archives[archive].Database}/ImagePart'";
        Assert.InRange(long.Parse(MariaDbServer.Shared.Scalar(null, size), System.Globalization.CultureInfo.InvariantCulture), 3 * StoreLimits.PartSize, long.MaxValue);
        store.Compact(TestContext.Current.CancellationToken);
        Assert.InRange(long.Parse(MariaDbServer.Shared.Scalar(null, size), System.Globalization.CultureInfo.InvariantCulture), 1, StoreLimits.PartSize / 8);
        Assert.Equal([7], store.ReadAll(image.ImageId));
    }

    [Fact]
    public void A_page_of_the_tree_is_found_by_its_index_and_not_sorted()
    {
        string archive = _archives.Add();
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        store.Store(Enumerable.Range(1, 1000).Select(i => SampleRows.Image(i, subject: $"S{i % 7}", centre: $"C{i % 3}")));
        string database = _archives[archive].Database;
        StatementTexts texts = new("MySql.statements.sql");

        // Of one centre so few images are left that the server sorts them: it does not with many.
        foreach (ServerStatement statement in new[] { ServerStatements.ReadTree, ServerStatements.CountTree })
        {
            string text = Regex.Replace(texts[statement], "@(\\w+)", match => match.Groups[1].Value switch { "Centre" => "'C0'", "SubjectId" => "'S0'", "Skip" => "0", _ => "5" });
            string plan = MariaDbServer.Shared.Scalar(database, "EXPLAIN FORMAT=JSON " + text);
            Assert.Contains("Image_Tree", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("filesort", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("temporary", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Orphans_are_looked_for_without_reading_an_object()
    {
        string archive = _archives.Add();
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1), SampleRows.Bytes(1, StoreLimits.PartSize), SampleRows.Bytes(2, StoreLimits.PartSize), SampleRows.Bytes(3, 1000));
            batch.Commit();
        }

        // Pages of 16 KiB.
        const int OfTheObject = 2 * StoreLimits.PartSize / (16 << 10);
        Assert.InRange(PagesOf("SELECT SUM(CRC32(Bytes)) FROM ImagePart"), OfTheObject, int.MaxValue);
        Assert.InRange(PagesOf(new StatementTexts("MySql.statements.sql")[ServerStatements.FindOrphans]), 1, OfTheObject / 10);
        Assert.Equal((2L * StoreLimits.PartSize) + 1000, long.Parse(MariaDbServer.Shared.Scalar(_archives[archive].Database, "SELECT SUM(PartLength) FROM ImagePart"), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Throws<ArchiveException>(() => _archives.Execute(archive, "UPDATE ImagePart SET PartLength = 7"));

        int PagesOf(string query) => Regex.Matches(MariaDbServer.Shared.Scalar(_archives[archive].Database, "ANALYZE FORMAT=JSON " + query), "\"pages_accessed\": (\\d+)")
            .Sum(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_database_whose_name_leaves_no_room_for_its_roles_is_refused()
    {
        string archive = _archives.AddTo(_archives.Add(), connection => connection with { Database = new string('d', 24) });
        MariaDbServer.Shared.Execute(null, $"CREATE DATABASE {new string('d', 24)}");
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => _archives.Engine.Create(archive, SampleRows.Info())).Kind);
    }

    [Fact]
    public void The_server_holds_the_settings_that_it_has_by_default() =>
        Assert.Equal("16777216", MariaDbServer.Shared.Scalar(null, "SELECT @@GLOBAL.max_allowed_packet"));
}
