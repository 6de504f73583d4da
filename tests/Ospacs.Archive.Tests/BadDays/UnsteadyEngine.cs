using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>
/// Archives behind a connection that breaks, at chosen calls of batches: before the first write, in the middle, at the commit. Nothing of the
/// batch is durable then, and it is done again, as the servers' engines do.
/// </summary>
internal sealed class UnsteadyEngine : IArchiveEngine
{
    private readonly SqliteEngine _inner = new();
    private readonly HashSet<int> _faults = [];
    private int _lookups;

    /// <summary>Calls so far: beginning a batch, everything that writes to it, making it durable.</summary>
    public int Calls { get; private set; }

    /// <summary>Batches that were done again.</summary>
    public int Repeats { get; private set; }

    /// <summary>A file whose image cannot be written: told at once, or at the commit where images are written together; 0 for none.</summary>
    public int Unwritable { get; init; }

    /// <summary>How often a single source was looked up.</summary>
    public int LookupsOfSources => _lookups;

    /// <summary>What the fault is: <see cref="ArchiveFailure.Interrupted"/> is done again, anything else comes out.</summary>
    public ArchiveFailure Kind { get; init; } = ArchiveFailure.Interrupted;

    /// <summary>What is done at a fault, while nothing of the batch is there any more.</summary>
    public Action? AtFault { get; set; }

    public string Name => _inner.Name;

    /// <summary>Has calls fail, counted from now, from 1.</summary>
    public void FailAt(params IEnumerable<int> calls)
    {
        Calls = 0;
        Repeats = 0;
        _faults.Clear();
        _faults.UnionWith(calls);
    }

    public bool Accepts(string archive) => _inner.Accepts(archive);

    public bool Exists(string archive) => _inner.Exists(archive);

    public IArchiveStore Create(string archive, ArchiveInfo info, Action<IStoreBatch>? first = null) => new Store(this, _inner.Create(archive, info, first));

    public IArchiveStore Open(string archive, StoreAccess access) => new Store(this, _inner.Open(archive, access));

    public string IdentityPathOf(string archive) => _inner.IdentityPathOf(archive);

    public IReadOnlyList<SchemaScript> ScriptsFor(string archive) => _inner.ScriptsFor(archive);

    public (int Before, int Now) Update(string archive) => _inner.Update(archive);

    private void Call()
    {
        if (_faults.Contains(++Calls))
        {
            throw new ArchiveException(Kind, Kind == ArchiveFailure.Interrupted ? "The connection to the server broke." : "The server cannot be reached.");
        }
    }

    private sealed class Store(UnsteadyEngine engine, IArchiveStore inner) : IArchiveStore
    {
        public ArchiveInfo Info => inner.Info;

        public IImageHistory History => inner.History;

        public IStoreBatch BeginBatch(CancellationToken cancellation = default)
        {
            engine.Call();
            return new Batch(engine, inner.BeginBatch(cancellation));
        }

        public T RunBatch<T>(Func<IStoreBatch, T> work, CancellationToken cancellation = default)
        {
            while (true)
            {
                try
                {
                    using IStoreBatch batch = BeginBatch(cancellation);
                    T result = work(batch);
                    batch.Commit();
                    return result;
                }
                catch (ArchiveException e) when (e.Kind == ArchiveFailure.Interrupted)
                {
                    engine.Repeats++;
                    engine.AtFault?.Invoke();
                }
            }
        }

        public IReadOnlyList<ImageRecord> GetImages(long afterImageId, int count) => inner.GetImages(afterImageId, count);

        public ArchiveTotals GetTotals() => inner.GetTotals();

        public IEnumerable<OrphanedRow> FindOrphans(CancellationToken cancellation = default) => inner.FindOrphans(cancellation);

        public ImageRecord? FindBySource(ReadOnlySpan<byte> sourceHash)
        {
            Interlocked.Increment(ref engine._lookups);
            return inner.FindBySource(sourceHash);
        }

        public ImageRecord? FindBySopInstance(string sopInstanceUid) => inner.FindBySopInstance(sopInstanceUid);

        public string? FindSubjectOfStudy(string studyInstanceUid) => inner.FindSubjectOfStudy(studyInstanceUid);

        public ImageRecord? FindByPixels(ReadOnlySpan<byte> pixelSha256, string exceptSubjectId) => inner.FindByPixels(pixelSha256, exceptSubjectId);

        public ImageKeys FindKnown(ImageKeys keys) => inner.FindKnown(keys);

        public IEnumerable<ImageRecord> FindImages(ImageQuery query, CancellationToken cancellation = default) => inner.FindImages(query, cancellation);

        public IEnumerable<ImageCount> CountImages(ImageQuery query, CancellationToken cancellation = default) => inner.CountImages(query, cancellation);

        public IEnumerable<ReadOnlyMemory<byte>> ReadParts(long imageId, CancellationToken cancellation = default) => inner.ReadParts(imageId, cancellation);

        public IReadOnlyList<PolicyRecord> GetPolicies() => inner.GetPolicies();

        public IReadOnlyList<MediaPassport> GetMedia(string? mediaRef = null) => inner.GetMedia(mediaRef);

        public IEnumerable<AuditEntry> GetAudit(AuditQuery query, CancellationToken cancellation = default) => inner.GetAudit(query, cancellation);

        public StoreRoom Measure() => inner.Measure();

        public void Compact(CancellationToken cancellation = default) => inner.Compact(cancellation);

        public void Dispose() => inner.Dispose();
    }

    private sealed class Batch(UnsteadyEngine engine, IStoreBatch inner) : IStoreBatch
    {
        private bool _isRefused;

        public long Bytes => inner.Bytes;

        public (long Sequence, byte[] Mac) AuditHead => inner.AuditHead;

        public long ReserveImageId() => inner.ReserveImageId();

        public void AddPart(long imageId, int number, ReadOnlySpan<byte> bytes)
        {
            engine.Call();
            inner.AddPart(imageId, number, bytes);
        }

        public void AddImage(ImageRecord image, bool isNew = false)
        {
            engine.Call();
            if (image.InstanceNumber == engine.Unwritable && !isNew)
            {
                throw new ArchiveException(ArchiveFailure.InvalidArgument, "A value cannot be kept.");
            }
            _isRefused |= image.InstanceNumber == engine.Unwritable;
            inner.AddImage(image, isNew);
        }

        public void ReplaceObject(ImageRecord image, long draftId)
        {
            engine.Call();
            inner.ReplaceObject(image, draftId);
        }

        public void AddStudy(StudyRecord study)
        {
            engine.Call();
            inner.AddStudy(study);
        }

        public void MoveImage(ImageRecord image, long draftId, RetiredVersion retired)
        {
            engine.Call();
            inner.MoveImage(image, draftId, retired);
        }

        public void RemoveImage(Tombstone tombstone)
        {
            engine.Call();
            inner.RemoveImage(tombstone);
        }

        public long AddExport(ExportRecord export, IReadOnlyList<ExportImageRecord> images)
        {
            engine.Call();
            return inner.AddExport(export, images);
        }

        public void RemoveParts(long imageId)
        {
            engine.Call();
            inner.RemoveParts(imageId);
        }

        public long AddPolicy(string text, byte[] sha256, DateTime usedUtc)
        {
            engine.Call();
            return inner.AddPolicy(text, sha256, usedUtc);
        }

        public void SetMediaFile(MediaFileRecord file)
        {
            engine.Call();
            inner.SetMediaFile(file);
        }

        public void RemoveMediaFile(string mediaRef, byte[] fileKey)
        {
            engine.Call();
            inner.RemoveMediaFile(mediaRef, fileKey);
        }

        public void SetMedia(MediaRecord media)
        {
            engine.Call();
            inner.SetMedia(media);
        }

        public void AddAudit(AuditEntry entry)
        {
            engine.Call();
            inner.AddAudit(entry);
        }

        public void Commit()
        {
            engine.Call();
            if (_isRefused)
            {
                throw new ArchiveException(ArchiveFailure.Conflict, "An image was to be written as new and is not.");
            }
            inner.Commit();
        }

        public void Dispose() => inner.Dispose();
    }
}
