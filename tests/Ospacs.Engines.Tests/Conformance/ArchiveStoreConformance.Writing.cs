using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void An_image_comes_back_as_it_was_stored()
    {
        IArchiveStore store = Create();
        ImageRecord image = SampleRows.Image(7) with
        {
            SeriesNumber = int.MinValue,
            InstanceNumber = int.MaxValue,
            NumberOfFrames = 45,
            PixelSha256 = SampleRows.Hash("pixels"),
            Version = 3,
            ImportedUtc = SampleRows.Noon.AddTicks(7654320),
        };
        ImageRecord stored = Assert.Single(store.Store(image));
        CloseAll();

        IArchiveStore again = Open(StoreAccess.Read);
        Same(stored, again.FindBySopInstance(stored.SopInstanceUid));
        Same(stored, again.FindBySource(stored.SourceHash));
        Same(stored, Assert.Single(again.FindImages(new())));
        Assert.Equal(stored.SubjectId, again.FindSubjectOfStudy(stored.StudyInstanceUid));
        Assert.Equal(SampleRows.Bytes(int.MaxValue, 100), again.ReadAll(stored.ImageId));
    }

    [Fact]
    public void What_is_missing_comes_back_as_missing()
    {
        IArchiveStore store = Create();
        ImageRecord image = SampleRows.Image(1, day: null) with { SeriesNumber = null, InstanceNumber = null, PixelSha256 = null, Modality = string.Empty, Manufacturer = string.Empty, ManufacturerModelName = string.Empty, PhotometricInterpretation = string.Empty, Rule = string.Empty };
        ImageRecord stored = Assert.Single(store.Store(image));
        Same(stored, store.FindBySopInstance(stored.SopInstanceUid));
    }

    [Fact]
    public void Nothing_is_found_of_what_was_never_stored()
    {
        IArchiveStore store = Create();
        Assert.Null(store.FindBySource(SampleRows.Hash("source 1")));
        Assert.Null(store.FindBySopInstance("1.2.3"));
        Assert.Null(store.FindSubjectOfStudy("1.2.3"));
        Assert.Empty(store.FindImages(new()));
        Assert.Empty(store.CountImages(new()));
        Assert.Empty(store.GetPolicies());
        Assert.Empty(store.GetMedia());
        Assert.Empty(store.GetMedia("M1"));
        Assert.Empty(store.GetAudit(new()));
        Fails(ArchiveFailure.NotFound, () => store.ReadAll(1));
    }

    [Fact]
    public void A_batch_that_was_not_committed_leaves_nothing_behind()
    {
        IArchiveStore store = Create();
        store.Store(SampleRows.Image(1));
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(2, subject: "S0002"));
            batch.AddPolicy("another", SampleRows.Hash("another"), SampleRows.Noon);
            batch.AddAudit(SampleRows.Entry(1));
            batch.SetMedia(Medium("M1"));
            batch.SetMediaFile(File("M1", 1));
        }

        Assert.Single(store.FindImages(new()));
        Assert.Null(store.FindSubjectOfStudy(SampleRows.Image(2, subject: "S0002").StudyInstanceUid));
        Assert.Single(store.GetPolicies());
        Assert.Empty(store.GetAudit(new()));
        Assert.Empty(store.GetMedia());
        using IStoreBatch next = store.BeginBatch();
        Assert.Equal(0, next.AuditHead.Sequence);
    }

    [Fact]
    public void Lookups_see_what_the_open_batch_has_written_and_other_stores_do_not()
    {
        IArchiveStore store = Create();
        IArchiveStore other = Open(StoreAccess.Read);
        using IStoreBatch batch = store.BeginBatch();
        ImageRecord image = batch.Write(SampleRows.Image(1));
        Assert.NotNull(store.FindBySource(image.SourceHash));
        Assert.NotNull(store.FindBySopInstance(image.SopInstanceUid));
        Assert.Equal(image.SubjectId, store.FindSubjectOfStudy(image.StudyInstanceUid));
        Assert.Single(store.FindImages(new()));
        Assert.Null(other.FindBySource(image.SourceHash));
        Assert.Empty(other.FindImages(new()));
        batch.Commit();
        Assert.NotNull(other.FindBySource(image.SourceHash));
    }

    [Fact]
    public void A_second_image_of_the_same_UID_or_source_is_refused_and_the_batch_goes_on()
    {
        IArchiveStore store = Create();
        store.Store(SampleRows.Image(1));
        using (IStoreBatch batch = store.BeginBatch())
        {
            ImageRecord sameUid = SampleRows.Image(2) with { SopInstanceUid = SampleRows.Image(1).SopInstanceUid };
            Assert.Contains("SOP Instance UID", Fails(ArchiveFailure.Duplicate, () => batch.Write(sameUid)).Message, StringComparison.Ordinal);
            batch.RemoveParts(2);
            ImageRecord sameSource = SampleRows.Image(3) with { SourceHash = SampleRows.Image(1).SourceHash };
            Assert.Contains("source", Fails(ArchiveFailure.Duplicate, () => batch.Write(sameSource)).Message, StringComparison.Ordinal);
            batch.RemoveParts(3);
            batch.Write(SampleRows.Image(4));
            batch.Commit();
        }

        Assert.Equal([1, 4], store.FindImages(new()).Select(image => image.InstanceNumber!.Value));
        Fails(ArchiveFailure.NotFound, () => store.ReadAll(2));
        Fails(ArchiveFailure.NotFound, () => store.ReadAll(3));
    }

    [Fact]
    public void A_study_of_two_subjects_is_refused()
    {
        IArchiveStore store = Create();
        ImageRecord first = Assert.Single(store.Store(SampleRows.Image(1, subject: "S0001")));
        ImageRecord second = SampleRows.Image(2, subject: "S0002") with { StudyInstanceUid = first.StudyInstanceUid };
        using (IStoreBatch batch = store.BeginBatch())
        {
            Fails(ArchiveFailure.Conflict, () => batch.Write(second));
            batch.RemoveParts(2);
            batch.Commit();
        }

        Assert.Equal("S0001", store.FindSubjectOfStudy(first.StudyInstanceUid));
        Assert.Single(store.FindImages(new()));
    }

    [Fact]
    public void Text_is_kept_and_told_apart_to_the_last_character()
    {
        string[] subjects =
        [
            "S1", "s1", "S1 ", " S1", "S1'", "S1\"", "S1;--", "S1%", "S_", "S1\\", "S1`", "S1[0]", "S1]", "S1\t", "S1\r\n", "?1", "@p0", "$1", ":a", "{0}", "NULL",
            "Ångström", "A\u030Angstro\u0308m", "STRASSE", "STRAßE", "İ", "i", "ı", "大阪 太郎", "🩻", "\uE000", "\uFB00", "ab", "a\u200Bb", "'; DROP TABLE Image; --",
        ];
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> stored = store.Store(subjects.Select((text, i) => SampleRows.Image(i + 1, subject: text, centre: text, media: text, rule: text) with
        {
            Manufacturer = text,
            ManufacturerModelName = text,
            Modality = text,
            PhotometricInterpretation = text,
            StudyInstanceUid = "study " + text,
            SeriesInstanceUid = "series " + text,
            SopInstanceUid = "sop " + text,
            SopClassUid = text,
            TransferSyntaxUid = text,
        }));
        foreach (ImageRecord image in stored)
        {
            string text = image.SubjectId;
            Same(image, store.FindBySopInstance(image.SopInstanceUid));
            Assert.Equal(text, store.FindSubjectOfStudy(image.StudyInstanceUid));
            Same(image, Assert.Single(store.FindImages(new() { Subjects = [text] })));
            Same(image, Assert.Single(store.FindImages(new() { Centres = [text] })));
            Same(image, Assert.Single(store.FindImages(new() { Media = [text] })));
            Same(image, Assert.Single(store.FindImages(new() { Rules = [text] })));
            Same(image, Assert.Single(store.FindImages(new() { Uids = [image.SeriesInstanceUid] })));
            Same(image, Assert.Single(store.FindImages(new() { Uids = [image.StudyInstanceUid] })));
        }

        Assert.Equal(subjects.Length, store.FindImages(new() { Subjects = subjects, Centres = subjects, Media = subjects, Rules = subjects }).Count());
        Assert.Equal(subjects.Length, store.CountImages(new()).Count());
    }

    [Fact]
    public void Metacharacters_are_kept_in_media_audit_and_policies_too()
    {
        const string text = "'; DROP TABLE Audit; -- %_?@\"\\ ﬀ🩻 ";
        IArchiveStore store = Create();
        AuditEntry entry = SampleRows.Entry(1) with { Account = text, Machine = text, Action = text, MediaRef = text, SubjectId = text, SopInstanceUid = text, Outcome = text, Reason = text };
        MediaRecord medium = Medium(text) with { Centre = text };
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.AddPolicy(text, SampleRows.Hash(text), SampleRows.Noon);
            batch.AddAudit(entry);
            batch.SetMedia(medium);
            batch.SetMediaFile(File(text, 1));
            batch.Commit();
        }

        Same(entry, Assert.Single(store.GetAudit(new() { MediaRef = text, SubjectId = text, Action = text })));
        Assert.Equal(text, Assert.Single(store.GetPolicies()).Text);
        MediaPassport passport = Assert.Single(store.GetMedia(text));
        Assert.Equal((text, text, 1), (passport.Media.MediaRef, passport.Media.Centre, passport.Stored));
    }

    [Fact]
    public void Values_that_no_database_keeps_alike_are_refused_before_anything_is_written()
    {
        IArchiveStore store = Create();
        using IStoreBatch batch = store.BeginBatch();
        ImageRecord good = SampleRows.Image(1);
        ImageRecord[] refused =
        [
            good with { SubjectId = string.Empty }, good with { Centre = string.Empty }, good with { MediaRef = string.Empty }, good with { SopInstanceUid = string.Empty },
            good with { SubjectId = new string('x', 65) }, good with { Manufacturer = "a\0b" }, good with { Rule = "\uD83E" }, good with { Sha256 = new byte[31] },
            good with { SourceHash = [] }, good with { PixelSha256 = new byte[33] }, good with { Version = 0 },
        ];
        foreach (ImageRecord image in refused)
        {
            Fails(ArchiveFailure.InvalidArgument, () => batch.AddImage(image with { ImageId = batch.ReserveImageId() }));
        }

        Fails(ArchiveFailure.InvalidArgument, () => batch.AddPolicy("text", SampleRows.Hash("other text"), SampleRows.Noon));
        Fails(ArchiveFailure.InvalidArgument, () => batch.SetMediaFile(File("M1", 1) with { FileKey = [] }));
        Fails(ArchiveFailure.InvalidArgument, () => batch.SetMedia(Medium(string.Empty)));
        Fails(ArchiveFailure.InvalidArgument, () => store.FindImages(new() { Skip = -1 }));
        Fails(ArchiveFailure.InvalidArgument, () => store.CountImages(new() { Subjects = ["a\0"] }));
        batch.Commit();
        Assert.Empty(store.FindImages(new()));
    }

    [Fact]
    public void What_was_written_of_a_file_can_be_taken_back()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.SetMedia(Medium("M1"));
            batch.SetMedia(Medium("M2"));
            batch.SetMediaFile(File("M1", 1));
            batch.SetMediaFile(File("M1", 2));
            batch.SetMediaFile(File("M2", 1) with { FileKey = File("M1", 1).FileKey });
            batch.Commit();
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.RemoveMediaFile("M1", File("M1", 1).FileKey);
            batch.RemoveMediaFile("M1", SampleRows.Hash("no such file"));
            batch.Commit();
        }

        Assert.Equal([1, 1], store.GetMedia().Select(passport => passport.Found));
    }

    [Fact]
    public void A_policy_is_written_once_and_keeps_the_time_of_its_first_use()
    {
        IArchiveStore store = Create();
        long first;
        using (IStoreBatch batch = store.BeginBatch())
        {
            first = batch.AddPolicy("one", SampleRows.Hash("one"), SampleRows.Noon);
            Assert.Equal(first, batch.AddPolicy("one", SampleRows.Hash("one"), SampleRows.Noon.AddDays(1)));
            batch.Commit();
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            Assert.Equal(first, batch.AddPolicy("one", SampleRows.Hash("one"), SampleRows.Noon.AddDays(2)));
            Assert.NotEqual(first, batch.AddPolicy("ONE", SampleRows.Hash("ONE"), SampleRows.Noon.AddDays(2)));
            batch.Commit();
        }

        Assert.Equal(["one", "ONE"], store.GetPolicies().Select(policy => policy.Text));
        Assert.Equal(SampleRows.Noon, store.GetPolicies()[0].FirstUsedUtc);
        Assert.Equal(SampleRows.Hash("one"), store.GetPolicies()[0].Sha256);
    }

    [Fact]
    public void An_image_needs_a_policy_that_is_there()
    {
        IArchiveStore store = Create();
        using IStoreBatch batch = store.BeginBatch();
        long id = batch.ReserveImageId();
        batch.AddPart(id, 0, [1]);
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddImage(SampleRows.Image(1) with { ImageId = id, PolicyId = 99, Size = 1 }));
    }

    [Fact]
    public void A_passport_adds_up_and_a_later_word_on_a_file_replaces_the_earlier_one()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.SetMedia(Medium("M2") with { Centre = "C02" });
            batch.SetMedia(Medium("M1") with { Expected = 9, Missing = 2 });
            batch.SetMediaFile(File("M1", 1, FileOutcome.Stored));
            batch.SetMediaFile(File("M1", 2, FileOutcome.AlreadyStored));
            batch.SetMediaFile(File("M1", 3, FileOutcome.Quarantined, QuarantineReason.Mismatch));
            batch.SetMediaFile(File("M1", 4, FileOutcome.Quarantined, QuarantineReason.Mismatch));
            batch.SetMediaFile(File("M1", 5, FileOutcome.Quarantined, QuarantineReason.NoMaskRule));
            batch.SetMediaFile(File("M1", 6, FileOutcome.Index));
            batch.SetMediaFile(File("M1", 7, FileOutcome.NotDicom));
            batch.SetMediaFile(File("M1", 8, FileOutcome.Failed));
            batch.Commit();
        }

        MediaPassport passport = Assert.Single(store.GetMedia("M1"));
        Same(Medium("M1") with { Expected = 9, Missing = 2 }, passport.Media);
        Assert.Equal((8, 2, 3, 1, 1, 1), (passport.Found, passport.Stored, passport.Quarantined, passport.Index, passport.NotDicom, passport.Failed));
        Assert.Equal([(QuarantineReason.Mismatch, 2), (QuarantineReason.NoMaskRule, 1)], passport.QuarantinedByReason.Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(0, store.GetMedia("M2")[0].Found);

        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.SetMediaFile(File("M1", 3, FileOutcome.Stored));
            batch.SetMedia(Medium("M1") with { FirstImportUtc = SampleRows.Noon.AddDays(5), LastImportUtc = SampleRows.Noon.AddDays(6), AuditSequence = 77, AuditMac = SampleRows.Hash("77") });
            batch.Commit();
        }

        passport = Assert.Single(store.GetMedia("M1"));
        Assert.Equal((8, 3, 2), (passport.Found, passport.Stored, passport.Quarantined));
        Assert.Equal((SampleRows.Noon, SampleRows.Noon.AddDays(6), 77L), (passport.Media.FirstImportUtc, passport.Media.LastImportUtc, passport.Media.AuditSequence));
        Assert.Equal(SampleRows.Hash("77"), passport.Media.AuditMac);
        Assert.Null(passport.Media.Expected);
        Assert.Equal(["M1", "M2"], store.GetMedia().Select(each => each.Media.MediaRef));
    }

    private static MediaRecord Medium(string mediaRef) => new(mediaRef, "C01", null, 0, SampleRows.Noon, SampleRows.Noon.AddHours(1), 12, SampleRows.Hash("12"));

    private static MediaFileRecord File(string mediaRef, int number, FileOutcome outcome = FileOutcome.Stored, QuarantineReason? reason = null) =>
        new(mediaRef, SampleRows.Hash($"file {number}"), number, outcome, reason);
}
