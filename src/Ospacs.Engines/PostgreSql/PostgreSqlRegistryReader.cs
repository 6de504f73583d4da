using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Security.Authentication;
using Npgsql;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.PostgreSql;

/// <summary>Reads a registry from a PostgreSQL server: by a cursor, which the server makes for a SELECT alone, in a transaction that is read only.</summary>
internal sealed class PostgreSqlRegistryReader : ServerRegistryReader
{
    public override string Engine => "PostgreSQL";

    private protected override DbConnection Connect(ServerConnection connection) => Alone(PostgreSqlConnection.Describe(connection));

    private protected override DbConnection Connect(string settings, NetworkCredential? credential)
    {
        NpgsqlConnectionStringBuilder given = new(settings);
        bool says = given.ContainsKey("SSL Mode") && new DbConnectionStringBuilder { ConnectionString = settings }.Keys!.Cast<string>()
            .Any(key => key.Replace(" ", string.Empty, StringComparison.Ordinal).Equals("sslmode", StringComparison.OrdinalIgnoreCase));

        // Prefer and Allow would fall back to no protection at all.
        given.SslMode = !says || given.SslMode is SslMode.Prefer or SslMode.Allow ? SslMode.VerifyFull : given.SslMode;
        if (credential is not null)
        {
            given.Username = credential.UserName;
            given.Password = credential.Password;
        }

        return Alone(given);
    }

    private protected override void OpenToRead(DbConnection connection, StoppableCall call)
    {
        connection.Open();
        Execute(call, connection, "SET default_transaction_read_only = on");
        Execute(call, connection, "BEGIN READ ONLY");

        // All rows are wanted, and not the first ones soon.
        Execute(call, connection, "SET LOCAL cursor_tuple_fraction = 1");
    }

    // Planned and not carried out. A batch of one: the driver takes no second statement in it, and would in a command.
    private protected override void Judge(DbConnection connection, string query, StoppableCall call)
    {
        using NpgsqlBatch batch = new((NpgsqlConnection)connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DECLARE registry NO SCROLL CURSOR FOR " + WithoutEnd(query) + "\n"));
        batch.ExecuteNonQuery();
    }

    private protected override DbCommand Ask(DbConnection connection, string query) => new NpgsqlCommand("FETCH ALL FROM registry", (NpgsqlConnection)connection);

    private protected override RegistryException? Failure(Exception e) => e switch
    {
        PostgresException { SqlState: "42601" or "25006" or "0A000" or "42P11" or "42P14" or "25001" } own => NotOneSelect(own.SqlState),
        PostgresException own => Unreachable(Words(own.SqlState), own.SqlState),
        NpgsqlException { InnerException: AuthenticationException } => Unreachable("has a server whose certificate is not trusted, or is not of its name", "certificate"),
        NpgsqlException or IOException or System.Net.Sockets.SocketException or TimeoutException => Unreachable("has a server that cannot be reached, or broke the connection", e.GetType().Name),

        // More than one statement, which the driver would have to take apart.
        NotSupportedException => NotOneSelect("statements"),
        _ => null,
    };

    private static string Words(string state) => state switch
    {
        "42P01" or "3D000" or "3F000" => "has no table or database that is named",
        "42703" or "42702" => "has no column, or more than one, that its query names",
        "42883" or "42725" => "has no function that its query names, for values of these types",
        "42501" or "28000" or "28P01" => "has a server where this account may not sign in, or may not read what the query names",
        "53300" => "has a server with no connection left",
        "57014" or "55P03" or "40P01" or "40001" or "25P04" => "has a server on which others kept the rows locked, or that ended the query for its time",
        _ when state.StartsWith("08", StringComparison.Ordinal) || state.StartsWith("57P", StringComparison.Ordinal) => "has a server that cannot be reached, or broke the connection",
        _ when state.StartsWith("22", StringComparison.Ordinal) => "has a value with which its query cannot be carried out",
        _ => "has a server that reported an error",
    };

    private static NpgsqlConnection Alone(NpgsqlConnectionStringBuilder settings)
    {
        settings.Pooling = false;
        settings.Enlist = false;
        settings.PersistSecurityInfo = false;
        settings.IncludeErrorDetail = false;
        settings.Timezone = null;
        return new NpgsqlConnection(settings.ConnectionString);
    }

    private static void Execute(StoppableCall call, DbConnection connection, string text)
    {
        using NpgsqlCommand command = new(text, (NpgsqlConnection)connection);
        call.Execute(command);
    }
}
