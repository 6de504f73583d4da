using Ospacs.Archive.Import;

namespace Ospacs.Archive.Protection;

/// <summary>What became of a file that was to be protected outside an archive.</summary>
public enum FileProtectionOutcome
{
    /// <summary>Protected and written.</summary>
    Protected,
    /// <summary>It would be protected and written; nothing was written.</summary>
    Planned,
    /// <summary>Not safe to protect; nothing was written.</summary>
    Refused,
    /// <summary>A DICOMDIR, which names patients: nothing was written.</summary>
    Index,
    /// <summary>No DICOM file.</summary>
    NotDicom,
    /// <summary>Unreadable, or damaged.</summary>
    Failed,
}

/// <summary>The report of one file. <see cref="Path"/> and <see cref="PreviewPath"/> are identity side; everything else may go to a log.</summary>
public sealed record FileProtectionReport
{
    /// <summary>The source's path: identity side.</summary>
    public required string Path { get; init; }

    /// <summary>The file's number among those protected, from 1.</summary>
    public required int FileNumber { get; init; }

    /// <summary>What became of it.</summary>
    public required FileProtectionOutcome Outcome { get; init; }

    /// <summary>Why it was refused, or null.</summary>
    public QuarantineReason? Reason { get; init; }

    /// <summary>What is wrong; names tags and fields, never a value. Empty when nothing is.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>The subject that the object now names, or null.</summary>
    public string? SubjectId { get; init; }

    /// <summary>Where the protected object was written, or null.</summary>
    public string? Destination { get; init; }

    /// <summary>SOP Instance UID of the protected object, or null.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>The mask rule that was applied, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>How far the mask grew beyond the rule's rectangles, in pixels: to the edges of JPEG blocks, or of pairs of pixels that share their colours.</summary>
    public int MaskGrowth { get; init; }

    /// <summary>The preview, or null: identity side.</summary>
    public string? PreviewPath { get; init; }

    /// <summary>What protection did to the object, attribute by attribute, without old values; or null.</summary>
    public DifferenceRecord? Differences { get; init; }

    /// <summary>Bytes of the protected object.</summary>
    public long Bytes { get; init; }

    /// <summary>SHA-256 of the protected object, 32 bytes, or null.</summary>
    public byte[]? Sha256 { get; init; }
}
