using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    private const int Roomy = 1_000_000;

    [Fact]
    public void What_a_smaller_object_leaves_is_free_and_is_used_again()
    {
        IArchiveStore store = Create();
        List<ImageRecord> images = StoreLarge(store, 8);
        StoreRoom full = store.Measure();
        Assert.InRange(full.Bytes, KnowsRoomAtOnce ? 8 * Roomy : 1, long.MaxValue);
        if (!GivesRoomBack || !KnowsRoomAtOnce)
        {
            return;
        }

        Assert.InRange(full.Bytes, 8 * Roomy, 12 * Roomy);
        Assert.InRange(full.FreeBytes, 0, Roomy);

        Shrink(store, images);
        StoreRoom shrunk = store.Measure();
        if (!KnowsFreeRoom)
        {
            Assert.InRange(shrunk.Bytes, full.Bytes, full.Bytes + (2 * Roomy));
            return;
        }

        Assert.InRange(shrunk.FreeBytes, 6 * Roomy, 8 * Roomy);
        Assert.InRange(shrunk.Bytes, full.Bytes, full.Bytes + (2 * Roomy));
        Assert.Equal(shrunk, Open(StoreAccess.Read).Measure());

        StoreLarge(store, 4, from: 100);
        StoreRoom used = store.Measure();
        Assert.Equal(shrunk.Bytes, used.Bytes);
        Assert.InRange(used.FreeBytes, shrunk.FreeBytes - (5 * Roomy), shrunk.FreeBytes - (3 * Roomy));
    }

    [Fact]
    public void Compacting_gives_free_room_back_and_keeps_everything()
    {
        IArchiveStore store = Create();
        List<ImageRecord> images = Shrink(store, StoreLarge(store, 8));
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.AddAudit(SampleRows.Entry(1));
            batch.AddAudit(SampleRows.Entry(2));
            batch.SetMedia(Medium("M1"));
            batch.SetMediaFile(File("M1", 1));
            batch.Commit();
        }

        store.Remove(images.Where(image => image.ImageId is 2 or 8));
        IArchiveStore reader = Open(StoreAccess.Read);
        StoreRoom before = store.Measure();
        store.Compact(TestContext.Current.CancellationToken);

        StoreRoom after = store.Measure();
        if (KnowsRoomAtOnce)
        {
            Assert.Equal(after, reader.Measure());
        }

        if (GivesRoomBack && KnowsRoomAtOnce)
        {
            Assert.InRange(after.FreeBytes, 0, Roomy / 10);
            Assert.InRange(after.Bytes, 1, before.Bytes - (KnowsFreeRoom ? before.FreeBytes : 6 * Roomy) + (Roomy / 10));
        }

        foreach (IArchiveStore each in new[] { store, reader, Open(StoreAccess.Read) })
        {
            foreach (ImageRecord image in images.Where(image => image.ImageId is not (2 or 8)))
            {
                Same(image, each.FindBySopInstance(image.SopInstanceUid));
                Assert.Equal(SampleRows.Bytes(image.InstanceNumber!.Value, 50_000), each.ReadAll(image.ImageId));
            }

            Same(SampleRows.Entry(2), each.GetAudit(new()).Last());
            Assert.Single(each.GetPolicies());
            Assert.Equal(1, Assert.Single(each.GetMedia()).Stored);
            Assert.Equal("The sponsor", each.Info.Sponsor);
        }

        using IStoreBatch next = store.BeginBatch();
        Assert.Equal((2, 9), (next.AuditHead.Sequence, next.ReserveImageId()));
    }

    [Fact]
    public void Compacting_what_has_no_free_room_changes_nothing()
    {
        IArchiveStore store = Create();
        StoreLarge(store, 2);
        store.Compact(TestContext.Current.CancellationToken);
        StoreRoom room = store.Measure();
        store.Compact(TestContext.Current.CancellationToken);
        if (KnowsRoomAtOnce)
        {
            Assert.Equal(room, store.Measure());
        }

        Assert.Equal(2, store.FindImages(new()).Count());
    }

    [Fact]
    public void What_was_opened_for_reading_can_be_measured_and_not_compacted()
    {
        Create();
        IArchiveStore reader = Open(StoreAccess.Read);
        Assert.True(reader.Measure().Bytes > 0);
        Fails(ArchiveFailure.ReadOnly, () => reader.Compact(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Compacting_waits_for_the_open_batch_and_the_wait_can_be_cancelled()
    {
        IArchiveStore store = Create();
        IArchiveStore other = Open();
        Shrink(store, StoreLarge(store, 4));
        IStoreBatch batch = store.BeginBatch();
        using CancellationTokenSource cancellation = new();
        Task here = Task.Run(() => store.Compact(cancellation.Token), TestContext.Current.CancellationToken);
        Task there = Task.Run(() => other.Compact(cancellation.Token), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(here.IsCompleted || there.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => here);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => there);

        Task patient = Task.Run(() => other.Compact(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        batch.Write(SampleRows.Image(50));
        batch.Commit();
        batch.Dispose();
        await patient;
        if (KnowsRoomAtOnce)
        {
            Assert.InRange(store.Measure().FreeBytes, 0, Roomy / 10);
        }

        Assert.Equal(5, store.FindImages(new()).Count());
        store.Store(SampleRows.Image(51));
    }

    // Stores images of a million bytes.
    private static List<ImageRecord> StoreLarge(IArchiveStore store, int images, int from = 1)
    {
        using IStoreBatch batch = store.BeginBatch();
        List<ImageRecord> stored = [.. Enumerable.Range(from, images).Select(i => batch.Write(SampleRows.Image(i), SampleRows.Bytes(i, Roomy)))];
        batch.Commit();
        return stored;
    }

    // Replaces the objects of images by small ones.
    private static List<ImageRecord> Shrink(IArchiveStore store, List<ImageRecord> images)
    {
        using IStoreBatch batch = store.BeginBatch();
        List<ImageRecord> shrunk = [.. images.Select(image => batch.Replace(image, SampleRows.Bytes(image.InstanceNumber!.Value, 50_000)))];
        batch.Commit();
        return shrunk;
    }
}
