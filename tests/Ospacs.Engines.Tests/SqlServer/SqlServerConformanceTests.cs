using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.Relational;
using Ospacs.Engines.SqlServer;
using Ospacs.Engines.Tests.Conformance;

namespace Ospacs.Engines.Tests.SqlServer;

[Trait("Server", "SqlServer")]
public sealed partial class SqlServerConformanceTests : ArchiveStoreConformance, IClassFixture<SqlServerServer>
{
    private static readonly string[] s_triggers =
        ["Policy_Fixed", "Audit_Fixed", "Study_Fixed", "ImageVersion_Fixed", "Tombstone_Fixed", "Export_Fixed", "ExportImage_Fixed", "ImagePart_Fixed", "Image_Fixed", "Image_Kept"];

    private readonly SqlServerServer _server;
    private readonly Dictionary<string, ServerConnection> _connections = [];
    private bool _isDamaged;

    public SqlServerConformanceTests(SqlServerServer server)
    {
        server.Need();
        _server = server;
        Engine = new SqlServerEngine(_connections.GetValueOrDefault, new ServerSettings { Patience = TimeSpan.FromSeconds(60), OpeningPatience = TimeSpan.FromSeconds(30), BusyTimeout = TimeSpan.FromSeconds(60) });
    }

    protected override IArchiveEngine Engine { get; }

    protected override int SchemaVersion => 3;

    // Room is the database's there, which these archives share, and no program gives it back.
    protected override bool GivesRoomBack => false;

    protected override string NewArchive()
    {
        ServerConnection connection = _server.NewConnection();
        _connections.Add(connection.Name, connection);
        return connection.Name;
    }

    /// <summary>The statements are written for a database whose text is text and whose tables are found by their bare names.</summary>
    protected override void Execute(string sql)
    {
        sql = Texts().Replace(sql, text => "0x" + Convert.ToHexString(Encoding.UTF8.GetBytes(text.Groups[1].Value)));
        sql = Tables().Replace(sql, $"$1 [{_connections[Archive].Schema}].$2");
        try
        {
            _server.Execute(sql);
        }
        catch (SqlException e)
        {
            throw ServerFailure.From("SQL Server", SqlServerFaults.Classify(e));
        }
    }

    // Triggers and foreign keys cannot be passed by; somebody who damages an archive takes them away first.
    protected override void Damage(string sql)
    {
        string schema = $"[{_connections[Archive].Schema}]";
        _isDamaged = true;
        _server.Execute(string.Join(
            ";\n",
            [
                .. s_triggers.Select(trigger => $"DROP TRIGGER {schema}.{trigger}"),
                $"ALTER TABLE {schema}.Image DROP CONSTRAINT Image_Study_Exists",
                $"ALTER TABLE {schema}.Image DROP CONSTRAINT Image_Policy_Exists",
                $"ALTER TABLE {schema}.ExportImage DROP CONSTRAINT ExportImage_Export_Exists",
            ]));
        Execute(sql);
    }

    protected override void MakeNewer() => Execute("INSERT INTO SchemaVersion (Version) VALUES (4)");

    protected override void SetLastKey(long key) => Execute($"UPDATE Turn SET LastImageId = {key}");

    public override void Dispose()
    {
        base.Dispose();
        foreach (ServerConnection connection in _connections.Values.Where(_ => !_isDamaged))
        {
            _server.GiveBack(connection);
        }
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Texts();

    [GeneratedRegex(@"\b(FROM|UPDATE|INTO) (?=[A-Z])(\w+)")]
    private static partial Regex Tables();
}
