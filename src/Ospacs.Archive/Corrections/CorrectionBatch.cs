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

    /// <summary>Whether it is time to make it durable.</summary>
    internal bool IsFull => _batch is not null && (_batch.Bytes >= MostBytes || _images.Count >= MostImages || Stopwatch.GetElapsedTime(_begun) >= Longest);

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

    internal void Add(CorrectedImage image) => _images.Add(image);

    internal void Enter(AuditDraft draft) => _trail!.Append(_batch!, draft);

    /// <summary>Enters a decision into the identity ledger; it is written before the batch becomes durable.</summary>
    internal void Remember(LedgerRecord record) => _ledger.Add(record);

    /// <summary>Makes the batch durable.</summary>
    /// <returns>What became of the images that waited for it.</returns>
    internal IReadOnlyList<CorrectedImage> Commit()
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
