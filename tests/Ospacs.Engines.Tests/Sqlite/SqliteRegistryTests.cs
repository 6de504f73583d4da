using System.Net;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;

namespace Ospacs.Engines.Tests.Sqlite;

/// <summary>A trial's own database as its registry: read, and never written.</summary>
public sealed class SqliteRegistryTests : IDisposable
{
    private const string Query = "SELECT no AS SubjectId, ids AS PatientId, family AS FamilyName, given AS GivenName, born AS BirthDate, sex AS Sex, site AS Centre FROM volunteer ORDER BY no";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-registry-");
    private readonly IReadOnlyList<IRegistryReader> _readers = new RegistryReaderCatalogue();

    public void Dispose() => _folder.Delete(recursive: true);

    private string File => Path.Combine(_folder.FullName, "trial [1] é.sqlite");

    [Fact]
    public void A_query_becomes_a_registry()
    {
        Make("INSERT INTO volunteer VALUES ('T1', '0017|B2', 'O''Neil', 'Żaneta', '1951-03-14', 'female', 'C01', 'Holt|Tennant', '2020-01-02', NULL), ('T2', 18, NULL, NULL, 19520130, '', 'C02', NULL, NULL, NULL)");
        string query = Query.Replace(" FROM", ", maiden AS FormerName, joined AS EnrolledOn, gone AS WithdrawnOn, x'00ff' AS Picture FROM", StringComparison.Ordinal);

        MemoryRegistry registry = Load(query);

        Assert.Equal((2, 2), (registry.Count, registry.CentreCount));
        RegistryPatient one = Assert.Single(registry.FindByPatientId("c01", "0017"));
        Assert.Equal(("T1", "O'Neil", "Żaneta", "F"), (one.SubjectId, one.FamilyName, one.GivenName, one.Sex));
        Assert.Equal(new DateOnly(1951, 3, 14), one.BirthDate);
        Assert.Equal(["Holt", "Tennant"], one.FormerNames);
        Assert.Equal(new DateOnly(2020, 1, 2), one.EnrolledOn);
        Assert.Null(one.WithdrawnOn);
        Assert.Equal(new DateOnly(1952, 1, 30), Assert.Single(registry.FindByPatientId("C02", "18")).BirthDate);
    }

    [Fact]
    public void Columns_and_the_layout_of_dates_are_said_beside_the_query()
    {
        Make("INSERT INTO volunteer VALUES ('T1', '1', 'A', 'B', '14.3.1951', 'F', 'C01', NULL, NULL, NULL)");
        var layout = new RegistryLayout
        {
            Columns = new Dictionary<RegistryColumn, string>
            {
                [RegistryColumn.SubjectId] = "no", [RegistryColumn.PatientId] = "ids", [RegistryColumn.FamilyName] = "family", [RegistryColumn.GivenName] = "given",
                [RegistryColumn.BirthDate] = "BORN", [RegistryColumn.Centre] = "site",
            },
            BirthDate = "d.M.yyyy",
        };

        MemoryRegistry registry = Load("SELECT * FROM volunteer -- all of them", layout);

        Assert.Equal(new DateOnly(1951, 3, 14), registry.FindSubject("T1")!.BirthDate);
    }

    [Theory]
    [InlineData("SELECT 'SECRET' AS SubjectId", 0, null, "lacks the columns PatientId, FamilyName")]
    [InlineData(Query + " LIMIT 0", 0, null, "no patients")]
    [InlineData("SELECT 'T1' AS SubjectId, 1 AS PatientId, '' AS FamilyName, '' AS GivenName, 'SECRET' AS BirthDate, '' AS Sex, 'C1' AS Centre", 1, "BirthDate", "row 1, column BirthDate, is no date")]
    [InlineData("SELECT 'T1' AS SubjectId, x'534543524554' AS PatientId, '' AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C1' AS Centre", 1, "PatientId", "bytes")]
    [InlineData("SELECT 'T1' AS SubjectId, CAST(x'534543FF' AS TEXT) AS PatientId, '' AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C1' AS Centre", 1, "PatientId", "UTF-8")]
    [InlineData("SELECT 'T1' AS SubjectId, 1 AS PatientId, '' AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C1' AS Centre UNION ALL SELECT 't1', 2, 'SECRET', '', '', '', 'C2'", 2, "SubjectId", "row 1 has already")]
    [InlineData("SELECT 'T1' AS SubjectId, 1 AS PatientId, hex(zeroblob(40000)) AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C1' AS Centre", 1, "FamilyName", "64 KiB")]
    public void What_is_wrong_is_named_with_row_and_column_and_without_the_value(string query, int row, string? column, string words)
    {
        Make();

        RegistryException error = Assert.Throws<RegistryException>(() => Load(query));

        Assert.Equal((RegistryFailure.Invalid, row, column), (error.Kind, error.Line, error.Column));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SEC", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM volunteer")]
    [InlineData("INSERT INTO volunteer(no) VALUES ('x') RETURNING no AS SubjectId")]
    [InlineData("UPDATE volunteer SET no = 'x' RETURNING no")]
    [InlineData("CREATE TABLE x (y)")]
    [InlineData("DROP TABLE volunteer")]
    [InlineData("ATTACH 'other.db' AS other")]
    [InlineData("PRAGMA journal_mode = WAL")]
    [InlineData("PRAGMA user_version")]
    [InlineData("VACUUM INTO 'copy.db'")]
    [InlineData("BEGIN")]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData(Query + "; DELETE FROM volunteer")]
    [InlineData(Query + "; SELECT 1")]
    [InlineData("SELECT load_extension('x') AS SubjectId")]
    public void Anything_but_a_single_SELECT_is_refused_and_nothing_changes(string query)
    {
        Make("INSERT INTO volunteer(no) VALUES ('T1')");
        byte[] before = System.IO.File.ReadAllBytes(File);

        RegistryException error = Assert.Throws<RegistryException>(() => Load(query));

        Assert.Contains("SELECT", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
        Assert.Equal([File], Directory.GetFiles(_folder.FullName));
    }

    [Theory]
    [InlineData(Query + ";")]
    [InlineData(Query + " ; -- and that is all\n")]
    [InlineData("WITH v AS (" + Query + ") SELECT * FROM v")]
    [InlineData("/* the trial's */ " + Query)]
    public void A_SELECT_may_be_written_in_any_way(string query)
    {
        Make("INSERT INTO volunteer(no, site) VALUES ('T1', 'C1')");
        string ordered = query.Replace(" ORDER BY no", string.Empty, StringComparison.Ordinal);

        Assert.Equal(1, Load(ordered).Count);
    }

    [Theory]
    [InlineData("SELECT * FROM SECRET", "table")]
    [InlineData("SELECT SECRET FROM volunteer", "column")]
    [InlineData("SELECT SECRET(no) FROM volunteer", "function")]
    [InlineData("SELEKT 'SECRET'", "understand")]
    public void A_query_that_cannot_be_asked_there_is_told_without_its_words(string query, string words)
    {
        Make();

        RegistryException error = Assert.Throws<RegistryException>(() => Load(query));

        Assert.Equal(RegistryFailure.Unreachable, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Name, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_database_or_damaged_is_told_apart()
    {
        AssertUnreachable("not there");
        Assert.Empty(Directory.GetFiles(_folder.FullName));
        System.IO.File.WriteAllText(File, new string('x', 5000));
        AssertUnreachable("no SQLite file");
        System.IO.File.Delete(File);
        Make("INSERT INTO volunteer(no, site, family) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT 'T' || i, 'C1', 'a name that fills pages' FROM n");
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        bytes.AsSpan(4096, bytes.Length - 4096).Fill(0x5A);
        System.IO.File.WriteAllBytes(File, bytes);
        AssertUnreachable("damaged");
    }

    [Fact]
    public void A_file_that_another_program_keeps_locked_is_waited_for_and_then_told_of()
    {
        Make("INSERT INTO volunteer(no, site) VALUES ('T1', 'C1')");
        using SqliteDatabase other = SqliteDatabase.Open(File, StoreAccess.Write, new SqliteSettings());
        other.Execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE volunteer SET no = no;");

        RegistryException error = Assert.Throws<RegistryException>(() => Rows(new SqliteRegistryReader(TimeSpan.FromMilliseconds(200))));

        Assert.Equal(RegistryFailure.Unreachable, error.Kind);
        Assert.Contains("locked", error.Message, StringComparison.Ordinal);
        var timer = System.Diagnostics.Stopwatch.StartNew();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => Rows(new SqliteRegistryReader(), stop.Token));
        Assert.True(timer.Elapsed < TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void A_database_with_a_log_beside_it_is_read_with_what_stands_in_the_log()
    {
        Make();
        SqliteFiles.Execute(File, "PRAGMA journal_mode = WAL");
        using SqliteDatabase other = SqliteDatabase.Open(File, StoreAccess.Write, new SqliteSettings());
        other.Execute("PRAGMA wal_autocheckpoint = 0; INSERT INTO volunteer(no, site) VALUES ('T1', 'C1')");

        Assert.Equal(1, Load(Query).Count);
    }

    [Fact]
    public void A_database_in_another_encoding_is_read()
    {
        SqliteFiles.Execute(New(), "PRAGMA encoding = 'UTF-16le'");
        Make("INSERT INTO volunteer(no, site, family) VALUES ('T1', 'C1', 'Żaneta 大阪')");

        Assert.Equal("Żaneta 大阪", Load(Query).FindSubject("T1")!.FamilyName);
    }

    [Fact]
    public void A_query_that_never_ends_can_be_stopped()
    {
        Make();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        const string Endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) AS SubjectId, 1 AS PatientId, 1 AS FamilyName, 1 AS GivenName, '' AS BirthDate, 1 AS Sex, 1 AS Centre FROM n";

        Assert.ThrowsAny<OperationCanceledException>(() => MemoryRegistry.Load(Source(Endless), _readers, stop.Token));
    }

    [Fact]
    public void A_credential_is_refused_and_shown_nowhere()
    {
        Make();
        RegistrySource source = Source(Query) with { Credential = new NetworkCredential("margaret", "SECRET") };

        ArchiveException error = Assert.Throws<ArchiveException>(() => MemoryRegistry.Load(source, _readers));

        Assert.Equal(ArchiveFailure.InvalidArgument, error.Kind);
        Assert.Contains("no credential", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("margaret", error + source.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error + source.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Server=db;Password=SECRET")]
    [InlineData("Server=db; pwd = SECRET")]
    [InlineData("postgresql://margaret:SECRET@db/trial")]
    public void A_connection_with_a_password_in_it_is_refused_before_anybody_is_asked(string connection)
    {
        ArchiveException error = Assert.Throws<ArchiveException>(() => MemoryRegistry.Load(Source(Query) with { Connection = connection }, _readers));

        Assert.Contains("password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_engine_that_there_is_none_of_says_which_there_are()
    {
        ArchiveException error = Assert.Throws<ArchiveException>(() => MemoryRegistry.Load(Source(Query) with { Engine = "Oracle" }, _readers));

        Assert.Equal(ArchiveFailure.InvalidArgument, error.Kind);
        Assert.Contains("SQLite", error.Message, StringComparison.Ordinal);
    }

    private void AssertUnreachable(string words)
    {
        RegistryException error = Assert.Throws<RegistryException>(() => Load(Query));
        Assert.Equal(RegistryFailure.Unreachable, error.Kind);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Name, error.ToString(), StringComparison.Ordinal);
    }

    private RegistrySource Source(string query) => new() { Engine = "sqlite", Connection = File, Query = query };

    private MemoryRegistry Load(string query, RegistryLayout? layout = null) => MemoryRegistry.Load(Source(query) with { Layout = layout ?? RegistryLayout.Default }, _readers, TestContext.Current.CancellationToken);

    private int Rows(SqliteRegistryReader reader, CancellationToken cancellation = default)
    {
        using IRegistryRows rows = reader.Open(Source(Query), cancellation);
        return rows.Next() ? rows.Number : 0;
    }

    private string New()
    {
        SqliteDatabase.Create(File, new SqliteSettings()).Dispose();
        return File;
    }

    private void Make(string insert = "")
    {
        if (!System.IO.File.Exists(File))
        {
            New();
        }
        SqliteFiles.Execute(File, "CREATE TABLE volunteer (no TEXT PRIMARY KEY, ids, family, given, born, sex, site, maiden, joined, gone); " + insert);
    }
}
