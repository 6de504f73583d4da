using System.Globalization;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>Marks answers, those that concern several objects together among them, and counts by category.</summary>
/// <param name="profile">The profile under examination.</param>
internal sealed class ExamGrading(ProtectionProfile profile)
{
    private readonly Dictionary<ExamCategory, (int Asked, List<ExamFailure> Failures)> _scores = ExamCategories.All.ToDictionary(category => category, _ => (0, new List<ExamFailure>()));
    private readonly Dictionary<string, int> _shifts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _uids = new(StringComparer.Ordinal);
    private readonly HashSet<string> _newUids = new(StringComparer.Ordinal);

    /// <summary>The marks, by category.</summary>
    internal IReadOnlyList<ExamScore> Scores => [.. ExamCategories.All.Select(category => new ExamScore(category, _scores[category].Asked, _scores[category].Failures))];

    /// <summary>Marks what became of an object.</summary>
    /// <param name="asked">The object.</param>
    /// <param name="answer">What protection made of it.</param>
    internal void Mark(ExamObject asked, ExamAnswer answer)
    {
        foreach (ExamQuestion question in asked.Questions)
        {
            string expected = answer.Refused is { } reason ? $"{question.Expected}; the object was quarantined as {reason}" : question.Expected;
            Mark(question.Category, asked.Name, question.Path, expected, question.IsRight(answer));
        }
        foreach (PlannedDate date in asked.Dates)
        {
            MarkDate(asked, date, answer);
        }
        foreach (PlannedUid uid in asked.Uids)
        {
            MarkUid(asked, uid, answer);
        }
        if (asked.IsStored)
        {
            MarkSubject(asked, answer);
        }
    }

    /// <summary>Marks whether protecting an object once more gave the same object: who imports a medium again must not get another one.</summary>
    internal void MarkAgain(ExamObject asked, ExamAnswer first, ExamAnswer second) => Mark(ExamCategory.UidConsistent, asked.Name, DicomTag.SOPInstanceUID.ToString(),
        "protected again, the object is the same to the last byte", first.Dataset is not null && first.Bytes.Span.SequenceEqual(second.Bytes.Span));

    /// <summary>Marks what can only be said when all objects are through: whose days were shifted alike tells one volunteer's dates from another's.</summary>
    internal void MarkTogether()
    {
        if (profile.Dates == DatePolicy.Modified && _shifts.Count > 1)
        {
            Mark(ExamCategory.DateShifted, "all objects", DicomTag.StudyDate.ToString(), "each volunteer's dates are shifted by another number of days", _shifts.Values.Distinct().Count() == _shifts.Count);
        }
        Mark(ExamCategory.PatientIdConsistent, "all objects", DicomTag.PatientID.ToString(), "each volunteer has another number", _subjects.Values.Distinct(StringComparer.Ordinal).Count() == _subjects.Count);
    }

    private void MarkDate(ExamObject asked, PlannedDate date, ExamAnswer answer)
    {
        string? found = answer.Dataset is { } dataset ? date.Path.TextIn(dataset) : null;
        (string expected, bool right) = profile.Dates switch
        {
            DatePolicy.Full => ("the date is still there, as it was", found == date.Value),
            DatePolicy.Modified => ("the date is shifted by as many days as all dates of the volunteer, what stands behind the day left as it was", IsShifted(asked.SubjectId, date.Value, found)),
            _ => ("the date is gone", answer.Dataset is not null && found?.StartsWith(date.Value[..8], StringComparison.Ordinal) != true),
        };
        Mark(ExamCategory.DateShifted, asked.Name, date.Path.ToString(), expected, right);
    }

    private bool IsShifted(string subject, string before, string? after)
    {
        if (after?.Length != before.Length || after[8..] != before[8..] || Day(before) is not { } was || Day(after) is not { } now || now == was)
        {
            return false;
        }
        int shift = now.DayNumber - was.DayNumber;
        return _shifts.TryAdd(subject, shift) || _shifts[subject] == shift;
    }

    private static DateOnly? Day(string text) => DateOnly.TryParseExact(text[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    private void MarkUid(ExamObject asked, PlannedUid uid, ExamAnswer answer)
    {
        DicomDataset? dataset = uid.InFileMeta ? answer.FileMeta : answer.Dataset;
        string found = dataset is not null && uid.Path.Find(dataset) is var (holder, _) ? holder.GetCode(uid.Path.Tag) : string.Empty;
        string path = uid.Path.ToString();
        bool valid = DicomUID.IsValid(found);
        if (!profile.Has(ProtectionOption.RetainUids))
        {
            Mark(ExamCategory.UidChanged, asked.Name, path, "another UID stands here, and the source's is nowhere in the object", valid && !answer.Holds(uid.Value));
        }
        // Where nothing stands, uid_changed has said so; what is gone refers to nothing.
        bool known = _uids.TryGetValue(uid.Value, out string? before);
        bool consistent = valid && (known ? before == found : _newUids.Add(found));
        Mark(ExamCategory.UidConsistent, asked.Name, path, "the UID is the same wherever the source's was, and no other one's", consistent || (!valid && !known && answer.Dataset is not null));
        if (valid && !known)
        {
            _uids.Add(uid.Value, found);
        }
    }

    private void MarkSubject(ExamObject asked, ExamAnswer answer)
    {
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.PatientID, DicomTag.PatientName, DicomTag.ClinicalTrialSubjectID])
        {
            string? found = answer.Dataset is { } dataset ? ElementPath.Of(tag).TextIn(dataset) : null;
            Mark(ExamCategory.PatientIdConsistent, asked.Name, tag.ToString(), "the volunteer's number in the trial stands here, the same in all objects", found == asked.SubjectId);
            if (found is not null && tag == DicomTag.PatientID)
            {
                _subjects.TryAdd(asked.SubjectId, found);
            }
        }
    }

    private void Mark(ExamCategory category, string name, string path, string expected, bool right)
    {
        (int asked, List<ExamFailure> failures) = _scores[category];
        if (!right)
        {
            failures.Add(new ExamFailure(category, name, path, expected));
        }
        _scores[category] = (asked + 1, failures);
    }
}
