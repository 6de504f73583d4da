using System.Text.Json;
using System.Text.Json.Serialization;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Ledger;

/// <summary>What an entry of the identity ledger tells.</summary>
public enum LedgerRecordKind
{
    /// <summary>An image was stored: where it came from and what its source said.</summary>
    Stored,
    /// <summary>An image was stored although its source and the registry disagree: what was decided, and why.</summary>
    Corrected,
    /// <summary>An image was given to another subject.</summary>
    Moved,
    /// <summary>An image was removed.</summary>
    Removed,
}

/// <summary>An entry of the identity ledger: what the identity side knows of an image. The whole record is identity side. docs/formats.md gives its form on disk.</summary>
public sealed record LedgerRecord
{
    /// <summary>What it tells.</summary>
    public required LedgerRecordKind Kind { get; init; }

    /// <summary>When it was written (UTC). Filled in by <see cref="LedgerWriter"/>.</summary>
    public DateTime TimeUtc { get; init; }

    /// <summary>The account that the program ran under. Filled in by <see cref="LedgerWriter"/>.</summary>
    public string Account { get; init; } = string.Empty;

    /// <summary>The machine. Filled in by <see cref="LedgerWriter"/>.</summary>
    public string Machine { get; init; } = string.Empty;

    /// <summary>The medium that the image first came on. All entries of an image are in that medium's file.</summary>
    public required string MediaRef { get; init; }

    /// <summary>The file's number on the medium; 0 where the entry is not of a file.</summary>
    public int FileNumber { get; init; }

    /// <summary>The keyed hash of the source file, hexadecimal digits: what all entries of an image have in common, and the archive's row too.</summary>
    public required string SourceHash { get; init; }

    /// <summary>The subject that the image belongs to from now on; of a removed one, belonged to.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The subject that it belonged to before, or null.</summary>
    public string? FromSubjectId { get; init; }

    /// <summary>The image's key in the archive.</summary>
    public required long ImageId { get; init; }

    /// <summary>The image's SOP Instance UID in the archive.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>The UID that it had in the archive before, or null.</summary>
    public string? FromSopInstanceUid { get; init; }

    /// <summary>The image's version in the archive.</summary>
    public required int Version { get; init; }

    /// <summary>Where the source file lay, or null.</summary>
    public string? SourcePath { get; init; }

    /// <summary>What the source's header says, or null.</summary>
    public SourceIdentifiers? Source { get; init; }

    /// <summary>The fields in which header and registry differ; none where the registry was not asked, or does not know.</summary>
    public IReadOnlyList<SourceCorrection> Corrections { get; init => field = value ?? []; } = [];

    /// <summary>Why, in a person's words, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>The entry of an image that was given to another subject.</summary>
    /// <param name="before">The image as it was.</param>
    /// <param name="after">The image as it is now.</param>
    /// <param name="reason">Why.</param>
    internal static LedgerRecord Moved(ImageRecord before, ImageRecord after, string reason) => Of(LedgerRecordKind.Moved, after) with
    {
        MediaRef = before.MediaRef,
        SourceHash = Convert.ToHexString(before.SourceHash),
        FromSubjectId = before.SubjectId,
        FromSopInstanceUid = before.SopInstanceUid,
        Reason = reason,
    };

    /// <summary>The entry of an image that was removed.</summary>
    /// <param name="image">The image as it was.</param>
    /// <param name="reason">Why.</param>
    internal static LedgerRecord Removed(ImageRecord image, string reason) => Of(LedgerRecordKind.Removed, image) with { Reason = reason };

    /// <summary>An entry of an image, with what its row tells.</summary>
    /// <param name="kind">What the entry tells.</param>
    /// <param name="image">The image's row, with its key.</param>
    internal static LedgerRecord Of(LedgerRecordKind kind, ImageRecord image) => new()
    {
        Kind = kind,
        MediaRef = image.MediaRef,
        SourceHash = Convert.ToHexString(image.SourceHash),
        SubjectId = image.SubjectId,
        ImageId = image.ImageId,
        SopInstanceUid = image.SopInstanceUid,
        Version = image.Version,
    };

    /// <summary>Reads a record.</summary>
    /// <param name="json">JSON in UTF-8.</param>
    /// <exception cref="JsonException">It is no record.</exception>
    internal static LedgerRecord FromJson(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, LedgerJson.Default.LedgerRecord) ?? throw new JsonException();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LedgerRecord))]
internal sealed partial class LedgerJson : JsonSerializerContext;
