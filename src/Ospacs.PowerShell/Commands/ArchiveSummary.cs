using Ospacs.Archive.Query;
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

    /// <summary>Counts what an archive holds.</summary>
    /// <param name="archive">Its name.</param>
    /// <param name="engine">The engine's name.</param>
    /// <param name="store">The archive.</param>
    /// <param name="cancellation">Ends the counting.</param>
    internal static ArchiveSummary Of(string archive, string engine, IArchiveStore store, CancellationToken cancellation)
    {
        var centres = new HashSet<string>(StringComparer.Ordinal);
        var subjects = new HashSet<string>(StringComparer.Ordinal);
        long images = 0;
        long frames = 0;
        long bytes = 0;
        foreach (ImageCount count in store.CountImages(new ImageQuery(), cancellation))
        {
            centres.Add(count.Centre);
            subjects.Add(count.SubjectId);
            images += count.Images;
            frames += count.Frames;
            bytes += count.Bytes;
        }
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
            Centres = centres.Count,
            Subjects = subjects.Count,
            Media = store.GetMedia().Count,
            Images = images,
            Frames = frames,
            Bytes = bytes,
        };
    }
}
