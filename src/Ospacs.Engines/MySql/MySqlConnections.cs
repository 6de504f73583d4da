using MySql.Data.MySqlClient;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.MySql;

/// <summary>Says in the driver's words how a server is reached.</summary>
internal static class MySqlConnections
{
    /// <summary>What the driver is told of a connection of the user's file.</summary>
    /// <param name="connection">The connection.</param>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.InvalidArgument"/>: it asks for what the driver cannot do, or cannot do safely.</exception>
    public static MySqlConnectionStringBuilder Describe(ServerConnection connection)
    {
        if (connection.Credential is not { UserName.Length: > 0 } credential)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The connection has no 'user'. MySQL and MariaDB have no sign-in by the account that runs the program over a network: name an account of the server.");
        }

        MySqlConnectionStringBuilder settings = Settings();
        settings.Server = connection.Server;
        settings.Port = (uint)(connection.Port ?? 3306);
        settings.Database = connection.Database;
        settings.UserID = credential.UserName;
        settings.Password = credential.Password;
        Protect(settings, connection.Tls, connection.CertificateAuthority);
        return settings;
    }

    /// <summary>What holds for every connection.</summary>
    public static MySqlConnectionStringBuilder Settings() => new()
    {
        // The driver can ask for signs of life on Windows alone, and fails elsewhere.
        Keepalive = OperatingSystem.IsWindows() ? 60u : 0,

        // The server's own default may be one that cannot write every name.
        CharacterSet = "utf8mb4",
        PersistSecurityInfo = false,

        // One statement is one statement, and none reads this machine's files for the server.
        AllowBatch = false,
        AllowLoadLocalInfile = false,
        AllowUserVariables = false,
        AllowPublicKeyRetrieval = false,
        AutoEnlist = false,
        TreatTinyAsBoolean = false,

        // Text of 36 characters is text.
        OldGuids = true,
        ConnectionTimeout = 15,
    };

    /// <summary>Sets how the connection is protected on its way.</summary>
    /// <param name="settings">What the driver is told.</param>
    /// <param name="tls">How.</param>
    /// <param name="authority">A file with an authority of the user's own, or null.</param>
    public static void Protect(MySqlConnectionStringBuilder settings, ConnectionTls tls, string? authority)
    {
        // The driver looks at a certificate of such an authority itself, and takes one that was signed by any holder of another of its certificates,
        // and it wants a client's certificate with it. What the machine trusts is looked at by .NET, which is strict.
        if (authority is not null && tls == ConnectionTls.Verified)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "MySQL's driver does not verify a server by a 'certificateAuthority' of its own strictly enough. Put the authority among those that this machine or account trusts, and leave it out of the connection.");
        }

        // Without a file the driver's mode verifies by .NET alone: trust, name and dates.
        settings.SslMode = tls switch
        {
            ConnectionTls.Off => MySqlSslMode.Disabled,
            ConnectionTls.Unverified => MySqlSslMode.Required,
            _ => MySqlSslMode.VerifyFull,
        };
        if (tls != ConnectionTls.Off)
        {
            settings.TlsVersion = "Tls12, Tls13";
        }
    }

    /// <summary>Opens a connection.</summary>
    /// <param name="connection">The connection, closed.</param>
    /// <exception cref="MySqlException">The server cannot be reached, or refuses.</exception>
    public static void Open(MySqlConnection connection)
    {
        try
        {
            connection.Open();
        }
        catch (FileNotFoundException e) when (e.FileName?.StartsWith("BouncyCastle", StringComparison.Ordinal) == true)
        {
            // The driver turns to that library for what .NET did not trust. It is not there on purpose.
            throw new System.Security.Authentication.AuthenticationException("The server's certificate is not trusted here, or is not of its name.");
        }
    }
}
