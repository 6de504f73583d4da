using Ospacs.Archive.Patients.Matching;

namespace Ospacs.Archive.Patients;

/// <summary>A header, made ready to be compared with many patients of the registry.</summary>
internal sealed class PatientComparison
{
    private BirthDateForm? _birthDateForm;

    internal PatientComparison(HeaderIdentity header)
    {
        PatientId = header.PatientId.Trim();
        Names = PersonNameForm.OfHeader(header.PatientName);
        BirthDateText = header.BirthDate.Trim();
        BirthDate = DicomText.ParseDate(BirthDateText);
        Sex = SexForm.Of(header.Sex);
        StudyDate = header.StudyDate;
    }

    internal string PatientId { get; }

    internal IReadOnlyList<PersonNameForm> Names { get; }

    internal DateOnly? BirthDate { get; }

    /// <summary>The birth date in all the ways in which it may have been meant, for headers that fit nobody exactly.</summary>
    internal BirthDateForm BirthDateForm => _birthDateForm ??= new BirthDateForm(BirthDateText);

    /// <summary>The day of the exam, or null.</summary>
    internal DateOnly? StudyDate { get; }

    private string BirthDateText { get; }

    private string Sex { get; }

    /// <summary>Whether the header says nothing in a field.</summary>
    internal bool IsBlank(IdentityField field) => field switch
    {
        IdentityField.PatientId => PatientId.Length == 0,
        IdentityField.Name => Names.Count == 0,
        IdentityField.BirthDate => BirthDateText.Length == 0,
        _ => Sex.Length == 0,
    };

    internal IReadOnlyDictionary<IdentityField, FieldAgreement> With(RegistryPatient patient) =>
        Enum.GetValues<IdentityField>().ToDictionary(field => field, field => Agreement(field, patient));

    internal FieldAgreement Agreement(IdentityField field, RegistryPatient patient) => field switch
    {
        IdentityField.PatientId => patient.PatientIds.Count == 0 || PatientId.Length == 0
            ? FieldAgreement.Blank
            : Of(patient.PatientIds.Any(id => id.Trim().Equals(PatientId, StringComparison.OrdinalIgnoreCase))),
        IdentityField.Name => PersonNameForm.Compare(Names, PersonNameForm.OfRegistry(patient)),
        IdentityField.BirthDate => patient.BirthDate is not { } date || BirthDateText.Length == 0 ? FieldAgreement.Blank : Of(BirthDate == date),
        _ => Sex.Length == 0 || patient.Sex.Trim().Length == 0 ? FieldAgreement.Blank : Of(SexForm.Of(patient.Sex) == Sex),
    };

    private static FieldAgreement Of(bool agrees) => agrees ? FieldAgreement.Agrees : FieldAgreement.Differs;
}
