using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void An_image_that_was_moved_is_the_other_subjects_and_its_earlier_version_stays_known()
    {
        IArchiveStore store = Create();
        ImageRecord image = store.Store(SampleRows.Image(1), SampleRows.Image(2))[0];
        ImageRecord moved = Move(store, image, "S0002", 1);

        CloseAll();
        IArchiveStore again = Open(StoreAccess.Read);
        Same(moved, again.FindBySource(image.SourceHash));
        Same(moved, again.History.FindImage(image.ImageId));
        Same(moved, Assert.Single(again.FindImages(new() { Subjects = ["S0002"] })));
        Assert.Null(again.FindBySopInstance(image.SopInstanceUid));
        Assert.Equal(SampleRows.Bytes(77, 60), again.ReadAll(image.ImageId));
        RetiredVersion retired = Assert.Single(again.History.GetRetired(image.ImageId));
        Assert.Equal((image.ImageId, 1, "S0001", image.StudyInstanceUid, image.SeriesInstanceUid, image.SopInstanceUid, image.Size, 5L),
            (retired.ImageId, retired.Version, retired.SubjectId, retired.StudyInstanceUid, retired.SeriesInstanceUid, retired.SopInstanceUid, retired.Size, retired.AuditSequence));
        Assert.Equal(image.Sha256, retired.Sha256);
        Assert.Equal(image.StudyDate, retired.StudyDate);
        Assert.Equal(image.ImageId, again.History.FindRetired(image.SopInstanceUid)!.ImageId);
        foreach (string uid in new[] { image.SopInstanceUid, moved.SopInstanceUid, moved.StudyInstanceUid, moved.SeriesInstanceUid })
        {
            Assert.Equal([image.ImageId], again.History.FindByUid(uid));
        }

        Assert.Equal([1, 2], again.History.FindByUid(image.StudyInstanceUid));
        Assert.Equal([1, 2], again.History.FindBySubject("S0001"));
        Assert.Equal([1], again.History.FindBySubject("S0002"));
        Assert.Empty(again.History.FindBySubject("S0003"));
    }

    [Fact]
    public void A_study_is_its_subjects_for_ever_and_has_a_generation_for_each_other_one()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        string root = image.StudyInstanceUid;
        Move(store, Move(store, image, "S0002", 1), "S0003", 2);
        Assert.Equal(
            [(root, "S0001", root, 0), (SampleRows.Uid("study S0002 1"), "S0002", root, 1), (SampleRows.Uid("study S0003 2"), "S0003", root, 2)],
            store.History.GetStudies(root).Select(study => (study.StudyInstanceUid, study.SubjectId, study.RootStudyUid, study.Generation)));
        Assert.Equal("S0001", store.FindSubjectOfStudy(root));
        Assert.Equal(1, store.History.FindStudy(SampleRows.Uid("study S0002 1"))!.Generation);
        Assert.Empty(store.History.GetStudies("1.2.3"));

        using IStoreBatch batch = store.BeginBatch();
        Fails(ArchiveFailure.Conflict, () => batch.Write(SampleRows.Image(9, "S0009") with { StudyInstanceUid = root }));
        Fails(ArchiveFailure.Duplicate, () => batch.AddStudy(new StudyRecord("1.2.9", "S0002", root, 3)));
        Fails(ArchiveFailure.Duplicate, () => batch.AddStudy(new StudyRecord("1.2.9", "S0009", root, 2)));
        Fails(ArchiveFailure.Duplicate, () => batch.AddStudy(new StudyRecord(SampleRows.Uid("study S0002 1"), "S0009", root, 3)));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddStudy(new StudyRecord("1.2.9", "S0009", "1.2.8", 1)));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddStudy(new StudyRecord("1.2.9", "S0009", root, 0)));
    }

    [Fact]
    public void What_does_not_fit_is_not_moved_and_the_batch_goes_on()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2));
        using (IStoreBatch batch = store.BeginBatch())
        {
            ImageRecord good = Successor(images[0], "S0002", 1);
            batch.AddStudy(new StudyRecord(good.StudyInstanceUid, "S0002", images[0].StudyInstanceUid, 1));
            long draft = batch.WriteDraft(SampleRows.Bytes(77, 60));
            RetiredVersion retired = RetiredVersion.Of(images[0], SampleRows.Noon, 5);
            Fails(ArchiveFailure.NotFound, () => batch.MoveImage(good with { ImageId = 99 }, draft, retired));
            Fails(ArchiveFailure.Conflict, () => batch.MoveImage(good with { Version = 3 }, draft, retired));
            Fails(ArchiveFailure.Conflict, () => batch.MoveImage(good with { StudyInstanceUid = "1.2.3" }, draft, retired));
            Fails(ArchiveFailure.Duplicate, () => batch.MoveImage(good with { SopInstanceUid = images[1].SopInstanceUid }, draft, retired));
            foreach (ImageRecord wrong in new[]
            {
                good with { SubjectId = "S0001" }, good with { SopInstanceUid = images[0].SopInstanceUid }, good with { StudyInstanceUid = images[0].StudyInstanceUid }, good with { SeriesInstanceUid = images[0].SeriesInstanceUid },
                good with { MediaRef = "M9" }, good with { SourceHash = SampleRows.Hash("x") }, good with { RootSopUid = null }, good with { RootSeriesUid = "1.2" }, good with { Size = 61 }, good with { SopClassUid = "1.2" },
            })
            {
                Fails(ArchiveFailure.InvalidArgument, () => batch.MoveImage(wrong, draft, retired));
            }

            Fails(ArchiveFailure.InvalidArgument, () => batch.MoveImage(good, draft, retired with { Sha256 = SampleRows.Hash("x") }));
            batch.MoveImage(good, draft, retired);
            batch.Commit();
        }

        Assert.Equal(SampleRows.Bytes(1, 100).Length - 40, store.ReadAll(1).Length);
        Assert.Single(store.History.GetRetired(1));
    }

    [Fact]
    public void A_SOP_Instance_UID_that_an_image_once_had_never_comes_back()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        ImageRecord moved = Move(store, image, "S0002", 1);
        using IStoreBatch batch = store.BeginBatch();
        ImageRecord back = Successor(moved, "S0001", 0) with { StudyInstanceUid = image.StudyInstanceUid, SeriesInstanceUid = image.SeriesInstanceUid, SopInstanceUid = image.SopInstanceUid };
        long draft = batch.WriteDraft(SampleRows.Bytes(77, 60));
        Fails(ArchiveFailure.Duplicate, () => batch.MoveImage(back, draft, RetiredVersion.Of(moved, SampleRows.Noon, 6)));
    }

    [Fact]
    public void An_image_that_was_removed_leaves_its_tombstone_and_nothing_else()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2));
        store.Remove(images[0]);

        CloseAll();
        IArchiveStore again = Open(StoreAccess.Read);
        Assert.Null(again.FindBySource(images[0].SourceHash));
        Assert.Null(again.FindBySopInstance(images[0].SopInstanceUid));
        Assert.Null(again.History.FindImage(1));
        Fails(ArchiveFailure.NotFound, () => again.ReadAll(1));
        Same(images[1], Assert.Single(again.FindImages(new())));
        Tombstone tombstone = again.History.FindTombstone(images[0].SourceHash)!;
        Assert.Equal((1L, 1, "S0001", "C01", "M1", images[0].SopInstanceUid, images[0].SopInstanceUid, SampleRows.Noon), (tombstone.ImageId, tombstone.Version, tombstone.SubjectId, tombstone.Centre, tombstone.MediaRef, tombstone.SopInstanceUid, tombstone.RootSopUid, tombstone.RemovedUtc));
        Assert.Equal(1, again.History.FindTombstone(SampleRows.Hash("other bytes"), images[0].SopInstanceUid)!.ImageId);
        Assert.Equal(1, again.History.GetTombstone(1)!.ImageId);
        Assert.Null(again.History.FindTombstone(images[1].SourceHash, images[1].SopInstanceUid));
        Assert.Equal([1], again.History.FindByUid(images[0].SopInstanceUid));
        Assert.Equal("S0001", again.FindSubjectOfStudy(images[0].StudyInstanceUid));
    }

    [Fact]
    public void An_image_is_removed_only_as_it_is_stored()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        using IStoreBatch batch = store.BeginBatch();
        Fails(ArchiveFailure.NotFound, () => batch.RemoveImage(Tombstone.Of(image with { ImageId = 9 }, SampleRows.Noon, 1)));
        Fails(ArchiveFailure.Conflict, () => batch.RemoveImage(Tombstone.Of(image with { Version = 2 }, SampleRows.Noon, 1)));
        Fails(ArchiveFailure.InvalidArgument, () => batch.RemoveImage(Tombstone.Of(image with { SourceHash = SampleRows.Hash("x") }, SampleRows.Noon, 1)));
        batch.Commit();
        Same(image, store.FindBySource(image.SourceHash));
    }

    [Fact]
    public void A_medium_that_was_written_is_remembered_with_every_image_on_it()
    {
        IArchiveStore store = Create();
        ImageRecord image = store.Store(SampleRows.Image(1), SampleRows.Image(2))[0];
        var export = new ExportRecord(0, "DISC 1", "GeneralPurpose", SampleRows.Noon, 2, 1, 200, 7);
        using (IStoreBatch batch = store.BeginBatch())
        {
            Fails(ArchiveFailure.InvalidArgument, () => batch.AddExport(export, []));
            Fails(ArchiveFailure.InvalidArgument, () => batch.AddExport(export with { Images = 3 }, [Exported(1), Exported(2)]));
            Assert.Equal(1, batch.AddExport(export, [Exported(1), Exported(2)]));
            Assert.Equal(2, batch.AddExport(export with { Label = "DISC 2", Images = 1 }, [Exported(1)]));
            batch.Commit();
        }

        store.Remove(image);
        CloseAll();
        IReadOnlyList<(ExportRecord Export, ExportImageRecord Image)> exports = Open(StoreAccess.Read).History.GetExports(1);
        Assert.Equal([export with { ExportId = 1 }, export with { ExportId = 2, Label = "DISC 2", Images = 1 }], exports.Select(pair => pair.Export));
        Assert.All(exports, pair => Assert.Equal((1L, 1, "S0001", "IMAGES/1", "1.2.840.10008.1.2.1"), (pair.Image.ImageId, pair.Image.Version, pair.Image.SubjectId, pair.Image.FileId, pair.Image.TransferSyntaxUid)));
        Assert.All(exports, pair => Assert.Equal(SampleRows.Hash("file 1"), pair.Image.Sha256));

        static ExportImageRecord Exported(int number) => new(number, 1, "S0001", SampleRows.Uid($"image {number}"), $"IMAGES/{number}", "1.2.840.10008.1.2.1", SampleRows.Hash($"file {number}"));
    }

    [Theory]
    [InlineData("UPDATE ImageVersion SET SubjectId = 'x'")]
    [InlineData("DELETE FROM ImageVersion")]
    [InlineData("UPDATE Tombstone SET SubjectId = 'x'")]
    [InlineData("DELETE FROM Tombstone")]
    [InlineData("UPDATE Export SET Label = 'x'")]
    [InlineData("DELETE FROM ExportImage")]
    [InlineData("UPDATE ExportImage SET SubjectId = 'x'")]
    [InlineData("UPDATE Image SET RootSopUid = '1.2.3', Version = Version + 1 WHERE ImageId = 1")]
    [InlineData("UPDATE Image SET SopInstanceUid = '1.2.3', Version = Version + 1 WHERE ImageId = 1")]
    public void History_cannot_be_changed_even_by_the_databases_owner(string sql)
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2));
        Move(store, images[0], "S0002", 1);
        store.Remove(images[1]);
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.AddExport(new ExportRecord(0, "D", "P", SampleRows.Noon, 1, 1, 1, 1), [new ExportImageRecord(1, 1, "S0001", "1.2", "A", "1.2.840.10008.1.2.1", SampleRows.Hash("f"))]);
            batch.Commit();
        }

        CloseAll();
        Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => Execute(sql)).Kind);
    }

    private static ImageRecord Move(IArchiveStore store, ImageRecord image, string subject, int generation)
    {
        using IStoreBatch batch = store.BeginBatch();
        ImageRecord moved = Successor(image, subject, generation);
        batch.AddStudy(new StudyRecord(moved.StudyInstanceUid, subject, store.History.FindStudy(image.StudyInstanceUid)!.RootStudyUid, generation));
        batch.MoveImage(moved, batch.WriteDraft(SampleRows.Bytes(77, 60)), RetiredVersion.Of(image, SampleRows.Noon, 5));
        batch.Commit();
        return moved;
    }

    private static ImageRecord Successor(ImageRecord image, string subject, int generation) => image with
    {
        SubjectId = subject,
        StudyInstanceUid = SampleRows.Uid($"study {subject} {generation}"),
        SeriesInstanceUid = SampleRows.Uid($"series {subject} {generation}"),
        SopInstanceUid = SampleRows.Uid($"image {image.InstanceNumber} {subject} {image.Version + 1}"),
        RootSeriesUid = image.RootSeriesUid ?? image.SeriesInstanceUid,
        RootSopUid = image.RootSopUid ?? image.SopInstanceUid,
        Size = 60,
        Sha256 = SampleRows.Hash($"moved {image.ImageId} {subject}"),
        Version = image.Version + 1,
    };
}
