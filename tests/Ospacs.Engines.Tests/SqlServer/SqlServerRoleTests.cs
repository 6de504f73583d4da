using System.Globalization;
using System.Net;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;
using Ospacs.Engines.SqlServer;
using Ospacs.Engines.Tests.Conformance;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>What accounts of each role can do and cannot, signed in as themselves.</summary>
[Trait("Server", "SqlServer")]
public sealed class SqlServerRoleTests : IClassFixture<SqlServerServer>, IDisposable
{
    private const string Password = "Trial!2026-of-a-test";

    private readonly SqlServerServer _server;
    private readonly ServerConnection _owner;
    private readonly List<string> _logins = [];

    public SqlServerRoleTests(SqlServerServer server)
    {
        _server = server;
        _owner = server.NewConnection();
        using IArchiveStore store = EngineOf(_owner).Create(_owner.Name, SampleRows.Info());
        store.Store(SampleRows.Image(1));
    }

    public void Dispose()
    {
        // Those of the pool are the accounts' own.
        SqlConnection.ClearAllPools();
        foreach (string login in _logins)
        {
            _server.Execute($"DROP USER {login}");
            Drop(login);
        }

        _server.GiveBack(_owner);
    }

    [Theory]
    [InlineData("reader")]
    [InlineData("importer")]
    [InlineData("curator")]
    [InlineData("owner")]
    public void No_role_reads_or_writes_a_table(string role)
    {
        ServerConnection account = SignIn(role);
        foreach (string sql in new[] { "SELECT * FROM {0}.Image", "SELECT * FROM {0}.ImagePart", "DELETE FROM {0}.Image", "UPDATE {0}.Image SET Version = 9", "INSERT INTO {0}.CentreTotal VALUES (0x41, 1, 1, 1)", "DELETE FROM {0}.Audit" })
        {
            Assert.Equal(ArchiveFailure.Denied, Refused(account, string.Format(CultureInfo.InvariantCulture, sql, $"[{account.Schema}]")));
        }
    }

    [Theory]
    [InlineData("RemoveImage 1")]
    [InlineData("RemoveParts 1")]
    [InlineData("MoveParts 1, 2")]
    [InlineData("UpdateObject 1, 0x31, 0x31, 1, 0x31, NULL, 2")]
    [InlineData("AddArchive 0x31, 0x31, 0x31, 0x31, 0x31, 0x31")]
    public void An_importer_calls_no_procedure_that_changes_or_removes(string call) =>
        Assert.Equal(ArchiveFailure.Denied, Refused(SignIn("importer"), $"EXEC [{_owner.Schema}].{call}"));

    [Fact]
    public void A_reader_calls_no_procedure_that_writes() => Assert.Equal(ArchiveFailure.Denied, Refused(SignIn("reader"), $"EXEC [{_owner.Schema}].RemoveDraft 1"));

    [Fact]
    public void An_importer_imports_and_a_reader_reads_by_procedures_alone()
    {
        Assert.SkipWhen(_server.IsBabelfish, "Babelfish asks for rights on the tables too.");
        ServerConnection importer = SignIn("importer");
        using (IArchiveStore store = EngineOf(importer).Open(importer.Name, StoreAccess.Write))
        {
            store.Store(SampleRows.Image(2));
        }

        ServerConnection reader = SignIn("reader");
        using IArchiveStore read = EngineOf(reader).Open(reader.Name, StoreAccess.Read);
        Assert.Equal([1L, 2L], read.FindImages(new()).Select(image => image.ImageId));
        Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => EngineOf(reader).Open(reader.Name, StoreAccess.Write)).Kind);
    }

    // A connection that was closed here may stand at the server for a moment.
    private void Drop(string login)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                _server.Execute($"DROP LOGIN {login}");
                return;
            }
            catch (SqlException) when (tries < 50)
            {
                Thread.Sleep(100);
            }
        }
    }

    private static SqlServerEngine EngineOf(ServerConnection connection) => new(name => name == connection.Name ? connection : null, new ServerSettings());

    private static ArchiveFailure Refused(ServerConnection account, string sql)
    {
        SqlServerDialect dialect = new();
        using SqlServerDataSource source = new(account, new ServerSettings());
        using ServerSession session = ServerSession.Open(dialect, source);
        session.Begin();
        return Assert.Throws<ArchiveException>(() => session.ExecuteText(sql)).Kind;
    }

    private ServerConnection SignIn(string role)
    {
        string login = string.Create(CultureInfo.InvariantCulture, $"ospacs_{role}_{Random.Shared.Next(1_000_000)}");
        _server.Execute($"CREATE LOGIN {login} WITH PASSWORD = '{Password}'");
        _logins.Add(login);
        _server.Execute($"CREATE USER {login} FOR LOGIN {login}");
        _server.Execute($"ALTER ROLE [{_owner.Schema}_{role}] ADD MEMBER {login}");
        return _owner with { Credential = new NetworkCredential(login, Password) };
    }
}
