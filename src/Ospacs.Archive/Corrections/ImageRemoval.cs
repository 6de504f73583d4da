using Ospacs.Archive.Audit;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Corrections;

/// <summary>
/// Removes images, as where a volunteer withdrew her consent: bytes and row are gone; a tombstone stays, by which the same source is refused
/// when it comes again, and the media that carried the image are named.
/// </summary>
public sealed class ImageRemoval
{
    private readonly OspacsArchive _archive;
    private readonly string _reason;

    /// <summary>Prepares a removal.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="reason">Why, in the person's words; no identity of a patient.</param>
    /// <exception cref="ArchiveException">The reason cannot be used.</exception>
    public ImageRemoval(OspacsArchive archive, string reason)
    {
        ArgumentNullException.ThrowIfNull(archive);
        GivenReason.Check(string.Empty, reason);
        _archive = archive;
        _reason = reason;
    }

    /// <summary>Removes images.</summary>
    /// <param name="imageIds">Which.</param>
    /// <param name="cancellation">Ends the work between two images; what is not durable by then is taken back.</param>
    /// <returns>What became of each image, when it is durable.</returns>
    /// <exception cref="ArchiveException">There never was such an image, or the archive failed: full, locked, gone.</exception>
    public IEnumerable<CorrectedImage> Run(IEnumerable<long> imageIds, CancellationToken cancellation = default) =>
        CorrectionBatch.Run(_archive, imageIds, _reason, Remove, cancellation);

    private CorrectedImage Remove(CorrectionBatch batch, long imageId)
    {
        IStoreBatch open = batch.Store;
        if (_archive.Store.History.GetTombstone(imageId) is { } gone)
        {
            return Tell(gone, CorrectionOutcome.AlreadyDone);
        }
        ImageRecord image = _archive.Store.History.FindImage(imageId) ?? throw new ArchiveException(ArchiveFailure.InvalidArgument, $"There is no image {imageId} in the archive.");
        var tombstone = Tombstone.Of(image, DateTime.UtcNow, batch.NextSequence);
        open.RemoveImage(tombstone);
        batch.Enter(new AuditDraft
        {
            Action = "Remove",
            MediaRef = image.MediaRef,
            SubjectId = image.SubjectId,
            SopInstanceUid = image.SopInstanceUid,
            PolicyId = image.PolicyId,
            Outcome = nameof(CorrectionOutcome.Removed),
            Reason = _reason,
            OldValue = CorrectionBatch.Describe(image),
        });
        batch.Remember(LedgerRecord.Removed(image, _reason));
        return Tell(tombstone, CorrectionOutcome.Removed);
    }

    private CorrectedImage Tell(Tombstone tombstone, CorrectionOutcome outcome) => new()
    {
        ImageId = tombstone.ImageId,
        Outcome = outcome,
        FromSubjectId = tombstone.SubjectId,
        MediaRef = tombstone.MediaRef,
        FromSopInstanceUid = tombstone.SopInstanceUid,
        Version = tombstone.Version,
        Exports = ImageHistory.Of(_archive.Store, tombstone.ImageId)!.ExportsToRecall,
    };
}
