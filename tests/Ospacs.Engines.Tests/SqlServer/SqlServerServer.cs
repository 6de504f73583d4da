using System.Globalization;
using System.Net;
using Microsoft.Data.SqlClient;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.Tests.SqlServer;

/// <summary>
/// A database of these tests' own on the server that OSPACS_TEST_SQLSERVER gives a connection string of: SQL Server, or a server that speaks its protocol. The account must be able to make
/// databases. Without the variable the tests are skipped; no package brings a SQL Server that could be started for them.
/// </summary>
public sealed class SqlServerServer : IDisposable
{
    /// <summary>The environment variable.</summary>
    internal const string Variable = "OSPACS_TEST_SQLSERVER";

    // Tables in an order in which what refers to others goes first.
    private static readonly string[] s_tables =
        ["ImagePart", "ExportImage", "Export", "Image", "ImageVersion", "Tombstone", "Study", "Policy", "Media", "MediaFile", "Audit", "CentreTotal", "SubjectTotal", "Archive"];

    // Babelfish makes one database at a time.
    private static readonly Lock s_making = new();

    private readonly SqlConnectionStringBuilder? _given;
    private readonly Stack<ServerConnection> _emptied = [];
    private int _archives;

    public SqlServerServer()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
        {
            _given = new SqlConnectionStringBuilder(given) { InitialCatalog = "master", Pooling = false };
            Database = string.Create(CultureInfo.InvariantCulture, $"ospacs_test_{Environment.ProcessId}_{Random.Shared.Next(1_000_000)}");
            lock (s_making)
            {
                Run(_given.ConnectionString, $"CREATE DATABASE {Database}");
            }

            if (!IsBabelfish)
            {
                Run(_given.ConnectionString, $"ALTER DATABASE {Database} SET READ_COMMITTED_SNAPSHOT ON");
            }
        }
    }

    /// <summary>Whether it is Babelfish, which does not do all that SQL Server does.</summary>
    internal bool IsBabelfish => Scalar("SELECT SERVERPROPERTY('Babelfish')") is int or byte or long or bool;

    private string Database { get; } = string.Empty;

    /// <summary>Skips the test where there is no server.</summary>
    internal void Need() => Assert.SkipWhen(_given is null, $"SQL Server: not run. {Variable} gives no connection string.");

    /// <summary>A connection for an archive that is not there yet, in a schema of its own: a new one, or one that an earlier test has left, whose tables are empty again.</summary>
    internal ServerConnection NewConnection()
    {
        Need();
        if (_emptied.TryPop(out ServerConnection? emptied))
        {
            return emptied;
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _archives)}");
        string[] place = _given!.DataSource.Replace("tcp:", string.Empty, StringComparison.OrdinalIgnoreCase).Split(',');
        return new ServerConnection
        {
            Name = name,
            Engine = "SQL Server",
            Server = place[0],
            Port = place.Length > 1 ? int.Parse(place[1], CultureInfo.InvariantCulture) : null,
            Database = Database,
            Schema = name,
            Credential = _given.IntegratedSecurity ? null : new NetworkCredential(_given.UserID, _given.Password),
            Tls = _given.Encrypt == SqlConnectionEncryptOption.Optional ? ConnectionTls.Off : _given.TrustServerCertificate ? ConnectionTls.Unverified : ConnectionTls.Verified,
            IdentityPath = Path.Combine(Path.GetTempPath(), name + ".identity"),
        };
    }

    /// <summary>Takes a schema back: making all its procedures is slow.</summary>
    internal void GiveBack(ServerConnection connection)
    {
        string schema = $"[{connection.Schema}]";
        if (Scalar($"SELECT OBJECT_ID('{Database}.{schema}.SchemaVersion')") is null)
        {
            return;
        }

        string[] triggers = [.. s_tables.Except(["Image", "ImagePart", "Media", "MediaFile", "CentreTotal", "SubjectTotal"]).Append("SchemaVersion").Select(table => $"TRIGGER {schema}.{table}_Fixed ON {schema}.{table}"), $"TRIGGER {schema}.Image_Kept ON {schema}.Image"];
        Execute(string.Join(
            ";\n",
            [
                .. triggers.Select(trigger => "DISABLE " + trigger),
                .. s_tables.Select(table => $"DELETE FROM {schema}.{table}"),
                $"DELETE FROM {schema}.SchemaVersion WHERE Version > 3",
                $"UPDATE {schema}.Turn SET LastImageId = 0, LastBatch = NULL",
                $"UPDATE {schema}.ArchiveTotal SET Subjects = 0, Images = 0, Frames = 0, Bytes = 0",
                .. triggers.Select(trigger => "ENABLE " + trigger),
            ]));
        _emptied.Push(connection);
    }

    /// <summary>Ends the program's connections to this database, as an administrator does, and says how many there were.</summary>
    internal int EndConnections()
    {
        using SqlConnection connection = new(_given!.ConnectionString);
        connection.Open();
        List<int> sessions = [];
        using (SqlCommand ask = connection.CreateCommand())
        {
            ask.CommandText = $"SELECT session_id FROM sys.dm_exec_sessions WHERE program_name = 'Ospacs' AND database_id = DB_ID('{Database}')";
            using SqlDataReader reader = ask.ExecuteReader();
            while (reader.Read())
            {
                sessions.Add(Convert.ToInt32(reader.GetValue(0), CultureInfo.InvariantCulture));
            }
        }

        int ended = 0;
        foreach (int session in sessions)
        {
            using SqlCommand end = connection.CreateCommand();
            end.CommandText = string.Create(CultureInfo.InvariantCulture, $"KILL {session}");
            try
            {
                end.ExecuteNonQuery();
                ended++;
            }
            catch (SqlException)
            {
                // It had ended by itself.
            }
        }

        return ended;
    }

    /// <summary>Runs SQL as the owner.</summary>
    internal void Execute(string sql) => Run(InDatabase, sql);

    /// <summary>Asks as the owner.</summary>
    internal object? Scalar(string sql)
    {
        using SqlConnection connection = new(_given!.ConnectionString);
        connection.Open();
        using SqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() is { } value and not DBNull ? value : null;
    }

    public void Dispose()
    {
        if (_given is not null)
        {
            SqlConnection.ClearAllPools();
            lock (s_making)
            {
                Run(_given.ConnectionString, $"DROP DATABASE {Database}");
            }
        }
    }

    private string InDatabase => new SqlConnectionStringBuilder(_given!.ConnectionString) { InitialCatalog = Database }.ConnectionString;

    private static void Run(string connectionString, string sql)
    {
        using SqlConnection connection = new(connectionString);
        connection.Open();
        using SqlCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 60;
        command.ExecuteNonQuery();
    }
}
