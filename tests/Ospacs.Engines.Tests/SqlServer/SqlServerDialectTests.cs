using System.Data;
using System.Net;
using System.Text;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;
using Ospacs.Engines.SqlServer;

namespace Ospacs.Engines.Tests.SqlServer;

public sealed class SqlServerDialectTests
{
    private static readonly ServerConnection s_connection = new()
    {
        Name = "trial", Engine = "SQL Server", Server = "db.example.org", Database = "trial", IdentityPath = "trial.identity", Credential = new NetworkCredential("importer", "p;w='\"x"),
    };

    [Fact]
    public void Text_goes_as_its_bytes()
    {
        SqlParameter made = Make(new ServerParameter("SubjectId", ServerType.Text), "S\u00D8 ");
        Assert.Equal(SqlDbType.VarBinary, made.SqlDbType);
        Assert.Equal(Encoding.UTF8.GetBytes("S\u00D8 "), made.Value);
        Assert.Equal(DBNull.Value, Make(new ServerParameter("SubjectId", ServerType.Text), null).Value);
    }

    [Fact]
    public void A_list_of_texts_goes_as_lengths_and_bytes()
    {
        SqlParameter made = Make(new ServerParameter("Subjects", ServerType.Text), ServerValue.List(["S1", "\u00D8", ""]));
        Assert.Equal([0, 0, 0, 2, (byte)'S', (byte)'1', 0, 0, 0, 2, 0xC3, 0x98, 0, 0, 0, 0], Assert.IsType<byte[]>(made.Value));
        Assert.Equal([0, 0, 0, 2, 0x00, 0xFF], Assert.IsType<byte[]>(Make(new ServerParameter("Sources", ServerType.Text), ServerValue.List(["00FF"])).Value));
        Assert.Equal("[1,2]", Make(new ServerParameter("ImageIds", ServerType.Text), ServerValue.List([1L, 2L])).Value);
    }

    [Fact]
    public void Every_list_of_the_contract_is_known_as_one()
    {
        // Text parameters whose name is a plural.
        string[] lists = [.. ServerStatements.All.SelectMany(statement => statement.Parameters).Where(parameter => parameter.Type == ServerType.Text && (parameter.Name.EndsWith('s') || parameter.Name == "Media")).Select(parameter => parameter.Name).Distinct()];
        Assert.Equal(["Centres", "ImageIds", "Media", "Pixels", "Rules", "SopInstances", "Sources", "Studies", "Subjects", "Uids"], lists.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(ConnectionTls.Verified, true, false)]
    [InlineData(ConnectionTls.Unverified, true, true)]
    [InlineData(ConnectionTls.Off, false, true)]
    public void A_connection_is_encrypted_as_its_description_says(ConnectionTls tls, bool encrypted, bool anyCertificate)
    {
        SqlConnectionStringBuilder described = SqlServerDataSource.Describe(s_connection with { Tls = tls, Port = 14330 }, new ServerSettings());
        Assert.Equal("tcp:db.example.org,14330", described.DataSource);
        Assert.Equal(encrypted ? SqlConnectionEncryptOption.Mandatory : SqlConnectionEncryptOption.Optional, described.Encrypt);
        Assert.Equal(anyCertificate, described.TrustServerCertificate);
        Assert.Equal(("importer", "p;w='\"x", false), (described.UserID, described.Password, described.IntegratedSecurity));
        Assert.Equal("p;w='\"x", new SqlConnectionStringBuilder(described.ConnectionString).Password);
    }

    [Fact]
    public void Without_a_credential_the_account_signs_in_itself()
    {
        SqlConnectionStringBuilder described = SqlServerDataSource.Describe(s_connection with { Credential = null }, new ServerSettings());
        Assert.True(described.IntegratedSecurity);
        Assert.Equal(string.Empty, described.UserID);
    }

    [Fact]
    public void A_source_of_connections_does_not_show_the_password()
    {
        using SqlServerDataSource source = new(s_connection, new ServerSettings());
        Assert.Equal(string.Empty, source.ConnectionString);
    }

    [Fact]
    public void A_server_that_is_not_there_cannot_be_reached()
    {
        SqlServerDialect dialect = new();
        using SqlServerDataSource source = new(s_connection with { Server = "127.0.0.1", Port = ClosedPort() }, new ServerSettings { ConnectTimeout = TimeSpan.FromSeconds(5) });
        Exception failure = Assert.ThrowsAny<Exception>(source.OpenConnection);
        Assert.Equal(ServerFault.Unreachable, dialect.Classify(failure).Fault);
    }

    [Fact]
    public void The_driver_s_networking_switch_is_left_as_it_was()
    {
        using SqlServerDataSource source = new(s_connection with { Server = "127.0.0.1", Port = ClosedPort() }, new ServerSettings { ConnectTimeout = TimeSpan.FromSeconds(5) });
        Assert.ThrowsAny<Exception>(source.OpenConnection);
        Assert.False(AppContext.TryGetSwitch(WindowsNetworking.ManagedSwitch, out bool managed) && managed);
    }

    [Fact]
    public void A_part_is_read_from_where_it_is()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100_000).Select(i => (byte)i)];
        using PartStream stream = new(bytes);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        Assert.Equal(bytes, copy.ToArray());
    }

    private static SqlParameter Make(ServerParameter parameter, object? value) => (SqlParameter)new SqlServerDialect().CreateParameter(parameter, value);

    private static int ClosedPort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
