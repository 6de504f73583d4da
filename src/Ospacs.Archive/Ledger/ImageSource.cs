using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>Where an image of the archive came from, and whose it is: what a recall or an inspector needs. The whole object is identity side.</summary>
public sealed record ImageSource
{
    /// <summary>The subject that the image belongs to in the archive.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The centre.</summary>
    public required string Centre { get; init; }

    /// <summary>The medium that it came on.</summary>
    public required string MediaRef { get; init; }

    /// <summary>Its number on the medium.</summary>
    public required int FileNumber { get; init; }

    /// <summary>The image's key in the archive.</summary>
    public required long ImageId { get; init; }

    /// <summary>The image's SOP Instance UID in the archive.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>The image's version in the archive.</summary>
    public required int Version { get; init; }

    /// <summary>Where the source file lay.</summary>
    public string? SourcePath { get; init; }

    /// <summary>The keyed hash of the source file, hexadecimal digits.</summary>
    public required string SourceHash { get; init; }

    /// <summary>What the source's header says.</summary>
    public required SourceIdentifiers Source { get; init; }

    /// <summary>Patient ID of the source, or null.</summary>
    public string? PatientId => Source.PatientId;

    /// <summary>Patient's Name of the source, or null.</summary>
    public string? PatientName => Source.PatientName;

    /// <summary>Patient's Birth Date of the source as written, or null.</summary>
    public string? PatientBirthDate => Source.PatientBirthDate;

    /// <summary>SOP Instance UID of the source.</summary>
    public string SourceSopInstanceUid => Source.SopInstanceUid;

    /// <summary>When the entry was written (UTC).</summary>
    public required DateTime RecordedUtc { get; init; }

    /// <summary>The account that stored the image.</summary>
    public required string Account { get; init; }

    /// <summary>What was decided of the image since: corrections, moves, a removal; oldest first.</summary>
    public IReadOnlyList<LedgerRecord> Decisions { get; init => field = value ?? []; } = [];

    /// <summary>Joins what the archive and the ledger know of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="entries">The ledger's entries of its source, oldest first.</param>
    /// <returns>Null when there is no entry of its storing.</returns>
    internal static ImageSource? Of(ImageRecord image, IReadOnlyList<LedgerRecord> entries)
    {
        // A run that was cut off leaves entries of what it did not store; the next one wrote them again.
        LedgerRecord? stored = entries.LastOrDefault(entry => entry is { Kind: LedgerRecordKind.Stored, Source: not null });
        return stored is null ? null : new ImageSource
        {
            SubjectId = image.SubjectId,
            Centre = image.Centre,
            MediaRef = stored.MediaRef,
            FileNumber = stored.FileNumber,
            ImageId = image.ImageId,
            SopInstanceUid = image.SopInstanceUid,
            Version = image.Version,
            SourcePath = stored.SourcePath,
            SourceHash = stored.SourceHash,
            Source = stored.Source!,
            RecordedUtc = stored.TimeUtc,
            Account = stored.Account,
            Decisions = [.. entries.Where(entry => entry.Kind != LedgerRecordKind.Stored).DistinctBy(entry => entry with { TimeUtc = default, ImageId = 0, Corrections = [] })],
        };
    }
}
