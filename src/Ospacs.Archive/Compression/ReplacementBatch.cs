using System.Diagnostics;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Compression;

/// <summary>A transaction of replaced objects, opened when the first one comes; what became of images is kept back until it is durable.</summary>
internal sealed class ReplacementBatch(OspacsArchive archive) : IDisposable
{
    private readonly List<OptimizedImage> _images = [];
    private IStoreBatch? _batch;
    private AuditTrail? _trail;
    private long _begun = Stopwatch.GetTimestamp();

    /// <summary>Bytes of objects in it.</summary>
    internal long Bytes => _batch?.Bytes ?? 0;

    /// <summary>Images that wait for it.</summary>
    internal int Count => _images.Count;

    /// <summary>How long it has been open.</summary>
    internal TimeSpan Age => Stopwatch.GetElapsedTime(_begun);

    internal IStoreBatch Open(CancellationToken cancellation)
    {
        if (_batch is null)
        {
            _batch = archive.Store.BeginBatch(cancellation);
            _trail = archive.BeginTrail();
            _begun = Stopwatch.GetTimestamp();
        }
        return _batch;
    }

    internal void Add(OptimizedImage image) => _images.Add(image);

    /// <summary>Enters a replacement into the audit trail.</summary>
    internal void Enter(ImageRecord image, string how) => _trail!.Append(_batch!, new AuditDraft
    {
        Action = "Optimize",
        MediaRef = image.MediaRef,
        SubjectId = image.SubjectId,
        SopInstanceUid = image.SopInstanceUid,
        Outcome = nameof(OptimizationOutcome.Compressed),
        Reason = how,
    });

    /// <summary>Makes the batch durable.</summary>
    /// <returns>What became of the images that waited for it.</returns>
    internal IReadOnlyList<OptimizedImage> Commit()
    {
        if (_batch is not null)
        {
            _batch.Commit();
            _batch.Dispose();
            _batch = null;
        }
        OptimizedImage[] durable = [.. _images];
        _images.Clear();
        _begun = Stopwatch.GetTimestamp();
        return durable;
    }

    public void Dispose() => _batch?.Dispose();
}
