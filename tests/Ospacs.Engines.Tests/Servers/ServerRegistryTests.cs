using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>A trial's own database on a server as its registry: read, and never written.</summary>
public sealed class ServerRegistryTests
{
    private const string Query = "SELECT no AS \"SubjectId\", ids AS \"PatientId\", family AS \"FamilyName\", given AS \"GivenName\", born AS \"BirthDate\", sex AS \"Sex\", site AS \"Centre\" FROM volunteer ORDER BY no";
    private const string Table = "CREATE TABLE volunteer (no VARCHAR(20) PRIMARY KEY, ids VARCHAR(100), family VARCHAR(100), given VARCHAR(100), born DATE, sex VARCHAR(10), site VARCHAR(20), maiden VARCHAR(100), joined DATE, gone DATE)";

    private readonly IReadOnlyList<IRegistryReader> _readers = new RegistryReaderCatalogue();

    public static TheoryData<string> Engines => ["PostgreSQL", "MySQL"];

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_query_becomes_a_registry(string engine)
    {
        RegistryServer server = Make(engine, "('T1', '0017|B2', 'O''Neil', 'Żaneta 大😀', '1951-03-14', 'female', 'C01', 'Holt|Tennant', '2020-01-02', NULL)", "('T2', '18', NULL, NULL, NULL, '', 'C02', NULL, NULL, NULL)");
        MemoryRegistry registry = Load(server, Query.Replace(" FROM", ", maiden AS \"FormerName\", joined AS \"EnrolledOn\", gone AS \"WithdrawnOn\" FROM", StringComparison.Ordinal));
        Assert.Equal((2, 2), (registry.Count, registry.CentreCount));
        RegistryPatient one = Assert.Single(registry.FindByPatientId("c01", "0017"));
        Assert.Equal(("T1", "O'Neil", "Żaneta 大😀", "F"), (one.SubjectId, one.FamilyName, one.GivenName, one.Sex));
        Assert.Equal((new DateOnly(1951, 3, 14), new DateOnly(2020, 1, 2)), (one.BirthDate, one.EnrolledOn));
        Assert.Equal(["Holt", "Tennant"], one.FormerNames);
        Assert.Null(one.WithdrawnOn);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Numbers_and_columns_of_the_trials_own_names_are_read(string engine)
    {
        RegistryServer server = Make(engine, "('T1', '1', 'A', 'B', '1951-03-14', 'F', 'C01', NULL, NULL, NULL)");
        RegistryLayout layout = new() { Columns = new Dictionary<RegistryColumn, string> { [RegistryColumn.SubjectId] = "NO", [RegistryColumn.FamilyName] = "family", [RegistryColumn.GivenName] = "given", [RegistryColumn.Centre] = "site", [RegistryColumn.PatientId] = "number", [RegistryColumn.BirthDate] = "born" } };
        MemoryRegistry registry = MemoryRegistry.Load(server.Source("WITH v AS (SELECT *, CAST(12345678901 AS DECIMAL(12)) AS number FROM volunteer) SELECT * FROM v; -- all") with { Layout = layout }, _readers, TestContext.Current.CancellationToken);
        Assert.Equal("12345678901", Assert.Single(registry.FindSubject("T1")!.PatientIds));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void What_is_wrong_is_named_with_row_and_column_and_without_the_value(string engine)
    {
        RegistryServer server = Make(engine);
        const string Start = "SELECT 'T1' AS \"SubjectId\", ";
        const string End = " AS \"FamilyName\", '' AS \"GivenName\", '' AS \"BirthDate\", '' AS \"Sex\", 'C1' AS \"Centre\"";
        string bytes = engine == "MySQL" ? "CAST('SECRET' AS BINARY(16))" : "CAST('SECRET' AS bytea)";
        string time = engine == "MySQL" ? "TIMESTAMP('2020-01-02 00:00:00')" : "TIMESTAMP '2020-01-02 00:00:00'";
        foreach ((string query, string column, string words) in new[]
        {
            (Start + "'1' AS \"PatientId\", '', 'SECRET' AS \"x\"" + End.Replace("'' AS \"BirthDate\"", "'SECRET' AS \"BirthDate\"", StringComparison.Ordinal).Replace(" AS \"FamilyName\"", ", '' AS \"FamilyName\"", StringComparison.Ordinal), "BirthDate", "row 1, column BirthDate, is no date"),
            (Start + bytes + " AS \"PatientId\", ''" + End, "PatientId", "bytes"),
            (Start + "'1' AS \"PatientId\", REPEAT('SECRET', 20000)" + End, "FamilyName", "64 KiB"),
            (Start + "'1' AS \"PatientId\", ''" + End.Replace("'' AS \"BirthDate\"", time + " AS \"BirthDate\"", StringComparison.Ordinal), "BirthDate", "no date"),
        })
        {
            RegistryException error = Assert.Throws<RegistryException>(() => Load(server, query));
            Assert.Equal((RegistryFailure.Invalid, 1, column), (error.Kind, error.Line, error.Column));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains("lacks the columns PatientId, FamilyName", Assert.Throws<RegistryException>(() => Load(server, "SELECT 'SECRET' AS \"SubjectId\"")).Message, StringComparison.Ordinal);
        Assert.Contains("no patients", Assert.Throws<RegistryException>(() => Load(server, Query)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM volunteer")]
    [InlineData("INSERT INTO volunteer(no) VALUES ('x') RETURNING no AS SubjectId")]
    [InlineData("UPDATE volunteer SET no = 'x'")]
    [InlineData("CREATE TABLE x (y INT)")]
    [InlineData("DROP TABLE volunteer")]
    [InlineData("TRUNCATE TABLE volunteer")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData(Query + "; DELETE FROM volunteer")]
    [InlineData(Query + "; SELECT 1")]
    [InlineData("COMMIT; DELETE FROM volunteer")]
    [InlineData("SELECT 1) AND EXISTS (SELECT 1")]
    [InlineData("SELECT * FROM (DELETE FROM volunteer RETURNING no) x")]
    [InlineData("WITH x AS (DELETE FROM volunteer RETURNING no) SELECT no FROM x")]
    [InlineData("SELECT no INTO copied FROM volunteer")]
    [InlineData("EXPLAIN SELECT no FROM volunteer")]
    [InlineData("CALL something()")]
    public void Anything_but_a_single_SELECT_is_refused_by_the_server_and_nothing_changes(string query)
    {
        foreach (string engine in Engines.Select(row => row.Data))
        {
            RegistryServer server = Make(engine, "('T1', '1', 'A', 'B', NULL, '', 'C1', NULL, NULL, NULL)");
            RegistryException error = Assert.Throws<RegistryException>(() => Load(server, query));
            Assert.Contains("SELECT", error.Message, StringComparison.Ordinal);
            Assert.Equal("1", server.Scalar("SELECT COUNT(*) FROM volunteer WHERE no = 'T1'"));
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_function_that_writes_is_refused_by_the_server(string engine)
    {
        RegistryServer server = Make(engine, "('T1', '1', 'A', 'B', NULL, '', 'C1', NULL, NULL, NULL)");
        server.Execute(engine == "MySQL"
            ? "CREATE FUNCTION sly() RETURNS INT MODIFIES SQL DATA BEGIN DELETE FROM volunteer; RETURN 1; END"
            : "CREATE FUNCTION sly() RETURNS INT LANGUAGE sql SECURITY DEFINER AS 'DELETE FROM volunteer; SELECT 1'");
        Assert.Throws<RegistryException>(() => Load(server, Query.Replace("ids AS", "sly() AS", StringComparison.Ordinal)));
        Assert.Equal("1", server.Scalar("SELECT COUNT(*) FROM volunteer"));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_query_that_cannot_be_asked_there_is_told_without_its_words(string engine)
    {
        RegistryServer server = Make(engine);
        foreach ((string query, string words) in new[] { ("SELECT * FROM SECRET", "table"), ("SELECT SECRET FROM volunteer", "column"), ("SELECT SECRET(no) FROM volunteer", "function"), ("SELEKT 'SECRET'", "understand") })
        {
            RegistryException error = Assert.Throws<RegistryException>(() => Load(server, query));
            Assert.Equal(RegistryFailure.Unreachable, error.Kind);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_server_that_is_away_or_lets_nobody_in_is_told_without_its_name(string engine)
    {
        RegistryServer server = Make(engine);
        RegistryException refused = Assert.Throws<RegistryException>(() => MemoryRegistry.Load(server.Source(Query) with { Credential = new NetworkCredential("margaret", "SECRET") }, _readers, TestContext.Current.CancellationToken));
        string away = engine == "MySQL" ? "Server=127.0.0.1;Port=1;Database=trial;SslMode=Disabled" : "Host=127.0.0.1;Port=1;Database=trial;SSL Mode=Disable";
        RegistryException gone = Assert.Throws<RegistryException>(() => MemoryRegistry.Load(server.Source(Query) with { Connection = away }, _readers, TestContext.Current.CancellationToken));
        Assert.Contains("may not sign in", refused.Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", gone.Message, StringComparison.Ordinal);
        Assert.All([refused, gone], error =>
        {
            Assert.Equal(RegistryFailure.Unreachable, error.Kind);
            Assert.DoesNotContain("margaret", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("127.0.0.1", error.ToString(), StringComparison.Ordinal);
        });
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_connection_string_that_does_not_say_so_is_protected_and_what_is_none_is_refused(string engine)
    {
        RegistryServer server = Make(engine, "('T1', '1', 'A', 'B', NULL, '', 'C1', NULL, NULL, NULL)");
        string unsaid = string.Join(';', server.Connection.Split(';').Where(part => !part.StartsWith("ssl", StringComparison.OrdinalIgnoreCase)));
        RegistryException error = Assert.Throws<RegistryException>(() => MemoryRegistry.Load(server.Source(Query) with { Connection = unsaid }, _readers, TestContext.Current.CancellationToken));
        Assert.Equal(RegistryFailure.Unreachable, error.Kind);
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => MemoryRegistry.Load(server.Source(Query) with { Connection = "SECRET=1" }, _readers, TestContext.Current.CancellationToken)).Kind);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_query_that_never_ends_can_be_stopped(string engine)
    {
        RegistryServer server = Make(engine, "('T1', '1', 'A', 'B', NULL, '', 'C1', NULL, NULL, NULL)");
        string endless = engine == "MySQL" ? "(SELECT COUNT(*) FROM seq_1_to_100000000 a JOIN seq_1_to_100000000 b)" : "(SELECT count(*) FROM generate_series(1, 100000000000) g)";
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(1500));
        Stopwatch clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => MemoryRegistry.Load(server.Source(Query.Replace("ids AS", endless + " AS", StringComparison.Ordinal)), _readers, stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void A_connection_by_its_name_brings_its_credential(string engine)
    {
        RegistryServer server = Make(engine, "('T1', '1', 'A', 'B', NULL, '', 'C1', NULL, NULL, NULL)");
        string file = Path.GetTempFileName();
        string? before = Environment.GetEnvironmentVariable(ConnectionFile.PathVariable);
        try
        {
            File.WriteAllText(file, System.Text.Json.JsonSerializer.Serialize(new { connections = new Dictionary<string, object> { ["registry"] = Entry() } }));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Environment.SetEnvironmentVariable(ConnectionFile.PathVariable, file);
            string query = engine == "MySQL" ? Query : Query.Replace("FROM volunteer", $"FROM {server.Connection.Split("Search Path=")[1]}.volunteer", StringComparison.Ordinal);
            Assert.Equal(1, MemoryRegistry.Load(new RegistrySource { Engine = engine, Connection = "registry", Query = query }, _readers, TestContext.Current.CancellationToken).Count);
            string other = engine == "MySQL" ? "PostgreSQL" : "MySQL";
            Assert.Contains(engine, Assert.Throws<ArchiveException>(() => MemoryRegistry.Load(new RegistrySource { Engine = other, Connection = "registry", Query = query }, _readers, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
            Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => MemoryRegistry.Load(new RegistrySource { Engine = engine, Connection = "unknown", Query = query }, _readers, TestContext.Current.CancellationToken)).Kind);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ConnectionFile.PathVariable, before);
            File.Delete(file);
        }

        object Entry()
        {
            System.Data.Common.DbConnectionStringBuilder parts = new() { ConnectionString = server.Connection };
            return new { engine, server = engine == "MySQL" ? "localhost" : "127.0.0.1", port = int.Parse((string)parts["port"], CultureInfo.InvariantCulture), database = (string)parts["database"], user = server.Owner.UserName, password = server.Owner.Password, tls = "off" };
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Headers_with_planted_errors_come_to_the_same_as_with_the_CSV_file(string engine)
    {
        PlantedHeaders planted = new();
        RegistryServer server = Make(engine);
        foreach (string rows in planted.Rows())
        {
            server.Execute("INSERT INTO volunteer VALUES " + rows);
        }

        planted.CompareWithFile(Load(server, Query.Replace(" FROM", ", maiden AS \"FormerName\", joined AS \"EnrolledOn\", gone AS \"WithdrawnOn\" FROM", StringComparison.Ordinal)));
    }

    private static RegistryServer Make(string engine, params string[] rows)
    {
        RegistryServer server = RegistryServer.Of(engine);
        server.Execute(engine == "MySQL" ? Table + " DEFAULT CHARSET = utf8mb4" : Table);
        foreach (string row in rows)
        {
            server.Execute("INSERT INTO volunteer VALUES " + row);
        }

        return server;
    }

    private MemoryRegistry Load(RegistryServer server, string query) =>
        MemoryRegistry.Load(server.Source(query.Replace('"', server.Engine == "MySQL" ? '`' : '"')), _readers, TestContext.Current.CancellationToken);
}
