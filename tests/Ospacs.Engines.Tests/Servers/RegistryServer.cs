using System.Globalization;
using System.Net;
using MySql.Data.MySqlClient;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>A server that a registry can be on, as the tests of registries see it.</summary>
/// <param name="Engine">The engine's name.</param>
/// <param name="Connection">A connection string without credentials.</param>
/// <param name="Owner">Who may do everything.</param>
/// <param name="Execute">Runs one statement as the owner.</param>
/// <param name="Scalar">The first value of a statement, as text.</param>
internal sealed record RegistryServer(string Engine, string Connection, NetworkCredential Owner, Action<string> Execute, Func<string, string> Scalar)
{
    /// <summary>An empty database on a server.</summary>
    /// <param name="engine">The engine's name.</param>
    public static RegistryServer Of(string engine)
    {
        if (engine == "MySQL")
        {
            MariaDbServer server = MariaDbServer.Shared;
            ServerConnection connection = server.NewDatabase();
            MySqlConnectionStringBuilder settings = new() { Server = "localhost", Port = (uint)server.Port, Database = connection.Database, SslMode = MySqlSslMode.Disabled };
            return new RegistryServer(engine, settings.ConnectionString, connection.Credential!, sql => server.Execute(connection.Database, sql), sql => server.Scalar(connection.Database, sql));
        }

        PostgreSqlServer postgres = PostgreSqlServer.Shared;
        string schema = $"r{Guid.NewGuid():N}";
        postgres.Execute($"CREATE SCHEMA {schema}");
        return new RegistryServer(
            engine,
            string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={postgres.Port};Database=trial;SSL Mode=Disable;Search Path={schema}"),
            new NetworkCredential(PostgreSqlServer.Owner, PostgreSqlServer.Password),
            sql => postgres.Execute($"SET search_path = {schema}; {sql}"),
            sql => Convert.ToString(postgres.Scalar($"SET search_path = {schema}; {sql}"), CultureInfo.InvariantCulture) ?? string.Empty);
    }

    /// <summary>What a registry on it is read by.</summary>
    /// <param name="query">The query.</param>
    public RegistrySource Source(string query) => new() { Engine = Engine, Connection = Connection, Query = query, Credential = Owner };
}
