namespace Ospacs.Archive.Patients.Matching;

/// <summary>A patient, weighed against a header.</summary>
internal sealed class CandidateScore
{
    private CandidateScore(RegistryPatient patient, List<MatchPart> parts)
    {
        Patient = patient;
        Parts = parts;
        Rest = parts.Sum(part => part.Field == MatchField.PatientId ? 0 : part.Points);
        Score = Math.Clamp(parts.Sum(part => part.Points), 0, 100);
    }

    internal RegistryPatient Patient { get; }

    internal IReadOnlyList<MatchPart> Parts { get; }

    internal int Score { get; }

    /// <summary>What speaks for her beside the id, which may be negative.</summary>
    internal int Rest { get; }

    internal bool IdAgrees => Has(MatchField.PatientId);

    internal bool NameAgrees => Has(MatchField.FamilyName) && Has(MatchField.GivenName);

    internal bool BirthDateAgrees => Has(MatchField.BirthDate);

    /// <summary>What does not agree, in words.</summary>
    internal string Explanation => Parts.Any(part => part.Kind != PartKind.Agrees)
        ? string.Join("; ", Parts.Where(part => part.Kind != PartKind.Agrees).Select(part => part.InWords()))
        : "all that is known agrees";

    /// <summary>Weighs a patient.</summary>
    /// <param name="header">The header.</param>
    /// <param name="patient">The patient.</param>
    /// <param name="centre">The centre that sent the header.</param>
    /// <param name="holders">Those whose id the header's is exactly.</param>
    /// <param name="census">The names of the registry.</param>
    internal static CandidateScore Of(PatientComparison header, RegistryPatient patient, string centre, IReadOnlyList<RegistryPatient> holders, INameCensus census)
    {
        List<MatchPart> parts = [.. IdParts(new IdForm(header.PatientId), patient, holders), .. NameComparison.Of(header.Names, patient, census), BirthDatePart(header.BirthDateForm, patient)];
        if (header.Agreement(IdentityField.Sex, patient) is FieldAgreement.Differs)
        {
            parts.Add(new MatchPart(MatchField.Sex, PartKind.Differs, Points.OtherSex));
        }
        if (Enrolment.Contradiction(patient, header.StudyDate) is { } outside)
        {
            parts.Add(new MatchPart(MatchField.StudyDate, outside, Points.OutsideEnrolment));
        }
        if (!patient.Centre.Equals(centre.Trim(), StringComparison.OrdinalIgnoreCase))
        {
            parts.Add(new MatchPart(MatchField.Centre, PartKind.Differs, Points.OtherCentre));
        }
        return new CandidateScore(patient, parts);
    }

    internal PatientCandidate ToCandidate() => new() { SubjectId = Patient.SubjectId, Score = Score, Parts = Parts, Explanation = Explanation };

    private bool Has(MatchField field) => Parts.Any(part => part.Field == field && part.Kind == PartKind.Agrees);

    private static IEnumerable<MatchPart> IdParts(IdForm header, RegistryPatient patient, IReadOnlyList<RegistryPatient> holders)
    {
        if (header.IsBlank || patient.PatientIds.Count == 0)
        {
            yield return Id(PartKind.Blank);
            yield break;
        }
        if (header.IsPlaceholder)
        {
            yield return Id(PartKind.Placeholder);
            yield break;
        }
        PartKind best = PartKind.Differs;
        IdForm nearest = default;
        foreach (string id in patient.PatientIds)
        {
            IdForm registry = new(id);
            PartKind kind = IdForm.Compare(header, registry);
            if (nearest.Text is null || Points.OfId(kind) > Points.OfId(best))
            {
                (best, nearest) = (kind, registry);
            }
        }
        // She may have two ids of which a hospital's own differs by nature; a national number speaks for itself.
        if (best == PartKind.Differs && header.IsNhsNumber && patient.PatientIds.Any(id => new IdForm(id).IsNhsNumber))
        {
            best = PartKind.OtherNumber;
        }
        if (best != PartKind.Agrees && holders.Any(holder => !ReferenceEquals(holder, patient)))
        {
            best = PartKind.AnotherPatients;
        }
        yield return Id(best);
        if (best is PartKind.OneWrong or PartKind.Transposed && nearest.IsNhsNumber && NhsNumber.HasForm(header.Bare))
        {
            yield return Id(PartKind.CheckDigitFails);
        }
    }

    private static MatchPart Id(PartKind kind) => new(MatchField.PatientId, kind, Points.OfId(kind));

    private static MatchPart BirthDatePart(BirthDateForm header, RegistryPatient patient)
    {
        PartKind kind = header.IsBlank || patient.BirthDate is null ? PartKind.Blank
            : header.IsPlaceholder ? PartKind.Placeholder
            : header.CompareTo(patient.BirthDate.Value);
        return new MatchPart(MatchField.BirthDate, kind, Points.OfBirthDate(kind));
    }
}
