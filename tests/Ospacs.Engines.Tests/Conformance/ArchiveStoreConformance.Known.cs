using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void Of_many_keys_those_that_the_archive_has_met_are_told()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(Enumerable.Range(1, 4).Select(i => SampleRows.Image(i, $"S{i}") with { StudyInstanceUid = SampleRows.Uid($"study {i}"), PixelSha256 = SampleRows.Hash($"pixels of {i}") }));
        Move(store, images[1], "S0002", 1);
        store.Remove(images[2]);

        ImageRecord[] strangers = [.. Enumerable.Range(101, 1500).Select(i => SampleRows.Image(i) with { StudyInstanceUid = SampleRows.Uid($"study {i}"), PixelSha256 = SampleRows.Hash($"pixels of {i}") })];
        ImageKeys known = store.FindKnown(KeysOf([.. images, .. strangers]));
        Assert.Equal(Texts(images.Select(image => image.SourceHash)), Texts(known.Sources));
        Assert.Equal(Texts(images.Select(image => image.SopInstanceUid)), Texts(known.SopInstances));
        Assert.Equal(Texts(images.Select(image => image.StudyInstanceUid)), Texts(known.Studies));
        Assert.Equal(Texts([images[0].PixelSha256, images[1].PixelSha256, images[3].PixelSha256]), Texts(known.Pixels));

        known = store.FindKnown(KeysOf(strangers));
        Assert.Equal((0, 0, 0, 0), (known.Sources.Count, known.SopInstances.Count, known.Studies.Count, known.Pixels.Count));
        known = store.FindKnown(new ImageKeys());
        Assert.Equal((0, 0, 0, 0), (known.Sources.Count, known.SopInstances.Count, known.Studies.Count, known.Pixels.Count));
    }

    [Fact]
    public void Keys_of_the_open_batch_are_known_and_those_that_only_look_alike_are_not()
    {
        IArchiveStore store = Create();
        ImageRecord[] like =
        [
            SampleRows.Image(1) with { SopInstanceUid = "1.2.3", StudyInstanceUid = "a", SourceHash = new byte[32], PixelSha256 = SampleRows.Hash("pixels") },
            SampleRows.Image(2) with { SopInstanceUid = "1.2.3 ", StudyInstanceUid = "A" },
            SampleRows.Image(3) with { SopInstanceUid = "1.2.3\u00E9", StudyInstanceUid = "a " },
        ];
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(like[0]);
            ImageKeys known = store.FindKnown(KeysOf(like));
            Assert.Equal(["1.2.3"], known.SopInstances);
            Assert.Equal(["a"], known.Studies);
            Assert.Equal(new byte[32], Assert.Single(known.Sources));
            Assert.Equal(like[0].PixelSha256, Assert.Single(known.Pixels));
        }

        Assert.Empty(store.FindKnown(KeysOf(like)).Sources);
    }

    [Fact]
    public void New_images_may_be_written_together_and_one_that_is_not_new_takes_the_batch_with_it()
    {
        IArchiveStore store = Create();
        ImageRecord old = Assert.Single(store.Store(SampleRows.Image(1)));
        IReadOnlyList<ImageRecord> written;
        using (IStoreBatch batch = store.BeginBatch())
        {
            written = [.. Enumerable.Range(2, 300).Select(i => WriteNew(batch, SampleRows.Image(i)))];
            Same(written[200], store.FindBySource(written[200].SourceHash));
            batch.Commit();
        }

        Assert.Equal(301, store.GetTotals().Images);
        Same(written[299], store.FindBySopInstance(written[299].SopInstanceUid));
        Assert.Equal(SampleRows.Bytes(300, 100), store.ReadAll(written[298].ImageId));
        Assert.Empty(store.FindOrphans());

        using (IStoreBatch batch = store.BeginBatch())
        {
            ArchiveException failure = Assert.Throws<ArchiveException>(() =>
            {
                WriteNew(batch, SampleRows.Image(400));
                WriteNew(batch, SampleRows.Image(401) with { SourceHash = old.SourceHash });
                WriteNew(batch, SampleRows.Image(402));
                batch.Commit();
            });
            Assert.Contains(failure.Kind, new[] { ArchiveFailure.Duplicate, ArchiveFailure.Conflict });
        }

        Assert.Equal(301, store.GetTotals().Images);
        Assert.Equal(301, store.FindImages(new()).Count());
    }

    private static ImageRecord WriteNew(IStoreBatch batch, ImageRecord image)
    {
        byte[] bytes = SampleRows.Bytes(image.InstanceNumber!.Value, 100);
        long policy = batch.AddPolicy(SampleRows.Policy, SampleRows.Hash(SampleRows.Policy), SampleRows.Noon);
        ImageRecord row = image with { ImageId = batch.ReserveImageId(), PolicyId = policy, Size = bytes.Length };
        batch.AddPart(row.ImageId, 0, bytes);
        batch.AddImage(row, isNew: true);
        return row;
    }

    private static ImageKeys KeysOf(IReadOnlyList<ImageRecord> images) => new()
    {
        Sources = [.. images.Select(image => image.SourceHash)],
        SopInstances = [.. images.Select(image => image.SopInstanceUid)],
        Studies = [.. images.Select(image => image.StudyInstanceUid)],
        Pixels = [.. images.Select(image => image.PixelSha256).OfType<byte[]>()],
    };

    private static string[] Texts(IEnumerable<byte[]?> hashes) => Texts(hashes.Select(hash => Convert.ToHexString(hash!)));

    private static string[] Texts(IEnumerable<string> keys) => [.. keys.Distinct().Order(StringComparer.Ordinal)];
}
