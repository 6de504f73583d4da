using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Xunit;

namespace Ospacs.Archive.Tests.Connections;

/// <summary>The user's connections: what is read, what is refused, and that no password is ever repeated.</summary>
public sealed class ConnectionFileTests : IDisposable
{
    private const string Secret = "s3cret-Wörd";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-connections-");

    public void Dispose() => _folder.Delete(recursive: true);

    private string FilePath => Path.Combine(_folder.FullName, "connections.json");

    [Fact]
    public void Without_a_file_there_are_no_connections()
    {
        var file = new ConnectionFile(FilePath);
        Assert.Empty(file.Names);
        Assert.Null(file.Find("trial"));
        Assert.Empty(new ConnectionFile(Path.Combine(_folder.FullName, "none", "connections.json")).Names);
    }

    [Fact]
    public void A_connection_is_read_whole_with_comments_and_trailing_commas()
    {
        Write($$"""
            {
              // the trial's own
              "connections": {
                "trial": {
                  "engine": "postgresql", "server": "db.example.org", "port": 5433, "database": "trial", "schema": "arch_1",
                  "user": "importer", "password": "{{Secret}}", /* for now */
                  "tls": "Unverified", "certificateAuthority": "ca.pem", "identity": "keys/trial",
                },
              },
            }
            """);
        ServerConnection trial = new ConnectionFile(FilePath).Find("trial")!;
        Assert.Equal(("trial", "PostgreSQL", "db.example.org", 5433, "trial", "arch_1", ConnectionTls.Unverified), (trial.Name, trial.Engine, trial.Server, trial.Port, trial.Database, trial.Schema, trial.Tls));
        Assert.Equal(("importer", Secret), (trial.Credential!.UserName, trial.Credential.Password));
        Assert.Equal(Path.Combine(_folder.FullName, "ca.pem"), trial.CertificateAuthority);
        Assert.Equal(Path.Combine(_folder.FullName, "keys", "trial"), trial.IdentityPath);
        Assert.DoesNotContain(Secret, trial.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("importer", trial.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("example.org", trial.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_said_is_the_safe_thing()
    {
        Write("""{ "connections": { "one": { "engine": "SQL Server", "server": "s", "database": "d" } } }""");
        ServerConnection one = new ConnectionFile(FilePath).Find("one")!;
        Assert.Equal(ConnectionTls.Verified, one.Tls);
        Assert.Null(one.Credential);
        Assert.Null(one.Port);
        Assert.Null(one.CertificateAuthority);
        Assert.Equal("ospacs", one.Schema);
        Assert.Equal(Path.Combine(_folder.FullName, "one.identity"), one.IdentityPath);
    }

    [Theory]
    [InlineData("PostgreSQL", "PostgreSQL")]
    [InlineData("mysql", "MySQL")]
    [InlineData("MariaDB", "MySQL")]
    [InlineData("mariadb", "MySQL")]
    [InlineData("sql server", "SQL Server")]
    public void Engines_are_known_by_their_names(string given, string engine)
    {
        Write($$"""{ "connections": { "one": { "engine": "{{given}}", "server": "s", "database": "d" } } }""");
        Assert.Equal(engine, new ConnectionFile(FilePath).Find("one")!.Engine);
    }

    [Fact]
    public void Names_are_given_in_their_order_and_told_apart_by_case()
    {
        Write("""{ "connections": { "b": { "engine": "MySQL", "server": "s", "database": "d" }, "A": {}, "a": {} } }""");
        var file = new ConnectionFile(FilePath);
        Assert.Equal(["b", "A", "a"], file.Names);
        Assert.NotNull(file.Find("b"));
        Assert.Null(file.Find("B"));
    }

    [Fact]
    public void A_password_may_stand_in_an_environment_variable()
    {
        string variable = $"OSPACS_TEST_{Guid.NewGuid():N}";
        Write($$"""{ "connections": { "one": { "engine": "MySQL", "server": "s", "database": "d", "user": "u", "passwordVariable": "{{variable}}" } } }""", othersRead: true);
        Refused("one", "environment variable that is not set");
        Environment.SetEnvironmentVariable(variable, Secret);
        try
        {
            // No password stands in the file: others may read it.
            Assert.Equal(Secret, new ConnectionFile(FilePath).Find("one")!.Credential!.Password);
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Theory]
    [InlineData("\"server\": \"s\", \"database\": \"d\"", "no 'engine'")]
    [InlineData("\"engine\": \"MySQL\", \"database\": \"d\"", "no 'server'")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\"", "no 'database'")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \" \", \"database\": \"d\"", "no 'server'")]
    [InlineData("\"engine\": \"Oracle\", \"server\": \"s\", \"database\": \"d\"", "an engine that there is not")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"port\": 0", "a port that is none")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"port\": 65536", "a port that is none")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"schema\": \"a.b\"", "a schema that is no plain name")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"schema\": \"1a\"", "a schema that is no plain name")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"schema\": \"\"", "a schema that is no plain name")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"tls\": \"none\"", "a 'tls' that is none")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"passwordVariable\": \"X\"", "a password and no 'user'")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"password\": \"s3cret-Wörd\"", "a password and no 'user'")]
    [InlineData("\"engine\": \"MySQL\", \"server\": \"s\", \"database\": \"d\", \"user\": \"u\", \"password\": \"s3cret-Wörd\", \"passwordVariable\": \"X\"", "both 'password' and 'passwordVariable'")]
    public void A_connection_that_is_not_fully_described_is_refused_by_its_name(string entry, string words)
    {
        Write($$"""{ "connections": { "one": { {{entry}} } } }""");
        ArchiveException failure = Refused("one", words);
        Assert.True(failure.Message.Contains("'one'", StringComparison.Ordinal), failure.Message);
    }

    [Theory]
    [InlineData("{ \"connections\": { \"one\": { \"pasword\": \"s3cret-Wörd\" } } }", 1)]
    [InlineData("{\n \"connections\": {\n \"one\": { \"password\": s3cret-Wörd } } }", 3)]
    [InlineData("{ \"conections\": { } }", 1)]
    [InlineData("{ \"connections\": { \"one\": { \"port\": \"s3cret-Wörd\" } } }", 1)]
    [InlineData("[]", 1)]
    public void A_file_that_is_not_as_it_should_be_is_refused_by_its_line_alone(string text, int line)
    {
        Write(text);
        Refused("one", $"line {line}");
    }

    [Fact]
    public void A_file_with_a_password_is_its_owners_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Permission bits are those of Unix.");
            return;
        }
        Write($$"""{ "connections": { "one": { "engine": "MySQL", "server": "s", "database": "d", "user": "u", "password": "{{Secret}}" } } }""", othersRead: true);
        Refused("one", "chmod 600");
        Assert.Throws<ArchiveException>(() => new ConnectionFile(FilePath).Names);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(Secret, new ConnectionFile(FilePath).Find("one")!.Credential!.Password);
    }

    [Theory]
    [InlineData("trial", true)]
    [InlineData("Trial One", true)]
    [InlineData("trial.db", false)]
    [InlineData("./trial", false)]
    [InlineData(".\\trial", false)]
    public void A_name_has_neither_separator_nor_extension(string value, bool isName) => Assert.Equal(isName, ConnectionFile.IsName(value));

    private void Write(string text, bool othersRead = false)
    {
        File.WriteAllText(FilePath, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | (othersRead ? UnixFileMode.OtherRead : 0));
        }
    }

    private ArchiveException Refused(string name, string words)
    {
        ArchiveException failure = Assert.Throws<ArchiveException>(() => new ConnectionFile(FilePath).Find(name));
        Assert.Equal(ArchiveFailure.InvalidArgument, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, failure.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.FullName, failure.Message, StringComparison.Ordinal);
        return failure;
    }
}
