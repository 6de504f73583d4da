using System.Globalization;

namespace Ospacs.Archive.Patients;

/// <summary>The result of checking one header against the registry. It names fields, kinds and subjects, never values.</summary>
public sealed record PatientCheck
{
    /// <summary>What came of it.</summary>
    public required CheckStatus Status { get; init; }

    /// <summary>The subject: of a Match the certain one, of a Mismatch, Unverified or Swapped the one whom the id names; else null. Whom to take instead of a match, <see cref="Proposal"/> says.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The fields, compared with that subject; empty without one.</summary>
    public IReadOnlyDictionary<IdentityField, FieldAgreement> Fields { get; init; } = new Dictionary<IdentityField, FieldAgreement>();

    /// <summary>What is wrong, in words that name fields and never values: "BirthDate differs". Empty for a Match.</summary>
    public string Explanation { get; init; } = string.Empty;

    /// <summary>What speaks for the subject of a match, the proposed one or, where nobody is proposed, the best candidate: 0 to 100; null without any.</summary>
    public int? Score { get; init; }

    /// <summary>The parts of <see cref="Score"/>.</summary>
    public IReadOnlyList<MatchPart> Parts { get; init; } = [];

    /// <summary>The best candidates of all centres, the best first, where there is no match: a few, or none.</summary>
    public IReadOnlyList<PatientCandidate> Candidates { get; init; } = [];

    /// <summary>Whom to take instead of a match, or null.</summary>
    public PatientProposal? Proposal { get; init; }

    /// <summary>The explanation and, where there is one, the proposal in words.</summary>
    public string Message => Proposal is null
        ? Explanation
        : string.Create(CultureInfo.InvariantCulture, $"{Explanation}; proposed is subject {Proposal.SubjectId} ({Proposal.Kind}, {Proposal.Score} of 100): {Proposal.Explanation}");
}
