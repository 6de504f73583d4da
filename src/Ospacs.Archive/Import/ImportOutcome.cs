using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Import;

/// <summary>What becomes of a file: exactly one of these.</summary>
public enum FileOutcome
{
    /// <summary>Protected and stored.</summary>
    Stored,
    /// <summary>The same file had been stored before.</summary>
    AlreadyStored,
    /// <summary>Not safe to store; it waits for a person.</summary>
    Quarantined,
    /// <summary>A DICOMDIR.</summary>
    Index,
    /// <summary>No DICOM file.</summary>
    NotDicom,
    /// <summary>Unreadable, or damaged.</summary>
    Failed,
    /// <summary>Its image was removed from the archive, as for a consent that was withdrawn: nothing of the file is kept.</summary>
    Withdrawn,
}

/// <summary>Why a file was quarantined.</summary>
public enum QuarantineReason
{
    /// <summary>The registry has no such patient at the centre.</summary>
    NotFound,
    /// <summary>Something in the header differs from the registry.</summary>
    Mismatch,
    /// <summary>A field that the policy requires is blank or cannot be read.</summary>
    Unverified,
    /// <summary>More than one volunteer could be meant.</summary>
    Ambiguous,
    /// <summary>The header fits another volunteer better than the one that its id names.</summary>
    Swapped,
    /// <summary>An object with the same SOP Instance UID, made of another file, is stored already.</summary>
    Resent,
    /// <summary>The same picture is stored under another subject.</summary>
    SameImage,
    /// <summary>Not an ultrasound object.</summary>
    UnsupportedClass,
    /// <summary>Pixels that cannot be decoded and masked.</summary>
    UnsupportedPixels,
    /// <summary>The object contradicts itself: frames, lengths, attributes.</summary>
    Inconsistent,
    /// <summary>No rule of the policy says what to mask on this scanner's images.</summary>
    NoMaskRule,
    /// <summary>The policy wants mask rules approved, and nobody has approved the one that matches.</summary>
    RuleNotApproved,
    /// <summary>Identity was found after protection.</summary>
    IdentityLeft,
    /// <summary>Text was found in the picture after masking.</summary>
    TextInPicture,
}

/// <summary>The outcome of one file. <see cref="Path"/> is identity side; everything else may go to a log.</summary>
public sealed record ImportOutcome
{
    /// <summary>The file's path: identity side.</summary>
    public required string Path { get; init; }

    /// <summary>The medium.</summary>
    public required string MediaRef { get; init; }

    /// <summary>The file's number on the medium, from 1.</summary>
    public required int FileNumber { get; init; }

    /// <summary>What became of it.</summary>
    public required FileOutcome Outcome { get; init; }

    /// <summary>Why it was quarantined, or null.</summary>
    public QuarantineReason? Reason { get; init; }

    /// <summary>What a person should know: what differs, or what is wrong; names media and file number, never a patient or path. Or null.</summary>
    public string? Message { get; init; }

    /// <summary>The subject, when known.</summary>
    public string? SubjectId { get; init; }

    /// <summary>When stored under an unambiguous proposal: the slips of the header that were put right, by field and kind; else empty.</summary>
    public IReadOnlyList<MatchPart> Corrections { get; init; } = [];

    /// <summary>SOP Instance UID of the stored object, or null.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>The stored image's key, or null.</summary>
    public long? ImageId { get; init; }

    /// <summary>The mask rule, when stored.</summary>
    public string? Rule { get; init; }

    /// <summary>When stored: how far the mask grew beyond the rule's rectangles, in pixels, to the edges of JPEG blocks or of pairs of pixels that share their colours.</summary>
    public int MaskGrowth { get; init; }

    /// <summary>The quarantine item, when quarantined.</summary>
    public string? QuarantineId { get; init; }

    /// <summary>The transfer syntax of the file, when it could be read; when stored, that of the stored object.</summary>
    public string? TransferSyntaxUid { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of the object in the archive, when it is stored there; else 0.</summary>
    public long StoredBytes { get; init; }
}
