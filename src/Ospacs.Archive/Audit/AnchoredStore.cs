using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit;

/// <summary>An archive's store as it is once its identity folder is known: what is committed to it anchors the audit trail there.</summary>
internal sealed class AnchoredStore(IArchiveStore store, AnchorFile anchors) : IArchiveStore
{
    public ArchiveInfo Info => store.Info;

    public IImageHistory History => store.History;

    public IStoreBatch BeginBatch(CancellationToken cancellation = default) => new AnchoredBatch(store.BeginBatch(cancellation), anchors);

    public T RunBatch<T>(Func<IStoreBatch, T> work, CancellationToken cancellation = default)
    {
        AnchoredBatch? last = null;
        T result = store.RunBatch(batch => work(last = new AnchoredBatch(batch, anchors)), cancellation);
        last?.Anchor();
        return result;
    }

    public IReadOnlyList<ImageRecord> GetImages(long afterImageId, int count) => store.GetImages(afterImageId, count);

    public ArchiveTotals GetTotals() => store.GetTotals();

    public IEnumerable<OrphanedRow> FindOrphans(CancellationToken cancellation = default) => store.FindOrphans(cancellation);

    public ImageRecord? FindBySource(ReadOnlySpan<byte> sourceHash) => store.FindBySource(sourceHash);

    public ImageRecord? FindBySopInstance(string sopInstanceUid) => store.FindBySopInstance(sopInstanceUid);

    public string? FindSubjectOfStudy(string studyInstanceUid) => store.FindSubjectOfStudy(studyInstanceUid);

    public ImageRecord? FindByPixels(ReadOnlySpan<byte> pixelSha256, string exceptSubjectId) => store.FindByPixels(pixelSha256, exceptSubjectId);

    public ImageKeys FindKnown(ImageKeys keys) => store.FindKnown(keys);

    public IEnumerable<ImageRecord> FindImages(ImageQuery query, CancellationToken cancellation = default) => store.FindImages(query, cancellation);

    public IEnumerable<ImageCount> CountImages(ImageQuery query, CancellationToken cancellation = default) => store.CountImages(query, cancellation);

    public IEnumerable<ReadOnlyMemory<byte>> ReadParts(long imageId, CancellationToken cancellation = default) => store.ReadParts(imageId, cancellation);

    public IReadOnlyList<PolicyRecord> GetPolicies() => store.GetPolicies();

    public IReadOnlyList<MediaPassport> GetMedia(string? mediaRef = null) => store.GetMedia(mediaRef);

    public IEnumerable<AuditEntry> GetAudit(AuditQuery query, CancellationToken cancellation = default) => store.GetAudit(query, cancellation);

    public StoreRoom Measure() => store.Measure();

    public void Compact(CancellationToken cancellation = default) => store.Compact(cancellation);

    public void Dispose() => store.Dispose();
}
