namespace Ospacs.Archive.Export;

/// <summary>Why an image was left out of a medium.</summary>
public enum RefusalReason
{
    /// <summary>The profile does not allow the object's SOP class.</summary>
    SopClass,
    /// <summary>The profile does not allow the object's transfer syntax, and it cannot be changed into one that it allows.</summary>
    TransferSyntax,
    /// <summary>The profile does not allow the photometric interpretation in the transfer syntax.</summary>
    Photometric,
    /// <summary>The profile asks for calibrated ultrasound regions that the object does not have.</summary>
    Calibration,
    /// <summary>The bytes or the pixels in the archive are not those that were stored, are no DICOM object, or had to be decoded and could not.</summary>
    Damaged,
    /// <summary>The object and its row in the archive contradict each other.</summary>
    Inconsistent,
}

/// <summary>An image that was left out.</summary>
/// <param name="ImageId">The image.</param>
/// <param name="SopInstanceUid">Its SOP Instance UID.</param>
/// <param name="SubjectId">Its subject.</param>
/// <param name="Reason">Why.</param>
/// <param name="Message">Why, in words.</param>
public sealed record RefusedImage(long ImageId, string SopInstanceUid, string SubjectId, RefusalReason Reason, string Message);

/// <summary>A file of the medium.</summary>
/// <param name="FileId">Its file ID as a path below the destination, parted by slashes.</param>
/// <param name="ImageId">The image.</param>
/// <param name="SopInstanceUid">Its SOP Instance UID.</param>
/// <param name="SubjectId">Its subject.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="Sha256">SHA-256 of the file: that of the stored object, unless the object was changed into another transfer syntax.</param>
/// <param name="TransferSyntaxUid">The transfer syntax that the file is written in.</param>
/// <param name="IsTranscoded">Whether the object was changed into another transfer syntax. Its pixels were decoded from the file then, and are those that were stored.</param>
/// <param name="Version">The version of the image that went out.</param>
public sealed record ExportedFile(string FileId, long ImageId, string SopInstanceUid, string SubjectId, long Bytes, byte[] Sha256, string TransferSyntaxUid, bool IsTranscoded, int Version);

/// <summary>What an export made: a medium whose every file was read back and compared.</summary>
public sealed record ExportReport
{
    /// <summary>The medium's folder.</summary>
    public required string Destination { get; init; }

    /// <summary>The file-set ID.</summary>
    public required string Label { get; init; }

    /// <summary>The profile's name.</summary>
    public required string Profile { get; init; }

    /// <summary>Whether the profile is one of PS3.11. The files of a medium under none may be in any transfer syntax.</summary>
    public required bool IsStandardProfile { get; init; }

    /// <summary>The number of the export in the archive, which remembers what went out; null where nothing was written.</summary>
    public long? ExportId { get; init; }

    /// <summary>Images on the medium.</summary>
    public int Images => Files.Count;

    /// <summary>Subjects on the medium.</summary>
    public required int Subjects { get; init; }

    /// <summary>Bytes of the images.</summary>
    public required long Bytes { get; init; }

    /// <summary>Images that were changed into another transfer syntax.</summary>
    public int Transcoded => Files.Count(file => file.IsTranscoded);

    /// <summary>Bytes of those images, as they were written.</summary>
    public long TranscodedBytes => Files.Where(file => file.IsTranscoded).Sum(file => file.Bytes);

    /// <summary>The images on the medium.</summary>
    public required IReadOnlyList<ExportedFile> Files { get; init; }

    /// <summary>The images that were left out. Without any, everything that was chosen is on the medium.</summary>
    public required IReadOnlyList<RefusedImage> Refused { get; init; }

    /// <summary>Files that the destination held before. They are not part of the file-set.</summary>
    public required int OtherFiles { get; init; }

    /// <summary>Keys of the DICOMDIR that must have a value and were filled, because the object has none.</summary>
    public required int FilledKeys { get; init; }
}
