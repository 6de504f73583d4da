using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Corrections;

/// <summary>A transaction of moved or removed images. What became of images is told when it is durable; where a server gave it up, it is done again from its first image.</summary>
internal sealed class CorrectionBatch
{
    private const long MostBytes = 128L << 20;
    private const int MostImages = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly LedgerWriter _ledger;
    private readonly AuditTrail _trail;

    private CorrectionBatch(OspacsArchive archive, IStoreBatch store, LedgerWriter ledger)
    {
        Store = store;
        _ledger = ledger;
        _trail = archive.BeginTrail();
    }

    /// <summary>The batch to write to.</summary>
    internal IStoreBatch Store { get; }

    /// <summary>The number that the next audit entry will have.</summary>
    internal long NextSequence => Store.AuditHead.Sequence + 1;

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
        using LedgerWriter ledger = archive.BeginLedger();
        for (int done = 0; done < ids.Length;)
        {
            var left = new ArraySegment<long>(ids, done, ids.Length - done);
            List<CorrectedImage> corrected = archive.Store.RunBatch(
                store =>
                {
                    ledger.Discard();
                    return new CorrectionBatch(archive, store, ledger).Correct(left, correct, cancellation);
                },
                cancellation);
            done += corrected.Count;
            foreach (CorrectedImage image in corrected)
            {
                yield return image;
            }
        }
    }

    /// <summary>Enters a decision into the audit trail.</summary>
    internal void Enter(AuditDraft draft) => _trail.Append(Store, draft);

    /// <summary>Enters a decision into the identity ledger; it is written before the batch becomes durable.</summary>
    internal void Remember(LedgerRecord record) => _ledger.Add(record);

    /// <summary>Corrects images until the batch is full, one at least.</summary>
    private List<CorrectedImage> Correct(IReadOnlyList<long> imageIds, Func<CorrectionBatch, long, CorrectedImage> correct, CancellationToken cancellation)
    {
        long begun = Stopwatch.GetTimestamp();
        List<CorrectedImage> images = [];
        foreach (long imageId in imageIds)
        {
            cancellation.ThrowIfCancellationRequested();
            images.Add(correct(this, imageId));
            if (Store.Bytes >= MostBytes || images.Count >= MostImages || Stopwatch.GetElapsedTime(begun) >= Longest)
            {
                break;
            }
        }
        _ledger.Flush();
        return images;
    }

    /// <summary>What the audit trail says of a version: enough to prove which bytes they were.</summary>
    internal static string Describe(ImageRecord image) =>
        Describe(image.ImageId, image.Version, image.SubjectId, image.StudyInstanceUid, image.SeriesInstanceUid, image.SopInstanceUid, image.Size, image.Sha256);

    /// <summary>What the audit trail says of a version.</summary>
    internal static string Describe(long imageId, int version, string subjectId, string study, string series, string sop, long size, byte[] sha256) => string.Create(
        CultureInfo.InvariantCulture,
        $"image={imageId}; version={version}; subject={subjectId}; study={study}; series={series}; sop={sop}; size={size}; sha256={Convert.ToHexStringLower(sha256)}");
}
