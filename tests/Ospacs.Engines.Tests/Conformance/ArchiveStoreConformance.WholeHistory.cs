using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void Of_an_archive_that_nothing_was_moved_removed_or_written_from_the_lists_are_empty()
    {
        IArchiveStore store = Create();
        store.Store(SampleRows.Image(1));
        Assert.Empty(store.History.ReadRetired());
        Assert.Empty(store.History.ReadTombstones());
        Assert.Empty(store.History.ReadExports());
        Assert.Empty(store.History.ReadExportImages());
    }

    [Fact]
    public void Every_tombstone_is_read_in_the_order_of_images_over_many_pages()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(Enumerable.Range(1, 1100).Select(i => SampleRows.Image(i)));
        store.Remove(images.Reverse().Where(image => image.InstanceNumber % 10 != 0));
        List<Tombstone> stones = [.. store.History.ReadTombstones()];
        Assert.Equal(images.Where(image => image.InstanceNumber % 10 != 0).Select(image => image.ImageId), stones.Select(stone => stone.ImageId));
        Assert.All(stones, stone => SameTombstone(store.History.GetTombstone(stone.ImageId)!, stone));
    }

    [Fact]
    public void Every_export_is_read_with_every_image_on_it_over_many_pages()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(Enumerable.Range(1, 700).Select(i => SampleRows.Image(i)));
        List<long> exports = [];
        foreach (int every in new[] { 1, 2, 700 })
        {
            List<ExportImageRecord> written = [.. images.Reverse().Where(image => image.InstanceNumber % every == 0).Select(image => new ExportImageRecord(image.ImageId, image.Version, image.SubjectId, image.SopInstanceUid, $"IMAGES/{image.ImageId}", image.TransferSyntaxUid, image.Sha256))];
            using IStoreBatch batch = store.BeginBatch();
            exports.Add(batch.AddExport(new ExportRecord(0, $"DISC {every}", "STD-GEN", SampleRows.Noon, written.Count, 1, every, every), written));
            batch.Commit();
        }

        Assert.Equal([(exports[0], "DISC 1", 700), (exports[1], "DISC 2", 350), (exports[2], "DISC 700", 1)], store.History.ReadExports().Select(export => (export.ExportId, export.Label, export.Images)));
        Assert.All(store.History.ReadExports(), export => Assert.Equal((SampleRows.Noon, 1, export.Bytes), (export.ExportedUtc, export.Subjects, export.AuditSequence)));
        List<(long ExportId, ExportImageRecord Image)> all = [.. store.History.ReadExportImages()];
        Assert.Equal(1051, all.Count);
        Assert.Equal(all.OrderBy(row => row.ExportId).ThenBy(row => row.Image.ImageId).Select(row => (row.ExportId, row.Image.ImageId)), all.Select(row => (row.ExportId, row.Image.ImageId)));
        foreach ((long exportId, ExportImageRecord image) in all.TakeLast(351))
        {
            ExportImageRecord known = Assert.Single(store.History.GetExports(image.ImageId), entry => entry.Export.ExportId == exportId).Image;
            Assert.Equal(known with { Sha256 = image.Sha256 }, image);
            Assert.Equal(known.Sha256, image.Sha256);
        }
    }

    [Fact]
    public void Every_retired_version_is_read_by_image_and_version()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2));
        int subject = 0;
        foreach (ImageRecord first in images.Reverse().Concat(images))
        {
            ImageRecord image = store.History.FindImage(first.ImageId)!;
            string to = $"S1{++subject:000}";
            using IStoreBatch batch = store.BeginBatch();
            long draft = batch.WriteDraft(SampleRows.Bytes(1, 50));
            string root = store.History.FindStudy(image.StudyInstanceUid)!.RootStudyUid;
            var study = new StudyRecord(SampleRows.Uid($"study {to}"), to, root, store.History.GetStudies(root).Count);
            batch.AddStudy(study);
            batch.MoveImage(
                image with
                {
                    SubjectId = to,
                    StudyInstanceUid = study.StudyInstanceUid,
                    SeriesInstanceUid = SampleRows.Uid($"series {to}"),
                    SopInstanceUid = SampleRows.Uid($"sop {to}"),
                    RootSeriesUid = image.RootSeriesUid ?? image.SeriesInstanceUid,
                    RootSopUid = image.RootSopUid ?? image.SopInstanceUid,
                    Version = image.Version + 1,
                    Size = 50,
                    Sha256 = SampleRows.Hash(to),
                },
                draft,
                RetiredVersion.Of(image, SampleRows.Noon, subject));
            batch.Commit();
        }

        List<RetiredVersion> versions = [.. store.History.ReadRetired()];
        Assert.Equal([(images[0].ImageId, 1), (images[0].ImageId, 2), (images[1].ImageId, 1), (images[1].ImageId, 2)], versions.Select(version => (version.ImageId, version.Version)));
        Assert.Equal([2L, 3, 1, 4], versions.Select(version => version.AuditSequence));
        Assert.All(versions, version =>
        {
            RetiredVersion known = store.History.GetRetired(version.ImageId).Single(other => other.Version == version.Version);
            Assert.Equal(known with { Sha256 = version.Sha256 }, version);
            Assert.Equal(known.Sha256, version.Sha256);
        });
    }

    private static void SameTombstone(Tombstone expected, Tombstone actual)
    {
        Assert.Equal(expected with { Sha256 = actual.Sha256, SourceHash = actual.SourceHash }, actual);
        Assert.Equal(expected.Sha256, actual.Sha256);
        Assert.Equal(expected.SourceHash, actual.SourceHash);
    }
}
