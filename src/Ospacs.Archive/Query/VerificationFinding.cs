namespace Ospacs.Archive.Query;

/// <summary>What a verification found wrong.</summary>
public enum VerificationProblem
{
    /// <summary>The object's bytes are not those that were stored.</summary>
    AlteredBytes,
    /// <summary>Parts of the object are missing.</summary>
    MissingParts,
    /// <summary>The audit trail is broken.</summary>
    BrokenAudit,
    /// <summary>Images have no entry in the identity ledger: where they came from cannot be told.</summary>
    MissingSource,
    /// <summary>Lines of the identity ledger cannot be read.</summary>
    DamagedLedger,
    /// <summary>A row belongs to nothing, or lacks what belongs to it.</summary>
    OrphanedRow,
    /// <summary>A total that is kept is not that of the images.</summary>
    WrongTotals,
    /// <summary>A retired version or a tombstone is not what the audit entry of its decision says, or one of the two is missing.</summary>
    BrokenHistory,
}

/// <summary>One thing that is wrong in an archive.</summary>
/// <param name="Problem">What kind.</param>
/// <param name="Message">In words; names subject, medium and UID, never a patient.</param>
/// <param name="ImageId">The image, or null.</param>
/// <param name="SopInstanceUid">The image's UID, or null.</param>
/// <param name="MediaRef">The medium to import again, or null.</param>
public sealed record VerificationFinding(VerificationProblem Problem, string Message, long? ImageId = null, string? SopInstanceUid = null, string? MediaRef = null);

/// <summary>How far a verification is.</summary>
/// <param name="Images">Images checked.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Total">Images that are to be checked, as far as that is known; or null.</param>
public readonly record struct VerificationProgress(long Images, long Bytes, long? Total = null);
