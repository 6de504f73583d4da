namespace Ospacs.PowerShell.Commands;

/// <summary>What compressing an archive came to.</summary>
public sealed record OptimizationReport
{
    /// <summary>The archive: a full path, or a connection's name.</summary>
    public required string Archive { get; init; }

    /// <summary>How many images were looked at.</summary>
    public required long Images { get; init; }

    /// <summary>How many were compressed.</summary>
    public required long Compressed { get; init; }

    /// <summary>How many were compressed so already.</summary>
    public required long AlreadyCompressed { get; init; }

    /// <summary>How many stay as they are: lossy JPEG, pixels that the syntax cannot hold, those that would not be smaller, those that another program has changed meanwhile.</summary>
    public required long Kept { get; init; }

    /// <summary>How many are damaged, and stay as they are. Each has an error record.</summary>
    public required long Damaged { get; init; }

    /// <summary>Bytes of the images before.</summary>
    public required long BytesBefore { get; init; }

    /// <summary>Bytes of the images now.</summary>
    public required long BytesAfter { get; init; }

    /// <summary>Bytes saved.</summary>
    public long BytesSaved => BytesBefore - BytesAfter;

    /// <summary>Bytes that the archive takes on the disk.</summary>
    public required long ArchiveBytes { get; init; }

    /// <summary>Bytes of these that are free: later imports use them, and <c>-Compact</c> gives them back to the disk.</summary>
    public required long FreeBytes { get; init; }
}
