namespace Ospacs.Archive.Store;

/// <summary>What an image was before it was given to another subject. Its bytes are gone; its hash and the audit entry prove what they were.</summary>
public sealed record RetiredVersion
{
    /// <summary>The image.</summary>
    public required long ImageId { get; init; }

    /// <summary>The version that was retired.</summary>
    public required int Version { get; init; }

    /// <summary>The subject that it belonged to.</summary>
    public required string SubjectId { get; init; }

    /// <summary>Study Date (0008,0020), or null.</summary>
    public DateOnly? StudyDate { get; init; }

    /// <summary>Study Instance UID.</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>Series Instance UID.</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>SOP Instance UID. No other version of any image has it.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>The transfer syntax that it was stored in.</summary>
    public required string TransferSyntaxUid { get; init; }

    /// <summary>Bytes of the object.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the object's bytes, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>When it was retired (UTC).</summary>
    public required DateTime RetiredUtc { get; init; }

    /// <summary>The audit entry of the decision.</summary>
    public required long AuditSequence { get; init; }

    /// <summary>The version of an image that is about to be retired.</summary>
    /// <param name="image">The image as it is.</param>
    /// <param name="retiredUtc">Now (UTC).</param>
    /// <param name="auditSequence">The audit entry of the decision.</param>
    public static RetiredVersion Of(ImageRecord image, DateTime retiredUtc, long auditSequence)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new RetiredVersion
        {
            ImageId = image.ImageId,
            Version = image.Version,
            SubjectId = image.SubjectId,
            StudyDate = image.StudyDate,
            StudyInstanceUid = image.StudyInstanceUid,
            SeriesInstanceUid = image.SeriesInstanceUid,
            SopInstanceUid = image.SopInstanceUid,
            TransferSyntaxUid = image.TransferSyntaxUid,
            Size = image.Size,
            Sha256 = image.Sha256,
            RetiredUtc = retiredUtc,
            AuditSequence = auditSequence,
        };
    }
}

/// <summary>What is left of an image that was removed: enough to refuse its source when it comes again, and to say where it had gone.</summary>
public sealed record Tombstone
{
    /// <summary>The image's key; it is never given again.</summary>
    public required long ImageId { get; init; }

    /// <summary>The version that was removed.</summary>
    public required int Version { get; init; }

    /// <summary>The subject.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The scanning site.</summary>
    public required string Centre { get; init; }

    /// <summary>Study Date (0008,0020), or null.</summary>
    public DateOnly? StudyDate { get; init; }

    /// <summary>The medium that the object first came on.</summary>
    public required string MediaRef { get; init; }

    /// <summary>Study Instance UID.</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>Series Instance UID.</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>SOP Instance UID.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>The SOP Instance UID that protection gives the same source: by it another file of the same object is known.</summary>
    public required string RootSopUid { get; init; }

    /// <summary>The transfer syntax that it was stored in.</summary>
    public required string TransferSyntaxUid { get; init; }

    /// <summary>Bytes of the object.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 of the object's bytes, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>The keyed hash of the source file, 32 bytes.</summary>
    public required byte[] SourceHash { get; init; }

    /// <summary>When the object was stored (UTC).</summary>
    public required DateTime ImportedUtc { get; init; }

    /// <summary>When it was removed (UTC).</summary>
    public required DateTime RemovedUtc { get; init; }

    /// <summary>The audit entry of the decision.</summary>
    public required long AuditSequence { get; init; }

    /// <summary>The tombstone of an image that is about to be removed.</summary>
    /// <param name="image">The image as it is.</param>
    /// <param name="removedUtc">Now (UTC).</param>
    /// <param name="auditSequence">The audit entry of the decision.</param>
    public static Tombstone Of(ImageRecord image, DateTime removedUtc, long auditSequence)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new Tombstone
        {
            ImageId = image.ImageId,
            Version = image.Version,
            SubjectId = image.SubjectId,
            Centre = image.Centre,
            StudyDate = image.StudyDate,
            MediaRef = image.MediaRef,
            StudyInstanceUid = image.StudyInstanceUid,
            SeriesInstanceUid = image.SeriesInstanceUid,
            SopInstanceUid = image.SopInstanceUid,
            RootSopUid = image.RootSopUid ?? image.SopInstanceUid,
            TransferSyntaxUid = image.TransferSyntaxUid,
            Size = image.Size,
            Sha256 = image.Sha256,
            SourceHash = image.SourceHash,
            ImportedUtc = image.ImportedUtc,
            RemovedUtc = removedUtc,
            AuditSequence = auditSequence,
        };
    }
}

/// <summary>A medium that was written from the archive.</summary>
/// <param name="ExportId">The export's number; 0 until it is written.</param>
/// <param name="Label">The file-set ID; may be empty.</param>
/// <param name="Profile">The media profile.</param>
/// <param name="ExportedUtc">When (UTC).</param>
/// <param name="Images">Images on it.</param>
/// <param name="Subjects">Subjects on it.</param>
/// <param name="Bytes">Bytes of the images.</param>
/// <param name="AuditSequence">The audit entry of the export.</param>
public sealed record ExportRecord(long ExportId, string Label, string Profile, DateTime ExportedUtc, int Images, int Subjects, long Bytes, long AuditSequence);

/// <summary>An image on a medium that was written.</summary>
/// <param name="ImageId">The image.</param>
/// <param name="Version">The version that went out.</param>
/// <param name="SubjectId">The subject it went out as.</param>
/// <param name="SopInstanceUid">The SOP Instance UID it went out with.</param>
/// <param name="FileId">Its file ID on the medium, parted by slashes.</param>
/// <param name="TransferSyntaxUid">The transfer syntax of the file.</param>
/// <param name="Sha256">SHA-256 of the file, 32 bytes.</param>
public sealed record ExportImageRecord(long ImageId, int Version, string SubjectId, string SopInstanceUid, string FileId, string TransferSyntaxUid, byte[] Sha256);
