using System.Security.Cryptography;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void A_large_object_goes_in_and_out_by_parts_and_is_never_held_whole()
    {
        const int parts = 13;
        IArchiveStore store = Create();
        byte[] buffer = new byte[StoreLimits.PartSize];
        using IncrementalHash written = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long id;
        using (IStoreBatch batch = store.BeginBatch())
        {
            id = batch.ReserveImageId();
            long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int number = 0; number < parts; number++)
            {
                new Random(number).NextBytes(buffer);
                int length = number < parts - 1 ? buffer.Length : 12345;
                batch.AddPart(id, number, buffer.AsSpan(0, length));
                written.AppendData(buffer, 0, length);
                Assert.Equal(((long)number * buffer.Length) + length, batch.Bytes);
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, DriverMakesArrays ? 5 * StoreLimits.PartSize : StoreLimits.PartSize / 8);
            batch.AddImage(SampleRows.Image(1) with { ImageId = id, PolicyId = policy, Size = batch.Bytes });
            batch.Commit();
        }

        using IncrementalHash read = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        List<int> lengths = [];
        long start = GC.GetAllocatedBytesForCurrentThread();
        foreach (ReadOnlyMemory<byte> part in store.ReadParts(id))
        {
            read.AppendData(part.Span);
            lengths.Add(part.Length);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 0, (StoreLimits.PartSize * 5 / 2) + (DriverMakesArrays ? 2L * (parts + 1) * StoreLimits.PartSize : 0));
        Assert.Equal([.. Enumerable.Repeat(StoreLimits.PartSize, parts - 1), 12345], lengths);
        Assert.Equal(written.GetHashAndReset(), read.GetHashAndReset());
    }

    [Fact]
    public void A_part_is_taken_over_when_the_call_returns()
    {
        IArchiveStore store = Create();
        byte[] buffer = SampleRows.Bytes(1, 300_000);
        using (IStoreBatch batch = store.BeginBatch())
        {
            long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
            long id = batch.ReserveImageId();
            batch.AddPart(id, 0, buffer);
            Array.Clear(buffer);
            batch.AddImage(SampleRows.Image(1) with { ImageId = id, PolicyId = policy, Size = buffer.Length });
            batch.Commit();
        }

        Assert.Equal(SampleRows.Bytes(1, 300_000), store.ReadAll(1));
    }

    [Fact]
    public void Parts_of_several_images_may_be_written_in_turn()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
            (long a, long b) = (batch.ReserveImageId(), batch.ReserveImageId());
            batch.AddPart(b, 0, [1]);
            batch.AddPart(a, 0, [2, 3]);
            batch.AddPart(b, 1, [4]);
            batch.AddImage(SampleRows.Image(2) with { ImageId = b, PolicyId = policy, Size = 2 });
            batch.AddImage(SampleRows.Image(1) with { ImageId = a, PolicyId = policy, Size = 2 });
            batch.Commit();
        }

        Assert.Equal([2, 3], store.ReadAll(store.FindBySopInstance(SampleRows.Uid("image 1"))!.ImageId));
        Assert.Equal([1, 4], store.ReadAll(store.FindBySopInstance(SampleRows.Uid("image 2"))!.ImageId));
    }

    [Fact]
    public void Parts_that_are_taken_back_leave_nothing_and_their_image_can_be_written_anew()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
            long id = batch.ReserveImageId();
            batch.AddPart(id, 0, new byte[100]);
            batch.AddPart(id, 1, new byte[100]);
            batch.RemoveParts(id);
            batch.AddPart(id, 0, [9]);
            batch.AddImage(SampleRows.Image(1) with { ImageId = id, PolicyId = policy, Size = 1 });
            long gone = batch.ReserveImageId();
            batch.AddPart(gone, 0, new byte[100]);
            batch.RemoveParts(gone);
            batch.RemoveParts(gone + 7);
            batch.Commit();
        }

        Assert.Equal([9], store.ReadAll(1));
        Fails(ArchiveFailure.NotFound, () => store.ReadAll(2));
    }

    [Fact]
    public void The_parts_of_a_stored_image_cannot_be_taken_back()
    {
        IArchiveStore store = Create();
        ImageRecord image = Assert.Single(store.Store(SampleRows.Image(1)));
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.RemoveParts(image.ImageId);
            batch.Commit();
        }

        Assert.Equal(100, store.ReadAll(image.ImageId).Length);
    }

    [Fact]
    public void Parts_and_row_must_agree()
    {
        IArchiveStore store = Create();
        using IStoreBatch batch = store.BeginBatch();
        long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
        long id = batch.ReserveImageId();
        ImageRecord row = SampleRows.Image(1) with { ImageId = id, PolicyId = policy, Size = 2 };
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddImage(row));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddPart(id, 1, [1]));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddPart(id, 0, []));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddPart(id, 0, new byte[StoreLimits.PartSize + 1]));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddPart(id + 1, 0, [1]));
        batch.AddPart(id, 0, [1]);
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddPart(id, 0, [1]));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddImage(row));
        Fails(ArchiveFailure.InvalidArgument, batch.Commit);
        batch.AddPart(id, 1, [1]);
        batch.AddImage(row);
        Fails(ArchiveFailure.Duplicate, () => batch.AddPart(id, 0, [1]));
        batch.Commit();
        Assert.Equal([1, 1], store.ReadAll(id));
    }

    [Fact]
    public void An_image_that_has_lost_parts_gives_those_that_are_there()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1), [1], [2], [3]);
            batch.Write(SampleRows.Image(2), [1]);
            batch.Commit();
        }

        CloseAll();
        Execute("DELETE FROM ImagePart WHERE ImageId = 1 AND Number > 0; DELETE FROM ImagePart WHERE ImageId = 2");
        store = Open();
        Assert.Equal([1], store.ReadAll(1));
        Assert.Empty(store.ReadAll(2));
    }

    [Fact]
    public void The_key_of_an_image_is_never_given_twice()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(SampleRows.Image(1), SampleRows.Image(2));
        Assert.Equal([1, 2], images.Select(image => image.ImageId));
        store.Remove(images[1]);
        CloseAll();
        Assert.Equal(3, Assert.Single(Open().Store(SampleRows.Image(3))).ImageId);
    }
}
