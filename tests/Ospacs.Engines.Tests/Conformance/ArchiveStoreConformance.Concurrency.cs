using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void Two_stores_that_write_at_once_take_turns_and_lose_nothing()
    {
        const int batches = 20;
        Create().Dispose();
        AuditTrail trail = new(new byte[32]);
        Parallel.For(0, 2, new ParallelOptions { MaxDegreeOfParallelism = 2 }, writer =>
        {
            using IArchiveStore store = Engine.Open(Archive, StoreAccess.Write);
            AuditTrail own = new(new byte[32]);
            for (int i = 0; i < batches; i++)
            {
                using IStoreBatch batch = store.BeginBatch();
                for (int j = 0; j < 3; j++)
                {
                    ImageRecord image = batch.Write(SampleRows.Image((writer * 1000) + (i * 3) + j, subject: $"S{writer}"));
                    own.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", SopInstanceUid = image.SopInstanceUid });
                }

                batch.Commit();
            }
        });

        IArchiveStore after = Open(StoreAccess.Read);
        List<ImageRecord> images = [.. after.FindImages(new())];
        Assert.Equal(2 * batches * 3, images.Count);
        Assert.Equal(Enumerable.Range(1, 2 * batches * 3).Select(i => (long)i), images.Select(image => image.ImageId).Order());
        AuditVerdict verdict = trail.Verify(after.GetAudit(new()), []);
        Assert.Equal((2 * batches * 3, null), (verdict.Entries, verdict.Break));
        Assert.All(images, image => Assert.Equal(SampleRows.Bytes(image.InstanceNumber!.Value, 100), after.ReadAll(image.ImageId)));
    }

    [Fact]
    public async Task A_batch_waits_for_the_one_before_and_the_wait_can_be_cancelled()
    {
        IArchiveStore store = Create();
        IArchiveStore other = Open();
        IStoreBatch first = store.BeginBatch();
        using CancellationTokenSource cancellation = new();
        Task here = Task.Run(() => store.BeginBatch(cancellation.Token));
        Task there = Task.Run(() => other.BeginBatch(cancellation.Token));
        await Task.Delay(50);
        Assert.False(here.IsCompleted || there.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => here);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => there);

        Task<IStoreBatch> patient = Task.Run(() => other.BeginBatch());
        first.Write(SampleRows.Image(1));
        first.Commit();
        first.Dispose();
        using IStoreBatch second = await patient;
        Assert.NotNull(other.FindBySource(SampleRows.Hash("source 1")));
        second.Write(SampleRows.Image(2));
        second.Commit();
        Assert.Equal(2, store.FindImages(new()).Count());
    }

    [Fact]
    public void Lookups_of_many_threads_go_on_beside_a_batch()
    {
        IArchiveStore store = Create();
        store.Store(Enumerable.Range(1, 50).Select(i => SampleRows.Image(i)));
        using IStoreBatch batch = store.BeginBatch();
        Parallel.For(0, 4, thread =>
        {
            for (int i = 1; i <= 50; i++)
            {
                if (thread == 0)
                {
                    batch.Write(SampleRows.Image(100 + i), SampleRows.Bytes(i, 200_000));
                }

                Assert.NotNull(store.FindBySource(SampleRows.Hash($"source {i}")));
                Assert.Equal(SampleRows.Bytes(i, 100), store.ReadAll(i));
            }
        });
        batch.Commit();
        Assert.Equal(100, store.FindImages(new()).Count());
    }

    [Fact]
    public void A_batch_is_over_when_it_was_committed_or_disposed_or_its_store_was_closed()
    {
        IArchiveStore store = Create();
        IStoreBatch committed = store.BeginBatch();
        committed.Commit();
        Assert.Throws<ObjectDisposedException>(() => committed.ReserveImageId());
        committed.Dispose();
        IStoreBatch dropped = store.BeginBatch();
        dropped.Dispose();
        dropped.Dispose();
        Assert.Throws<ObjectDisposedException>(dropped.Commit);
        IStoreBatch orphan = store.BeginBatch();
        orphan.Write(SampleRows.Image(1));
        store.Dispose();
        orphan.Dispose();
        Assert.Throws<ObjectDisposedException>(() => store.FindBySopInstance("1.2.3"));
        Assert.Empty(Open().FindImages(new()));
    }
}
