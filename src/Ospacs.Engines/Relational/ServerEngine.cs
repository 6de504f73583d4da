using Ospacs.Archive.Store;
using Ospacs.Archive.Store.Connections;

namespace Ospacs.Engines.Relational;

/// <summary>Archives on a database server, each known by the name of a connection in the user's configuration file.</summary>
public abstract class ServerEngine : IArchiveEngine
{
    private readonly ServerDialect _dialect;
    private readonly Func<string, ServerConnection?> _find;
    private readonly ServerSettings _settings;
    private readonly ServerRetry _opening;

    /// <summary>Makes the engine.</summary>
    /// <param name="dialect">The engine's dialect.</param>
    /// <param name="find">The connection of a name, or null for none.</param>
    /// <param name="settings">How patient to be.</param>
    private protected ServerEngine(ServerDialect dialect, Func<string, ServerConnection?> find, ServerSettings settings)
    {
        _dialect = dialect;
        _find = find;
        _settings = settings;
        _opening = ServerRetry.OfLooks(settings.OpeningPatience);
    }

    /// <inheritdoc/>
    public string Name => _dialect.Name;

    /// <inheritdoc/>
    public bool Accepts(string archive) => ConnectionFile.IsName(archive) && _find(archive) is { } connection && connection.Engine == Name;

    /// <inheritdoc/>
    public bool Exists(string archive)
    {
        using ServerChannel channel = Connect(Find(archive));
        try
        {
            return _opening.Run(() => channel.RunApart(session => VersionOf(session) > 0 && session.One(Info, ServerStatements.ReadArchive.With()) is not null));
        }
        catch (ArchiveException failure) when (ServerFailure.Is(failure, ServerFault.NoDatabase))
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public IArchiveStore Create(string archive, ArchiveInfo info, Action<IStoreBatch>? first = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        StoreGuard.Check(info);
        ServerConnection connection = Find(archive);
        using (ServerChannel channel = Connect(connection))
        {
            using ServerSession session = _opening.Run(channel.OpenSession);
            BringUp(session, connection, version =>
            {
                if (version > 0 && session.One(Info, ServerStatements.ReadArchive.With()) is not null)
                {
                    throw new ArchiveException(ArchiveFailure.AlreadyExists, "There is an archive under this connection already.");
                }
            });
            session.Execute(
                ServerStatements.AddArchive.With(info.ArchiveId.ToString("D"), info.Sponsor, info.Protocol, info.DatePolicy, info.KeyCheck, ServerValue.Time(info.CreatedUtc)));
            using ServerBatch batch = ServerBatch.Continue(channel, session);
            first?.Invoke(batch);
            batch.Commit();
        }

        return Open(archive, StoreAccess.Write);
    }

    /// <inheritdoc/>
    public IArchiveStore Open(string archive, StoreAccess access)
    {
        ServerChannel channel = Connect(Find(archive));
        try
        {
            ArchiveInfo info = _opening.Run(() => channel.RunApart(session => Recognise(session, access)));
            return new ServerArchiveStore(channel, info, access, _settings);
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string IdentityPathOf(string archive) => Find(archive).IdentityPath;

    /// <inheritdoc/>
    public IReadOnlyList<SchemaScript> ScriptsFor(string archive)
    {
        ServerConnection connection = Find(archive);
        using ServerChannel channel = Connect(connection);
        return _dialect.Scripts(connection, CheckNotNewer(_opening.Run(() => channel.RunApart(VersionOf))));
    }

    /// <inheritdoc/>
    public (int Before, int Now) Update(string archive)
    {
        ServerConnection connection = Find(archive);
        using ServerChannel channel = Connect(connection);
        using ServerSession session = _opening.Run(channel.OpenSession);
        int before = 0;
        BringUp(session, connection, version =>
        {
            before = version;
            if (version == 0 || session.One(Info, ServerStatements.ReadArchive.With()) is null)
            {
                throw NotThere();
            }
        });
        session.Commit();
        return (before, _dialect.SchemaVersion);
    }

    private static ArchiveException NotThere() => new(ArchiveFailure.NotFound, "There is no such archive.");

    private static int VersionOf(ServerSession session) => session.One(row => row.GetInt64(0), ServerStatements.HasSchema.With()) == 0
        ? 0
        : session.One(row => row.GetInt32OrNull(0) ?? 0, ServerStatements.ReadSchemaVersion.With());

    private static ArchiveInfo Info(ServerRow row) => new()
    {
        ArchiveId = Guid.TryParseExact(row.GetText(0), "D", out Guid id) ? id : throw new ArchiveException(ArchiveFailure.NotAnArchive, "The archive's database is damaged: what it was made with cannot be read."),
        Sponsor = row.GetText(1),
        Protocol = row.GetText(2),
        DatePolicy = row.GetText(3),
        KeyCheck = row.GetBytes(4),
        CreatedUtc = row.GetTime(5),
    };

    // Leaves the session in a transaction, with the turn to make archives taken and the schema as this program knows it.
    private void BringUp(ServerSession session, ServerConnection connection, Action<int> check)
    {
        if (_dialect.SchemaIsTransactional)
        {
            session.Begin();
        }

        session.Dialect.TakeCreationTurn(session);
        int version = CheckNotNewer(VersionOf(session));
        check(version);
        foreach (SchemaScript script in _dialect.Scripts(connection, version))
        {
            _dialect.Apply(session, script);
        }

        if (!_dialect.SchemaIsTransactional)
        {
            session.Begin();
        }
    }

    private ArchiveInfo Recognise(ServerSession session, StoreAccess access)
    {
        int version = CheckNotNewer(VersionOf(session));
        if (version == 0)
        {
            throw NotThere();
        }

        if (version < _dialect.SchemaVersion)
        {
            throw new ArchiveException(ArchiveFailure.OlderSchema, $"The archive's schema is version {version}, and this program needs version {_dialect.SchemaVersion}. Its owner brings it up with Update-OspacsArchive.");
        }

        ArchiveInfo info = session.One(Info, ServerStatements.ReadArchive.With()) ?? throw NotThere();
        return access == StoreAccess.Write && session.One(row => row.GetInt32(0), ServerStatements.MayWrite.With()) == 0
            ? throw new ArchiveException(ArchiveFailure.ReadOnly, "The archive may not be written: this account only reads it, or the server takes no changes.")
            : info with { SchemaVersion = version };
    }

    private int CheckNotNewer(int version) => version <= _dialect.SchemaVersion
        ? version
        : throw new ArchiveException(ArchiveFailure.NewerSchema, $"The archive's schema is version {version}, and this program knows versions up to {_dialect.SchemaVersion}. Use a newer release.");

    private ServerConnection Find(string archive)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(archive);
        return _find(archive) ?? throw new ArchiveException(ArchiveFailure.NotFound, "There is no connection of this name in the configuration file of connections.");
    }

    private ServerChannel Connect(ServerConnection connection) => new(_dialect.For(connection, _settings), _dialect.CreateDataSource(connection, _settings), _settings);
}
