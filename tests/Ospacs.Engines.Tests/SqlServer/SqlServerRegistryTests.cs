using System.Diagnostics;
using System.Globalization;
using System.Net;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>A trial's own database on a SQL Server as its registry: read, and never written.</summary>
[Trait("Server", "SqlServer")]
public sealed class SqlServerRegistryTests : IClassFixture<SqlServerServer>
{
    private const string Query = "SELECT no AS SubjectId, ids AS PatientId, family AS FamilyName, given AS GivenName, born AS BirthDate, sex AS Sex, site AS Centre FROM volunteer";
    private const string Whole = "SELECT no AS SubjectId, ids AS PatientId, family AS FamilyName, given AS GivenName, born AS BirthDate, sex AS Sex, site AS Centre, maiden AS FormerName, joined AS EnrolledOn, gone AS WithdrawnOn FROM volunteer";
    private const string Table = "CREATE TABLE volunteer (no NVARCHAR(20) NOT NULL PRIMARY KEY, ids NVARCHAR(100), family NVARCHAR(100), given NVARCHAR(100), born DATE, sex NVARCHAR(10), site NVARCHAR(20), maiden NVARCHAR(100), joined DATE, gone DATE)";
    private const string One = "(N'T1', N'1', N'A', N'B', NULL, N'', N'C1', NULL, NULL, NULL)";

    private readonly IReadOnlyList<IRegistryReader> _readers = new RegistryReaderCatalogue();
    private readonly SqlServerServer _server;
    private readonly ServerConnection _connection;

    public SqlServerRegistryTests(SqlServerServer server)
    {
        _server = server;
        _connection = server.NewConnection();
        server.Execute("DROP TABLE IF EXISTS volunteer");
        server.Execute(Table);
    }

    [Fact]
    public void A_query_becomes_a_registry()
    {
        Fill("(N'T1', N'0017|B2', N'O''Neil', N'Żaneta 大😀', '1951-03-14', N'female', N'C01', N'Holt|Tennant', '2020-01-02', NULL)", "(N'T2', N'18', NULL, NULL, NULL, N'', N'C02', NULL, NULL, NULL)");
        MemoryRegistry registry = Load(Whole + "; -- all");
        Assert.Equal((2, 2), (registry.Count, registry.CentreCount));
        RegistryPatient one = Assert.Single(registry.FindByPatientId("c01", "0017"));
        Assert.Equal(("T1", "O'Neil", "Żaneta 大😀", "F"), (one.SubjectId, one.FamilyName, one.GivenName, one.Sex));
        Assert.Equal((new DateOnly(1951, 3, 14), new DateOnly(2020, 1, 2)), (one.BirthDate, one.EnrolledOn));
        Assert.Equal(["Holt", "Tennant"], one.FormerNames);
        Assert.Null(one.WithdrawnOn);
    }

    [Fact]
    public void A_query_may_end_in_a_comment() => Assert.Contains("no patients", Assert.Throws<RegistryException>(() => Load(Query + " -- all of them")).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_wrong_is_named_with_row_and_column_and_without_the_value()
    {
        const string Start = "SELECT 'T1' AS SubjectId, ";
        foreach ((string query, string column, string words) in new[]
        {
            (Start + "'1' AS PatientId, '' AS FamilyName, '' AS GivenName, 'SECRET' AS BirthDate, '' AS Sex, 'C1' AS Centre", "BirthDate", "row 1, column BirthDate, is no date"),
            (Start + "CAST('SECRET' AS VARBINARY(16)) AS PatientId, '' AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C1' AS Centre", "PatientId", "bytes"),
            (Start + "'1' AS PatientId, REPLICATE(CAST('SECRET' AS VARCHAR(MAX)), 20000) AS FamilyName, '' AS GivenName, '' AS BirthDate, '' AS Sex, 'C1' AS Centre", "FamilyName", "64 KiB"),
            (Start + "'1' AS PatientId, '' AS FamilyName, '' AS GivenName, CAST('2020-01-02 00:00:00' AS DATETIME2) AS BirthDate, '' AS Sex, 'C1' AS Centre", "BirthDate", "no date"),
        })
        {
            RegistryException error = Assert.Throws<RegistryException>(() => Load(query));
            Assert.Equal((RegistryFailure.Invalid, 1, column), (error.Kind, error.Line, error.Column));
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("DELETE FROM volunteer")]
    [InlineData("DELETE FROM volunteer OUTPUT deleted.no AS SubjectId")]
    [InlineData("INSERT INTO volunteer(no) OUTPUT inserted.no VALUES ('x')")]
    [InlineData("UPDATE volunteer SET no = 'x' OUTPUT inserted.no")]
    [InlineData("CREATE TABLE x (y INT)")]
    [InlineData("DROP TABLE volunteer")]
    [InlineData("TRUNCATE TABLE volunteer")]
    [InlineData("COMMIT")]
    [InlineData("ROLLBACK")]
    [InlineData("")]
    [InlineData("-- nothing")]
    [InlineData(Query + "; DELETE FROM volunteer")]
    [InlineData(Query + "; SELECT 1")]
    [InlineData(Query + " DELETE FROM volunteer")]
    [InlineData("COMMIT; DELETE FROM volunteer")]
    [InlineData("SELECT 1 AS a) AS b; DELETE FROM volunteer; COMMIT; SELECT * FROM (SELECT 1 AS a")]
    [InlineData("SELECT 1 AS a) AS b DELETE FROM volunteer COMMIT --")]
    [InlineData("SELECT * FROM (DELETE FROM volunteer OUTPUT deleted.no) AS x")]
    [InlineData("SELECT no INTO copied FROM volunteer")]
    [InlineData("EXEC sp_who")]
    public void Anything_but_a_single_SELECT_is_refused_and_nothing_changes(string query)
    {
        Fill(One);
        RegistryException error = Assert.Throws<RegistryException>(() => Load(query));
        Assert.Contains("SELECT", error.Message, StringComparison.Ordinal);
        Assert.Equal(RegistryFailure.Unreachable, error.Kind);
        Assert.Equal("1", Count());
    }

    [Fact]
    public void A_query_that_cannot_be_asked_there_is_told_without_its_words()
    {
        foreach ((string query, string words) in new[] { ("SELECT * FROM SECRET", "table"), ("SELECT SECRET FROM volunteer", "column"), ("SELECT dbo.SECRET(no) AS a FROM volunteer", "function"), ("SELEKT 'SECRET'", "understand"), ("SELECT CAST('SECRET' AS INT) AS SubjectId, 'C1' AS Centre FROM volunteer", "value") })
        {
            Fill(One);
            RegistryException error = Assert.Throws<RegistryException>(() => Load(query));
            Assert.Equal(RegistryFailure.Unreachable, error.Kind);
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("SECRET", error.ToString(), StringComparison.OrdinalIgnoreCase);
            _server.Execute("DELETE FROM volunteer");
        }
    }

    [Fact]
    public void A_query_with_an_order_or_a_column_without_a_name_is_told_so()
    {
        Assert.SkipWhen(_server.IsBabelfish, "Babelfish takes them.");
        foreach (string query in new[] { Query + " ORDER BY no", "SELECT 1", "SELECT 1 AS a, 2 AS a" })
        {
            Assert.Contains("ORDER BY", Assert.Throws<RegistryException>(() => Load(query)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_server_that_is_away_or_lets_nobody_in_is_told_without_its_name()
    {
        RegistryException refused = Assert.Throws<RegistryException>(() => Load(Source(Query) with { Credential = new NetworkCredential("margaret", "SECRET") }));
        RegistryException gone = Assert.Throws<RegistryException>(() => Load(Source(Query) with { Connection = "Server=127.0.0.1,1;Database=trial;Encrypt=False;Connect Timeout=5", Credential = new NetworkCredential("margaret", "SECRET") }));
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

    [Fact]
    public void A_server_without_a_trusted_certificate_is_not_asked_by_a_string_that_does_not_say_so()
    {
        Assert.SkipWhen(_connection.Tls == ConnectionTls.Verified, "The server's certificate is trusted.");
        string unsaid = string.Join(';', Source(Query).Connection.Split(';').Where(part => !part.StartsWith("Encrypt", StringComparison.Ordinal) && !part.StartsWith("Trust", StringComparison.Ordinal)));
        Assert.Contains("certificate", Assert.Throws<RegistryException>(() => Load(Source(Query) with { Connection = unsaid })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_that_takes_long_can_be_stopped()
    {
        Assert.SkipWhen(_server.IsBabelfish, "Babelfish does not hear of a cancellation while it works.");
        Fill([.. Enumerable.Range(0, 200).Select(number => string.Create(CultureInfo.InvariantCulture, $"(N'T{number}', NULL, NULL, NULL, NULL, NULL, N'C1', NULL, NULL, NULL)"))]);
        using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(1500));
        Stopwatch clock = Stopwatch.StartNew();
        Assert.ThrowsAny<OperationCanceledException>(() => MemoryRegistry.Load(Source(Query.Replace("ids AS", "(SELECT COUNT_BIG(*) FROM volunteer a, volunteer b, volunteer c, volunteer d, volunteer e) AS", StringComparison.Ordinal)), _readers, stop.Token));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_connection_by_its_name_brings_its_credential()
    {
        Assert.SkipWhen(_connection.Credential is null, "The server is asked by the account that runs the tests.");
        Fill(One);
        string file = Path.GetTempFileName();
        string? before = Environment.GetEnvironmentVariable(ConnectionFile.PathVariable);
        try
        {
            object entry = new { engine = "SQL Server", server = _connection.Server, port = _connection.Port ?? 1433, database = _connection.Database, user = _connection.Credential!.UserName, password = _connection.Credential.Password, tls = _connection.Tls.ToString().ToLowerInvariant() };
            File.WriteAllText(file, System.Text.Json.JsonSerializer.Serialize(new { connections = new Dictionary<string, object> { ["registry"] = entry } }));
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            Environment.SetEnvironmentVariable(ConnectionFile.PathVariable, file);
            Assert.Equal(1, Load(new RegistrySource { Engine = "sql server", Connection = "registry", Query = Query }).Count);
        }
        finally
        {
            Environment.SetEnvironmentVariable(ConnectionFile.PathVariable, before);
            File.Delete(file);
        }
    }

    [Fact]
    public void Headers_with_planted_errors_come_to_the_same_as_with_the_CSV_file()
    {
        PlantedHeaders planted = new();
        foreach (string rows in planted.Rows("N"))
        {
            _server.Execute("INSERT INTO volunteer VALUES " + rows);
        }

        planted.CompareWithFile(Load(Whole));
    }

    private void Fill(params string[] rows) => _server.Execute("INSERT INTO volunteer VALUES " + string.Join(", ", rows));

    private string Count() => Convert.ToString(_server.Scalar($"SELECT COUNT(*) FROM {_connection.Database}.dbo.volunteer WHERE no = 'T1'"), CultureInfo.InvariantCulture)!;

    private MemoryRegistry Load(string query) => Load(Source(query));

    private MemoryRegistry Load(RegistrySource source) => MemoryRegistry.Load(source, _readers, TestContext.Current.CancellationToken);

    private RegistrySource Source(string query) => new()
    {
        Engine = "SQL Server",
        Connection = string.Join(';', $"Server={_connection.Server}{(_connection.Port is { } port ? "," + port.ToString(CultureInfo.InvariantCulture) : string.Empty)}", $"Database={_connection.Database}", $"Encrypt={_connection.Tls != ConnectionTls.Off}", $"TrustServerCertificate={_connection.Tls != ConnectionTls.Verified}"),
        Query = query,
        Credential = _connection.Credential,
    };
}
