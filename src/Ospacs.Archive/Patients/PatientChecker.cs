using System.Collections.Concurrent;
using Ospacs.Archive.Patients.Matching;

namespace Ospacs.Archive.Patients;

/// <summary>
/// Checks headers against the registry. Anything but a <see cref="CheckStatus.Match"/> is for a person to decide, who is told whom the header
/// may be of. The first header without a match has the registry indexed by what is alike. May be used by several threads.
/// </summary>
public sealed class PatientChecker
{
    private readonly IPatientRegistry _registry;
    private readonly MatchPolicy _policy;
    private readonly CandidateSearch _search;
    private readonly ConcurrentDictionary<string, Lazy<CentreIndex>> _centres = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a checker.</summary>
    /// <param name="registry">Where the trial's patients are looked up.</param>
    /// <param name="policy">What must agree.</param>
    public PatientChecker(IPatientRegistry registry, MatchPolicy policy)
    {
        _registry = registry;
        _policy = policy;
        _search = new CandidateSearch(registry, policy);
    }

    /// <summary>Where the trial's patients are looked up.</summary>
    internal IPatientRegistry Registry => _registry;

    /// <summary>Says which subject a header is of, and how sure that is.</summary>
    /// <param name="header">What the header says.</param>
    /// <param name="centre">The code of the centre that sent the object.</param>
    public PatientCheck Check(HeaderIdentity header, string centre)
    {
        IReadOnlyList<FieldRequirement> required = _policy.For(centre);
        var comparison = new PatientComparison(header);
        RegistryPatient? named = null;
        PatientCheck check = comparison.IsBlank(IdentityField.PatientId)
            ? CheckWithoutId(comparison, required, centre)
            : CheckWithId(comparison, required, centre, out named);
        if (check.Status == CheckStatus.Match)
        {
            RegistryPatient patient = named ?? _registry.FindSubject(check.SubjectId!)!;
            if (Enrolment.Contradiction(patient, header.StudyDate) is not { } outside)
            {
                (int score, IReadOnlyList<MatchPart> parts) = MatchParts.Of(check.Fields);
                return check with { Score = score, Parts = parts };
            }
            // Whoever she is, the exam is not one of hers in this trial, or the day of it is wrong.
            check = check with { Status = CheckStatus.Mismatch, Explanation = new MatchPart(MatchField.StudyDate, outside, 0).InWords() };
        }
        return _search.Complete(check, named, comparison, centre);
    }

    private PatientCheck CheckWithId(PatientComparison header, IReadOnlyList<FieldRequirement> required, string centre, out RegistryPatient? named)
    {
        IReadOnlyList<RegistryPatient> candidates = _registry.FindByPatientId(centre, header.PatientId);
        named = candidates.Count == 1 ? candidates[0] : null;
        if (candidates.Count <= 1)
        {
            return candidates.Count == 0
                ? new PatientCheck { Status = CheckStatus.NotFound, Explanation = "the registry has no patient with this id at the centre" }
                : Judge(header, required, candidates[0]);
        }
        // Several share the id. One of them is meant only when all else speaks for her and something speaks against every other.
        PatientCheck[] checks = [.. candidates.Select(c => Judge(header, required, c))];
        PatientCheck[] matches = [.. checks.Where(c => c.Status == CheckStatus.Match)];
        return matches.Length == 1 && checks.All(c => ReferenceEquals(c, matches[0]) || c.Status == CheckStatus.Mismatch)
            ? matches[0]
            : Ambiguous("more than one patient of the centre has this id");
    }

    private PatientCheck CheckWithoutId(PatientComparison header, IReadOnlyList<FieldRequirement> required, string centre)
    {
        // What the header leaves blank cannot agree with anybody; then there is nothing to look for.
        if (required.FirstOrDefault(r => r.Alternatives.All(header.IsBlank)) is { } blank)
        {
            return new PatientCheck { Status = CheckStatus.Unverified, Explanation = $"{blank} is blank" };
        }
        RegistryPatient[] candidates = [.. Lookup(header, required, centre).Distinct().Where(p => Unmet(header, required, p) is null).Take(2)];
        return candidates.Length switch
        {
            0 => new PatientCheck { Status = CheckStatus.NotFound, Explanation = $"no patient of the centre agrees in {string.Join(" and ", required)}" },
            1 => Judge(header, required, candidates[0]),
            _ => Ambiguous($"more than one patient of the centre agrees in {string.Join(" and ", required)}"),
        };
    }

    /// <summary>Everybody who can meet one requirement; the policy sees to it that there is one without sex in it, which can be looked up.</summary>
    private IEnumerable<RegistryPatient> Lookup(PatientComparison header, IReadOnlyList<FieldRequirement> required, string centre)
    {
        CentreIndex index = _centres.GetOrAdd(centre.Trim(), code => new Lazy<CentreIndex>(() => new CentreIndex(_registry.FindByCentre(code)))).Value;
        FieldRequirement requirement = required.First(r => !r.Alternatives.Contains(IdentityField.Sex));
        IEnumerable<RegistryPatient> found = [];
        if (requirement.Alternatives.Contains(IdentityField.Name))
        {
            found = found.Concat(index.FindByName(header.Names));
        }
        if (requirement.Alternatives.Contains(IdentityField.BirthDate) && header.BirthDate is { } date)
        {
            found = found.Concat(index.FindByBirthDate(date));
        }
        return found;
    }

    private static PatientCheck Judge(PatientComparison header, IReadOnlyList<FieldRequirement> required, RegistryPatient patient)
    {
        IReadOnlyDictionary<IdentityField, FieldAgreement> fields = header.With(patient);
        IdentityField[] differing = [.. fields.Where(f => f.Value == FieldAgreement.Differs).Select(f => f.Key)];
        FieldRequirement? unmet = Unmet(header, required, patient);
        CheckStatus status = differing.Length > 0 ? CheckStatus.Mismatch : unmet is not null ? CheckStatus.Unverified : CheckStatus.Match;
        return new PatientCheck
        {
            Status = status,
            SubjectId = patient.SubjectId,
            Fields = fields,
            Explanation = status switch
            {
                CheckStatus.Mismatch => string.Join("; ", differing.Select(f => $"{f} differs")),
                CheckStatus.Unverified => $"{unmet} is blank or not full",
                _ => string.Empty,
            },
        };
    }

    private static FieldRequirement? Unmet(PatientComparison header, IReadOnlyList<FieldRequirement> required, RegistryPatient patient) =>
        required.FirstOrDefault(r => !r.Alternatives.Any(f => header.Agreement(f, patient) == FieldAgreement.Agrees));

    private static PatientCheck Ambiguous(string explanation) => new() { Status = CheckStatus.Ambiguous, Explanation = explanation };
}
