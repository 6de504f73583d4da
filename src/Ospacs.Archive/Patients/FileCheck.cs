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

    /// <summary>The subject: of a Match the certain one, of a Mismatch, Unverified or Swapped the one whom the id names; else null. Whom to take instead of a match, <see cref="Proposal"/> says.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The fields, compared with that subject; empty without one.</summary>
    public IReadOnlyDictionary<IdentityField, FieldAgreement> Fields { get; init; } = new Dictionary<IdentityField, FieldAgreement>();

    /// <summary>The fields that differ.</summary>
    public IReadOnlyList<IdentityField> Differences =>
        Fields.Where(pair => pair.Value == FieldAgreement.Differs).Select(pair => pair.Key).Order().ToArray();

    /// <summary>What speaks for the subject of a match, the proposed one or, where nobody is proposed, the best candidate: 0 to 100; null without any.</summary>
    public int? Score { get; init; }

    /// <summary>The parts of <see cref="Score"/>: fields, kinds and points.</summary>
    public IReadOnlyList<MatchPart> Parts { get; init; } = [];

    /// <summary>The best candidates of all centres, the best first, where there is no match.</summary>
    public IReadOnlyList<PatientCandidate> Candidates { get; init; } = [];

    /// <summary>Whom to take instead of a match, or null.</summary>
    public PatientProposal? Proposal { get; init; }

    /// <summary>What is wrong, in words that name fields and never values; empty for a Match.</summary>
    public string Message { get; init; } = string.Empty;
}
