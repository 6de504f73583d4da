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

    /// <summary>How many audit entries were verified.</summary>
    public required long AuditEntries { get; init; }

    /// <summary>How many entries of the identity ledger were read.</summary>
    public required long LedgerEntries { get; init; }

    /// <summary>What is wrong.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }
}
