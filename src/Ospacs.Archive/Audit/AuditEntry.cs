namespace Ospacs.Archive.Audit;

/// <summary>One entry of the audit trail: who did what to what, when, and how it ended. It is appended and never changed, and names no patient.</summary>
public sealed record AuditEntry
{
    /// <summary>The entry's number, from 1 without a gap.</summary>
    public required long Sequence { get; init; }

    /// <summary>When (UTC).</summary>
    public required DateTime TimeUtc { get; init; }

    /// <summary>The account that the program ran under.</summary>
    public required string Account { get; init; }

    /// <summary>The machine.</summary>
    public required string Machine { get; init; }

    /// <summary>What was done, as "Import" or "Approve".</summary>
    public required string Action { get; init; }

    /// <summary>The medium, or null.</summary>
    public string? MediaRef { get; init; }

    /// <summary>The file's number on the medium, or null.</summary>
    public int? FileNumber { get; init; }

    /// <summary>The subject, or null.</summary>
    public string? SubjectId { get; init; }

    /// <summary>SOP Instance UID of the stored object, or null.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>The policy, or null.</summary>
    public long? PolicyId { get; init; }

    /// <summary>How it ended, as "Stored" or "Quarantined".</summary>
    public required string Outcome { get; init; }

    /// <summary>Why: the quarantine's reason, or what a person gave as one; or null.</summary>
    public string? Reason { get; init; }

    /// <summary>What was changed, as it was: subject, UIDs, hashes, no identity; or null where nothing that was stored changed.</summary>
    public string? OldValue { get; init; }

    /// <summary>What was changed, as it is now; or null.</summary>
    public string? NewValue { get; init; }

    /// <summary>HMAC-SHA-256 under the archive's key over the entry before and this one, 32 bytes.</summary>
    public byte[] Mac { get; init; } = [];
}

/// <summary>Which audit entries are asked for.</summary>
public sealed record AuditQuery
{
    /// <summary>The earliest time (UTC), or null.</summary>
    public DateTime? FromUtc { get; init; }

    /// <summary>The latest time (UTC), or null.</summary>
    public DateTime? ToUtc { get; init; }

    /// <summary>One medium, or null.</summary>
    public string? MediaRef { get; init; }

    /// <summary>One subject, or null.</summary>
    public string? SubjectId { get; init; }

    /// <summary>One action, or null.</summary>
    public string? Action { get; init; }

    /// <summary>The image's SOP Instance UID, or null.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>One outcome, or null.</summary>
    public string? Outcome { get; init; }

    /// <summary>The account, whole, or null.</summary>
    public string? Account { get; init; }
}
