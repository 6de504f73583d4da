using System.Globalization;
using System.Net;
using Npgsql;
using Ospacs.Archive.Store.Connections;
using Ospacs.Tests;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>
/// A PostgreSQL cluster of the tests' own, in a temporary folder and on a free loopback port: started for the first test that needs it, stopped by its own control
/// program after the last. Where PostgreSQL is not installed, tests are skipped, or fail if it is required.
/// </summary>
internal sealed class PostgreSqlServer : IDisposable
{
    /// <summary>The account that owns the cluster.</summary>
    public const string Owner = "trial_owner";

    /// <summary>Its password.</summary>
    public const string Password = "owner's \\ \"password\"; 1=1";

    private const string Database = "trial";

    private static readonly Lazy<PostgreSqlServer> s_shared = new(() => TestServers.Remember(new PostgreSqlServer()), LazyThreadSafetyMode.PublicationOnly);
    private static readonly Lock s_starting = new();

    private readonly ServerFolder _folder;
    private readonly string _programs;
    private readonly string _options;

    /// <summary>Starts a cluster.</summary>
    /// <param name="options">Further settings, as "-c ssl=on".</param>
    /// <param name="prepare">Puts further files into the data folder before the start.</param>
    public PostgreSqlServer(string options = "", Action<string>? prepare = null)
    {
        _programs = Programs();
        _folder = new ServerFolder("postgres");
        Port = ServerFolder.FreePort();
        _options = $"-p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={_folder.Path} -c fsync=off -c full_page_writes=off -c shared_buffers=64MB -c max_connections=60 -c max_wal_size=256MB {options}";
        string password = Path.Combine(_folder.Path, "password");
        File.WriteAllText(password, Password);
        _folder.Own();
        _folder.Run(Path.Combine(_programs, "initdb"), "-D", Data, "-U", Owner, "-E", "UTF8", "--locale=C.UTF-8", "--auth-host=scram-sha-256", "--auth-local=reject", "--pwfile", password, "--no-sync");
        prepare?.Invoke(Data);
        _folder.Own();
        _folder.GuardWith($"{Path.Combine(_programs, "pg_ctl")} -D {Data} -m immediate stop");
        Start();
        Execute($"CREATE DATABASE {Database}", database: "postgres");
    }

    /// <summary>The cluster that most tests share.</summary>
    public static PostgreSqlServer Shared
    {
        get
        {
            lock (s_starting)
            {
                return s_shared.Value;
            }
        }
    }

    /// <summary>The port on the loopback address.</summary>
    public int Port { get; }

    private string Data => Path.Combine(_folder.Path, "data");

    /// <summary>A connection to a schema of its own.</summary>
    /// <param name="name">The connection's name, and the schema's.</param>
    public ServerConnection Connection(string name) => new()
    {
        Name = name,
        Engine = "PostgreSQL",
        Server = "127.0.0.1",
        Port = Port,
        Database = Database,
        Schema = name,
        Credential = new NetworkCredential(Owner, Password),
        Tls = ConnectionTls.Off,
        IdentityPath = Path.Combine(Path.GetTempPath(), name + ".identity"),
    };

    /// <summary>Runs SQL as the cluster's owner.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="database">The database.</param>
    public void Execute(string sql, string database = Database) => Scalar(sql, database);

    /// <summary>The first value that SQL gives, as the cluster's owner.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="database">The database.</param>
    public object? Scalar(string sql, string database = Database)
    {
        NpgsqlConnectionStringBuilder builder = new() { Host = "127.0.0.1", Port = Port, Database = database, Username = Owner, Password = Password, SslMode = SslMode.Disable, Pooling = false };
        using NpgsqlConnection connection = new(builder.ConnectionString);
        connection.Open();
        using NpgsqlCommand command = new(sql, connection) { CommandTimeout = 0 };
        return command.ExecuteScalar();
    }

    /// <summary>Stops the server as a machine does that is switched off: connections end in the middle of what they do.</summary>
    public void Stop(string mode = "immediate") => Control("-m", mode, "stop");

    /// <summary>Starts the server.</summary>
    public void Start() => Control("-l", Path.Combine(_folder.Path, "log"), "-o", _options, "start");

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            Stop();
        }
        finally
        {
            _folder.Dispose();
        }
    }

    private void Control(params string[] arguments) => _folder.Run(Path.Combine(_programs, "pg_ctl"), ["-D", Data, "-w", "-t", "120", .. arguments]);

    // Debian keeps a server's programs out of everybody's way, by version.
    private static string Programs()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(folder => double.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out double version) ? version : 0).Select(folder => Path.Combine(folder, "bin"))
            : [];
        string? found = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Concat(debian).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
        if (found is null)
        {
            // Skips, or fails where it is required.
            Oracles.Need("initdb");
        }

        return found!;
    }
}
