namespace Ospacs.Archive.Store;

/// <summary>What an archive was made with. It never changes.</summary>
public sealed record ArchiveInfo
{
    /// <summary>The archive's own identifier.</summary>
    public required Guid ArchiveId { get; init; }

    /// <summary>The version of the schema that the archive is in.</summary>
    public int SchemaVersion { get; init; }

    /// <summary>The trial's sponsor: Clinical Trial Sponsor Name (0012,0010).</summary>
    public required string Sponsor { get; init; }

    /// <summary>The trial's protocol: Clinical Trial Protocol ID (0012,0020).</summary>
    public required string Protocol { get; init; }

    /// <summary>What is done with dates, one rule for the whole archive: "full" keeps them, "modified" shifts them by the subject's own number of days, "removed" takes them out.</summary>
    public required string DatePolicy { get; init; }

    /// <summary>A value made with the key, by which a wrong key is told from the right one. 32 bytes.</summary>
    public required byte[] KeyCheck { get; init; }

    /// <summary>When the archive was made (UTC).</summary>
    public DateTime CreatedUtc { get; init; }
}

/// <summary>A policy that images were protected under. Every policy ever used stays.</summary>
/// <param name="PolicyId">The row's key.</param>
/// <param name="Sha256">SHA-256 of the text in UTF-8, 32 bytes.</param>
/// <param name="Text">The policy file as it was.</param>
/// <param name="FirstUsedUtc">When it was first used (UTC).</param>
public sealed record PolicyRecord(long PolicyId, byte[] Sha256, string Text, DateTime FirstUsedUtc);
