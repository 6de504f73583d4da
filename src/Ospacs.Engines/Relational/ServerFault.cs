namespace Ospacs.Engines.Relational;

/// <summary>What kind of thing went wrong at a server, whatever its own number for it is.</summary>
internal enum ServerFault
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>A value is refused by the schema: what by, is in <see cref="ServerFinding.Name"/>.</summary>
    Refused,

    /// <summary>A lock was waited for too long.</summary>
    Busy,

    /// <summary>The server gave the transaction up for another one's sake: a deadlock, or two that cannot both be.</summary>
    GivenUp,

    /// <summary>The connection broke, or was ended by the server: shutting down, started anew, an administrator.</summary>
    ConnectionLost,

    /// <summary>The server does not answer, refuses connections for now (starting, too many of them), or is not known by its name.</summary>
    Unreachable,

    /// <summary>The server's certificate is not trusted, or does not bear its name.</summary>
    NotTrusted,

    /// <summary>The server speaks no TLS.</summary>
    NoTls,

    /// <summary>The account may not sign in.</summary>
    SignIn,

    /// <summary>The database is not there.</summary>
    NoDatabase,

    /// <summary>A table or a procedure is not there.</summary>
    NoTable,

    /// <summary>The account may not do this.</summary>
    Denied,

    /// <summary>The server takes no changes.</summary>
    ReadOnly,

    /// <summary>The server has no room left.</summary>
    DiskFull,

    /// <summary>The statement was stopped because the program asked for it.</summary>
    Stopped,

    /// <summary>A value cannot be stored: too long, too large, or of a wrong kind.</summary>
    Value,
}

/// <summary>What a dialect makes of a failure.</summary>
/// <param name="Fault">What kind it is.</param>
/// <param name="Code">The server's or the network's own code for it, which tells no value: "23505".</param>
/// <param name="Name">For <see cref="ServerFault.Refused"/> the words of the schema's own refusal, as "fixed: Audit", or the constraint's name; else null.</param>
internal readonly record struct ServerFinding(ServerFault Fault, string Code, string? Name = null);
