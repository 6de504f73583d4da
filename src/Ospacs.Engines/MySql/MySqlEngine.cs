using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.MySql;

/// <summary>Archives on a MySQL server, from version 8.0.29 on, or a MariaDB server, from 10.6 on: each in a database of its own.</summary>
public sealed class MySqlEngine : ServerEngine
{
    /// <summary>Makes the engine, with the connections of the user's own configuration file.</summary>
    public MySqlEngine() : this(name => new ConnectionFile().Find(name), new ServerSettings())
    {
    }

    internal MySqlEngine(Func<string, ServerConnection?> find, ServerSettings settings) : base(new MySqlDialect(), find, settings)
    {
    }
}
