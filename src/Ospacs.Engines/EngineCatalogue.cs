using System.Collections.ObjectModel;
using Ospacs.Archive.Store;
using Ospacs.Engines.MySql;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.SqlServer;

namespace Ospacs.Engines;

/// <summary>The engines that there are. The module makes one by its name, since it cannot refer to this assembly.</summary>
public sealed class EngineCatalogue : ReadOnlyCollection<IArchiveEngine>
{
    /// <summary>Makes the catalogue.</summary>
    public EngineCatalogue() : base([new SqliteEngine(), new PostgreSqlEngine(), new SqlServerEngine(), new MySqlEngine()])
    {
    }
}
