namespace Ospacs.Archive.Audit;

/// <summary>What is to be entered into the audit trail. Number, time, account, machine and code are filled in by <see cref="AuditTrail.Append"/>. Nothing in it names a patient.</summary>
public sealed record AuditDraft
{
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
}
