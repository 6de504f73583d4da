using System.Globalization;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Archive.Query;

namespace Ospacs.Archive.Import;

/// <summary>
/// Looks at a medium as a whole before any of it is stored, for what no single file can show: a study of two patients, an id with two
/// names, dates that cannot be, more exams than the protocol foresees. It reads headers only.
/// </summary>
public sealed class MediaSurvey
{
    // ACR-NEMA 300-1985: before it no scanner wrote what became DICOM. Clocks that were never set say 1970 or 1980.
    private static readonly DateOnly EarliestDate = new(1985, 1, 1);

    private readonly List<MediaFinding> _findings = [];
    private readonly Dictionary<int, string> _doubts = [];
    private readonly IReadOnlyList<SurveyedFile> _files;
    private readonly HeaderPeople _people;

    private MediaSurvey(IReadOnlyList<SurveyedFile> files, HeaderPeople people)
    {
        _files = files;
        _people = people;
    }

    /// <summary>What was found, in the order of the kinds; empty for a medium that is consistent.</summary>
    public IReadOnlyList<MediaFinding> Findings => _findings;

    /// <summary>Surveys a medium.</summary>
    /// <param name="files">Its files.</param>
    /// <param name="checker">The check against the registry.</param>
    /// <param name="options">What is expected of the medium.</param>
    /// <param name="archive">The archive whose exams count too, or null.</param>
    /// <param name="cancellation">Ends the survey.</param>
    /// <exception cref="Store.ArchiveException">The archive cannot be read.</exception>
    public static MediaSurvey Run(IReadOnlyList<ScannedFile> files, PatientChecker checker, MediaExpectations options, OspacsArchive? archive, CancellationToken cancellation = default)
    {
        var survey = new MediaSurvey(HeaderSurvey.Read(files, cancellation), new HeaderPeople(checker, options.Centre));
        survey.FindMixedStudies();
        survey.FindSharedIds();
        survey.FindDates(options);
        survey.FindExams(options.Limits, archive, cancellation);
        return survey;
    }

    /// <summary>Why a file must wait for a person, or null.</summary>
    /// <param name="number">The file's number.</param>
    internal string? DoubtOf(int number) => _doubts.GetValueOrDefault(number);

    private void FindMixedStudies()
    {
        foreach (IGrouping<string, SurveyedFile> study in _files.GroupBy(file => file.StudyInstanceUid, StringComparer.Ordinal))
        {
            HeaderIdentity[] people = [.. study.Select(file => file.Identity).OfType<HeaderIdentity>().Distinct()];
            PersonDifference difference = people.Length < 2 ? PersonDifference.None : Pairs(people).Select(pair => _people.Compare(pair.Left, pair.Right)).FirstOrDefault(found => found != PersonDifference.None);
            if (difference == PersonDifference.None)
            {
                continue;
            }
            int[] numbers = [.. study.Select(file => file.Number)];
            string how = difference switch
            {
                PersonDifference.Subjects => "they match two volunteers of the registry",
                PersonDifference.Ids => "their patient ids differ",
                _ => "their names do not agree",
            };
            string message = $"One study has files of more than one patient ({how}): {MediaFinding.Say(numbers)}.";
            _findings.Add(new MediaFinding(MediaFindingKind.StudyOfSeveralPatients, message, numbers, SubjectsOf(people)));
            foreach (int number in numbers)
            {
                _doubts[number] = message + " Whose each of them is must be decided one by one.";
            }
        }
    }

    private void FindSharedIds()
    {
        foreach (IGrouping<string, SurveyedFile> id in _files.Where(file => file.Identity is { PatientId.Length: > 0 }).GroupBy(file => file.Identity!.PatientId, StringComparer.OrdinalIgnoreCase))
        {
            IGrouping<HeaderIdentity, SurveyedFile>[] people = [.. id.GroupBy(file => file.Identity!)];
            // Within one study it has been told already. Two volunteers whom the check is certain of share an id that the registry knows to be shared.
            if (people.Length < 2 || !Pairs(people).Any(pair => _people.Compare(pair.Left.Key, pair.Right.Key) == PersonDifference.Names
                && pair.Left.Concat(pair.Right).Select(file => file.StudyInstanceUid).Distinct(StringComparer.Ordinal).Count() > 1))
            {
                continue;
            }
            int[] numbers = [.. id.Select(file => file.Number)];
            _findings.Add(new MediaFinding(MediaFindingKind.IdWithSeveralNames, $"One patient id stands with names that do not agree: {MediaFinding.Say(numbers)}.", numbers, SubjectsOf(people.Select(person => person.Key))));
        }
    }

    private void FindDates(MediaExpectations options)
    {
        DateOnly tomorrow = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1);
        SurveyedFile[] outside = [.. _files.Where(file => file.StudyDate < options.PeriodFrom || file.StudyDate > options.PeriodTo)];
        if (outside.Length > 0)
        {
            string period = (options.PeriodFrom, options.PeriodTo) switch
            {
                ({ } from, { } to) => $"not from {Day(from)} to {Day(to)}",
                ({ } from, null) => $"before {Day(from)}",
                (_, var to) => $"after {Day(to!.Value)}",
            };
            AddDates(MediaFindingKind.DateOutsidePeriod, outside, period);
        }
        SurveyedFile[] impossible = [.. _files.Except(outside).Where(file => file.StudyDate < EarliestDate || file.StudyDate > tomorrow)];
        if (impossible.Length > 0)
        {
            AddDates(MediaFindingKind.ImplausibleDate, impossible, $"in the future, or before {EarliestDate.Year}, when no scanner wrote such files: a clock was wrong");
        }
    }

    private void AddDates(MediaFindingKind kind, SurveyedFile[] files, string what)
    {
        int[] numbers = [.. files.Select(file => file.Number)];
        _findings.Add(new MediaFinding(kind, $"Study dates are {what}: {MediaFinding.Say(numbers)}.", numbers, SubjectsOf(files.Select(file => file.Identity).OfType<HeaderIdentity>().Distinct())));
    }

    private void FindExams(ExamLimits limits, OspacsArchive? archive, CancellationToken cancellation)
    {
        if (limits.PerMedium is null && limits.PerSubject is null)
        {
            return;
        }
        foreach (IGrouping<(string? Subject, string Id), SurveyedFile> patient in _files.Where(file => file.StudyDate is not null && file.Identity is not null).GroupBy(KeyOf).Where(patient => patient.Key != (null, string.Empty)))
        {
            cancellation.ThrowIfCancellationRequested();
            string? subject = patient.Key.Subject;
            HashSet<DateOnly> exams = [.. patient.Select(file => file.StudyDate!.Value)];
            int here = exams.Count;
            if (here > limits.PerMedium)
            {
                AddExams(patient, subject, string.Create(CultureInfo.InvariantCulture, $"has {here} exams on this medium, and the protocol foresees {limits.PerMedium}"));
            }
            int inAll = limits.PerSubject is null ? 0 : WithStored(exams, subject, archive, cancellation);
            if (inAll > limits.PerSubject)
            {
                AddExams(patient, subject, string.Create(CultureInfo.InvariantCulture, $"has {inAll} exams in all, {inAll - here} of them on other media, and the protocol foresees {limits.PerSubject}"));
            }
        }
    }

    private (string? Subject, string Id) KeyOf(SurveyedFile file) =>
        _people.SubjectOf(file.Identity!) is { } subject ? (subject, string.Empty) : (null, file.Identity!.PatientId.ToUpperInvariant());

    /// <summary>How many exams a subject has, here and in the archive. Where the archive's dates are shifted, those of the medium are shifted alike; where they are removed, it has none to count.</summary>
    private static int WithStored(HashSet<DateOnly> exams, string? subject, OspacsArchive? archive, CancellationToken cancellation)
    {
        if (archive is null || subject is null)
        {
            return exams.Count;
        }
        DateShift? shift = archive.Info.DatePolicy == "modified" ? new DateShift(archive.Key, subject) : null;
        HashSet<DateOnly?> all = [.. exams.Select(day => shift is null ? day : DicomText.ParseDate(shift.Shift(day.ToString("yyyyMMdd", CultureInfo.InvariantCulture))))];
        all.UnionWith(archive.Store.CountImages(new ImageQuery { Subjects = [subject] }, cancellation).Select(count => count.StudyDate).Where(day => day is not null));
        return all.Count;
    }

    private void AddExams(IEnumerable<SurveyedFile> files, string? subject, string what)
    {
        int[] numbers = [.. files.Select(file => file.Number)];
        string who = subject is null ? "A patient of whom the check is not certain" : $"Subject {subject}";
        _findings.Add(new MediaFinding(MediaFindingKind.TooManyExams, $"{who} {what}: {MediaFinding.Say(numbers)}.", numbers, subject is null ? [] : [subject]));
    }

    private string[] SubjectsOf(IEnumerable<HeaderIdentity> people) => [.. people.Select(_people.SubjectOf).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IEnumerable<(T Left, T Right)> Pairs<T>(T[] of)
    {
        for (int i = 1; i < of.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                yield return (of[j], of[i]);
            }
        }
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
