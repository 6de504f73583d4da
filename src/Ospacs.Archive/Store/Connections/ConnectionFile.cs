using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ospacs.Archive.Store.Connections;

/// <summary>
/// The user's configuration file of connections: JSON with comments, by default <c>Ospacs/connections.json</c> in the folder where the system keeps the
/// user's settings. It is where credentials are, so that none is ever on a command line; on Unix it must be its owner's alone when it holds a password.
/// </summary>
/// <remarks>
/// <c>{ "connections": { "trial": { "engine": "PostgreSQL", "server": "db.example.org", "database": "trial", "user": "importer", "passwordVariable": "TRIAL_PASSWORD" } } }</c>
/// </remarks>
public sealed class ConnectionFile
{
    /// <summary>The environment variable that names another file.</summary>
    public const string PathVariable = "OSPACS_CONNECTIONS";

    private static readonly string[] s_engines = ["PostgreSQL", "MySQL", "SQL Server"];
    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private readonly string _path;

    /// <summary>Takes a file, which need not be there.</summary>
    /// <param name="path">The file; null for the user's own.</param>
    public ConnectionFile(string? path = null) => _path = path ?? UsersOwn();

    /// <summary>The names of the connections, in the file's order.</summary>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.InvalidArgument"/>: the file cannot be read.</exception>
    public IReadOnlyList<string> Names => [.. Read().Keys];

    /// <summary>The connection of a name, or null for none. Names are told apart by case.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ArchiveException"><see cref="ArchiveFailure.InvalidArgument"/>: the file cannot be read, or the connection is not fully described.</exception>
    public ServerConnection? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Read().TryGetValue(name, out Entry? entry) ? Make(name, entry) : null;
    }

    /// <summary>Whether the value of <c>-Archive</c> is a connection's name rather than a path: it has neither a separator nor an extension.</summary>
    /// <param name="archive">The value.</param>
    public static bool IsName(string archive)
    {
        ArgumentNullException.ThrowIfNull(archive);
        return !archive.AsSpan().ContainsAny('/', '\\') && !Path.HasExtension(archive);
    }

    private static string UsersOwn() => Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named
        ? named
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "Ospacs", "connections.json");

    private Dictionary<string, Entry> Read()
    {
        try
        {
            using FileStream stream = File.OpenRead(_path);
            Document document = JsonSerializer.Deserialize<Document>(stream, s_options) ?? new Document();
            if (!OperatingSystem.IsWindows() && document.Connections.Values.Any(entry => entry?.Password is not null)
                && (File.GetUnixFileMode(stream.SafeFileHandle) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != 0)
            {
                throw Invalid("holds a password and can be read by others than its owner. Take their rights away (chmod 600), or name an environment variable by 'passwordVariable' instead.");
            }
            return document.Connections;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (JsonException e)
        {
            // Of its message only the place: the rest may repeat a value.
            throw Invalid($"is not as it should be, in line {e.LineNumber + 1}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Invalid("cannot be read.");
        }
    }

    private ServerConnection Make(string name, Entry? entry)
    {
        string engine = s_engines.FirstOrDefault(known => known.Equals(Needed(entry?.Engine, "engine"), StringComparison.OrdinalIgnoreCase) || (known == "MySQL" && "MariaDB".Equals(entry!.Engine, StringComparison.OrdinalIgnoreCase)))
            ?? throw Invalid($"gives connection '{name}' an engine that there is not; there are {string.Join(", ", s_engines)}, and MariaDB by the name of MySQL or its own.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(_path))!;
        return new ServerConnection
        {
            Name = name,
            Engine = engine,
            Server = Needed(entry!.Server, "server"),
            Port = entry.Port is null or (> 0 and < 65536) ? entry.Port : throw Invalid($"gives connection '{name}' a port that is none."),
            Database = Needed(entry.Database, "database"),
            Schema = entry.Schema is null ? "ospacs" : entry.Schema.Length is > 0 and <= 63 && entry.Schema.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !char.IsAsciiDigit(entry.Schema[0])
                ? entry.Schema
                : throw Invalid($"gives connection '{name}' a schema that is no plain name: letters, digits and underscores."),
            Credential = Credential(),
            Tls = (entry.Tls?.ToLowerInvariant()) switch
            {
                null or "verified" => ConnectionTls.Verified,
                "unverified" => ConnectionTls.Unverified,
                "off" => ConnectionTls.Off,
                _ => throw Invalid($"gives connection '{name}' a 'tls' that is none; it is verified, unverified or off."),
            },
            CertificateAuthority = entry.CertificateAuthority is null ? null : Path.GetFullPath(entry.CertificateAuthority, folder),
            IdentityPath = Path.GetFullPath(entry.Identity ?? name + ".identity", folder),
        };

        string Needed(string? value, string key) => string.IsNullOrWhiteSpace(value) ? throw Invalid($"gives connection '{name}' no '{key}'.") : value;

        NetworkCredential? Credential()
        {
            if (entry.User is null)
            {
                return entry.Password is null && entry.PasswordVariable is null ? null : throw Invalid($"gives connection '{name}' a password and no 'user'.");
            }
            if (entry.Password is not null && entry.PasswordVariable is not null)
            {
                throw Invalid($"gives connection '{name}' both 'password' and 'passwordVariable'.");
            }
            string? password = entry.PasswordVariable is null
                ? entry.Password
                : Environment.GetEnvironmentVariable(entry.PasswordVariable) ?? throw Invalid($"has the password of connection '{name}' in an environment variable that is not set.");
            return new NetworkCredential(entry.User, password);
        }
    }

    private static ArchiveException Invalid(string what) => new(ArchiveFailure.InvalidArgument, "The configuration file of connections " + what);

    private sealed class Document
    {
        public Dictionary<string, Entry> Connections { get; init; } = [];
    }

    private sealed record Entry
    {
        public string? Engine { get; init; }

        public string? Server { get; init; }

        public int? Port { get; init; }

        public string? Database { get; init; }

        public string? Schema { get; init; }

        public string? User { get; init; }

        public string? Password { get; init; }

        public string? PasswordVariable { get; init; }

        public string? Tls { get; init; }

        public string? CertificateAuthority { get; init; }

        public string? Identity { get; init; }

        private bool PrintMembers(System.Text.StringBuilder builder)
        {
            builder.Append("Engine = ").Append(Engine);
            return true;
        }
    }
}
