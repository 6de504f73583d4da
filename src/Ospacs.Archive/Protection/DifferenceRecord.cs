using System.Text.Json;
using System.Text.Json.Serialization;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection;

/// <summary>What protection did to one object: each attribute's place, what was done, and by which rule. As long as it holds no old values, it may go to a log.</summary>
public sealed record DifferenceRecord
{
    /// <summary>SOP Instance UID of the protected object.</summary>
    public required string SopInstanceUid { get; init; }

    /// <summary>The subject that the object now names.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The medium, or null where there is none.</summary>
    public string? MediaRef { get; init; }

    /// <summary>The file's number, from 1.</summary>
    public int FileNumber { get; init; }

    /// <summary>The profile's name in the policy.</summary>
    public required string Profile { get; init; }

    /// <summary>SHA-256 of the policy's text, 64 hexadecimal digits.</summary>
    public required string PolicySha256 { get; init; }

    /// <summary>The mask rule that was applied.</summary>
    public required string Rule { get; init; }

    /// <summary>What was done, in the order of the elements; what the trial wrote comes last.</summary>
    public required IReadOnlyList<AttributeChange> Changes { get; init; }

    /// <summary>The record as JSON in one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DifferenceJson.Default.DifferenceRecord);

    internal static DifferenceRecord Of(ProtectedObject made, ProtectionContext context, ArchivePolicy policy, int fileNumber, IReadOnlyList<AttributeChange> changes) => new()
    {
        SopInstanceUid = made.Dataset.GetCode(DicomTag.SOPInstanceUID),
        SubjectId = context.SubjectId,
        FileNumber = fileNumber,
        Profile = policy.Profile.Name,
        PolicySha256 = Convert.ToHexString(policy.Sha256),
        Rule = made.Rule,
        Changes = changes,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DifferenceRecord))]
internal sealed partial class DifferenceJson : JsonSerializerContext;
