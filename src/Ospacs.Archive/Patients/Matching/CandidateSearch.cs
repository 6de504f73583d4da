using System.Runtime.CompilerServices;

namespace Ospacs.Archive.Patients.Matching;

/// <summary>Finds and weighs those whom a header without a match may be of, across all centres; and says whom to propose. It never makes a match.</summary>
internal sealed class CandidateSearch(IPatientRegistry registry, MatchPolicy policy)
{
    private const int MostCandidates = 5;

    /// <summary>Name and birth date that speak for somebody at least so much can outweigh an exact id: both, with one slip at most or at another centre.</summary>
    private const int SwappedRest = 45;

    // A registry is indexed once, however many checkers ask; and no longer than it lives.
    private static readonly ConditionalWeakTable<IPatientRegistry, Lazy<PatientIndex>> Indexes = [];

    internal static PatientIndex IndexOf(IPatientRegistry registry) =>
        Indexes.GetValue(registry, r => new Lazy<PatientIndex>(() => new PatientIndex(r))).Value;

    /// <summary>Completes a check that came to no match.</summary>
    /// <param name="check">The check.</param>
    /// <param name="named">The one whom the header's id names at the centre, or null: nobody, or several.</param>
    /// <param name="header">The header.</param>
    /// <param name="centre">The centre.</param>
    internal PatientCheck Complete(PatientCheck check, RegistryPatient? named, PatientComparison header, string centre)
    {
        PatientIndex index = IndexOf(registry);
        IReadOnlyCollection<RegistryPatient> found = index.Find(header);
        IdForm id = new(header.PatientId);
        bool national = id.IsNhsNumber && !id.IsPlaceholder;
        RegistryPatient[] holders = id.IsBlank || id.IsPlaceholder
            ? []
            : [.. found.Where(p => (national || IsOf(p, centre)) && p.PatientIds.Any(other => other.Trim().Equals(id.Text, StringComparison.OrdinalIgnoreCase)))];
        if (named is null && check.Status == CheckStatus.NotFound && national && holders is [var elsewhere])
        {
            named = elsewhere;
        }
        List<CandidateScore> candidates = [.. found.Select(p => CandidateScore.Of(header, p, centre, holders, index))];
        CandidateScore? ofNamed = named is null ? null : candidates.Find(c => c.Patient.SubjectId == named.SubjectId);
        if (named is not null && ofNamed is null)
        {
            candidates.Add(ofNamed = CandidateScore.Of(header, named, centre, holders, index));
        }
        candidates.Sort((a, b) => b.Score != a.Score ? b.Score.CompareTo(a.Score) : b.Rest != a.Rest ? b.Rest.CompareTo(a.Rest) : string.CompareOrdinal(a.Patient.SubjectId, b.Patient.SubjectId));
        if (ofNamed is not null && FitsBetter(candidates, ofNamed) is { } better)
        {
            return Swapped(check, header, candidates, ofNamed, better);
        }
        CandidateScore? best = candidates.Count > 0 ? candidates[0] : null;
        PatientProposal? proposal = best is not null && best.Score >= policy.Propose.Score && Lead(candidates) >= policy.Propose.Margin
            ? Proposal(best, IsUnambiguous(best, candidates, check.Status, header, centre) ? ProposalKind.Unambiguous : ProposalKind.Doubtful, header)
            : null;
        bool several = proposal is null && best is not null && best.Score >= policy.Propose.Score;
        return With(several ? check with { Explanation = $"{check.Explanation}; several volunteers are alike, and none is proposed" } : check, candidates, best, ofNamed) with { Proposal = proposal };
    }

    private static bool IsOf(RegistryPatient patient, string centre) => patient.Centre.Equals(centre.Trim(), StringComparison.OrdinalIgnoreCase);

    private static int Lead(List<CandidateScore> candidates) => candidates.Count > 1 ? candidates[0].Score - candidates[1].Score : 100;

    /// <summary>The one whom name and birth date fit better than the one whom the id names: clearly better, or wholly where the other one's do not.</summary>
    private CandidateScore? FitsBetter(List<CandidateScore> candidates, CandidateScore named) => candidates
        .Where(c => c != named && c.Rest >= SwappedRest && c.Rest > named.Rest
            && (c.Rest - named.Rest >= policy.Propose.Margin || (c.NameAgrees && c.BirthDateAgrees && !(named.NameAgrees && named.BirthDateAgrees))))
        .MaxBy(c => c.Rest);

    private PatientCheck Swapped(PatientCheck check, PatientComparison header, List<CandidateScore> candidates, CandidateScore named, CandidateScore better)
    {
        int next = candidates.Where(c => c != named && c != better).Select(c => c.Rest).DefaultIfEmpty(int.MinValue / 2).Max();
        bool alone = better.Rest - next >= policy.Propose.Margin;
        string whom = alone ? $"subject {better.Patient.SubjectId}" : "others";
        candidates.Remove(better);
        candidates.Insert(0, better);
        return With(check, candidates, better, named) with
        {
            Status = CheckStatus.Swapped,
            SubjectId = named.Patient.SubjectId,
            Fields = header.With(named.Patient),
            Explanation = $"the id is subject {named.Patient.SubjectId}'s, and name and birth date fit {whom} better",
            Proposal = alone && better.Score >= policy.Propose.Score ? Proposal(better, ProposalKind.Doubtful, header) : null,
        };
    }

    /// <summary>
    /// No threshold can loosen this: two of id, name and birth date agree wholly and one slip explains the third; nothing contradicts; nobody else's
    /// name and birth date are as good; and what the policy requires would agree.
    /// </summary>
    private bool IsUnambiguous(CandidateScore best, List<CandidateScore> candidates, CheckStatus status, PatientComparison header, string centre)
    {
        if (status is CheckStatus.Ambiguous or CheckStatus.Swapped or CheckStatus.Match || best.Score < policy.Propose.UnambiguousScore || Lead(candidates) < policy.Propose.UnambiguousMargin)
        {
            return false;
        }
        int agreeing = (best.IdAgrees ? 1 : 0) + (best.NameAgrees ? 1 : 0) + (best.BirthDateAgrees ? 1 : 0);
        if (agreeing != 2 || best.Parts.Any(part => part.IsDoubt) || candidates.Skip(1).Any(c => c.Rest >= best.Rest))
        {
            return false;
        }
        IReadOnlyList<IdentityField> corrected = Corrections(best, header);
        return policy.For(centre).All(r => r.Alternatives.Any(f => corrected.Contains(f) || header.Agreement(f, best.Patient) == FieldAgreement.Agrees));
    }

    private static PatientProposal Proposal(CandidateScore candidate, ProposalKind kind, PatientComparison header) => new()
    {
        SubjectId = candidate.Patient.SubjectId,
        Kind = kind,
        Score = candidate.Score,
        Corrections = Corrections(candidate, header),
        Slips = [.. candidate.Parts.Where(part => part.Kind != PartKind.Agrees)],
        Explanation = candidate.Explanation,
    };

    /// <summary>The fields in which the header does not agree, and the registry has something.</summary>
    private static IReadOnlyList<IdentityField> Corrections(CandidateScore candidate, PatientComparison header) =>
        [.. Enum.GetValues<IdentityField>().Where(f => header.Agreement(f, candidate.Patient) != FieldAgreement.Agrees && Knows(candidate.Patient, f))];

    private static bool Knows(RegistryPatient patient, IdentityField field) => field switch
    {
        IdentityField.PatientId => patient.PatientIds.Count > 0,
        IdentityField.Name => patient.FamilyName.Length > 0 || patient.GivenName.Length > 0,
        IdentityField.BirthDate => patient.BirthDate is not null,
        _ => patient.Sex.Length > 0,
    };

    private static PatientCheck With(PatientCheck check, List<CandidateScore> candidates, CandidateScore? shown, CandidateScore? named)
    {
        List<CandidateScore> few = [.. candidates.Take(MostCandidates).Where(c => c.Score > 0)];
        if (named is not null && !few.Contains(named))
        {
            few.Add(named);
        }
        return check with { Candidates = [.. few.Select(c => c.ToCandidate())], Score = shown?.Score, Parts = shown?.Parts ?? [] };
    }
}
