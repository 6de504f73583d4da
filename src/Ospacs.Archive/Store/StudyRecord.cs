namespace Ospacs.Archive.Store;

/// <summary>
/// A study and the subject that its UID belongs to, for ever. Images of a study that belong to other subjects make studies of their own:
/// later generations of the first one.
/// </summary>
/// <param name="StudyInstanceUid">Study Instance UID.</param>
/// <param name="SubjectId">The subject.</param>
/// <param name="RootStudyUid">The study of generation 0, from which this one's UID is made; its own UID for generation 0.</param>
/// <param name="Generation">0 for the study as it came; 1 and more for each further subject that images of it belong to.</param>
public sealed record StudyRecord(string StudyInstanceUid, string SubjectId, string RootStudyUid, int Generation);
