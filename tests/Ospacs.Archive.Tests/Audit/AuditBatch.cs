using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Tests.Audit;

/// <summary>A batch that takes audit entries and nothing else, and counts how often its head is asked for.</summary>
internal sealed class AuditBatch(List<AuditEntry> trail) : IStoreBatch
{
    /// <summary>How often the head was asked for.</summary>
    public int HeadsRead { get; private set; }

    /// <summary>What the next entry is refused with, or null.</summary>
    public ArchiveException? Refusal { get; set; }

    public long Bytes => 0;

    public (long Sequence, byte[] Mac) AuditHead
    {
        get
        {
            HeadsRead++;
            return trail.Count > 0 ? (trail[^1].Sequence, trail[^1].Mac) : (0, new byte[32]);
        }
    }

    public void AddAudit(AuditEntry entry)
    {
        if (Refusal is not null)
        {
            throw Refusal;
        }

        trail.Add(entry);
    }

    public void Commit()
    {
    }

    public void Dispose()
    {
    }

    public long ReserveImageId() => throw new NotSupportedException();

    public void AddPart(long imageId, int number, ReadOnlySpan<byte> bytes) => throw new NotSupportedException();

    public void AddImage(ImageRecord image, bool isNew = false) => throw new NotSupportedException();

    public void AddStudy(StudyRecord study) => throw new NotSupportedException();

    public void MoveImage(ImageRecord image, long draftId, RetiredVersion retired) => throw new NotSupportedException();

    public void RemoveImage(Tombstone tombstone) => throw new NotSupportedException();

    public long AddExport(ExportRecord export, IReadOnlyList<ExportImageRecord> images) => throw new NotSupportedException();

    public void ReplaceObject(ImageRecord image, long draftId) => throw new NotSupportedException();

    public void RemoveParts(long imageId) => throw new NotSupportedException();

    public long AddPolicy(string text, byte[] sha256, DateTime usedUtc) => throw new NotSupportedException();

    public void SetMediaFile(MediaFileRecord file) => throw new NotSupportedException();

    public void RemoveMediaFile(string mediaRef, byte[] fileKey) => throw new NotSupportedException();

    public void SetMedia(MediaRecord media) => throw new NotSupportedException();
}
