namespace Ospacs.Archive.Patients.Matching;

/// <summary>The days between which a volunteer's exams lie, as far as the registry knows them; both days belong to it.</summary>
internal static class Enrolment
{
    /// <summary>How the day of an exam contradicts them, or null.</summary>
    internal static PartKind? Contradiction(RegistryPatient patient, DateOnly? studyDate) =>
        studyDate < patient.EnrolledOn ? PartKind.BeforeEnrolment : studyDate > patient.WithdrawnOn ? PartKind.AfterWithdrawal : null;
}
