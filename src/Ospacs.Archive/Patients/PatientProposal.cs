namespace Ospacs.Archive.Patients;

/// <summary>A volunteer whom a header may be of. Fields and kinds only, never a value.</summary>
public sealed record PatientCandidate
{
    /// <summary>The volunteer.</summary>
    public required string SubjectId { get; init; }

    /// <summary>What speaks for her, 0 to 100: the sum of the parts.</summary>
    public required int Score { get; init; }

    /// <summary>What speaks for and against her.</summary>
    public required IReadOnlyList<MatchPart> Parts { get; init; }

    /// <summary>What does not agree, in words that name fields and never values.</summary>
    public required string Explanation { get; init; }
}

/// <summary>How sure a proposal is.</summary>
public enum ProposalKind
{
    /// <summary>The best candidate, and a person has to look.</summary>
    Doubtful,
    /// <summary>
    /// Of id, name and birth date two agree in normal form and one slip explains the third; nothing else differs, nobody else has name
    /// and birth date as good, and score and margin are those that the policy asks for.
    /// </summary>
    Unambiguous,
}

/// <summary>Whom a check proposes where it found no match. It makes no match: a person, or <see cref="PatientCorrection"/>, applies it.</summary>
public sealed record PatientProposal
{
    /// <summary>The subject.</summary>
    public required string SubjectId { get; init; }

    /// <summary>How sure it is.</summary>
    public required ProposalKind Kind { get; init; }

    /// <summary>What speaks for her, 0 to 100.</summary>
    public required int Score { get; init; }

    /// <summary>What the registry has in place of what the header says, or leaves out: the fields that would be taken from it.</summary>
    public required IReadOnlyList<IdentityField> Corrections { get; init; }

    /// <summary>The parts that these corrections put right: field and kind.</summary>
    public required IReadOnlyList<MatchPart> Slips { get; init; }

    /// <summary>What does not agree, in words that name fields and never values.</summary>
    public required string Explanation { get; init; }
}

/// <summary>What an import does with files that are no match, and whom the check has a proposal for.</summary>
public enum PatientCorrection
{
    /// <summary>They wait for a person.</summary>
    None,
    /// <summary>Those whose proposal is <see cref="ProposalKind.Unambiguous"/> are stored under it, each recorded; all others wait.</summary>
    Unambiguous,
}
