using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Import;

/// <summary>A file that waits for a person. The whole record is identity side.</summary>
public sealed record QuarantineItem
{
    /// <summary>The item's name: the keyed hash of the source file in hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>The medium that it came on.</summary>
    public required string MediaRef { get; init; }

    /// <summary>Its number on the medium.</summary>
    public required int FileNumber { get; init; }

    /// <summary>The centre that sent the medium.</summary>
    public required string Centre { get; init; }

    /// <summary>Why it waits.</summary>
    public required QuarantineReason Reason { get; init; }

    /// <summary>What a person should know.</summary>
    public string Message { get; init; } = string.Empty;

    /// <summary>The subject that the check proposes, or null.</summary>
    public string? ProposedSubjectId { get; init; }

    /// <summary>How sure the proposal is, or null: nobody is proposed, the header is a match, or the record is of a time before proposals had kinds.</summary>
    public ProposalKind? ProposalKind { get; init; }

    /// <summary>What in the header does not agree with the proposed subject, in words that name fields and never values; or null.</summary>
    public string? ProposalExplanation { get; init; }

    /// <summary>Where the file came from.</summary>
    public string SourcePath { get; init; } = string.Empty;

    /// <summary>The keyed hash of its place on the medium, by which the passport knows it. Hexadecimal digits.</summary>
    public required string FileKey { get; init; }

    /// <summary>Other places where the same file was found, on this medium or others: a decision is for all of them.</summary>
    public IReadOnlyList<QuarantinePlace> AlsoAt { get; init => field = value ?? []; } = [];

    /// <summary>Doubts that a person was told of earlier and decided on; the next decision is on <see cref="Reason"/>, and takes none of them back.</summary>
    public IReadOnlyList<QuarantineReason> Decided { get; init => field = value ?? []; } = [];

    /// <summary>Why its medium as a whole makes it doubtful whose the file is, or null. Another try does not make it certain; a decision does, or a later import of the medium that finds no doubt.</summary>
    public string? MediaDoubt { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long Bytes { get; init; }

    /// <summary>When it was put here (UTC).</summary>
    public DateTime QuarantinedUtc { get; init; }

    /// <summary>A picture of the image, as it came and masked, with the places marked that look like text; null where there is none.</summary>
    public string? PreviewPath { get; init; }

    /// <summary>The quarantined copy.</summary>
    public string Path { get; init; } = string.Empty;

    /// <summary>Whether somebody who decides on the item knows of a doubt.</summary>
    /// <param name="doubt">The doubt.</param>
    internal bool TellsOf(QuarantineReason doubt) => Reason == doubt || Decided.Contains(doubt);
}

/// <summary>A place where a quarantined file was found.</summary>
/// <param name="MediaRef">The medium.</param>
/// <param name="FileNumber">The file's number on it.</param>
/// <param name="FileKey">The keyed hash of its place on the medium, by which the passport knows it. Hexadecimal digits.</param>
public sealed record QuarantinePlace(string MediaRef, int FileNumber, string FileKey);
