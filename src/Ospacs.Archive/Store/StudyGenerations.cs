namespace Ospacs.Archive.Store;

/// <summary>Says which study of a line is a subject's: no two subjects have one UID.</summary>
internal static class StudyGenerations
{
    /// <summary>The study that images of a study make for a subject: the one that is hers already, or the next one, which is not in the archive yet.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="rootStudyUid">The study of generation 0.</param>
    /// <param name="subjectId">The subject.</param>
    internal static StudyRecord For(OspacsArchive archive, string rootStudyUid, string subjectId)
    {
        IReadOnlyList<StudyRecord> line = archive.Store.History.GetStudies(rootStudyUid);
        if (line.FirstOrDefault(study => study.SubjectId == subjectId) is { } hers)
        {
            return hers;
        }
        int generation = line.Count == 0 ? 0 : line[^1].Generation + 1;
        string uid = generation == 0 ? rootStudyUid : archive.Key.LaterUid(rootStudyUid, rootStudyUid, generation);
        return new StudyRecord(uid, subjectId, rootStudyUid, generation);
    }
}
