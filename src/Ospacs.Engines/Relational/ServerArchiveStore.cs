using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Relational;

/// <summary>An archive on a database server.</summary>
internal sealed class ServerArchiveStore : IArchiveStore
{
    private readonly ServerChannel _channel;
    private readonly StoreAccess _access;
    private readonly ServerRetry _batches;

    /// <summary>Takes over a channel.</summary>
    public ServerArchiveStore(ServerChannel channel, ArchiveInfo info, StoreAccess access, ServerSettings settings)
    {
        _channel = channel;
        _access = access;
        _batches = ServerRetry.OfBatches(settings.Repetitions);
        Info = info;
        History = new ServerImageHistory(channel);
    }

    /// <inheritdoc/>
    public ArchiveInfo Info { get; }

    /// <inheritdoc/>
    public IImageHistory History { get; }

    /// <inheritdoc/>
    public IStoreBatch BeginBatch(CancellationToken cancellation = default)
    {
        CheckAccess();
        return _channel.Retry.Run(() => Begin(cancellation), cancellation);
    }

    /// <inheritdoc/>
    public T RunBatch<T>(Func<IStoreBatch, T> work, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        return _batches.Run(
            () =>
            {
                using IStoreBatch batch = BeginBatch(cancellation);
                T result = work(batch);
                batch.Commit();
                return result;
            },
            cancellation);
    }

    /// <inheritdoc/>
    public ImageRecord? FindBySource(ReadOnlySpan<byte> sourceHash) => One(StoredRows.Image, ServerStatements.FindImageBySource.With(sourceHash.ToArray()));

    /// <inheritdoc/>
    public ImageRecord? FindBySopInstance(string sopInstanceUid)
    {
        ArgumentNullException.ThrowIfNull(sopInstanceUid);
        return One(StoredRows.Image, ServerStatements.FindImageBySopInstance.With(sopInstanceUid));
    }

    /// <inheritdoc/>
    public string? FindSubjectOfStudy(string studyInstanceUid)
    {
        ArgumentNullException.ThrowIfNull(studyInstanceUid);
        return One(row => row.GetText(0), ServerStatements.FindSubjectOfStudy.With(studyInstanceUid));
    }

    /// <inheritdoc/>
    public ImageRecord? FindByPixels(ReadOnlySpan<byte> pixelSha256, string exceptSubjectId)
    {
        ArgumentNullException.ThrowIfNull(exceptSubjectId);
        return One(StoredRows.Image, ServerStatements.FindImageByPixels.With(pixelSha256.ToArray(), exceptSubjectId));
    }

    /// <inheritdoc/>
    public ImageKeys FindKnown(ImageKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        List<(int Kind, string? Text, byte[]? Hash)> known = All(
            row => (row.GetInt32(0), row.GetTextOrNull(1), row.GetBytesOrNull(2)),
            ServerStatements.FindKnownKeys.With(Hexadecimal(keys.Sources), ServerValue.List(keys.SopInstances), ServerValue.List(keys.Studies), Hexadecimal(keys.Pixels)));
        return new ImageKeys { Sources = Hashes(1), SopInstances = Texts(2), Studies = Texts(3), Pixels = Hashes(4) };

        byte[][] Hashes(int kind) => [.. known.Where(row => row.Kind == kind).Select(row => row.Hash!)];

        string[] Texts(int kind) => [.. known.Where(row => row.Kind == kind).Select(row => row.Text!)];

        static string Hexadecimal(IReadOnlyList<byte[]> hashes) => ServerValue.List(hashes.Select(Convert.ToHexString));
    }

    /// <inheritdoc/>
    public IEnumerable<ImageRecord> FindImages(ImageQuery query, CancellationToken cancellation = default)
    {
        StoreGuard.Check(query);
        return new ServerImageSearch(_channel, query).Images(cancellation);
    }

    /// <inheritdoc/>
    public IEnumerable<ImageCount> CountImages(ImageQuery query, CancellationToken cancellation = default)
    {
        StoreGuard.Check(query);
        return new ServerImageSearch(_channel, query).Counts(cancellation);
    }

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<byte>> ReadParts(long imageId, CancellationToken cancellation = default)
    {
        using ServerPartReader reader = new(_channel, imageId);
        while (reader.Next(cancellation))
        {
            yield return reader.Part;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ImageRecord> GetImages(long afterImageId, int count) => All(StoredRows.Image, ServerStatements.GetImages.With(afterImageId, (long)count));

    /// <inheritdoc/>
    public ArchiveTotals GetTotals() => One(ServerRows.Totals, ServerStatements.GetTotals.With()) ?? throw RowMissing();

    /// <inheritdoc/>
    public IEnumerable<OrphanedRow> FindOrphans(CancellationToken cancellation = default) =>
        OrphanRows.Of(_channel.Run(session => session.Query(OrphanRows.Read, ServerStatements.FindOrphans.With(), cancellation), cancellation));

    /// <inheritdoc/>
    public IReadOnlyList<PolicyRecord> GetPolicies() => All(ServerRows.Policy, ServerStatements.GetPolicies.With());

    /// <inheritdoc/>
    public IReadOnlyList<MediaPassport> GetMedia(string? mediaRef = null) =>
        PassportRows.Of(mediaRef is null ? All(PassportRows.Read, ServerStatements.GetMedia.With()) : All(PassportRows.Read, ServerStatements.GetMedium.With(mediaRef)));

    /// <inheritdoc/>
    public IEnumerable<AuditEntry> GetAudit(AuditQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new ServerAuditSearch(_channel, query).Entries(cancellation);
    }

    /// <inheritdoc/>
    public StoreRoom Measure() => One(row => new StoreRoom(row.GetInt64(0), row.GetInt64(1)), ServerStatements.Measure.With()) ?? throw RowMissing();

    /// <inheritdoc/>
    public void Compact(CancellationToken cancellation = default)
    {
        CheckAccess();
        using ServerSession session = _channel.OpenSession();
        session.Dialect.Compact(session, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _channel.Dispose();

    private ServerBatch Begin(CancellationToken cancellation)
    {
        ServerSession session = _channel.OpenSession();
        ServerBatch batch;
        try
        {
            batch = ServerBatch.Begin(_channel, session, cancellation);
        }
        catch
        {
            session.Dispose();
            throw;
        }

        _channel.Enter(batch);
        return batch;
    }

    private void CheckAccess()
    {
        if (_access != StoreAccess.Write)
        {
            throw new ArchiveException(ArchiveFailure.ReadOnly, "The archive was opened for reading only.");
        }
    }

    private static ArchiveException RowMissing() =>
        new(ArchiveFailure.NotAnArchive, "The archive's database is damaged: the totals that are kept in it are missing. Its images need not be: verify the archive.");

    private T? One<T>(Func<ServerRow, T> read, ServerCall call) => _channel.Run(session => session.One(read, call));

    private List<T> All<T>(Func<ServerRow, T> read, ServerCall call) => _channel.Run(session => session.Query(read, call));
}
