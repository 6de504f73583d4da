using System.Net;
using System.Text;

namespace Ospacs.Archive.Store.Connections;

/// <summary>How a connection to a database server is protected on its way.</summary>
public enum ConnectionTls
{
    /// <summary>Encrypted, and the server's certificate must be trusted and bear its name: what holds where nothing is said.</summary>
    Verified,

    /// <summary>Encrypted, with whatever certificate the server shows: keeps listeners out, and not somebody who poses as the server.</summary>
    Unverified,

    /// <summary>Not encrypted: for a server on the same machine.</summary>
    Off,
}

/// <summary>
/// A connection to a database server, by its name in the user's configuration file. It is never shown with its credential, nor with where the server is.
/// </summary>
public sealed record ServerConnection
{
    /// <summary>The name, which is the value of <c>-Archive</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The engine's name, as "PostgreSQL".</summary>
    public required string Engine { get; init; }

    /// <summary>The server's host name or address.</summary>
    public required string Server { get; init; }

    /// <summary>The server's port, or null for the engine's usual one.</summary>
    public int? Port { get; init; }

    /// <summary>The database on the server. It is there before the archive is made.</summary>
    public required string Database { get; init; }

    /// <summary>The schema inside the database that the archive's tables are in, where the engine has such.</summary>
    public string Schema { get; init; } = "ospacs";

    /// <summary>Who connects; null for the account that the program runs under, by the engine's own integrated sign-in.</summary>
    public NetworkCredential? Credential { get; init; }

    /// <summary>How the connection is protected.</summary>
    public ConnectionTls Tls { get; init; }

    /// <summary>A PEM file with the authority that signed the server's certificate, where the machine does not know it; or null.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>The archive's identity folder.</summary>
    public required string IdentityPath { get; init; }

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("Name = ").Append(Name).Append(", Engine = ").Append(Engine);
        return true;
    }
}
