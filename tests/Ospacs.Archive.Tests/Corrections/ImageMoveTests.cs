using Ospacs.Archive.Audit;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Export;
using Ospacs.Archive.Import;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Archive.Tests.Import;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Corrections;

/// <summary>An image under a wrong volunteer, set right.</summary>
public sealed class ImageMoveTests : IDisposable
{
    private const string Why = "the scan list shows another volunteer";
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void A_moved_image_is_the_other_subjects_with_every_pixel_and_UIDs_of_its_own()
    {
        using OspacsArchive archive = Stored(2);
        ImageRecord before = First(archive);
        using DicomFile old = StoredFile.Of(archive, before);
        CorrectedImage moved = Assert.Single(Move(archive, "T3001", before.ImageId));

        Assert.Equal((CorrectionOutcome.Moved, "T3002", "T3001", 2), (moved.Outcome, moved.FromSubjectId, moved.SubjectId, moved.Version));
        ImageRecord after = archive.Store.History.FindImage(before.ImageId)!;
        Assert.Equal("T3001", after.SubjectId);
        using DicomFile now = StoredFile.Of(archive, after);
        foreach (DicomTag tag in new[] { DicomTag.PatientID, DicomTag.PatientName, DicomTag.ClinicalTrialSubjectID })
        {
            Assert.Equal("T3001", now.Dataset.GetCode(tag));
        }
        Assert.Equal(after.SopInstanceUid, now.FileMeta.GetCode(DicomTag.MediaStorageSOPInstanceUID));
        Assert.Equal(after.StudyInstanceUid, now.Dataset.GetCode(DicomTag.StudyInstanceUID));
        Assert.Equal(old.Dataset.Find(DicomTag.PixelData)!.Value.ToArray(), now.Dataset.Find(DicomTag.PixelData)!.Value.ToArray());
        // Nothing else differs.
        Assert.Equal(old.Dataset.Select(element => element.Tag), now.Dataset.Select(element => element.Tag));
        DicomTag[] changed = [.. old.Dataset.Where(element => element.Items is null && !element.Value.Span.SequenceEqual(now.Dataset.Find(element.Tag)!.Value.Span)).Select(element => element.Tag)];
        Assert.All(changed, tag => Assert.True(
            tag == DicomTag.PatientID || tag == DicomTag.PatientName || tag == DicomTag.ClinicalTrialSubjectID || old.Dataset.Find(tag)!.VR == DicomVR.UI, tag.ToString()));
        Assert.DoesNotContain("T3002", System.Text.Encoding.Latin1.GetString(StoredFile.BytesOf(archive, after)), StringComparison.Ordinal);
        Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
        NobodyShares(archive);
    }

    [Fact]
    public void An_image_that_was_moved_twice_and_exported_in_between_tells_the_whole_chain()
    {
        using OspacsArchive archive = Stored(3);
        ImageRecord image = First(archive);
        var uids = new UidCollection();
        string[] subjects = ["T3002", "T3001", "T1001", "T3002"];
        for (int i = 0; i < subjects.Length; i++)
        {
            if (i > 0)
            {
                CorrectedImage moved = Assert.Single(Move(archive, subjects[i], image.ImageId));
                Assert.Equal(i, moved.Exports.Count);
            }
            string disc = Path.Combine(_day.Folder, $"disc{i}");
            ExportReport report = new MediaExport(archive, new ExportOptions { Destination = disc, Label = $"DISC {i}" }).Run(new ImageQuery(), null, TestContext.Current.CancellationToken);
            Assert.Equal(i + 1, report.ExportId);
            uids.AddMedium(disc);
        }
        uids.AddArchive(archive);

        Assert.True(uids.Count >= 12);
        Assert.Empty(uids.Shared);
        ImageHistory history = ImageHistory.Of(archive.Store, image.ImageId)!;
        Assert.Equal(subjects, history.Versions.Select(version => version.SubjectId));
        Assert.Equal(4, history.Versions.Select(version => version.SopInstanceUid).Distinct().Count());
        // The study that she has for good is the one she began with.
        Assert.Equal(history.Versions[0].StudyInstanceUid, history.Versions[3].StudyInstanceUid);
        Assert.Equal(3, history.Versions.Select(version => version.StudyInstanceUid).Distinct().Count());
        Assert.Equal([("DISC 0", "T3002", 1), ("DISC 1", "T3001", 2), ("DISC 2", "T1001", 3), ("DISC 3", "T3002", 4)], history.Exports.Select(export => (export.Label, export.SubjectId, export.Version)));
        Assert.Equal([1L, 2L, 3L], history.ExportsToRecall.Select(export => export.ExportId));
        foreach (ImageVersion version in history.Versions)
        {
            Assert.Equal(image.ImageId, Assert.Single(archive.Store.History.FindByUid(version.SopInstanceUid)));
        }

        // Each retired version is proved by an audit entry with its hash.
        Dictionary<long, AuditEntry> trail = archive.Store.GetAudit(new AuditQuery(), TestContext.Current.CancellationToken).ToDictionary(entry => entry.Sequence);
        foreach (ImageVersion version in history.Versions.Where(version => version.AuditSequence is not null))
        {
            AuditEntry entry = trail[version.AuditSequence!.Value];
            Assert.Equal(("Move", "MovedAway", version.SubjectId, version.SopInstanceUid, Why), (entry.Action, entry.Outcome, entry.SubjectId, entry.SopInstanceUid, entry.Reason));
            Assert.Contains($"sha256={version.Sha256.ToLowerInvariant()}", entry.OldValue, StringComparison.Ordinal);
        }
        Assert.Equal(4, trail.Values.Count(entry => entry.Action == "Export"));
        Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Another_reader_finds_the_moved_image_whole_and_the_medium_valid()
    {
        using OspacsArchive archive = Stored(2);
        Move(archive, "T3001", First(archive).ImageId);
        string disc = Path.Combine(_day.Folder, "disc");
        new MediaExport(archive, new ExportOptions { Destination = disc }).Run(new ImageQuery(), null, TestContext.Current.CancellationToken);
        string[] told = Oracles.Pydicom(
            """
            import sys, pydicom, collections
            from pathlib import Path
            owners = collections.defaultdict(set)
            def walk(ds, who):
                for e in ds:
                    if e.VR == "SQ":
                        for item in e.value: walk(item, who)
                    elif e.VR == "UI":
                        values = e.value if isinstance(e.value, (list, pydicom.multival.MultiValue)) else [e.value]
                        for v in values:
                            if v and not str(v).startswith("1.2.840.10008."): owners[str(v)].add(who)
            for f in sorted((Path(sys.argv[1]) / "IMAGES").rglob("*")):
                if f.is_file():
                    ds = pydicom.dcmread(f)
                    ds.pixel_array
                    walk(ds, ds.PatientID)
            print(len(owners), sum(len(o) > 1 for o in owners.values()), *sorted({w for o in owners.values() for w in o}))
            """,
            disc).Split(' ', StringSplitOptions.TrimEntries);
        Assert.True(int.Parse(told[0], System.Globalization.CultureInfo.InvariantCulture) >= 6);
        Assert.Equal(["0", "T3001", "T3002"], told[1..]);
    }

    [Fact]
    public void Images_of_one_exam_stay_one_exam_whether_they_are_moved_together_or_one_by_one()
    {
        using OspacsArchive archive = Stored(4);
        long[] ids = [.. archive.Store.FindImages(new ImageQuery()).Select(image => image.ImageId)];
        Move(archive, "T3001", ids[0], ids[1]);
        Move(archive, "T3001", ids[2]);
        ImageRecord[] there = [.. archive.Store.FindImages(new ImageQuery { Subjects = ["T3001"] })];
        Assert.Equal(3, there.Length);
        Assert.Single(there.Select(image => image.StudyInstanceUid).Distinct());
        Assert.Single(there.Select(image => image.SeriesInstanceUid).Distinct());
        // By two ways to the same subject they meet again.
        Move(archive, "T1001", ids[0]);
        Move(archive, "T1002", ids[1]);
        Move(archive, "T3001", ids[0], ids[1]);
        there = [.. archive.Store.FindImages(new ImageQuery { Subjects = ["T3001"] })];
        Assert.Equal(3, there.Length);
        Assert.Single(there.Select(image => image.StudyInstanceUid).Distinct());
        Assert.Single(there.Select(image => image.SeriesInstanceUid).Distinct());
        NobodyShares(archive);
    }

    [Fact]
    public void The_file_of_a_moved_image_is_known_again_and_its_other_files_wait()
    {
        using (OspacsArchive archive = Stored(2))
        {
            Move(archive, "T3001", First(archive).ImageId);
        }
        _day.Put("IM0003", BadDay.Still(3).ToBytes());
        byte[] pixels = new byte[48 * 48];
        new Random(4).NextBytes(pixels);
        _day.Put("IM0004", Retold.Showing(pixels, BadDay.Still(1).ToBytes()));
        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal((FileOutcome.AlreadyStored, "T3001"), (BadDay.Of(outcomes, "IM0001").Outcome, BadDay.Of(outcomes, "IM0001").SubjectId));
        Assert.Equal(FileOutcome.AlreadyStored, BadDay.Of(outcomes, "IM0002").Outcome);
        // Of a study that was split by a decision, nobody but a person says whose another image is.
        Assert.Equal(QuarantineReason.Inconsistent, BadDay.Of(outcomes, "IM0003").Reason);
        // The same object from another file.
        Assert.Equal(QuarantineReason.Resent, BadDay.Of(outcomes, "IM0004").Reason);

        using OspacsArchive again = _day.Open();
        QuarantineItem item = again.Quarantine.List().Single(i => i.Reason == QuarantineReason.Inconsistent);
        ImportOutcome approved = Assert.Single(new QuarantineDesk(again, _day.Policy, _day.Registry).Approve([(item, "T3001")], Why, TestContext.Current.CancellationToken));
        Assert.Equal((FileOutcome.Stored, "T3001"), (approved.Outcome, approved.SubjectId));
        ImageRecord[] there = [.. again.Store.FindImages(new ImageQuery { Subjects = ["T3001"] })];
        Assert.Equal(2, there.Length);
        Assert.Single(there.Select(image => (image.StudyInstanceUid, image.SeriesInstanceUid)).Distinct());
        NobodyShares(again);
    }

    [Fact]
    public void One_study_that_holds_two_volunteers_is_stored_as_two_when_a_person_says_so()
    {
        _day.PutStills(2);
        using OspacsArchive archive = _day.Open();
        // The registry knows her under another id here, so that the second file waits.
        _day.Import(archive, null, null, Path.Combine(_day.Medium, "IM0001"));
        _day.Put("IM0009", BadDay.Stranger(9).ToBytes());
        SameStudy("IM0009");
        Assert.Equal(QuarantineReason.NotFound, Assert.Single(_day.Import(archive, null, null, Path.Combine(_day.Medium, "IM0009"))).Reason);
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        ImportOutcome approved = Assert.Single(new QuarantineDesk(archive, _day.Policy, _day.Registry).Approve([(item, "T3001")], Why, TestContext.Current.CancellationToken));
        Assert.Equal((FileOutcome.Stored, "T3001"), (approved.Outcome, approved.SubjectId));
        Assert.Equal(2, archive.Store.FindImages(new ImageQuery()).Select(image => image.StudyInstanceUid).Distinct().Count());
        NobodyShares(archive);
        // And back to one.
        Move(archive, "T3002", approved.ImageId!.Value);
        Assert.Single(archive.Store.FindImages(new ImageQuery()).Select(image => (image.StudyInstanceUid, image.SeriesInstanceUid)).Distinct());
    }

    [Fact]
    public void Files_of_one_study_are_given_to_several_subjects_in_one_run()
    {
        byte[] first = BadDay.Stranger(1).ToBytes();
        _day.Put("IM0001", first);
        _day.Put("IM0002", BadDay.Stranger(2).ToBytes());
        _day.Put("IM0003", BadDay.Stranger(3).ToBytes());
        using OspacsArchive archive = _day.Open();
        _day.Import(archive);
        QuarantineItem[] items = [.. archive.Quarantine.List()];
        Assert.Equal(3, items.Length);
        string[] subjects = ["T3002", "T3001", "T3002"];
        List<ImportOutcome> outcomes = [.. new QuarantineDesk(archive, _day.Policy, _day.Registry).Approve([.. items.Zip(subjects, (item, subject) => (item, (string?)subject.ToLowerInvariant()))], Why, TestContext.Current.CancellationToken)];
        Assert.Equal(subjects.Select(subject => (FileOutcome.Stored, (string?)subject)), outcomes.Select(outcome => (outcome.Outcome, outcome.SubjectId)));
        NobodyShares(archive);
        Assert.Equal(2, archive.Store.FindImages(new ImageQuery()).Select(image => image.StudyInstanceUid).Distinct().Count());
    }

    [Fact]
    public void A_subject_of_another_centre_is_taken_only_where_that_is_meant()
    {
        using OspacsArchive archive = Stored(1);
        Assert.Equal(CorrectionOutcome.OtherCentre, Assert.Single(new ImageMove(archive, "T1001", Why, _day.Registry).Run([1], TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal("T3002", First(archive).SubjectId);
        Assert.Throws<ArchiveException>(() => new ImageMove(archive, "T3001", "it is Mrs Lazarska", _day.Registry));
    }

    [Fact]
    public void A_clip_of_many_parts_is_moved_part_by_part()
    {
        _day.Put("IM0001", LargeClip.Bytes(40 << 20));
        _day.Import();
        using OspacsArchive archive = _day.Open();
        ImageRecord before = First(archive);
        byte[] old = StoredFile.BytesOf(archive, before);
        Assert.Equal(CorrectionOutcome.Moved, Assert.Single(Move(archive, "T3001", before.ImageId)).Outcome);
        byte[] now = StoredFile.BytesOf(archive, First(archive));
        Assert.True(old.AsSpan(^(40 << 20)..).SequenceEqual(now.AsSpan(^(40 << 20)..)));
        Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Shifted_dates_are_shifted_by_the_other_subjects_days()
    {
        ArchivePolicy policy = ArchivePolicy.Parse(_day.Policy.Text.Replace("\"profile\": \"trial\",", "\"profile\": \"trial\", \"dates\": \"modified\",", StringComparison.Ordinal));
        using OspacsArchive archive = OspacsArchive.Create(new SqliteEngine(), _day.ArchivePath, policy);
        _day.PutStills(1);
        ImportOptions options = _day.Options with { Policy = policy };
        Assert.Equal(FileOutcome.Stored, Assert.Single(new ImportRun(archive, options).Run([_day.Medium], null, TestContext.Current.CancellationToken)).Outcome);
        ImageRecord image = First(archive);
        Move(archive, "T3001", image.ImageId);
        ImageRecord moved = First(archive);

        // What an import under that subject would have given.
        Move(archive, "T3002", image.ImageId);
        Assert.Equal(image.StudyDate, First(archive).StudyDate);
        Assert.NotEqual(image.StudyDate, moved.StudyDate);
        var shift = new Ospacs.Archive.Protection.Profiles.DateShift(archive.Key, "T3001");
        Assert.Equal(DicomText.ParseDate(shift.Shift("20250211")!), moved.StudyDate);
    }

    [Fact]
    public void A_damaged_object_is_not_made_a_sound_one_of_somebody_else()
    {
        using (Stored(2))
        {
        }
        using (SqliteDatabase database = SqliteDatabase.Open(_day.ArchivePath, StoreAccess.Write, new SqliteSettings()))
        {
            database.Execute("UPDATE ImagePart SET Bytes = CAST(substr(Bytes, 1, length(Bytes) - 1) || x'5A' AS BLOB) WHERE ImageId = 1");
        }
        using OspacsArchive archive = _day.Open();
        Assert.Equal([CorrectionOutcome.Damaged, CorrectionOutcome.Moved], Move(archive, "T3001", 1, 2).Select(image => image.Outcome));
        Assert.Equal("T3002", archive.Store.History.FindImage(1)!.SubjectId);
        Assert.Empty(archive.Store.History.GetRetired(1));
    }

    [Fact]
    public void What_is_there_already_is_told_and_left()
    {
        using OspacsArchive archive = Stored(1);
        long head = archive.Store.GetAudit(new AuditQuery(), TestContext.Current.CancellationToken).Last().Sequence;
        Assert.Equal(CorrectionOutcome.AlreadyDone, Assert.Single(Move(archive, "T3002", First(archive).ImageId)).Outcome);
        Assert.Equal(head, archive.Store.GetAudit(new AuditQuery(), TestContext.Current.CancellationToken).Last().Sequence);
    }

    [Theory]
    [InlineData("T9999", Why, "registry has no such subject")]
    [InlineData("", Why, "subject id")]
    [InlineData("T3001", " ", "reason")]
    [InlineData("T3001", "two\nlines", "reason")]
    public void What_cannot_be_is_refused_before_anything_is_done(string subject, string reason, string words)
    {
        using OspacsArchive archive = Stored(1);
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => new ImageMove(archive, subject, reason, _day.Registry));
        Assert.Equal(ArchiveFailure.InvalidArgument, refusal.Kind);
        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_registry_only_a_subject_that_the_archive_knows_is_taken()
    {
        using OspacsArchive archive = Stored(2);
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => new ImageMove(archive, "T3001", Why)).Kind);
        Move(archive, "T3001", First(archive).ImageId);
        Assert.Equal(CorrectionOutcome.Moved, Assert.Single(new ImageMove(archive, "T3001", Why).Run([2], TestContext.Current.CancellationToken)).Outcome);
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => new ImageMove(archive, "T3001", Why).Run([99]).ToList()).Kind);
    }

    [Fact]
    public void A_move_that_is_stopped_leaves_each_image_moved_or_not()
    {
        using OspacsArchive archive = Stored(6);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => new ImageMove(archive, "T3001", Why, _day.Registry).Run([1, 2, 3], stop.Token).ToList());
        Assert.Empty(archive.Store.FindImages(new ImageQuery { Subjects = ["T3001"] }));
        Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_ledger_keeps_the_decision_and_a_reason_that_names_the_patient_is_refused()
    {
        using OspacsArchive archive = Stored(1);
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => new ImageMove(archive, "T3001", "it was Mrs Vanterpool", _day.Registry).Run([1], TestContext.Current.CancellationToken).ToList());
        Assert.Equal(ArchiveFailure.InvalidArgument, refusal.Kind);
        _day.AssertSilent(refusal.Message);
        Assert.Equal("T3002", First(archive).SubjectId);
        Move(archive, "T3001", 1);
        ImageSource source = Assert.Single(new SourceDisclosure(archive).Reveal([First(archive)], "recall", TestContext.Current.CancellationToken));
        LedgerRecord decision = Assert.Single(source.Decisions);
        Assert.Equal((LedgerRecordKind.Moved, "T3002", "T3001", Why), (decision.Kind, decision.FromSubjectId, decision.SubjectId, decision.Reason));
    }

    private OspacsArchive Stored(int stills)
    {
        _day.PutStills(stills);
        _day.Import();
        return _day.Open();
    }

    private void SameStudy(string name)
    {
        string path = Path.Combine(_day.Medium, name);
        DicomDataset dataset;
        DicomTransferSyntax syntax;
        using (DicomFile file = DicomFile.Read(new DicomMemorySource(File.ReadAllBytes(path))))
        using (DicomFile first = DicomFile.Read(new DicomMemorySource(BadDay.Still(1).ToBytes())))
        {
            dataset = DicomDataset.Of(file.Dataset);
            dataset.Set(DicomTag.StudyInstanceUID, first.Dataset.GetCode(DicomTag.StudyInstanceUID)).Set(DicomTag.SeriesInstanceUID, first.Dataset.GetCode(DicomTag.SeriesInstanceUID));
            syntax = file.TransferSyntax;
        }
        var output = new Ospacs.Dicom.Writing.DicomMemoryOutput();
        Ospacs.Dicom.Writing.DicomWriter.WriteFile(output, Ospacs.Dicom.Writing.DicomFileMeta.Create(dataset.GetCode(DicomTag.SOPClassUID), dataset.GetCode(DicomTag.SOPInstanceUID), syntax), dataset, syntax);
        File.WriteAllBytes(path, output.Written.ToArray());
    }

    private static ImageRecord First(OspacsArchive archive) => archive.Store.History.FindImage(1)!;

    private List<CorrectedImage> Move(OspacsArchive archive, string subject, params long[] images) =>
        [.. new ImageMove(archive, subject, Why, _day.Registry) { AnyCentre = true }.Run(images, TestContext.Current.CancellationToken)];

    private static void NobodyShares(OspacsArchive archive)
    {
        var uids = new UidCollection();
        uids.AddArchive(archive);
        Assert.Empty(uids.Shared);
    }
}
