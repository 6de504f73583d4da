using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MySql.Data.MySqlClient;
using Ospacs.Archive.Store.Connections;
using Ospacs.Engines.MySql;
using Ospacs.Tests;

namespace Ospacs.Engines.Tests.Servers;

/// <summary>
/// A MariaDB of the tests' own, from the system's package, with the settings that it has by default: one for a test assembly, in a temporary folder, on a
/// free port of the loopback. It ends with this process, however that ends. Where the programs are absent its tests are skipped, or fail if they are required.
/// </summary>
internal sealed class MariaDbServer : IDisposable
{
    private const string Daemon = "/usr/sbin/mariadbd";
    private const string Owner = "tests_owner";
    private static readonly Lazy<MariaDbServer> s_shared = new(() => TestServers.Remember(new MariaDbServer()));
    private static int s_databases;

    private readonly string _password = Guid.NewGuid().ToString("N");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-mariadb-");
    private readonly string[] _more;
    private Process? _keeper;

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="host">The name that its certificate bears.</param>
    /// <param name="more">Settings beside those that it has by default.</param>
    public MariaDbServer(string host = "localhost", params string[] more)
    {
        _more = more;
        Certificates = new ServerCertificates(_folder.FullName, host);
        Port = FreePort();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Dispose();
        Install();
        Start();
    }

    /// <summary>The server that tests share.</summary>
    public static MariaDbServer Shared
    {
        get
        {
            // What keeps the first test's server from starting keeps the last one's: it is tried once.
            Oracles.Need(Daemon, "mariadb-install-db");
            return s_shared.Value;
        }
    }

    /// <summary>Its certificates.</summary>
    public ServerCertificates Certificates { get; }

    /// <summary>Its port.</summary>
    public int Port { get; }

    /// <summary>Makes an empty database, and gives a connection to it as its owner.</summary>
    public ServerConnection NewDatabase()
    {
        string database = string.Create(CultureInfo.InvariantCulture, $"trial_{Environment.ProcessId}_{Interlocked.Increment(ref s_databases)}");
        Execute(null, $"CREATE DATABASE {database}");
        return Connection(database, Owner, _password);
    }

    /// <summary>A connection to a database as another account.</summary>
    /// <param name="database">The database.</param>
    /// <param name="user">The account.</param>
    /// <param name="password">Its password.</param>
    public ServerConnection Connection(string database, string user, string password) => new()
    {
        Name = "trial",
        Engine = "MySQL",
        Server = "localhost",
        Port = Port,
        Database = database,
        Credential = new NetworkCredential(user, password),
        Tls = ConnectionTls.Off,
        IdentityPath = Path.Combine(_folder.FullName, "identity"),
    };

    /// <summary>Runs statements as the server's owner, one after the other.</summary>
    /// <param name="database">The database, or null for none.</param>
    /// <param name="statements">The statements.</param>
    public void Execute(string? database, params string[] statements)
    {
        using MySqlConnection connection = Connect(database);
        foreach (string statement in statements)
        {
            using MySqlCommand command = new(statement, connection);
            command.ExecuteNonQuery();
        }
    }

    /// <summary>The first value that a statement gives, as text; empty for none.</summary>
    /// <param name="database">The database, or null for none.</param>
    /// <param name="statement">The statement.</param>
    public string Scalar(string? database, string statement)
    {
        using MySqlConnection connection = Connect(database);
        using MySqlCommand command = new(statement, connection);
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture) ?? string.Empty;
    }

    /// <summary>Carries a script out by the server's own command line program, as a database's administrator does.</summary>
    /// <param name="database">The database.</param>
    /// <param name="script">The script.</param>
    public void ExecuteByProgram(string database, string script)
    {
        string file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.sql");
        File.WriteAllText(file, script);
        (int status, string output, string errors) = Oracles.Run(
            "mariadb", "--no-defaults", "--default-character-set=utf8mb4", "--protocol=tcp", "--host=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--port={Port}"), $"--user={Owner}", $"--password={_password}", database, "-e", $"source {file}");
        Assert.True(status == 0, output + errors);
    }

    /// <summary>Copies a database into an empty one by the server's own programs, as a backup and its restoring do.</summary>
    /// <param name="from">The database.</param>
    /// <param name="to">The empty one.</param>
    public void Copy(string from, string to)
    {
        string file = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.dump");
        (int status, string output, string errors) = Oracles.Run(
            "mariadb-dump", "--no-defaults", "--protocol=tcp", "--host=127.0.0.1", string.Create(CultureInfo.InvariantCulture, $"--port={Port}"), $"--user={Owner}", $"--password={_password}",
            "--single-transaction", "--hex-blob", "--routines", "--triggers", "--default-character-set=utf8mb4", $"--result-file={file}", from);
        Assert.True(status == 0, output + errors);
        ExecuteByProgram(to, File.ReadAllText(file));
    }

    /// <summary>Ends the connections to a database, as an administrator would.</summary>
    /// <param name="database">The database whose connections end.</param>
    /// <returns>How many there were.</returns>
    public int KillConnections(string database)
    {
        using MySqlConnection connection = Connect(null);
        List<long> ids = [];
        using (MySqlCommand list = new("SELECT ID FROM information_schema.PROCESSLIST WHERE DB = @db AND ID <> CONNECTION_ID()", connection))
        {
            list.Parameters.AddWithValue("@db", database);
            using MySqlDataReader reader = list.ExecuteReader();
            while (reader.Read())
            {
                ids.Add(reader.GetInt64(0));
            }
        }

        foreach (long id in ids)
        {
            using MySqlCommand kill = new(string.Create(CultureInfo.InvariantCulture, $"KILL CONNECTION {id}"), connection);
            try
            {
                kill.ExecuteNonQuery();
            }
            catch (MySqlException e) when (e.Number == (int)MySqlErrorCode.NoSuchThread)
            {
                // It had gone by itself.
            }
        }

        return ids.Count;
    }

    /// <summary>Starts the server on what its files hold, and waits until it takes connections.</summary>
    public void Start()
    {
        // The shell ends the server when its own input ends: with this process, also where that is killed.
        ProcessStartInfo start = new("/bin/sh") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])
        [
            "-c", "\"$@\" & server=$!; echo $server; read -r signal; kill -\"${signal:-KILL}\" $server; wait $server", "sh", Daemon, "--no-defaults", $"--datadir={Data}", $"--user={Account}",
            string.Create(CultureInfo.InvariantCulture, $"--port={Port}"), "--bind-address=127.0.0.1", $"--socket={Path.Combine(_folder.FullName, "s")}", $"--pid-file={Path.Combine(_folder.FullName, "pid")}",
            $"--log-error={Log}", $"--init-file={InitFile}", $"--ssl-cert={Certificates.Certificate}", $"--ssl-key={Certificates.Key}", $"--tmpdir={_folder.FullName}", .. _more,
        ])
        {
            start.ArgumentList.Add(argument);
        }

        _keeper = Process.Start(start)!;
        string server = _keeper.StandardOutput.ReadLine() ?? string.Empty;
        Stopwatch waiting = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                MySqlConnection.ClearAllPools();
                using MySqlConnection connection = Connect(null);
                return;
            }
            catch (Exception e) when (e is MySqlException or AggregateException)
            {
                if (waiting.Elapsed > TimeSpan.FromMinutes(2) || !Directory.Exists($"/proc/{server}"))
                {
                    Assert.Fail("MariaDB did not start.\n" + (File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(20)) : string.Empty));
                }

                Thread.Sleep(50);
            }
        }
    }

    /// <summary>Stops the server: in order by <c>TERM</c>, as a loss of power would by <c>KILL</c>.</summary>
    /// <param name="signal">The signal.</param>
    public void Stop(string signal = "KILL")
    {
        if (_keeper is null)
        {
            return;
        }

        _keeper.StandardInput.WriteLine(signal);
        _keeper.StandardInput.Close();
        _keeper.WaitForExit();
        _keeper.Dispose();
        _keeper = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop("KILL");
        if (_folder.Exists)
        {
            _folder.Delete(recursive: true);
        }
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Opens a connection as the server's owner, which is the caller's.</summary>
    /// <param name="database">The database, or null for none.</param>
    public MySqlConnection Connect(string? database)
    {
        MySqlConnectionStringBuilder settings = MySqlConnections.Describe(Connection(database ?? string.Empty, Owner, _password));
        settings.Pooling = false;
        MySqlConnection connection = new(settings.ConnectionString);
        connection.Open();
        return connection;
    }

    private void Install()
    {
        (int status, string output, string errors) = Oracles.Run(
            "mariadb-install-db", "--no-defaults", $"--datadir={Data}", $"--user={Account}", "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve");
        Assert.True(status == 0, output + errors);
        File.WriteAllText(InitFile, $"CREATE USER IF NOT EXISTS '{Owner}'@'%' IDENTIFIED BY '{_password}';\nGRANT ALL PRIVILEGES ON *.* TO '{Owner}'@'%' WITH GRANT OPTION;\n");
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    private string InitFile => Path.Combine(_folder.FullName, "init.sql");

    private string Log => Path.Combine(_folder.FullName, "log");

    private static string Account => Environment.UserName;
}
