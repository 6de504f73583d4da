using Ospacs.Archive.Protection;

namespace Ospacs.Archive.Import;

/// <summary>A file on its way in: what is known of it before it is read.</summary>
internal sealed record ImportSource
{
    public required string Path { get; init; }

    /// <summary>Where the file came from on its medium: identity side. The quarantine remembers it.</summary>
    public required string SourcePath { get; init; }

    public required string MediaRef { get; init; }

    public required string Centre { get; init; }

    public required int Number { get; init; }

    public required byte[] FileKey { get; init; }

    /// <summary>Why it cannot be read, when that is known already.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the medium's DICOMDIR lists it.</summary>
    public bool IsListed { get; init; }

    /// <summary>Why the medium as a whole makes it doubtful whose the file is, or null. It waits until a person who was told so decides.</summary>
    public string? MediumDoubt { get; init; }

    /// <summary>The subject that a person decided on; the registry is not asked again.</summary>
    public string? DecidedSubject { get; init; }

    /// <summary>The quarantine item that this file is, or null.</summary>
    public string? QuarantineId { get; init; }

    /// <summary>What the quarantine said of it before, for the audit: the doubt, and the subject that was proposed; or null.</summary>
    public string? Doubt { get; init; }

    public static ImportSource Of(ScannedFile file, ImportOptions options, ArchiveKey key, bool isListed) => new()
    {
        Path = file.Path,
        SourcePath = file.Path,
        MediaRef = options.MediaRef,
        Centre = options.Centre,
        Number = file.Number,
        FileKey = key.HashPlace(options.MediaRef, file.RelativePath),
        Problem = file.Problem,
        IsListed = isListed,
    };

    public static ImportSource Of(QuarantineItem item, string? decidedSubject) => new()
    {
        Path = item.Path,
        SourcePath = item.SourcePath,
        MediaRef = item.MediaRef,
        Centre = item.Centre,
        Number = item.FileNumber,
        FileKey = Convert.FromHexString(item.FileKey),
        MediumDoubt = item.MediaDoubt,
        DecidedSubject = decidedSubject,
        QuarantineId = item.Id,
        Doubt = DoubtOf(item),
    };

    public static string DoubtOf(QuarantineItem item) => $"{item.Reason}{(item.ProposedSubjectId is null ? string.Empty : $", proposed subject {item.ProposedSubjectId}")}";
}
