namespace Ospacs.Archive.Patients;

/// <summary>A volunteer as the trial's registry has her. Identity side.</summary>
public sealed record RegistryPatient
{
    /// <summary>The volunteer's number in the trial. Unique in the registry.</summary>
    public required string SubjectId { get; init; }

    /// <summary>The identifiers that the centre's scanners know her by. A patient without any is found by name and birth date only.</summary>
    public required IReadOnlyList<string> PatientIds { get; init; }

    /// <summary>Family name; may be empty.</summary>
    public string FamilyName { get; init; } = string.Empty;

    /// <summary>Given names; may be empty.</summary>
    public string GivenName { get; init; } = string.Empty;

    /// <summary>Family names that she had or also has, as a maiden name; none where the registry does not know.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>Birth date, or null.</summary>
    public DateOnly? BirthDate { get; init; }

    /// <summary>Sex as M, F or O, or empty.</summary>
    public string Sex { get; init; } = string.Empty;

    /// <summary>The centre that scans her.</summary>
    public required string Centre { get; init; }

    /// <summary>The day she joined the trial, or null where the registry does not know: no exam of hers is before it.</summary>
    public DateOnly? EnrolledOn { get; init; }

    /// <summary>The day she left the trial, or null: no exam of hers is after it.</summary>
    public DateOnly? WithdrawnOn { get; init; }
}

/// <summary>Where the trial's patients are looked up. Ospacs only reads it. Members may be called from several threads.</summary>
public interface IPatientRegistry
{
    /// <summary>The patients of a centre that an identifier names, in normal form; none, one or more.</summary>
    /// <param name="centre">The centre's code.</param>
    /// <param name="patientId">The identifier as the header has it.</param>
    IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId);

    /// <summary>The patients of a centre.</summary>
    /// <param name="centre">The centre's code.</param>
    IReadOnlyList<RegistryPatient> FindByCentre(string centre);

    /// <summary>The patient with a subject id, or null.</summary>
    /// <param name="subjectId">The subject.</param>
    RegistryPatient? FindSubject(string subjectId);

    /// <summary>All patients of all centres, in the registry's order.</summary>
    IEnumerable<RegistryPatient> Patients { get; }

    /// <summary>How many patients there are.</summary>
    int Count { get; }
}

/// <summary>What an object's header says of its patient, decoded. Identity side.</summary>
/// <param name="PatientId">Patient ID (0010,0020), trimmed; empty when blank.</param>
/// <param name="PatientName">Patient's Name (0010,0010), trimmed, component groups and carets kept; empty when blank.</param>
/// <param name="BirthDate">Patient's Birth Date (0010,0030) as written, trimmed; empty when blank.</param>
/// <param name="Sex">Patient's Sex (0010,0040), trimmed; empty when blank.</param>
/// <param name="StudyDate">Study Date (0008,0020), or null where there is none or it is no date.</param>
public sealed record HeaderIdentity(string PatientId, string PatientName, string BirthDate, string Sex, DateOnly? StudyDate = null);

/// <summary>A field of identity that is compared.</summary>
public enum IdentityField
{
    /// <summary>Patient ID.</summary>
    PatientId,
    /// <summary>The full name.</summary>
    Name,
    /// <summary>Birth date.</summary>
    BirthDate,
    /// <summary>Sex.</summary>
    Sex,
}

/// <summary>How header and registry stand to each other in one field.</summary>
public enum FieldAgreement
{
    /// <summary>Equal in normal form.</summary>
    Agrees,
    /// <summary>Not equal.</summary>
    Differs,
    /// <summary>Blank on one side or both.</summary>
    Blank,
}

/// <summary>What came of a check.</summary>
public enum CheckStatus
{
    /// <summary>Nothing differs, every required field agrees, and the exam is not outside of the days that the registry has her in the trial.</summary>
    Match,
    /// <summary>Something differs, or the exam is before she joined the trial or after she left it.</summary>
    Mismatch,
    /// <summary>Nothing differs, but a required field is blank.</summary>
    Unverified,
    /// <summary>No candidate.</summary>
    NotFound,
    /// <summary>More than one candidate.</summary>
    Ambiguous,
    /// <summary>The id names one volunteer, and name and birth date fit another one better.</summary>
    Swapped,
}
