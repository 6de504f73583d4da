using System.Net;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;
using Ospacs.Engines.SqlServer;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>A server of SQL Server's protocol that takes a query and never answers, neither that nor the wish that it stop.</summary>
public sealed class SqlServerSilenceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_registry_that_has_gone_silent_can_be_left_and_its_connection_is_closed(int answers)
    {
        // Of the three batches: the transaction, the query as it is judged, the query.
        using SilentSqlServer server = new(answers);
        RegistrySource source = new() { Engine = "SQL Server", Connection = $"Server=127.0.0.1,{server.Port};Database=trial;Encrypt=False", Query = "SELECT 1 AS a", Credential = new NetworkCredential("a", "b") };
        using CancellationTokenSource stop = new();
        Task load = Task.Run(() => MemoryRegistry.Load(source, new RegistryReaderCatalogue(), stop.Token));
        await server.Silent.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(300);
        Assert.False(load.IsCompleted);
        await SilentServerTests.Leaves(load, stop);
        await server.Left.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_statement_on_a_session_of_an_archive_can_be_left_too()
    {
        using SilentSqlServer server = new(0);
        ServerConnection connection = new() { Name = "trial", Engine = "SQL Server", Server = "127.0.0.1", Port = server.Port, Database = "trial", IdentityPath = "trial.identity", Credential = new NetworkCredential("a", "b"), Tls = ConnectionTls.Off };
        SqlServerDialect dialect = new();
        using SqlServerDataSource source = new(connection, new ServerSettings());
        using ServerSession session = ServerSession.Open(dialect, source);
        using CancellationTokenSource stop = new();
        Task look = Task.Run(() => session.Query(row => row.GetInt64(0), ServerStatements.FindOrphans.With(), stop.Token));
        await server.Silent.WaitAsync(TimeSpan.FromMinutes(1));
        await Task.Delay(300);
        await SilentServerTests.Leaves(look, stop);
        Assert.False(session.IsOpen);
        await server.Left.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
