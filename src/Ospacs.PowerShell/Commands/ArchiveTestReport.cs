using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;

namespace Ospacs.PowerShell.Commands;

/// <summary>What a test of an archive came to.</summary>
public sealed record ArchiveTestReport
{
    /// <summary>The archive: a full path, or a connection's name.</summary>
    public required string Archive { get; init; }

    /// <summary>Whether nothing is wrong.</summary>
    public required bool IsIntact { get; init; }

    /// <summary>How many images were read back.</summary>
    public required long Images { get; init; }

    /// <summary>How many bytes they have.</summary>
    public required long Bytes { get; init; }

    /// <summary>Whether all images are read back by this test, together with the one that it went on with; false for a turn or a sample.</summary>
    public required bool IsWhole { get; init; }

    /// <summary>Whether it went on where a test had been stopped; that one's images are not counted here.</summary>
    public required bool IsResumed { get; init; }

    /// <summary>How many audit entries hold, from the first on.</summary>
    public required long AuditEntries { get; init; }

    /// <summary>How many entries of the identity ledger were read.</summary>
    public required long LedgerEntries { get; init; }

    /// <summary>The newest audit entry that the identity folder has seen; 0 where the trail does not hold.</summary>
    public required long Anchored { get; init; }

    /// <summary>Where the audit trail does not hold, or null when all of it does.</summary>
    public required AuditBreak? AuditBreak { get; init; }

    /// <summary>What is wrong.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }
}
