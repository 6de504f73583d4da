using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Import;

/// <summary>What the survey of a medium keeps of a file's header. Identity side.</summary>
/// <param name="Number">The file's number on the medium.</param>
/// <param name="StudyInstanceUid">Study Instance UID (0020,000D); empty when there is none.</param>
/// <param name="StudyDate">Study Date (0008,0020), or null when it is no whole date.</param>
/// <param name="Identity">The patient, or null where that cannot be read as text.</param>
internal sealed record SurveyedFile(int Number, string StudyInstanceUid, DateOnly? StudyDate, HeaderIdentity? Identity);
