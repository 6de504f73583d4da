using System.Data.Common;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.MySql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Servers;

namespace Ospacs.Engines.Tests.MySql;

/// <summary>The archives of one test on a MariaDB server: a database each, gone when the test is through.</summary>
internal sealed class MySqlArchives(MariaDbServer server) : IDisposable
{
    private readonly Dictionary<string, ServerConnection> _connections = new(StringComparer.Ordinal);

    /// <summary>How patient the engine is.</summary>
    public static ServerSettings Settings => new() { Patience = TimeSpan.FromSeconds(60), OpeningPatience = TimeSpan.FromSeconds(30), BusyTimeout = TimeSpan.FromSeconds(60) };

    /// <summary>The engine, which knows the test's connections.</summary>
    public MySqlEngine Engine => new(_connections.GetValueOrDefault, Settings);

    /// <summary>The connection of a name.</summary>
    public ServerConnection this[string name] => _connections[name];

    /// <summary>Makes a connection to an empty database.</summary>
    /// <returns>Its name.</returns>
    public string Add() => Add(server.NewDatabase());

    /// <summary>Makes another connection to a database.</summary>
    /// <param name="name">The name of the first connection.</param>
    /// <param name="change">What is to be otherwise with it.</param>
    public string AddTo(string name, Func<ServerConnection, ServerConnection> change) => Add(change(_connections[name]));

    /// <summary>Runs statements past the store, as whoever the connection signs in as; what fails comes as the engine tells it.</summary>
    public void Execute(string name, string sql)
    {
        MySqlDialect dialect = new();
        using DbDataSource source = dialect.CreateDataSource(_connections[name], Settings);
        using ServerSession session = ServerSession.Open(dialect, source);
        foreach (string statement in sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            session.ExecuteText(statement);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (string database in _connections.Values.Select(connection => connection.Database).Distinct())
        {
            server.Execute(null, [$"DROP DATABASE IF EXISTS `{database}`", .. new[] { "reader", "importer", "curator", "owner" }.Select(role => $"DROP ROLE IF EXISTS `{database}_{role}`")]);
        }
    }

    private string Add(ServerConnection connection)
    {
        string name = $"connection{Guid.NewGuid():N}";
        _connections.Add(name, connection with { Name = name });
        return name;
    }
}
