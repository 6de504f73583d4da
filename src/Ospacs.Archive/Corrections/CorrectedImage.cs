namespace Ospacs.Archive.Corrections;

/// <summary>What became of an image that was to be moved or removed.</summary>
public enum CorrectionOutcome
{
    /// <summary>It belongs to the other subject now.</summary>
    Moved,
    /// <summary>It is gone.</summary>
    Removed,
    /// <summary>It belonged to that subject already, or was removed already: nothing was done.</summary>
    AlreadyDone,
    /// <summary>It was removed from the archive: nothing was done.</summary>
    Gone,
    /// <summary>The subject is of another centre than the image: nothing was done, since nobody said that this is meant.</summary>
    OtherCentre,
    /// <summary>Its bytes are not those that were stored: nothing was done. Import its medium again.</summary>
    Damaged,
}

/// <summary>What became of an image that was to be moved or removed, when it is durable. It names no patient.</summary>
public sealed record CorrectedImage
{
    /// <summary>The image.</summary>
    public required long ImageId { get; init; }

    /// <summary>What became of it.</summary>
    public required CorrectionOutcome Outcome { get; init; }

    /// <summary>The subject that it belonged to.</summary>
    public required string FromSubjectId { get; init; }

    /// <summary>The subject that it belongs to; null when it was removed.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The medium that it first came on.</summary>
    public required string MediaRef { get; init; }

    /// <summary>SOP Instance UID of the version before.</summary>
    public required string FromSopInstanceUid { get; init; }

    /// <summary>SOP Instance UID now; null when it was removed.</summary>
    public string? SopInstanceUid { get; init; }

    /// <summary>The version now; of an image that was removed, the last.</summary>
    public required int Version { get; init; }

    /// <summary>The media that went out with the image as it was: they are to be called back or corrected.</summary>
    public IReadOnlyList<ImageExport> Exports { get; init; } = [];
}
