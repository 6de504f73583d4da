using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Tests.Conformance;
using Ospacs.Engines.Tests.Servers;
using Ospacs.Tests;

namespace Ospacs.Engines.Tests.PostgreSql;

/// <summary>Connections that are encrypted, with an authority that was made for the tests.</summary>
public sealed class PostgreSqlTlsTests : IDisposable
{
    private static readonly DirectoryInfo s_authority = Directory.CreateTempSubdirectory("ospacs-tls-");
    private static readonly Lazy<PostgreSqlServer> s_server = new(() => TestServers.Remember(new PostgreSqlServer("-c ssl=on", MakeCertificates)), LazyThreadSafetyMode.PublicationOnly);

    private readonly PostgreSqlArchives _archives = new(s_server.Value);

    private static string Authority => Path.Combine(s_authority.FullName, "ca.crt");

    public void Dispose() => _archives.Dispose();

    [Fact]
    public void A_certificate_of_a_known_authority_is_taken()
    {
        string archive = _archives.Add(connection => connection with { Server = "localhost", Tls = ConnectionTls.Verified, CertificateAuthority = Authority });
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        store.Store(SampleRows.Image(1));
        Assert.Single(store.FindImages(new()));
        Assert.Equal(1L, s_server.Value.Scalar("SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a ON a.pid = s.pid WHERE s.ssl AND a.application_name = 'Ospacs'"));
    }

    [Fact]
    public void A_certificate_of_an_unknown_authority_is_refused()
    {
        string archive = _archives.Add(connection => connection with { Server = "localhost", Tls = ConnectionTls.Verified });
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => _archives.Engine.Create(archive, SampleRows.Info()));
        Assert.Equal(ArchiveFailure.Unreachable, refusal.Kind);
        Assert.Contains("not trusted", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("certificateAuthority", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_of_another_name_is_refused()
    {
        string archive = _archives.Add(connection => connection with { Server = "127.0.0.1", Tls = ConnectionTls.Verified, CertificateAuthority = Authority });
        Assert.Contains("not trusted", Assert.Throws<ArchiveException>(() => _archives.Engine.Exists(archive)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_certificate_is_taken_where_that_was_asked_for_by_name()
    {
        string archive = _archives.Add(connection => connection with { Tls = ConnectionTls.Unverified });
        using IArchiveStore store = _archives.Engine.Create(archive, SampleRows.Info());
        Assert.Equal(1L, s_server.Value.Scalar("SELECT count(*) FROM pg_stat_ssl s JOIN pg_stat_activity a ON a.pid = s.pid WHERE s.ssl AND a.application_name = 'Ospacs'"));
    }

    [Theory]
    [InlineData(ConnectionTls.Verified)]
    [InlineData(ConnectionTls.Unverified)]
    public void A_server_without_TLS_is_refused_in_words_that_say_how_to_do_without(ConnectionTls tls)
    {
        using PostgreSqlArchives plain = new(PostgreSqlServer.Shared);
        string archive = plain.Add(connection => connection with { Tls = tls });
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => plain.Engine.Open(archive, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.Unreachable, refusal.Kind);
        Assert.Contains("\"tls\": \"off\"", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_that_is_not_there_is_told_of_before_anything_is_sent()
    {
        string archive = _archives.Add(connection => connection with { Tls = ConnectionTls.Verified, CertificateAuthority = Path.Combine(s_authority.FullName, "none.crt") });
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => _archives.Engine.Open(archive, StoreAccess.Read));
        Assert.Equal(ArchiveFailure.InvalidArgument, refusal.Kind);
        Assert.DoesNotContain("none.crt", refusal.ToString(), StringComparison.Ordinal);
    }

    private static void MakeCertificates(string data)
    {
        string At(string name) => Path.Combine(s_authority.FullName, name);
        OpenSsl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Ospacs test authority", "-keyout", At("ca.key"), "-out", Authority);
        OpenSsl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", Path.Combine(data, "server.key"), "-out", At("server.csr"));
        File.WriteAllText(At("names"), "subjectAltName=DNS:localhost");
        OpenSsl("x509", "-req", "-in", At("server.csr"), "-CA", Authority, "-CAkey", At("ca.key"), "-CAcreateserial", "-days", "2", "-extfile", At("names"), "-out", Path.Combine(data, "server.crt"));
        Unprivileged.Allow(Path.Combine(data, "server.key"), (UnixFileMode)0b110_000_000);
    }

    private static void OpenSsl(params string[] arguments)
    {
        (int status, string output, string errors) = Oracles.Run("openssl", arguments);
        Assert.True(status == 0, output + errors);
    }
}
