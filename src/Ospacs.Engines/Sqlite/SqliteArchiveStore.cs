using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Sqlite;

/// <summary>An archive in a SQLite file. One connection serves lookups and the batch, so that lookups see what the batch wrote.</summary>
internal sealed class SqliteArchiveStore : IArchiveStore
{
    private readonly SqliteDatabase _database;
    private readonly StoreAccess _access;
    private readonly SqliteBatchTurn _turn;

    /// <summary>Takes over an open connection.</summary>
    public SqliteArchiveStore(SqliteDatabase database, ArchiveInfo info, StoreAccess access, SqliteSettings settings)
    {
        _database = database;
        _access = access;
        _turn = new SqliteBatchTurn(settings.BusyTimeout);
        Info = info;
        History = new SqliteImageHistory(database);
    }

    /// <inheritdoc/>
    public ArchiveInfo Info { get; }

    /// <summary>The connection, for tests.</summary>
    internal SqliteDatabase Database => _database;

    /// <inheritdoc/>
    public IStoreBatch BeginBatch(CancellationToken cancellation = default)
    {
        TakeTurn(cancellation);
        try
        {
            _database.Run(() => _database.Execute("BEGIN IMMEDIATE"), cancellation);
            return new SqliteBatch(_database, _turn);
        }
        catch
        {
            RollBack();
            _turn.GiveBack();
            throw;
        }
    }

    /// <inheritdoc/>
    public ImageRecord? FindBySource(ReadOnlySpan<byte> sourceHash)
    {
        byte[] hash = sourceHash.ToArray();
        return _database.Run(() => FindOne(SqliteRows.ImageBySource, statement => statement.Bind(1, hash)));
    }

    /// <inheritdoc/>
    public ImageRecord? FindBySopInstance(string sopInstanceUid)
    {
        ArgumentNullException.ThrowIfNull(sopInstanceUid);
        return _database.Run(() => FindOne(SqliteRows.ImageBySopInstance, statement => statement.Bind(1, sopInstanceUid)));
    }

    /// <inheritdoc/>
    public string? FindSubjectOfStudy(string studyInstanceUid)
    {
        ArgumentNullException.ThrowIfNull(studyInstanceUid);
        return _database.Run(() =>
        {
            using SqliteStatement statement = _database.Prepare("SELECT SubjectId FROM Study WHERE StudyInstanceUid = ?");
            statement.Bind(1, studyInstanceUid);
            return statement.Step() ? statement.GetText(0) : null;
        });
    }

    /// <inheritdoc/>
    public ImageRecord? FindByPixels(ReadOnlySpan<byte> pixelSha256, string exceptSubjectId)
    {
        ArgumentNullException.ThrowIfNull(exceptSubjectId);
        byte[] hash = pixelSha256.ToArray();
        return _database.Run(() => FindOne(SqliteRows.ImageByPixels, statement =>
        {
            statement.Bind(1, hash);
            statement.Bind(2, exceptSubjectId);
        }));
    }

    /// <inheritdoc/>
    public ImageKeys FindKnown(ImageKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return _database.Run(() => SqliteKnownKeys.Find(_database, keys));
    }

    /// <inheritdoc/>
    public IEnumerable<ImageRecord> FindImages(ImageQuery query, CancellationToken cancellation = default)
    {
        StoreGuard.Check(query);
        return new SqliteImageSearch(_database, query).Images(cancellation);
    }

    /// <inheritdoc/>
    public IEnumerable<ImageCount> CountImages(ImageQuery query, CancellationToken cancellation = default)
    {
        StoreGuard.Check(query);
        return new SqliteImageSearch(_database, query).Counts(cancellation);
    }

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<byte>> ReadParts(long imageId, CancellationToken cancellation = default)
    {
        using SqlitePartReader reader = new(_database, imageId);
        while (reader.Next(cancellation))
        {
            yield return reader.Part;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ImageRecord> GetImages(long afterImageId, int count) => _database.Run(() =>
    {
        List<ImageRecord> images = [];
        using SqliteStatement statement = _database.Prepare(SqliteRows.ImagesByKey);
        statement.Bind(1, afterImageId);
        statement.Bind(2, (long)count);
        while (statement.Step())
        {
            images.Add(StoredRows.Image(statement));
        }

        return (IReadOnlyList<ImageRecord>)images;
    });

    /// <inheritdoc/>
    public ArchiveTotals GetTotals() => _database.Run(() => SqliteTotals.Read(_database));

    /// <inheritdoc/>
    public IEnumerable<OrphanedRow> FindOrphans(CancellationToken cancellation = default) => new SqliteOrphanSearch(_database).Rows(cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<PolicyRecord> GetPolicies() => _database.Run(() =>
    {
        List<PolicyRecord> policies = [];
        using SqliteStatement statement = _database.Prepare("SELECT PolicyId, Sha256, PolicyText, FirstUsedUtc FROM Policy ORDER BY PolicyId");
        while (statement.Step())
        {
            policies.Add(new PolicyRecord(statement.GetInt64(0), statement.GetBytes(1), statement.GetText(2), statement.GetTime(3)));
        }

        return policies;
    });

    /// <inheritdoc/>
    public IReadOnlyList<MediaPassport> GetMedia(string? mediaRef = null) => _database.Run(() =>
    {
        using SqliteStatement statement = _database.Prepare(mediaRef is null ? SqliteRows.AllMedia : SqliteRows.OneMedium);
        if (mediaRef is not null)
        {
            statement.Bind(1, mediaRef);
        }

        return SqliteRows.Passports(statement);
    });

    /// <inheritdoc/>
    public IEnumerable<AuditEntry> GetAudit(AuditQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new SqliteAuditSearch(_database, query).Entries(cancellation);
    }

    /// <inheritdoc/>
    public IImageHistory History { get; }

    /// <inheritdoc/>
    public StoreRoom Measure() => new SqliteRoom(_database).Measure();

    /// <inheritdoc/>
    public void Compact(CancellationToken cancellation = default)
    {
        TakeTurn(cancellation);
        try
        {
            new SqliteRoom(_database).Compact(cancellation);
        }
        finally
        {
            _turn.GiveBack();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _database.Dispose();

    private void TakeTurn(CancellationToken cancellation)
    {
        if (_access != StoreAccess.Write)
        {
            throw new ArchiveException(ArchiveFailure.ReadOnly, "The archive was opened for reading only.");
        }

        _turn.Take(cancellation);
    }

    // A transaction that began and whose batch could not be made.
    private void RollBack() => _database.Run(() =>
    {
        if (_database.InTransaction)
        {
            _database.Execute("ROLLBACK");
        }
    });

    private ImageRecord? FindOne(string sql, Action<SqliteStatement> bind)
    {
        using SqliteStatement statement = _database.Prepare(sql);
        bind(statement);
        return statement.Step() ? StoredRows.Image(statement) : null;
    }
}
