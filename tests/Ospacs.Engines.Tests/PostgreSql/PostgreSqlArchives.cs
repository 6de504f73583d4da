using System.Data.Common;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.PostgreSql;

/// <summary>The archives of one test on a PostgreSQL server: a schema each, gone when the test is through.</summary>
internal sealed class PostgreSqlArchives(PostgreSqlServer server) : IDisposable
{
    private readonly Dictionary<string, ServerConnection> _connections = new(StringComparer.Ordinal);

    /// <summary>How patient the engine is.</summary>
    public static ServerSettings Settings => new() { Patience = TimeSpan.FromSeconds(60), OpeningPatience = TimeSpan.FromSeconds(30), BusyTimeout = TimeSpan.FromSeconds(60) };

    /// <summary>The engine, which knows the test's connections.</summary>
    public PostgreSqlEngine Engine => new(_connections.GetValueOrDefault, Settings);

    /// <summary>Makes a connection to a schema that is not there.</summary>
    /// <param name="change">What is to be otherwise with it.</param>
    /// <returns>Its name.</returns>
    public string Add(Func<ServerConnection, ServerConnection>? change = null)
    {
        ServerConnection connection = server.Connection($"t{Guid.NewGuid():N}");
        _connections.Add(connection.Name, change?.Invoke(connection) ?? connection);
        return connection.Name;
    }

    /// <summary>Makes another connection to a schema.</summary>
    /// <param name="schema">The name of the first connection.</param>
    /// <param name="change">What is to be otherwise with it.</param>
    public string AddTo(string schema, Func<ServerConnection, ServerConnection> change) => Add(connection => change(connection) with { Schema = _connections[schema].Schema, Name = connection.Name });

    /// <summary>The connection of a name.</summary>
    public ServerConnection this[string name] => _connections[name];

    /// <summary>Runs SQL past the store, as whoever the connection signs in as; what fails comes as the engine tells it.</summary>
    public void Execute(string name, string sql)
    {
        PostgreSqlDialect dialect = new();
        using DbDataSource source = dialect.CreateDataSource(_connections[name], Settings);
        using ServerSession session = ServerSession.Open(dialect, source);
        session.ExecuteText(sql);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string schema in _connections.Values.Select(connection => connection.Schema).Distinct())
        {
            server.Execute($"DROP SCHEMA IF EXISTS \"{schema}\" CASCADE");
        }
    }
}
