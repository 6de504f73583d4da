using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Corrections;

/// <summary>A transaction of moved or removed images, opened when the first one comes; what became of images is kept back until it is durable.</summary>
internal sealed class CorrectionBatch(OspacsArchive archive) : IDisposable
{
    private const long MostBytes = 128L << 20;
    private const int MostImages = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly List<CorrectedImage> _images = [];
    private readonly LedgerWriter _ledger = new(archive);
    private IStoreBatch? _batch;
    private AuditTrail? _trail;
    private long _begun;

    /// <summary>Corrects images one after the other, each once, in as many transactions as it takes.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="imageIds">The images.</param>
    /// <param name="reason">Why; it may repeat nothing that identifies a patient.</param>
    /// <param name="correct">Corrects one image in the batch.</param>
    /// <param name="cancellation">Ends the work between two images.</param>
    /// <returns>What became of each image, when it is durable.</returns>
    internal static IEnumerable<CorrectedImage> Run(OspacsArchive archive, IEnumerable<long> imageIds, string reason, Func<CorrectionBatch, long, CorrectedImage> correct, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(imageIds);
        long[] ids = [.. imageIds.Distinct()];
        SourceReasons.Check(archive, ids.Select(archive.Store.History.FindImage).OfType<ImageRecord>(), reason, cancellation);
        using var batch = new CorrectionBatch(archive);
        foreach (long imageId in ids)
        {
            cancellation.ThrowIfCancellationRequested();
            batch._images.Add(correct(batch, imageId));
            if (batch.IsFull)
            {
                foreach (CorrectedImage corrected in batch.Commit())
                {
                    yield return corrected;
                }
            }
        }
        foreach (CorrectedImage corrected in batch.Commit())
        {
            yield return corrected;
        }
    }

    /// <summary>Whether it is time to make it durable.</summary>
    private bool IsFull => _batch is not null && (_batch.Bytes >= MostBytes || _images.Count >= MostImages || Stopwatch.GetElapsedTime(_begun) >= Longest);

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

    /// <summary>The number that the next audit entry will have.</summary>
    internal long NextSequence => _batch!.AuditHead.Sequence + 1;

    internal void Enter(AuditDraft draft) => _trail!.Append(_batch!, draft);

    /// <summary>Enters a decision into the identity ledger; it is written before the batch becomes durable.</summary>
    internal void Remember(LedgerRecord record) => _ledger.Add(record);

    /// <summary>Makes the batch durable.</summary>
    /// <returns>What became of the images that waited for it.</returns>
    private CorrectedImage[] Commit()
    {
        if (_batch is not null)
        {
            _ledger.Flush();
            _batch.Commit();
            _batch.Dispose();
            _batch = null;
        }
        CorrectedImage[] durable = [.. _images];
        _images.Clear();
        return durable;
    }

    public void Dispose()
    {
        _batch?.Dispose();
        _ledger.Dispose();
    }

    /// <summary>What the audit trail says of a version: enough to prove which bytes they were.</summary>
    internal static string Describe(ImageRecord image) => string.Create(
        CultureInfo.InvariantCulture,
        $"image={image.ImageId}; version={image.Version}; subject={image.SubjectId}; study={image.StudyInstanceUid}; series={image.SeriesInstanceUid}; sop={image.SopInstanceUid}; size={image.Size}; sha256={Convert.ToHexStringLower(image.Sha256)}");
}
