using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.MySql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.MySql;

/// <summary>Connections that are encrypted, to a server that shows a certificate of the tests' own authority.</summary>
public sealed class MySqlTlsTests : IDisposable
{
    private const string Variable = "OSPACS_TEST_MYSQL_TLS";

    private readonly MySqlArchives _archives = new(MariaDbServer.Shared);

    public void Dispose() => _archives.Dispose();

    [Fact]
    public void A_certificate_that_the_machine_does_not_trust_is_refused()
    {
        string archive = _archives.AddTo(_archives.Add(), connection => connection with { Tls = ConnectionTls.Verified });
        ArchiveException failure = Assert.Throws<ArchiveException>(() => _archives.Engine.Open(archive, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.Unreachable, failure.Kind);
        Assert.Contains("trust the authority", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("certificateAuthority", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_of_a_connections_own_is_refused_with_the_way_that_is_safe()
    {
        string archive = _archives.AddTo(_archives.Add(), connection => connection with { Tls = ConnectionTls.Verified, CertificateAuthority = MariaDbServer.Shared.Certificates.Authority });
        ArchiveException failure = Assert.Throws<ArchiveException>(() => _archives.Engine.Open(archive, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.InvalidArgument, failure.Kind);
        Assert.Contains("trusts", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_that_need_not_be_verified_is_encrypted_all_the_same()
    {
        string archive = _archives.AddTo(_archives.Add(), connection => connection with { Tls = ConnectionTls.Unverified });
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(2), SampleRows.Bytes(2, StoreLimits.PartSize));
            batch.Commit();
        }

        Assert.Equal(SampleRows.Bytes(1, 100), store.ReadAll(image.ImageId));
        Assert.Equal(SampleRows.Bytes(2, StoreLimits.PartSize), store.ReadAll(image.ImageId + 1));
        Assert.NotEqual(string.Empty, Cipher(_archives[archive]));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", false)]
    public void A_certificate_of_an_authority_that_the_machine_trusts_is_taken_for_its_own_name_alone(string host, bool taken)
    {
        // Which authorities are trusted is read once in a process: another one is started that trusts the tests' own.
        ServerConnection connection = _archives[_archives.Add()];
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, "Ospacs.Engines.Tests")) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["SSL_CERT_FILE"] = MariaDbServer.Shared.Certificates.Authority;
        start.Environment[Variable] = string.Join('\n', host, connection.Port, connection.Database, connection.Credential!.UserName, connection.Credential.Password);
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        Assert.Equal(taken, said.StartsWith("encrypted", StringComparison.Ordinal));
        Assert.Equal(!taken, said.StartsWith("NotTrusted", StringComparison.Ordinal));
    }

#pragma warning disable CA2255 // A test program has no entry point of its own to take the orders in.
    [ModuleInitializer]
    internal static void Obey()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split('\n') is [string host, string port, string database, string user, string password])
        {
            try
            {
                string cipher = Cipher(new ServerConnection
                {
                    Name = "x", Engine = "MySQL", Server = host, Port = int.Parse(port, System.Globalization.CultureInfo.InvariantCulture), Database = database,
                    Credential = new NetworkCredential(user, password), IdentityPath = "x",
                });
                Console.Out.WriteLine(cipher.Length > 0 ? "encrypted" : "plain");
            }
            catch (ArchiveException failure) when (failure.InnerException is ServerException cause)
            {
                Console.Out.WriteLine(cause.Fault);
            }

            Environment.Exit(0);
        }
    }

    private static string Cipher(ServerConnection connection)
    {
        MySqlDialect dialect = new();
        using System.Data.Common.DbDataSource source = dialect.CreateDataSource(connection, MySqlArchives.Settings);
        using ServerSession session = ServerSession.Open(dialect, source);
        return session.ScalarText("SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'") as string ?? string.Empty;
    }
}
