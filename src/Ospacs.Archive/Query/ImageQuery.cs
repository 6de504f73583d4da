namespace Ospacs.Archive.Query;

/// <summary>Which images are asked for. Every list that is not empty must hold the image's value, exactly as written.</summary>
public sealed record ImageQuery
{
    /// <summary>Subjects.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>Media references.</summary>
    public IReadOnlyList<string> Media { get; init; } = [];

    /// <summary>Centres.</summary>
    public IReadOnlyList<string> Centres { get; init; } = [];

    /// <summary>The earliest study date; images without a date are left out.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The latest study date; images without a date are left out.</summary>
    public DateOnly? To { get; init; }

    /// <summary>Study, series or SOP instance UIDs: an image with any of them is meant.</summary>
    public IReadOnlyList<string> Uids { get; init; } = [];

    /// <summary>Names of mask rules.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>How many images to pass over.</summary>
    public long Skip { get; init; }

    /// <summary>How many images to give at most, or null for all.</summary>
    public long? First { get; init; }
}

/// <summary>A branch of the tree: the images of a subject at a centre on one day.</summary>
/// <param name="Centre">The centre.</param>
/// <param name="SubjectId">The subject.</param>
/// <param name="StudyDate">The day, or null for images without a date.</param>
/// <param name="Images">How many images.</param>
/// <param name="Frames">How many frames in all.</param>
/// <param name="Bytes">Their size, in bytes.</param>
public sealed record ImageCount(string Centre, string SubjectId, DateOnly? StudyDate, long Images, long Frames, long Bytes);
