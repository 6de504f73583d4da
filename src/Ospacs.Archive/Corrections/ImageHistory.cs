using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Corrections;

/// <summary>All that became of one image: every version with its UIDs, and the media that each went out on. It names no patient.</summary>
public sealed record ImageHistory
{
    /// <summary>The image.</summary>
    public required long ImageId { get; init; }

    /// <summary>The subject that it belongs to; of one that was removed, the last.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The medium that it first came on.</summary>
    public required string MediaRef { get; init; }

    /// <summary>Whether it was removed.</summary>
    public bool IsRemoved => RemovedUtc is not null;

    /// <summary>When it was removed (UTC), or null.</summary>
    public DateTime? RemovedUtc { get; init; }

    /// <summary>The versions, oldest first; the last is the one that is or was stored.</summary>
    public required IReadOnlyList<ImageVersion> Versions { get; init; }

    /// <summary>The media that it went out on, oldest first.</summary>
    public IReadOnlyList<ImageExport> Exports { get; init; } = [];

    /// <summary>The media that it went out on as something that it is no more: of another subject, or before it was removed.</summary>
    public IReadOnlyList<ImageExport> ExportsToRecall => [.. Exports.Where(export => IsRemoved || export.SubjectId != SubjectId || export.SopInstanceUid != Versions[^1].SopInstanceUid)];

    /// <summary>The history of an image, or null where there never was one of this key.</summary>
    /// <param name="store">The archive.</param>
    /// <param name="imageId">The image.</param>
    public static ImageHistory? Of(IArchiveStore store, long imageId)
    {
        ArgumentNullException.ThrowIfNull(store);
        IImageHistory history = store.History;
        ImageRecord? image = history.FindImage(imageId);
        Tombstone? tombstone = image is null ? history.GetTombstone(imageId) : null;
        if (image is null && tombstone is null)
        {
            return null;
        }
        List<ImageVersion> versions = [.. history.GetRetired(imageId).Select(retired => new ImageVersion(
            retired.Version, retired.SubjectId, retired.StudyInstanceUid, retired.SeriesInstanceUid, retired.SopInstanceUid, retired.Size, Convert.ToHexString(retired.Sha256), retired.RetiredUtc, retired.AuditSequence))];
        versions.Add(image is not null
            ? new ImageVersion(image.Version, image.SubjectId, image.StudyInstanceUid, image.SeriesInstanceUid, image.SopInstanceUid, image.Size, Convert.ToHexString(image.Sha256), null, null)
            : new ImageVersion(
                tombstone!.Version, tombstone.SubjectId, tombstone.StudyInstanceUid, tombstone.SeriesInstanceUid, tombstone.SopInstanceUid, tombstone.Size, Convert.ToHexString(tombstone.Sha256), tombstone.RemovedUtc, tombstone.AuditSequence));
        return new ImageHistory
        {
            ImageId = imageId,
            SubjectId = versions[^1].SubjectId,
            MediaRef = image?.MediaRef ?? tombstone!.MediaRef,
            RemovedUtc = tombstone?.RemovedUtc,
            Versions = versions,
            Exports = [.. history.GetExports(imageId).Select(pair => new ImageExport(
                pair.Export.ExportId, pair.Export.Label, pair.Export.Profile, pair.Export.ExportedUtc, pair.Image.Version, pair.Image.SubjectId, pair.Image.SopInstanceUid, pair.Image.FileId, Convert.ToHexString(pair.Image.Sha256)))],
        };
    }
}

/// <summary>A version of an image.</summary>
/// <param name="Version">Its number.</param>
/// <param name="SubjectId">The subject that it belonged to.</param>
/// <param name="StudyInstanceUid">Study Instance UID.</param>
/// <param name="SeriesInstanceUid">Series Instance UID.</param>
/// <param name="SopInstanceUid">SOP Instance UID.</param>
/// <param name="Size">Bytes of the object.</param>
/// <param name="Sha256">SHA-256 of the object, hexadecimal.</param>
/// <param name="RetiredUtc">When it was retired or removed (UTC); null while it is stored.</param>
/// <param name="AuditSequence">The audit entry of that decision, or null.</param>
public sealed record ImageVersion(int Version, string SubjectId, string StudyInstanceUid, string SeriesInstanceUid, string SopInstanceUid, long Size, string Sha256, DateTime? RetiredUtc, long? AuditSequence)
{
    /// <summary>As "2: T1002".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Version}: {SubjectId}");
}

/// <summary>A medium that an image went out on, and what it went out as.</summary>
/// <param name="ExportId">The export's number.</param>
/// <param name="Label">The medium's file-set ID.</param>
/// <param name="Profile">Its media profile.</param>
/// <param name="ExportedUtc">When it was written (UTC).</param>
/// <param name="Version">The version that went out.</param>
/// <param name="SubjectId">The subject it went out as.</param>
/// <param name="SopInstanceUid">The SOP Instance UID it went out with.</param>
/// <param name="FileId">Its file ID on the medium.</param>
/// <param name="Sha256">SHA-256 of the file, hexadecimal.</param>
public sealed record ImageExport(long ExportId, string Label, string Profile, DateTime ExportedUtc, int Version, string SubjectId, string SopInstanceUid, string FileId, string Sha256)
{
    /// <summary>As "3 'DISC 3'".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{ExportId} '{Label}'");
}
