using Ospacs.Archive.Store;

namespace Ospacs.Engines.Relational;

/// <summary>What a batch adds to the kept totals. It is gathered while images are written and goes to the server once, before the commit: no trigger stands on inserting an image.</summary>
internal sealed class ServerTotals
{
    private readonly Dictionary<string, Change> _centres = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Change> _subjects = new(StringComparer.Ordinal);

    /// <summary>Counts an image that is there now.</summary>
    /// <param name="image">The image.</param>
    public void Add(ImageRecord image) => Count(image, 1);

    /// <summary>Counts an image that is not there any more, as it was.</summary>
    /// <param name="image">The image.</param>
    public void Remove(ImageRecord image) => Count(image, -1);

    /// <summary>Sends what was counted, to be written with the session's next statement at the latest, and forgets it.</summary>
    /// <param name="session">The batch's session.</param>
    public void Write(ServerSession session)
    {
        if (_subjects.Count == 0)
        {
            return;
        }

        Dictionary<string, long> before = session
            .Query(row => (Subject: row.GetText(0), Images: row.GetInt64(1)), ServerStatements.GetSubjectTotals.With(ServerValue.List(_subjects.Keys)))
            .ToDictionary(total => total.Subject, total => total.Images, StringComparer.Ordinal);
        long subjects = 0;
        Change all = default;
        foreach ((string centre, Change change) in _centres)
        {
            all += change;
            session.Queue(ServerStatements.AddCentreTotal.With(centre, change.Images, change.Frames, change.Bytes));
        }

        foreach ((string subject, Change change) in _subjects)
        {
            long images = before.GetValueOrDefault(subject);
            subjects += (images + change.Images > 0 ? 1 : 0) - (images > 0 ? 1 : 0);
            session.Queue(ServerStatements.AddSubjectTotal.With(subject, change.Images, change.Frames, change.Bytes));
        }

        session.Queue(ServerStatements.AddArchiveTotal.With(subjects, all.Images, all.Frames, all.Bytes));
        _centres.Clear();
        _subjects.Clear();
    }

    private void Count(ImageRecord image, int sign)
    {
        Change change = new(sign, (long)sign * image.NumberOfFrames, sign * image.Size);
        _centres[image.Centre] = _centres.GetValueOrDefault(image.Centre) + change;
        _subjects[image.SubjectId] = _subjects.GetValueOrDefault(image.SubjectId) + change;
    }

    private readonly record struct Change(long Images, long Frames, long Bytes)
    {
        public static Change operator +(Change a, Change b) => new(a.Images + b.Images, a.Frames + b.Frames, a.Bytes + b.Bytes);
    }
}
