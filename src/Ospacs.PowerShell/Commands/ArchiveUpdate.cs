namespace Ospacs.PowerShell.Commands;

/// <summary>What an archive was brought up from, and to.</summary>
public sealed record ArchiveUpdate
{
    /// <summary>The archive: a full path, or a connection's name.</summary>
    public required string Archive { get; init; }

    /// <summary>The database engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The version that its schema had.</summary>
    public required int Before { get; init; }

    /// <summary>The version that it has.</summary>
    public required int Now { get; init; }
}
