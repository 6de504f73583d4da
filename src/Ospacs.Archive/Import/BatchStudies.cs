using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>Whose the studies are that a batch writes images of: each is asked for once, and not at all when the batch itself made it.</summary>
internal sealed class BatchStudies(IArchiveStore store, NewKeys keys)
{
    private readonly Dictionary<string, (string? Subject, int Generations)> _studies = new(StringComparer.Ordinal);

    /// <summary>The subject of a study, or null where there is no such study yet; and how many generations there are of it, where it is the first.</summary>
    /// <param name="studyInstanceUid">The study.</param>
    public (string? Subject, int Generations) Of(string studyInstanceUid)
    {
        if (!_studies.TryGetValue(studyInstanceUid, out (string? Subject, int Generations) study))
        {
            study = keys.IsNewStudy(studyInstanceUid) ? (null, 0) : (store.FindSubjectOfStudy(studyInstanceUid), store.History.GetStudies(studyInstanceUid).Count);
            _studies.Add(studyInstanceUid, study);
        }
        return study;
    }

    /// <summary>The batch has written an image; its study is this subject's.</summary>
    /// <param name="image">The image.</param>
    public void Add(ImageRecord image)
    {
        (string? subject, int generations) = Of(image.StudyInstanceUid);
        if (subject is null)
        {
            _studies[image.StudyInstanceUid] = (image.SubjectId, generations + 1);
        }
    }

    /// <summary>The batch has given a subject a study of its own: what was known of the study that it comes from holds no more.</summary>
    public void Forget() => _studies.Clear();
}
