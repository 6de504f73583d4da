using Ospacs.Archive.Store;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.PostgreSql;

/// <summary>How an archive is made on a server, and who makes it.</summary>
public sealed class PostgreSqlSchemaTests : IDisposable
{
    private readonly PostgreSqlArchives _archives = new(PostgreSqlServer.Shared);

    public void Dispose() => _archives.Dispose();

    [Fact]
    public void Every_statement_has_a_text_with_its_parameters_and_no_other()
    {
        StatementTexts texts = new("PostgreSql.statements.sql");
        Assert.Equal(ServerStatements.All.Select(statement => statement.Name).Order(), texts.Names.Order());
        Assert.All(ServerStatements.All, statement => Assert.Equal(
            statement.Parameters.Select(parameter => "@" + parameter.Name).Order(),
            System.Text.RegularExpressions.Regex.Matches(texts[statement], "@\\w+").Select(match => match.Value).Distinct().Order().Union(Unused(statement)).Order()));

        // A condition that the statement goes by, or that cannot be given beside it, is not looked at twice.
        static IEnumerable<string> Unused(ServerStatement statement) => statement.Name.Contains("KeysOf", StringComparison.Ordinal) || statement.Name.StartsWith("CountImagesOf", StringComparison.Ordinal)
            ? statement.Parameters.Select(parameter => "@" + parameter.Name).Where(name => name is "@Uids" or "@Subjects" or "@Media" or "@FromDate" or "@ToDate")
            : [];
    }

    [Fact]
    public void Scripts_that_somebody_applied_by_hand_are_taken_as_they_are()
    {
        string archive = _archives.Add();
        IReadOnlyList<SchemaScript> scripts = _archives.Engine.ScriptsFor(archive);
        Assert.Equal(["schema-3.sql", "roles-3.sql"], scripts.Select(script => script.Name));
        Assert.DoesNotContain("{schema}", string.Concat(scripts.Select(script => script.Text)), StringComparison.Ordinal);
        Assert.False(_archives.Engine.Exists(archive));
        PostgreSqlServer.Shared.Execute($"BEGIN; {scripts[0].Text} COMMIT");
        PostgreSqlServer.Shared.Execute(scripts[1].Text);
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
    public void Several_archives_live_in_one_database_and_do_not_wait_for_each_other()
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
    public void A_schema_of_an_earlier_version_is_told_of_and_a_missing_archive_cannot_be_brought_up()
    {
        string archive = _archives.Add();
        string schema = _archives[archive].Schema;
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _archives.Engine.Update(archive)).Kind);
        PostgreSqlServer.Shared.Execute($"CREATE SCHEMA {schema}; CREATE TABLE {schema}.SchemaVersion (Version integer); INSERT INTO {schema}.SchemaVersion VALUES (2)");
        ArchiveException older = Assert.Throws<ArchiveException>(() => _archives.Engine.Open(archive, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.OlderSchema, older.Kind);
        Assert.Contains("Update-OspacsArchive", older.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_in_another_encoding_or_none_is_told_of()
    {
        string latin = $"d{Guid.NewGuid():N}";
        PostgreSqlServer.Shared.Execute($"CREATE DATABASE {latin} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        try
        {
            string archive = _archives.Add(connection => connection with { Database = latin });
            ArchiveException refusal = Assert.Throws<ArchiveException>(() => _archives.Engine.Create(archive, SampleRows.Info()));
            Assert.Equal(ArchiveFailure.InvalidArgument, refusal.Kind);
            Assert.Contains("UTF-8", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            PostgreSqlServer.Shared.Execute($"DROP DATABASE {latin} WITH (FORCE)");
        }

        string missing = _archives.Add(connection => connection with { Database = "nowhere" });
        Assert.False(_archives.Engine.Exists(missing));
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _archives.Engine.Create(missing, SampleRows.Info())).Kind);
    }

    [Fact]
    public void Rows_that_belong_to_nothing_and_totals_that_are_wrong_are_found()
    {
        string archive = _archives.Add();
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        store.Store(SampleRows.Image(1), SampleRows.Image(2), SampleRows.Image(3));
        Assert.Empty(store.FindOrphans());
        _archives.Execute(archive, """
            SET session_replication_role = replica;
            DELETE FROM ImagePart WHERE ImageId = 1;
            UPDATE ImagePart SET Bytes = '\x00' WHERE ImageId = 2;
            INSERT INTO ImagePart VALUES (77, 3, '\x00'), (77, 5, '\x00');
            UPDATE CentreTotal SET Images = 9;
            UPDATE SubjectTotal SET Frames = 9;
            UPDATE ArchiveTotal SET Bytes = 9;
            """);
        Assert.Equal(
            [
                new OrphanedRow("ImagePart", "image 77", "2 parts have no image", 77),
                new OrphanedRow("Image", "image 1", "its parts are missing, or do not have as many bytes as its row says", 1, "M1"),
                new OrphanedRow("Image", "image 2", "its parts are missing, or do not have as many bytes as its row says", 2, "M1"),
                new OrphanedRow("CentreTotal", "centre C01", "its total is not that of its images"),
                new OrphanedRow("SubjectTotal", "subject S0001", "its total is not that of its images"),
                new OrphanedRow("ArchiveTotal", "the archive", "its total is not that of its images"),
            ],
            store.FindOrphans());
    }

    [Fact]
    public void Bytes_of_objects_are_kept_beside_their_rows_and_not_compressed_again()
    {
        string archive = _archives.Add();
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        Assert.Equal('e', PostgreSqlServer.Shared.Scalar($"SELECT attstorage FROM pg_attribute WHERE attrelid = '{_archives[archive].Schema}.ImagePart'::regclass AND attname = 'bytes'"));
    }

    [Fact]
    public void A_schema_whose_roles_would_have_names_too_long_is_refused()
    {
        string archive = _archives.Add(connection => connection with { Schema = new string('s', 55) });
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => _archives.Engine.Create(archive, SampleRows.Info())).Kind);
    }

    [Fact]
    public void Only_the_name_of_a_connection_to_PostgreSQL_is_meant()
    {
        string archive = _archives.Add();
        Assert.True(_archives.Engine.Accepts(archive));
        Assert.False(_archives.Engine.Accepts("another"));
        Assert.False(_archives.Engine.Accepts("./" + archive));
        Assert.False(_archives.Engine.Accepts(_archives.Add(connection => connection with { Engine = "MySQL" })));
        Assert.Equal(_archives[archive].IdentityPath, _archives.Engine.IdentityPathOf(archive));
        Assert.Equal(ArchiveFailure.NotFound, Assert.Throws<ArchiveException>(() => _archives.Engine.Exists("another")).Kind);
    }
}
