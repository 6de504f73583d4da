using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.PostgreSql;

/// <summary>Says what an error of PostgreSQL or its driver means. Of a message nothing is passed on but the schema's own refusals.</summary>
internal static class PostgreSqlFault
{
    /// <summary>What a failure means.</summary>
    /// <param name="failure">The failure.</param>
    public static ServerFinding Of(Exception failure) => failure switch
    {
        PostgresException server => new ServerFinding(Of(server.SqlState), server.SqlState, server.SqlState == PostgresErrorCodes.RaiseException ? server.MessageText : server.ConstraintName),
        _ => OfDriver(failure),
    };

    private static ServerFinding OfDriver(Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException:
                    return new ServerFinding(ServerFault.NotTrusted, "a certificate that is not trusted");
                case SocketException socket:
                    return new ServerFinding(ServerFault.ConnectionLost, $"a network error, {socket.SocketErrorCode}");
                case TimeoutException:
                    return new ServerFinding(ServerFault.ConnectionLost, "no answer in time");
                case IOException:
                    return new ServerFinding(ServerFault.ConnectionLost, "a broken connection");
                // The driver has no code for a server without TLS; these words stand in it.
                case NpgsqlException when cause.Message.StartsWith("SSL connection requested", StringComparison.Ordinal):
                    return new ServerFinding(ServerFault.NoTls, "no TLS");
            }
        }

        return new ServerFinding(failure is NpgsqlException { IsTransient: true } ? ServerFault.ConnectionLost : ServerFault.Other, "an error of its driver");
    }

    // By SQLSTATE, of which the first two characters are a class (Appendix A of PostgreSQL's manual).
    private static ServerFault Of(string state) => state switch
    {
        PostgresErrorCodes.RaiseException => ServerFault.Refused,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => ServerFault.GivenUp,
        PostgresErrorCodes.LockNotAvailable => ServerFault.Busy,
        PostgresErrorCodes.QueryCanceled => ServerFault.Stopped,
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or "57P05" or "25P03" => ServerFault.ConnectionLost,
        PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections => ServerFault.Unreachable,
        PostgresErrorCodes.InvalidCatalogName => ServerFault.NoDatabase,
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction => ServerFault.NoTable,
        // A schema that the account may not use is as if it were not there: "no schema has been selected to create in".
        PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.InvalidSchemaName => ServerFault.Denied,
        PostgresErrorCodes.ReadOnlySqlTransaction => ServerFault.ReadOnly,
        PostgresErrorCodes.DiskFull => ServerFault.DiskFull,
        _ => state[..2] switch
        {
            "08" => ServerFault.ConnectionLost,
            "22" or "54" => ServerFault.Value,
            "23" => ServerFault.Refused,
            "28" => ServerFault.SignIn,
            _ => ServerFault.Other,
        },
    };
}
