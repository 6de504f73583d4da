using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.PostgreSql;

/// <summary>Archives on a PostgreSQL server, from version 12 on: each in a schema of its own.</summary>
public sealed class PostgreSqlEngine : ServerEngine
{
    /// <summary>Makes the engine, with the connections of the user's own configuration file.</summary>
    public PostgreSqlEngine() : this(name => new ConnectionFile().Find(name), new ServerSettings())
    {
    }

    internal PostgreSqlEngine(Func<string, ServerConnection?> find, ServerSettings settings) : base(new PostgreSqlDialect(), find, settings)
    {
    }
}
