using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void An_image_that_was_given_another_object_has_that_and_not_the_old_one()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2), SampleRows.Image(3));
        ImageRecord replaced;
        using (IStoreBatch batch = store.BeginBatch())
        {
            replaced = batch.Replace(images[1], SampleRows.Bytes(22, 70));
            batch.Commit();
        }

        CloseAll();
        IArchiveStore again = Open(StoreAccess.Read);
        Assert.Equal(SampleRows.Bytes(22, 70), again.ReadAll(replaced.ImageId));
        Assert.Equal(SampleRows.Bytes(1, 100), again.ReadAll(images[0].ImageId));
        Assert.Equal(SampleRows.Bytes(3, 100), again.ReadAll(images[2].ImageId));
        Fails(ArchiveFailure.NotFound, () => again.ReadAll(4));
    }

    [Fact]
    public void The_row_of_a_replaced_object_says_what_the_new_one_is_and_is_found_as_before()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1) with { PixelSha256 = SampleRows.Hash("old pixels"), Version = 3 }));
        ImageRecord replaced;
        using (IStoreBatch batch = store.BeginBatch())
        {
            replaced = batch.Replace(image, [1, 2], [3]);
            Same(replaced, store.FindBySopInstance(image.SopInstanceUid));
            batch.Commit();
        }

        Assert.Equal((4, 3L), (replaced.Version, replaced.Size));
        Same(replaced, store.FindBySopInstance(image.SopInstanceUid));
        Same(replaced, store.FindBySource(image.SourceHash));
        Same(replaced, Assert.Single(store.FindImages(new())));
        Assert.Equal(new ImageCount("C01", "S0001", image.StudyDate, 1, 1, 3), Assert.Single(store.CountImages(new())));
        Same(replaced, store.FindByPixels(replaced.PixelSha256, "another"));
        Assert.Null(store.FindByPixels(image.PixelSha256, "another"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 4)]
    [InlineData(4, 1)]
    [InlineData(3, 3)]
    [InlineData(2, 5)]
    public void Objects_of_any_number_of_parts_replace_each_other(int before, int after)
    {
        IArchiveStore store = Create();
        ImageRecord image;
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Write(SampleRows.Image(1), Parts(1, before));
            batch.Write(SampleRows.Image(2), Parts(100, 2));
            batch.Commit();
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Replace(image, Parts(50, after));
            batch.Commit();
        }

        Assert.Equal(Parts(50, after), store.ReadParts(image.ImageId).Select(part => part.ToArray()));
        Assert.Equal(Parts(100, 2), store.ReadParts(2).Select(part => part.ToArray()));

        static byte[][] Parts(int seed, int count) => [.. Enumerable.Range(seed, count).Select(i => SampleRows.Bytes(i, 100_000 + i))];
    }

    [Fact]
    public void A_draft_moves_whole_whatever_the_distance_of_the_keys()
    {
        // Keys take one to eight bytes in a database's row, and parts move in another way where the two differ.
        long[] keys = [1, 100, 127, 128, 32_767, 32_768, 8_388_607, 8_388_608, 3_000_000_000];
        IArchiveStore store = Create();
        ImageRecord first = Assert.Single(store.Store(SampleRows.Image(1)));
        foreach (long key in keys.Skip(1))
        {
            CloseAll();
            SetLastKey(key - 1);
            store = Open();
            ImageRecord image = Assert.Single(store.Store(SampleRows.Image((int)(key % 1_000_000_000))));
            Assert.Equal(key, image.ImageId);
            using IStoreBatch batch = store.BeginBatch();
            batch.Replace(image, SampleRows.Bytes(7, 50_000), [7]);
            first = batch.Replace(first, SampleRows.Bytes(8, 60_000), [8]);
            batch.Commit();
            Assert.Equal([.. SampleRows.Bytes(7, 50_000), 7], store.ReadAll(key));
            Assert.Equal([.. SampleRows.Bytes(8, 60_000), 8], store.ReadAll(1));
        }
    }

    [Fact]
    public void Another_object_replaces_only_the_version_before_it()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Replace(image, [1]);
            batch.Commit();
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            long draft = batch.WriteDraft([2]);
            ImageRecord stale = SampleRows.Next(image) with { Size = 1 };
            foreach (int version in new[] { 1, 2, 4, int.MaxValue })
            {
                Fails(ArchiveFailure.Conflict, () => batch.ReplaceObject(stale with { Version = version }, draft));
            }

            batch.RemoveParts(draft);
            batch.Write(SampleRows.Image(2));
            batch.Commit();
        }

        Assert.Equal([1], store.ReadAll(image.ImageId));
        Assert.Equal(2, store.FindBySource(image.SourceHash)!.Version);
        Assert.Equal(2, store.FindImages(new()).Count());
    }

    [Fact]
    public void Nothing_but_what_follows_the_object_may_change_with_it()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        ImageRecord next = SampleRows.Next(image) with { Size = 1 };
        using (IStoreBatch batch = store.BeginBatch())
        {
            long draft = batch.WriteDraft([1]);
            ImageRecord[] refused =
            [
                next with { SubjectId = "S2" }, next with { Centre = "C02" }, next with { StudyDate = null }, next with { MediaRef = "M2" }, next with { StudyInstanceUid = "1.2" },
                next with { SeriesInstanceUid = "1.2" }, next with { SopInstanceUid = "1.2" }, next with { SopClassUid = "1.2" }, next with { Modality = "OT" }, next with { SeriesNumber = 9 },
                next with { InstanceNumber = null }, next with { Manufacturer = "m" }, next with { ManufacturerModelName = "m" }, next with { Rows = 1 }, next with { Columns = 1 },
                next with { NumberOfFrames = 2 }, next with { SourceHash = SampleRows.Hash("another") }, next with { PolicyId = 2 }, next with { Rule = "r" }, next with { ImportedUtc = SampleRows.Noon },
                next with { Sha256 = [] }, next with { PixelSha256 = new byte[31] }, next with { TransferSyntaxUid = string.Empty }, next with { PhotometricInterpretation = "a\0" },
            ];
            Assert.All(refused, row => Fails(ArchiveFailure.InvalidArgument, () => batch.ReplaceObject(row, draft)));
            Same(image, store.FindBySource(image.SourceHash));
            Assert.Equal(SampleRows.Bytes(1, 100), store.ReadAll(image.ImageId));
            batch.ReplaceObject(next with { PixelSha256 = null }, draft);
            batch.Commit();
        }

        Same(next with { PixelSha256 = null }, store.FindBySource(image.SourceHash));
        Assert.Equal([1], store.ReadAll(image.ImageId));
    }

    [Fact]
    public void A_draft_that_does_not_fit_its_row_is_refused_and_stays_until_it_is_taken_back()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        ImageRecord next = SampleRows.Next(image) with { Size = 3 };
        using (IStoreBatch batch = store.BeginBatch())
        {
            long draft = batch.WriteDraft([1, 2], [3, 4]);
            long empty = batch.ReserveImageId();
            Fails(ArchiveFailure.InvalidArgument, () => batch.ReplaceObject(next, draft));
            Fails(ArchiveFailure.InvalidArgument, () => batch.ReplaceObject(next, empty));
            Fails(ArchiveFailure.InvalidArgument, () => batch.ReplaceObject(next, draft + 100));
            Fails(ArchiveFailure.InvalidArgument, () => batch.ReplaceObject(next, image.ImageId));
            Fails(ArchiveFailure.InvalidArgument, () => batch.ReplaceObject(next with { Size = 100 }, image.ImageId));
            Fails(ArchiveFailure.NotFound, () => batch.ReplaceObject(next with { ImageId = 99, Size = 4 }, draft));
            Fails(ArchiveFailure.NotFound, () => batch.ReplaceObject(next with { ImageId = draft, Size = 4 }, draft));
            Assert.Equal([1, 2, 3, 4], store.ReadAll(draft));
            Fails(ArchiveFailure.InvalidArgument, batch.Commit);
            batch.RemoveParts(draft);
            batch.Commit();
        }

        Same(image, store.FindBySource(image.SourceHash));
        Assert.Equal(SampleRows.Bytes(1, 100), store.ReadAll(image.ImageId));
    }

    [Fact]
    public void The_key_of_a_draft_is_given_to_no_image_of_the_same_batch()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2));
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Replace(images[0], [1]);
            Assert.Equal(4, batch.Write(SampleRows.Image(3)).ImageId);
            batch.Replace(images[1], [2]);
            Assert.Equal(6, batch.Write(SampleRows.Image(4)).ImageId);
            batch.Commit();
        }

        Assert.Equal([1, 2, 4, 6], store.FindImages(new()).Select(image => image.ImageId));
        Assert.Equal(7, Assert.Single(store.Store(SampleRows.Image(5))).ImageId);
    }

    [Fact]
    public void A_part_of_an_image_that_an_earlier_batch_has_written_cannot_be_added()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        using IStoreBatch batch = store.BeginBatch();
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddPart(image.ImageId, 0, [1]));
        batch.Commit();
    }

    [Fact]
    public void An_image_that_the_same_batch_has_written_can_be_given_another_object_more_than_once()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            ImageRecord image = batch.Write(SampleRows.Image(1), [1], [2]);
            image = batch.Replace(image, [3]);
            batch.Replace(image, [4], [5], [6]);
            batch.Commit();
        }

        Assert.Equal([4, 5, 6], store.ReadAll(1));
        Assert.Equal(3, Assert.Single(store.FindImages(new())).Version);
    }

    [Fact]
    public void A_replacement_that_was_not_committed_leaves_the_old_object()
    {
        IArchiveStore store = Create();
        ImageRecord image;
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Write(SampleRows.Image(1), SampleRows.Bytes(1, 3_000_000), SampleRows.Bytes(2, 100));
            batch.Commit();
        }

        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Replace(image, SampleRows.Bytes(3, 2_000_000));
            batch.Replace(image, SampleRows.Bytes(4, 2_500_000), [1]);
            Assert.Equal(2_500_001, store.ReadAll(image.ImageId).Length);
        }

        Assert.Equal([.. SampleRows.Bytes(1, 3_000_000), .. SampleRows.Bytes(2, 100)], store.ReadAll(image.ImageId));
        ImageRecord row = Assert.Single(store.FindImages(new()));
        Assert.Equal((1, 3_000_100L, "RGB"), (row.Version, row.Size, row.PhotometricInterpretation));
        Fails(ArchiveFailure.NotFound, () => store.ReadAll(2));
    }

    [Theory]
    [InlineData("UPDATE Image SET Version = 1")]
    [InlineData("UPDATE Image SET Version = 2")]
    [InlineData("UPDATE Image SET Sha256 = SourceHash")]
    [InlineData("UPDATE Image SET TransferSyntaxUid = '1.2.840.10008.1.2.1', Version = 1")]
    [InlineData("UPDATE Image SET SopInstanceUid = '1.2', Version = 3")]
    public void The_row_of_a_replaced_object_is_kept_like_any_other(string sql)
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Replace(image, [1]);
            batch.Commit();
        }

        CloseAll();
        Assert.Equal(ArchiveFailure.ReadOnly, Assert.Throws<ArchiveException>(() => Execute(sql)).Kind);
        Same(image, Open(StoreAccess.Read).FindBySource(image.SourceHash));
    }

    [Fact]
    public void Whoever_reads_an_object_that_is_replaced_meanwhile_is_told()
    {
        IArchiveStore store = Create();
        IArchiveStore reader = Open(StoreAccess.Read);
        ImageRecord image;
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Write(SampleRows.Image(1), [1], [2], [3]);
            batch.Commit();
        }

        using IEnumerator<ReadOnlyMemory<byte>> begun = reader.ReadParts(image.ImageId).GetEnumerator();
        using IEnumerator<ReadOnlyMemory<byte>> ending = reader.ReadParts(image.ImageId).GetEnumerator();
        Assert.True(begun.MoveNext() && ending.MoveNext() && ending.MoveNext());
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Replace(image, [4], [5]);
            batch.Commit();
        }

        Fails(ArchiveFailure.Conflict, () => begun.MoveNext());
        Fails(ArchiveFailure.Conflict, () => ending.MoveNext());
        Assert.Equal([4, 5], reader.ReadAll(image.ImageId));
    }

    [Fact]
    public void A_large_object_is_replaced_without_being_held()
    {
        const int parts = 12;
        IArchiveStore store = Create();
        byte[] buffer = SampleRows.Bytes(1, StoreLimits.PartSize);
        ImageRecord image;
        using (IStoreBatch batch = store.BeginBatch())
        {
            image = batch.Write(SampleRows.Image(1), [.. Enumerable.Repeat(buffer, parts)]);
            batch.Commit();
        }

        Array.Reverse(buffer);
        long before = GC.GetAllocatedBytesForCurrentThread();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Replace(image, [.. Enumerable.Repeat(buffer, parts - 1)]);
            batch.Commit();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, DriverMakesArrays ? 3 * StoreLimits.PartSize : StoreLimits.PartSize / 8);
        Assert.Equal(parts - 1, store.ReadParts(image.ImageId).Count(part => part.Span.SequenceEqual(buffer)));
    }
}
