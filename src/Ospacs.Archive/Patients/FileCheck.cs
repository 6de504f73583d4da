namespace Ospacs.Archive.Patients;

/// <summary>What a check of one file against the registry came to. <see cref="Path"/> is identity side; everything else may go to a log.</summary>
public sealed record FileCheck
{
    /// <summary>The file's path: identity side.</summary>
    public required string Path { get; init; }

    /// <summary>The file's number among those checked, from 1.</summary>
    public required int FileNumber { get; init; }

    /// <summary>The centre whose patients were asked.</summary>
    public required string Centre { get; init; }

    /// <summary>What came of it, or null where there is no patient to check: the file is no DICOM file, an index, or damaged.</summary>
    public CheckStatus? Status { get; init; }

    /// <summary>The subject: of a Match the certain one, of a Mismatch or Unverified the proposal; else null.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The fields, compared with that subject; empty without one.</summary>
    public IReadOnlyDictionary<IdentityField, FieldAgreement> Fields { get; init; } = new Dictionary<IdentityField, FieldAgreement>();

    /// <summary>The fields that differ.</summary>
    public IReadOnlyList<IdentityField> Differences =>
        Fields.Where(pair => pair.Value == FieldAgreement.Differs).Select(pair => pair.Key).Order().ToArray();

    /// <summary>What is wrong, in words that name fields and never values; empty for a Match.</summary>
    public string Message { get; init; } = string.Empty;
}
