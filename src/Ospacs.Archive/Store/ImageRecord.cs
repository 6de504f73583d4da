namespace Ospacs.Archive.Store;

/// <summary>A row of the archive's <c>Image</c> table: one protected DICOM object of a subject. It holds no handle and no bytes.</summary>
public sealed record ImageRecord
{
    /// <summary>The row's key, given by <see cref="IStoreBatch.ReserveImageId"/>.</summary>
    public long ImageId { get; init; }

    /// <summary>The trial's volunteer.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The scanning site.</summary>
    public required string Centre { get; init; }

    /// <summary>Study Date (0008,0020), or null when the object has none.</summary>
    public DateOnly? StudyDate { get; init; }

    /// <summary>The number of the medium that the object first came on.</summary>
    public required string MediaRef { get; init; }

    /// <summary>Study Instance UID of the protected object. It belongs to one subject.</summary>
    public required string StudyInstanceUid { get; init; }

    /// <summary>Series Instance UID of the protected object.</summary>
    public required string SeriesInstanceUid { get; init; }

    /// <summary>SOP Instance UID of the protected object. It is unique in the archive.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>SOP Class UID.</summary>
    public required string SopClassUid { get; init; }

    /// <summary>Modality (0008,0060); empty when absent.</summary>
    public string Modality { get; init; } = string.Empty;

    /// <summary>Series Number (0020,0011), or null.</summary>
    public int? SeriesNumber { get; init; }

    /// <summary>Instance Number (0020,0013), or null.</summary>
    public int? InstanceNumber { get; init; }

    /// <summary>Manufacturer (0008,0070) of the scanner; empty when absent.</summary>
    public string Manufacturer { get; init; } = string.Empty;

    /// <summary>Manufacturer's Model Name (0008,1090) of the scanner; empty when absent.</summary>
    public string ManufacturerModelName { get; init; } = string.Empty;

    /// <summary>Rows (0028,0010), pixels.</summary>
    public int Rows { get; init; }

    /// <summary>Columns (0028,0011), pixels.</summary>
    public int Columns { get; init; }

    /// <summary>Photometric Interpretation (0028,0004).</summary>
    public string PhotometricInterpretation { get; init; } = string.Empty;

    /// <summary>The transfer syntax that the object is stored in.</summary>
    public required string TransferSyntaxUid { get; init; }

    /// <summary>Frames: 1 for a still.</summary>
    public int NumberOfFrames { get; init; } = 1;

    /// <summary>Bytes of the stored object.</summary>
    public long Size { get; init; }

    /// <summary>SHA-256 of the stored object's bytes, 32 bytes.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>SHA-256 of the decoded pixels in canonical form, 32 bytes; null until it is computed.</summary>
    public byte[]? PixelSha256 { get; init; }

    /// <summary>A keyed hash of the source file's bytes under the archive's key, 32 bytes: tells the same file when it comes again.</summary>
    public required byte[] SourceHash { get; init; }

    /// <summary>The policy that the object was protected under.</summary>
    public long PolicyId { get; init; }

    /// <summary>The name of the mask rule that was applied.</summary>
    public required string Rule { get; init; }

    /// <summary>The version of this image: 1 when first stored, more after a correction.</summary>
    public int Version { get; init; } = 1;

    /// <summary>The Series Instance UID that protection gave the source, where the image's own is of a later generation; or null.</summary>
    public string? RootSeriesUid { get; init; }

    /// <summary>The SOP Instance UID that protection gave the source, where the image's own is of a later generation; or null.</summary>
    public string? RootSopUid { get; init; }

    /// <summary>When the object was stored (UTC).</summary>
    public DateTime ImportedUtc { get; init; }
}
