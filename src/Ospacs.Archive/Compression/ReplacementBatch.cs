using System.Diagnostics;
using System.Globalization;
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
    /// <param name="image">The image as it was.</param>
    /// <param name="replaced">The image as it is now.</param>
    /// <param name="how">What was done, in words.</param>
    internal void Enter(ImageRecord image, ImageRecord replaced, string how) => _trail!.Append(_batch!, new AuditDraft
    {
        Action = "Optimize",
        MediaRef = image.MediaRef,
        SubjectId = image.SubjectId,
        SopInstanceUid = image.SopInstanceUid,
        PolicyId = image.PolicyId,
        Outcome = nameof(OptimizationOutcome.Compressed),
        Reason = how,
        OldValue = Value(image),
        NewValue = Value(replaced),
    });

    private static string Value(ImageRecord image) =>
        string.Create(CultureInfo.InvariantCulture, $"version {image.Version}, {image.TransferSyntaxUid}, {image.Size} bytes, SHA-256 {Convert.ToHexStringLower(image.Sha256)}");

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
