using Ospacs.Archive.Store;

namespace Ospacs.Archive.Audit;

/// <summary>A batch that, once it is durable, leaves the end of the audit trail in the identity folder. It is the archive's only kind, so that no writer can forget to.</summary>
internal sealed class AnchoredBatch(IStoreBatch batch, AnchorFile anchors) : IStoreBatch
{
    private (long Sequence, byte[] Mac)? _end;

    public long Bytes => batch.Bytes;

    public (long Sequence, byte[] Mac) AuditHead => batch.AuditHead;

    public void AddAudit(AuditEntry entry)
    {
        batch.AddAudit(entry);
        _end = (entry.Sequence, entry.Mac);
    }

    public void Commit()
    {
        batch.Commit();
        Anchor();
    }

    /// <summary>Leaves the end of what was committed in the identity folder.</summary>
    public void Anchor()
    {
        if (_end is { } end)
        {
            anchors.Append(end.Sequence, end.Mac);
        }
    }

    public long ReserveImageId() => batch.ReserveImageId();

    public void AddPart(long imageId, int number, ReadOnlySpan<byte> bytes) => batch.AddPart(imageId, number, bytes);

    public void AddImage(ImageRecord image, bool isNew = false) => batch.AddImage(image, isNew);

    public void ReplaceObject(ImageRecord image, long draftId) => batch.ReplaceObject(image, draftId);

    public void AddStudy(StudyRecord study) => batch.AddStudy(study);

    public void MoveImage(ImageRecord image, long draftId, RetiredVersion retired) => batch.MoveImage(image, draftId, retired);

    public void RemoveImage(Tombstone tombstone) => batch.RemoveImage(tombstone);

    public long AddExport(ExportRecord export, IReadOnlyList<ExportImageRecord> images) => batch.AddExport(export, images);

    public void RemoveParts(long imageId) => batch.RemoveParts(imageId);

    public long AddPolicy(string text, byte[] sha256, DateTime usedUtc) => batch.AddPolicy(text, sha256, usedUtc);

    public void SetMediaFile(MediaFileRecord file) => batch.SetMediaFile(file);

    public void RemoveMediaFile(string mediaRef, byte[] fileKey) => batch.RemoveMediaFile(mediaRef, fileKey);

    public void SetMedia(MediaRecord media) => batch.SetMedia(media);

    public void Dispose() => batch.Dispose();
}
