namespace Ospacs.Archive.Patients.Matching;

/// <summary>Score and parts of a match, which nothing contradicts: the fields that agree. There are eight of them, made once, for a match must stay quick.</summary>
internal static class MatchParts
{
    private static readonly (int Score, IReadOnlyList<MatchPart> Parts)[] All = [.. Enumerable.Range(0, 8).Select(Make)];

    /// <summary>Score and parts of fields of which none differs.</summary>
    internal static (int Score, IReadOnlyList<MatchPart> Parts) Of(IReadOnlyDictionary<IdentityField, FieldAgreement> fields) => All[
        (fields[IdentityField.PatientId] == FieldAgreement.Agrees ? 1 : 0)
        | (fields[IdentityField.Name] == FieldAgreement.Agrees ? 2 : 0)
        | (fields[IdentityField.BirthDate] == FieldAgreement.Agrees ? 4 : 0)];

    private static (int Score, IReadOnlyList<MatchPart> Parts) Make(int agreeing)
    {
        MatchPart[] parts =
        [
            Part(MatchField.PatientId, (agreeing & 1) != 0, Points.FullId), Part(MatchField.FamilyName, (agreeing & 2) != 0, Points.HalfName),
            Part(MatchField.GivenName, (agreeing & 2) != 0, Points.HalfName), Part(MatchField.BirthDate, (agreeing & 4) != 0, Points.FullDate),
        ];
        return (parts.Sum(part => part.Points), Array.AsReadOnly(parts));
    }

    private static MatchPart Part(MatchField field, bool agrees, int points) => new(field, agrees ? PartKind.Agrees : PartKind.Blank, agrees ? points : 0);
}
