using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;

namespace Ospacs.Engines.SqlServer;

/// <summary>Archives on a SQL Server, from 2016 on: each in a schema of its own, reached by stored procedures alone.</summary>
public sealed class SqlServerEngine : ServerEngine
{
    /// <summary>Makes the engine, with the connections of the user's own configuration file.</summary>
    public SqlServerEngine() : this(name => new ConnectionFile().Find(name), new ServerSettings())
    {
    }

    internal SqlServerEngine(Func<string, ServerConnection?> find, ServerSettings settings) : base(new SqlServerDialect(), find, settings)
    {
    }
}
