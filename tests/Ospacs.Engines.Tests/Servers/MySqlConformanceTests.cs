using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.MySql;
using Ospacs.Engines.Relational;
using Ospacs.Engines.Tests.Conformance;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>The contract on a real MariaDB.</summary>
public sealed class MySqlConformanceTests : ArchiveStoreConformance
{
    private readonly Dictionary<string, ServerConnection> _connections = new(StringComparer.Ordinal);

    public MySqlConformanceTests()
    {
        Server = MariaDbServer.Shared;
        Engine = new MySqlEngine(_connections.GetValueOrDefault, new ServerSettings());
    }

    protected override IArchiveEngine Engine { get; }

    private MariaDbServer Server { get; }

    protected override string NewArchive()
    {
        ServerConnection connection = Server.NewDatabase();
        string name = $"connection{Guid.NewGuid():N}";
        _connections.Add(name, connection with { Name = name });
        return name;
    }

    protected override void Execute(string sql)
    {
        foreach (string statement in sql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                Server.Execute(_connections[Archive].Database, statement);
            }
            catch (global::MySql.Data.MySqlClient.MySqlException refused)
            {
                throw ServerFailure.From("MySQL", MySqlFault.Of(refused));
            }
        }
    }

    protected override void MakeNewer() => Execute("INSERT INTO SchemaVersion (Version) VALUES (4)");
}
