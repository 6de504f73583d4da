using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void A_new_archive_holds_nothing() => Assert.Equal(new ArchiveTotals(0, 0, 0, 0, 0, 0, 0), Create().GetTotals());

    [Fact]
    public void Totals_are_those_of_what_is_stored()
    {
        IArchiveStore store = Create();
        store.Store(SampleRows.Image(1), SampleRows.Image(2) with { NumberOfFrames = 40 }, SampleRows.Image(3, "S0002", "C02"));
        Assert.Equal(new ArchiveTotals(2, 2, 0, 3, 42, 300, 3), store.GetTotals());
        store.Store(SampleRows.Image(4, "s0002", "c02", "2020-05-18"), SampleRows.Image(5, "S0002 ", "C02 ", "2020-05-19"));
        Assert.Equal(new ArchiveTotals(4, 4, 0, 5, 44, 500, 5), store.GetTotals());

        CloseAll();
        Assert.Equal(new ArchiveTotals(4, 4, 0, 5, 44, 500, 5), Open(StoreAccess.Read).GetTotals());
        Assert.Empty(Open(StoreAccess.Read).FindOrphans());
    }

    [Fact]
    public void A_batch_that_is_taken_back_changes_no_total()
    {
        IArchiveStore store = Create();
        ImageRecord image = store.Store(SampleRows.Image(1))[0];
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(2, "S0002", "C02"));
            batch.RemoveImage(Tombstone.Of(image, SampleRows.Noon, 1));
        }

        Assert.Equal(new ArchiveTotals(1, 1, 0, 1, 1, 100, 1), store.GetTotals());
    }

    [Fact]
    public void An_image_whose_row_is_refused_counts_for_nothing()
    {
        IArchiveStore store = Create();
        store.Store(SampleRows.Image(1));
        using (IStoreBatch batch = store.BeginBatch())
        {
            ImageRecord again = SampleRows.Image(2, "S0002", "C02") with { SourceHash = SampleRows.Hash("source 1"), PolicyId = 1, Size = 100, ImageId = batch.ReserveImageId() };
            batch.AddPart(again.ImageId, 0, SampleRows.Bytes(2, 100));
            Fails(ArchiveFailure.Duplicate, () => batch.AddImage(again));
            batch.RemoveParts(again.ImageId);
            batch.Commit();
        }

        Assert.Equal(new ArchiveTotals(1, 1, 0, 1, 1, 100, 1), store.GetTotals());
        Assert.Empty(store.FindOrphans());
    }

    [Fact]
    public void A_smaller_object_makes_the_totals_smaller()
    {
        IArchiveStore store = Create();
        ImageRecord image = store.Store(SampleRows.Image(1), SampleRows.Image(2, "S0002", "C02"))[0];
        using (IStoreBatch batch = store.BeginBatch())
        {
            ImageRecord twice = batch.Replace(batch.Replace(image, SampleRows.Bytes(7, 80)), SampleRows.Bytes(8, 30));
            Assert.Equal(30, twice.Size);
            batch.Commit();
        }

        Assert.Equal(new ArchiveTotals(2, 2, 0, 2, 2, 130, 2), store.GetTotals());
        Assert.Empty(store.FindOrphans());
    }

    [Fact]
    public void An_image_that_is_moved_counts_for_the_subject_that_it_is_given_to()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2));
        ImageRecord moved = Move(store, images[0], "S0002", 1);
        Assert.Equal(new ArchiveTotals(1, 2, 0, 2, 2, 160, 2), store.GetTotals());
        Move(store, images[1] with { StudyInstanceUid = images[0].StudyInstanceUid }, "S0003", 2);
        Assert.Equal(new ArchiveTotals(1, 2, 0, 2, 2, 120, 2), store.GetTotals());
        Assert.Empty(store.FindOrphans());
        Assert.Equal("S0002", moved.SubjectId);
    }

    [Fact]
    public void An_image_that_is_removed_counts_no_more_and_neither_does_a_subject_or_centre_without_images()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2), SampleRows.Image(3, "S0002", "C02"));
        store.Remove(images[2]);
        Assert.Equal(new ArchiveTotals(1, 1, 0, 2, 2, 200, 2), store.GetTotals());
        store.Remove(images[0], images[1]);
        Assert.Equal(new ArchiveTotals(0, 0, 0, 0, 0, 0, 0), store.GetTotals());
        store.Store(SampleRows.Image(4, "S0002", "C02"));
        Assert.Equal(new ArchiveTotals(1, 1, 0, 1, 1, 100, 4), store.GetTotals());
        Assert.Empty(store.FindOrphans());
    }

    [Fact]
    public void Media_are_counted_that_were_taken_in_whether_anything_of_them_is_stored_or_not()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.SetMedia(new MediaRecord("M1", "C01", null, 0, SampleRows.Noon, SampleRows.Noon, 0, new byte[32]));
            batch.SetMedia(new MediaRecord("M2", "C01", null, 0, SampleRows.Noon, SampleRows.Noon, 0, new byte[32]));
            batch.SetMedia(new MediaRecord("M2", "C02", 7, 1, SampleRows.Noon, SampleRows.Noon, 0, new byte[32]));
            batch.Commit();
        }

        Assert.Equal(new ArchiveTotals(0, 0, 2, 0, 0, 0, 0), store.GetTotals());
    }

    [Fact]
    public void Images_are_gone_through_by_their_keys_in_pieces_and_those_that_were_removed_are_left_out()
    {
        IArchiveStore store = Create();
        Assert.Empty(store.GetImages(0, 10));
        IReadOnlyList<ImageRecord> images = store.Store(Enumerable.Range(1, 7).Select(number => SampleRows.Image(number, $"S{9 - number}", day: $"2020-05-{number:00}")));
        store.Remove(images[2]);
        Assert.Equal([1L, 2, 4], store.GetImages(0, 3).Select(image => image.ImageId));
        Assert.Equal([5L, 6, 7], store.GetImages(4, 3).Select(image => image.ImageId));
        Assert.Empty(store.GetImages(7, 3));
        Assert.Equal(6, store.GetImages(0, 100).Count);
        Same(images[3], store.GetImages(3, 1)[0]);
    }
}
