using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>What no single file can show: the medium as a whole.</summary>
public sealed class MediaSurveyTests : IDisposable
{
    private const string Study = "1.2.826.0.1.3680043.8.498.77";

    // The sample's registry knows both at centre C03: T3002, and T3001.
    private static readonly SamplePatient Other = SamplePeople.Lazarska;
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void Every_file_of_a_study_of_two_patients_waits_and_a_person_can_decide_each()
    {
        Put(1, BadDay.Patient, Study);
        Put(2, BadDay.Patient, Study);
        Put(3, Other, Study);
        Put(4, BadDay.Patient, Study + ".1");

        (List<ImportOutcome> outcomes, IReadOnlyList<MediaFinding> findings) = Import();

        Assert.Equal([QuarantineReason.Inconsistent, QuarantineReason.Inconsistent, QuarantineReason.Inconsistent, null], outcomes.Select(o => o.Reason));
        Assert.Contains("files 1, 2, 3.", outcomes[0].Message, StringComparison.Ordinal);
        Assert.Equal(["T3002", "T3002", "T3001", "T3002"], outcomes.Select(o => o.SubjectId));
        MediaFinding finding = Assert.Single(findings);
        Assert.Equal((MediaFindingKind.StudyOfSeveralPatients, 3), (finding.Kind, finding.Files));
        Assert.Equal([1, 2, 3], finding.FileNumbers);
        Assert.Equal(["T3001", "T3002"], finding.SubjectIds);
        _day.AssertSilent(finding.Message);
        _day.AssertWhole(stored: 1, quarantined: 3);

        using (OspacsArchive archive = _day.Open())
        {
            QuarantineItem first = archive.Quarantine.List()[0];
            // Another try makes nothing certain.
            Assert.Equal(QuarantineReason.Inconsistent, Assert.Single(new ImportRun(archive, _day.Options).Retry([first], null, TestContext.Current.CancellationToken)).Reason);
            var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
            ImportOutcome decided = Assert.Single(desk.Approve([(archive.Quarantine.List()[0], "T3002")], "seen", TestContext.Current.CancellationToken));
            Assert.Equal((FileOutcome.Stored, "T3002"), (decided.Outcome, decided.SubjectId));
        }
        // What is decided stays decided when the disc comes again.
        Assert.Equal([FileOutcome.AlreadyStored, FileOutcome.Quarantined, FileOutcome.Quarantined, FileOutcome.AlreadyStored], Import().Outcomes.Select(o => o.Outcome));
    }

    [Fact]
    public void A_decision_on_another_doubt_is_none_on_the_study()
    {
        Put(1, BadDay.Patient, Study);
        byte[] report = Object(2, Other, Study, dataset => dataset.Set(DicomTag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.88.11"));
        _day.Put("IM0002", report);

        Assert.Equal([QuarantineReason.Inconsistent, QuarantineReason.UnsupportedClass], Import().Outcomes.Select(o => o.Reason));
        using OspacsArchive archive = _day.Open();
        Assert.All(archive.Quarantine.List(), item => Assert.NotNull(item.MediaDoubt));
    }

    [Fact]
    public void What_the_check_says_of_a_file_alone_is_told_too()
    {
        Put(1, BadDay.Patient, Study);
        Put(2, SamplePeople.Strand, Study);

        List<ImportOutcome> outcomes = Import().Outcomes;

        Assert.All(outcomes, o => Assert.Equal(QuarantineReason.Inconsistent, o.Reason));
        Assert.Contains("Of this one alone: the registry has no patient with this id", outcomes[1].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("VANTERPOOL^Esmeralda", false)]
    [InlineData("Vanterpool Esmeralda", false)]
    [InlineData("", false)]
    [InlineData("Vanterpool^Miranda", true)]
    public void Names_in_one_study_are_compared_in_normal_form(string name, bool differs)
    {
        Put(1, BadDay.Patient, Study);
        Put(2, BadDay.Patient with { Name = name }, Study);

        IReadOnlyList<MediaFinding> findings = Import().Findings;

        Assert.Equal(differs ? [MediaFindingKind.StudyOfSeveralPatients] : [], findings.Select(f => f.Kind));
    }

    [Fact]
    public void Two_identifiers_of_one_volunteer_are_one_patient()
    {
        const string Csv = "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre\nT1,A1|B2,Vanterpool,Esmeralda,1952-09-23,F,C03\n";
        Put(1, BadDay.Patient with { PatientId = "A1" }, Study);
        // Her birth date is blank, so that the check alone is not certain of her.
        _day.Put("IM0002", Object(2, BadDay.Patient with { PatientId = "b2" }, Study, dataset => dataset.Set(DicomTag.PatientSex, "M")));

        Assert.Empty(Survey(Csv).Findings);
    }

    [Fact]
    public void One_id_with_two_names_in_different_studies_is_told_and_holds_nothing()
    {
        Put(1, BadDay.Patient, Study);
        Put(2, BadDay.Patient with { Name = "Vanterpool^Miranda" }, Study + ".1");

        (List<ImportOutcome> outcomes, IReadOnlyList<MediaFinding> findings) = Import();

        Assert.Equal([null, QuarantineReason.Mismatch], outcomes.Select(o => o.Reason));
        MediaFinding finding = Assert.Single(findings);
        Assert.Equal(MediaFindingKind.IdWithSeveralNames, finding.Kind);
        Assert.Equal([1, 2], finding.FileNumbers);
        Assert.Equal(["T3002"], finding.SubjectIds);
        _day.AssertSilent(finding.Message);
    }

    [Theory]
    [InlineData("20260110", "2026-01-01", "2026-03-31", null)]
    [InlineData("20260101", "2026-01-01", "2026-01-01", null)]
    [InlineData("20251231", "2026-01-01", "2026-03-31", MediaFindingKind.DateOutsidePeriod)]
    [InlineData("20260401", null, "2026-03-31", MediaFindingKind.DateOutsidePeriod)]
    [InlineData("20260401", "2026-05-01", null, MediaFindingKind.DateOutsidePeriod)]
    [InlineData("20260401", "2026-01-01", null, null)]
    [InlineData("19700101", null, null, MediaFindingKind.ImplausibleDate)]
    [InlineData("29991231", null, null, MediaFindingKind.ImplausibleDate)]
    [InlineData("29991231", "2026-01-01", null, MediaFindingKind.ImplausibleDate)]
    [InlineData("", "2026-01-01", "2026-03-31", null)]
    public void Dates_outside_the_period_are_told_and_those_that_cannot_be(string date, string? from, string? to, MediaFindingKind? kind)
    {
        Put(1, BadDay.Patient, Study, date);

        (List<ImportOutcome> outcomes, IReadOnlyList<MediaFinding> findings) = Import(_day.Options with { PeriodFrom = Day(from), PeriodTo = Day(to) });

        Assert.Equal(FileOutcome.Stored, outcomes[0].Outcome);
        Assert.Equal(kind is { } found ? [found] : [], findings.Select(f => f.Kind));
    }

    [Fact]
    public void A_period_does_not_end_before_it_begins() =>
        Assert.Throws<Store.ArchiveException>(() => (_day.Options with { PeriodFrom = Day("2026-02-01"), PeriodTo = Day("2026-01-01") }).Validate());

    [Theory]
    [InlineData("full")]
    [InlineData("modified")]
    public void More_exams_than_the_protocol_foresees_are_told_with_those_in_the_archive(string dates)
    {
        ArchivePolicy policy = ArchivePolicy.Parse(SampleTrial.Policy.TrimEnd().TrimEnd('}') + $", \"dates\": \"{dates}\", \"exams\": {{ \"perMedium\": 2, \"perSubject\": 3 }} }}");
        using OspacsArchive archive = OspacsArchive.Create(new Engines.Sqlite.SqliteEngine(), Path.Combine(_day.Folder, "exams.db"), policy);
        for (int exam = 1; exam <= 3; exam++)
        {
            Put(exam, BadDay.Patient, $"{Study}.{exam}", $"2026010{exam}");
        }
        Put(4, Other, Study + ".9", "20260101");

        MediaFinding first = Assert.Single(Run(archive, policy, "M1"));
        Assert.Equal(MediaFindingKind.TooManyExams, first.Kind);
        Assert.Contains("Subject T3002 has 3 exams on this medium", first.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], first.FileNumbers);

        foreach (string file in Directory.GetFiles(_day.Medium))
        {
            File.Delete(file);
        }
        Put(7, BadDay.Patient, Study + ".3", "20260103");
        Assert.Empty(Run(archive, policy, "M2"));
        Put(8, BadDay.Patient, Study + ".8", "20260108");
        MediaFinding second = Assert.Single(Run(archive, policy, "M3"));
        Assert.Contains("Subject T3002 has 4 exams in all, 2 of them on other media", second.Message, StringComparison.Ordinal);
        Assert.Equal(["T3002"], second.SubjectIds);
    }

    [Fact]
    public void A_medium_of_everything_odd_is_surveyed_without_a_word()
    {
        _day.PutStills(2);
        _day.Put("README", "hello"u8.ToArray());
        _day.Put("EMPTY", []);
        _day.Put("CUT", BadDay.Still(9).ToBytes()[..200]);
        byte[] deflated = DeflatedImportTests.Deflate(BadDay.Still(5).ToBytes());
        _day.Put("DEFLATED", deflated);

        Assert.Empty(Survey(SampleTrial.Registry).Findings);
    }

    [Fact]
    public void A_study_is_recognised_in_a_deflated_file_and_behind_a_large_header()
    {
        Put(1, BadDay.Patient, Study);
        _day.Put("IM0002", DeflatedImportTests.Deflate(Object(2, Other, Study, _ => { })));
        byte[] large = Object(3, Other, Study, dataset => dataset.Set(DicomElement.Create(new DicomTag(0x0009, 0x1001), DicomVR.OB, new byte[100_000])));
        _day.Put("IM0003", large);

        Assert.Equal([1, 2, 3], Assert.Single(Survey(SampleTrial.Registry).Findings).FileNumbers);
    }

    [Fact]
    public void It_can_be_cancelled()
    {
        _day.PutStills(3);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => HeaderSurvey.Read(MediaScan.Find([_day.Medium], TestContext.Current.CancellationToken), stop.Token));
    }

    private static DateOnly? Day(string? day) => day is null ? null : DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);

    private MediaSurvey Survey(string csv) => MediaSurvey.Run(
        MediaScan.Find([_day.Medium]), new PatientChecker(BadDay.RegistryOf(csv), MatchPolicy.Default), new MediaExpectations(BadDay.Centre, null, null, ExamLimits.None), null, TestContext.Current.CancellationToken);

    private (List<ImportOutcome> Outcomes, IReadOnlyList<MediaFinding> Findings) Import(ImportOptions? options = null)
    {
        using OspacsArchive archive = _day.Open();
        var run = new ImportRun(archive, options ?? _day.Options);
        List<ImportOutcome> outcomes = [.. run.Run([_day.Medium], null, TestContext.Current.CancellationToken)];
        Assert.All(outcomes, o => _day.AssertSilent(o.Message ?? string.Empty));
        return (outcomes, run.Findings);
    }

    private IReadOnlyList<MediaFinding> Run(OspacsArchive archive, ArchivePolicy policy, string mediaRef)
    {
        var run = new ImportRun(archive, _day.Options with { Policy = policy, MediaRef = mediaRef });
        Assert.All(run.Run([_day.Medium], null, TestContext.Current.CancellationToken), o => Assert.Null(o.Reason));
        return run.Findings;
    }

    private void Put(int number, SamplePatient patient, string study, string? date = null) =>
        _day.Put($"IM{number:0000}", Object(number, patient, study, dataset =>
        {
            if (date is not null)
            {
                dataset.Set(DicomTag.StudyDate, date);
            }
        }));

    private static byte[] Object(int number, SamplePatient patient, string study, Action<DicomDataset> change)
    {
        using DicomFile file = DicomFile.Read(new DicomMemorySource((BadDay.Still(number) with { Patient = patient }).ToBytes()));
        DicomDataset dataset = DicomDataset.Of(file.Dataset);
        dataset.Set(DicomTag.StudyInstanceUID, study).Set(DicomTag.SeriesInstanceUID, study + ".2").Set(DicomTag.SOPInstanceUID, $"{study}.2.{number}");
        change(dataset);
        return Write(dataset, file.TransferSyntax);
    }

    private static byte[] Write(DicomDataset dataset, DicomTransferSyntax syntax)
    {
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), dataset.GetCode(DicomTag.SOPInstanceUID), syntax), dataset, syntax);
        return output.Written.ToArray();
    }
}
