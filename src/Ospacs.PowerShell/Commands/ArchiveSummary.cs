using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Commands;

/// <summary>An archive at a glance.</summary>
public sealed record ArchiveSummary
{
    /// <summary>The archive: a full path, or a connection's name.</summary>
    public required string Archive { get; init; }

    /// <summary>The database engine.</summary>
    public required string Engine { get; init; }

    /// <summary>The archive's own identifier.</summary>
    public required Guid ArchiveId { get; init; }

    /// <summary>The version of the schema.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>The trial's sponsor.</summary>
    public required string Sponsor { get; init; }

    /// <summary>The trial's protocol.</summary>
    public required string Protocol { get; init; }

    /// <summary>What is done with dates.</summary>
    public required string DatePolicy { get; init; }

    /// <summary>When the archive was made (UTC).</summary>
    public required DateTime CreatedUtc { get; init; }

    /// <summary>How many centres have images.</summary>
    public required int Centres { get; init; }

    /// <summary>How many subjects have images.</summary>
    public required int Subjects { get; init; }

    /// <summary>How many media were taken in.</summary>
    public required int Media { get; init; }

    /// <summary>How many images.</summary>
    public required long Images { get; init; }

    /// <summary>How many frames in all.</summary>
    public required long Frames { get; init; }

    /// <summary>The size of all objects, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Tells what an archive holds.</summary>
    /// <param name="archive">Its name.</param>
    /// <param name="engine">The engine's name.</param>
    /// <param name="store">The archive.</param>
    internal static ArchiveSummary Of(string archive, string engine, IArchiveStore store)
    {
        ArchiveTotals totals = store.GetTotals();
        return new ArchiveSummary
        {
            Archive = archive,
            Engine = engine,
            ArchiveId = store.Info.ArchiveId,
            SchemaVersion = store.Info.SchemaVersion,
            Sponsor = store.Info.Sponsor,
            Protocol = store.Info.Protocol,
            DatePolicy = store.Info.DatePolicy,
            CreatedUtc = store.Info.CreatedUtc,
            Centres = totals.Centres,
            Subjects = totals.Subjects,
            Media = totals.Media,
            Images = totals.Images,
            Frames = totals.Frames,
            Bytes = totals.Bytes,
        };
    }
}
