using System.Globalization;
using Npgsql;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.PostgreSql;

/// <summary>Says in the driver's words how a connection is made.</summary>
internal static class PostgreSqlConnection
{
    // For every session: a batch that returned is on the disk, whatever was set for the account; a client that is gone is noticed within two minutes, so that its
    // turn is free; compiling plans takes longer than these statements do.
    private const string Session = "-c synchronous_commit=on -c tcp_keepalives_idle=60 -c tcp_keepalives_interval=15 -c tcp_keepalives_count=4 -c jit=off";

    /// <summary>The driver's connection string for an archive. It holds the credential: it goes to the driver and nowhere else.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="settings">How patient to be.</param>
    public static string StringOf(ServerConnection connection, ServerSettings settings)
    {
        NpgsqlConnectionStringBuilder builder = Describe(connection);
        // Tables of a session's own come last, so that none can stand for one of the archive's.
        builder.SearchPath = $"\"{connection.Schema}\", pg_temp";
        builder.Timeout = (int)Math.Ceiling(settings.ConnectTimeout.TotalSeconds);
        builder.CommandTimeout = 0;
        builder.TcpKeepAlive = true;
        builder.TcpKeepAliveTime = 60;
        builder.TcpKeepAliveInterval = 15;
        builder.MaxAutoPrepare = 100;
        builder.AutoPrepareMinUsages = 2;
        // No session keeps anything that the next user of its connection could stumble on.
        builder.NoResetOnClose = true;
        builder.Options = string.Create(CultureInfo.InvariantCulture, $"{Session} -c lock_timeout={(long)settings.BusyTimeout.TotalMilliseconds}");
        return builder.ConnectionString;
    }

    /// <summary>Where the server is, who connects, and how that is protected.</summary>
    /// <param name="connection">The connection.</param>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.InvalidArgument"/>: the file of the authority is not there.</exception>
    public static NpgsqlConnectionStringBuilder Describe(ServerConnection connection)
    {
        if (connection.CertificateAuthority is { } authority && !File.Exists(authority))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The file that the connection names by 'certificateAuthority' is not there.");
        }

        NpgsqlConnectionStringBuilder builder = new()
        {
            Host = connection.Server,
            Database = connection.Database,
            ApplicationName = "Ospacs",
            SslMode = connection.Tls switch
            {
                ConnectionTls.Verified => SslMode.VerifyFull,
                ConnectionTls.Unverified => SslMode.Require,
                _ => SslMode.Disable,
            },
            GssEncryptionMode = GssEncryptionMode.Disable,
            RootCertificate = connection.CertificateAuthority,
        };
        if (connection.Port is { } port)
        {
            builder.Port = port;
        }

        if (connection.Credential is { } credential)
        {
            builder.Username = credential.UserName;
            builder.Password = credential.Password;
        }

        return builder;
    }
}
