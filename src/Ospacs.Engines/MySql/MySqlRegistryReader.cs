using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Security.Authentication;
using MySql.Data.MySqlClient;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.MySql;

/// <summary>Reads a registry from a MySQL or MariaDB server, in a transaction that is read only and on a connection that takes one statement at a time.</summary>
internal sealed class MySqlRegistryReader : ServerRegistryReader
{
    public override string Engine => "MySQL";

    private protected override DbConnection Connect(ServerConnection connection) => Alone(MySqlConnections.Describe(connection));

    private protected override DbConnection Connect(string settings, NetworkCredential? credential)
    {
        MySqlConnectionStringBuilder given = new(settings);
        MySqlConnectionStringBuilder kept = MySqlConnections.Settings();
        kept.Server = given.Server;
        kept.Port = given.Port;
        kept.Database = given.Database;
        kept.UserID = credential?.UserName ?? given.UserID;
        kept.Password = credential?.Password;
        MySqlConnections.Protect(kept, given.SslMode switch
        {
            MySqlSslMode.Disabled => ConnectionTls.Off,
            MySqlSslMode.Required when given.ContainsKey("SslMode") && Says(settings, "Required") => ConnectionTls.Unverified,
            _ => ConnectionTls.Verified,
        }, string.IsNullOrEmpty(given.SslCa) ? null : given.SslCa);
        return Alone(kept);
    }

    private protected override void OpenToRead(DbConnection connection, StoppableCall call)
    {
        MySqlConnections.Open((MySqlConnection)connection);
        Execute(call, connection, "SET SESSION TRANSACTION READ ONLY");
        Execute(call, connection, "START TRANSACTION READ ONLY");
    }

    // Only a SELECT can stand inside EXISTS, and one that writes a file cannot; where nothing is true nothing is carried out.
    private protected override void Judge(DbConnection connection, string query, StoppableCall call) =>
        Execute(call, connection, "SELECT 1 FROM DUAL WHERE FALSE AND EXISTS (" + WithoutEnd(query) + "\n)");

    private protected override DbCommand Ask(DbConnection connection, string query) => Command(connection, WithoutEnd(query));

    private protected override RegistryException? Failure(Exception e) => e switch
    {
        MySqlException { Number: 1064 or 1065 or 1221 or 1149 or 1235 or 1295 or 1792 or 1234 or 3954 } own => NotOneSelect(Code(own)),
        MySqlException own => Unreachable(Words(own.Number), Code(own)),
        AuthenticationException => Unreachable("has a server whose certificate is not trusted, or is not of its name", "certificate"),
        IOException or System.Net.Sockets.SocketException or TimeoutException or AggregateException => Unreachable("has a server that cannot be reached, or broke the connection", e.GetType().Name),
        _ => null,
    };

    private static string Words(int code) => code switch
    {
        1146 or 1049 or 1109 => "has no table or database that is named",
        1054 or 1052 => "has no column, or more than one, that its query names",
        1305 or 1630 or 1128 => "has no function that its query names",
        1044 or 1045 or 1142 or 1143 or 1227 or 1370 or 1698 or 1862 or 1251 or 2059 => "has a server where this account may not sign in, or may not read what the query names",
        1040 or 1203 or 1226 => "has a server with no connection left",
        1205 or 1213 or 3024 or 1969 => "has a server on which others kept the rows locked, or that ended the query for its time",
        0 or 1042 or 1043 or 1047 or 1053 or 1158 or 1159 or 1160 or 1161 or 1927 or 2002 or 2003 or 2005 or 2006 or 2013 or 2026 => "has a server that cannot be reached, or broke the connection",
        _ => "has a server that reported an error",
    };

    private static string Code(MySqlException e) => e.Number.ToString(CultureInfo.InvariantCulture);

    private static MySqlConnection Alone(MySqlConnectionStringBuilder settings)
    {
        settings.Pooling = false;
        return new MySqlConnection(settings.ConnectionString);
    }

    // The driver's mode is this one too where the string says nothing.
    private static bool Says(string settings, string mode)
    {
        DbConnectionStringBuilder plain = new() { ConnectionString = settings };
        return plain.Values!.Cast<object>().Any(value => mode.Equals(value as string, StringComparison.OrdinalIgnoreCase));
    }

    private static MySqlCommand Command(DbConnection connection, string text) => new(text, (MySqlConnection)connection);

    private static void Execute(StoppableCall call, DbConnection connection, string text)
    {
        using MySqlCommand command = Command(connection, text);
        call.Execute(command);
    }
}
