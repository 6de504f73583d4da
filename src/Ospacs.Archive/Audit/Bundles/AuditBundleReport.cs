namespace Ospacs.Archive.Audit.Bundles;

/// <summary>What was written for an inspector.</summary>
public sealed record AuditBundleReport
{
    /// <summary>The bundle's folder.</summary>
    public required string Destination { get; init; }

    /// <summary>The archive's own identifier.</summary>
    public required Guid ArchiveId { get; init; }

    /// <summary>Audit entries in it.</summary>
    public required long Entries { get; init; }

    /// <summary>The number of the last entry in it: the trail's head.</summary>
    public required long HeadSequence { get; init; }

    /// <summary>That entry's code, 64 hexadecimal digits. Whoever keeps number and code sees when the trail is cut off or written anew.</summary>
    public required string HeadMac { get; init; }

    /// <summary>Passports of media in it.</summary>
    public required int Passports { get; init; }

    /// <summary>Anchors of the identity folder in it.</summary>
    public required int Anchors { get; init; }

    /// <summary>Policies in it.</summary>
    public required int Policies { get; init; }

    /// <summary>Retired versions of images in it.</summary>
    public required long Versions { get; init; }

    /// <summary>Tombstones in it.</summary>
    public required long Tombstones { get; init; }

    /// <summary>Media that were written from the archive.</summary>
    public required long Exports { get; init; }

    /// <summary>Files of the bundle.</summary>
    public required int Files { get; init; }

    /// <summary>Their bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>SHA-256 of the list of hashes, 64 hexadecimal digits: it stands for the whole bundle, and in the audit entry of the export.</summary>
    public required string SumsSha256 { get; init; }

    /// <summary>Whether the check key is in it.</summary>
    public required bool HasCheckKey { get; init; }

    /// <summary>Where the trail does not hold, or null when all of it does. The bundle is whole all the same: it is what there is.</summary>
    public required AuditBreak? Break { get; init; }

    /// <summary>Whether the trail holds.</summary>
    public bool IsIntact => Break is null;
}
