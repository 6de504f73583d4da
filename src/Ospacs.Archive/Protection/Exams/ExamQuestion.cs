namespace Ospacs.Archive.Protection.Exams;

/// <summary>A question about one object with its known answer.</summary>
/// <param name="Category">The category.</param>
/// <param name="Path">Where in the object.</param>
/// <param name="Expected">What must be found there, in words.</param>
/// <param name="IsRight">Whether an answer is right.</param>
internal sealed record ExamQuestion(ExamCategory Category, string Path, string Expected, Func<ExamAnswer, bool> IsRight);

/// <summary>A date that an object holds and that must be dealt with as all others of its volunteer are.</summary>
/// <param name="Path">Where.</param>
/// <param name="Value">What stands there: DA, or DT with a time and a zone behind the day.</param>
internal sealed record PlannedDate(ElementPath Path, string Value);

/// <summary>A UID that an object holds and that must become another one, the same everywhere.</summary>
/// <param name="Path">Where.</param>
/// <param name="Value">The source's UID.</param>
/// <param name="InFileMeta">Whether it stands in the file meta information.</param>
internal sealed record PlannedUid(ElementPath Path, string Value, bool InFileMeta = false);

/// <summary>An object of the exam: a file as a scanner writes it, and what is asked about what protection makes of it.</summary>
internal sealed record ExamObject
{
    /// <summary>Its name in the report.</summary>
    internal required string Name { get; init; }

    /// <summary>The number that the volunteer has in the trial.</summary>
    internal required string SubjectId { get; init; }

    /// <summary>The file.</summary>
    internal required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>What is asked of it alone.</summary>
    internal required IReadOnlyList<ExamQuestion> Questions { get; init; }

    /// <summary>Its dates; asked together with those of the volunteer's other objects.</summary>
    internal IReadOnlyList<PlannedDate> Dates { get; init; } = [];

    /// <summary>Its UIDs; asked together with those of all other objects.</summary>
    internal IReadOnlyList<PlannedUid> Uids { get; init; } = [];

    /// <summary>Whether it goes to the policy's own masks, rather than to the exam's.</summary>
    internal bool UsesPolicyMasks { get; init; }

    /// <summary>Whether the volunteer's number is asked for: not where the object must never be stored.</summary>
    internal bool IsStored { get; init; } = true;
}
