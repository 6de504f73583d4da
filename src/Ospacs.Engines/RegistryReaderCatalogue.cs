using System.Collections.ObjectModel;
using Ospacs.Archive.Patients;
using Ospacs.Engines.MySql;
using Ospacs.Engines.PostgreSql;
using Ospacs.Engines.Sqlite;
using Ospacs.Engines.SqlServer;

namespace Ospacs.Engines;

/// <summary>The databases that a registry can be read from. The module makes one by its name, since it cannot refer to this assembly.</summary>
public sealed class RegistryReaderCatalogue : ReadOnlyCollection<IRegistryReader>
{
    /// <summary>Makes the catalogue.</summary>
    public RegistryReaderCatalogue() : base([new SqliteRegistryReader(), new PostgreSqlRegistryReader(), new MySqlRegistryReader(), new SqlServerRegistryReader()])
    {
    }
}
