using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void The_same_picture_is_found_under_another_subject_and_the_oldest_first()
    {
        byte[] pixels = SampleRows.Hash("pixels");
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> images = store.Store(
            SampleRows.Image(1, "S1") with { PixelSha256 = SampleRows.Hash("other pixels") },
            SampleRows.Image(2, "S2") with { PixelSha256 = pixels },
            SampleRows.Image(3, "S1") with { PixelSha256 = pixels },
            SampleRows.Image(4, "S3") with { PixelSha256 = pixels });
        Same(images[1], store.FindByPixels(pixels, "S1"));
        Same(images[2], store.FindByPixels(pixels, "S2"));
        Same(images[1], store.FindByPixels(pixels, "S3"));
        Same(images[1], store.FindByPixels(pixels, "s2"));
        Same(images[1], Open(StoreAccess.Read).FindByPixels(pixels, "S2 "));
    }

    [Fact]
    public void A_picture_that_only_its_own_subject_has_is_not_found()
    {
        byte[] pixels = SampleRows.Hash("pixels");
        IArchiveStore store = Create();
        store.Store(SampleRows.Image(1, "S1") with { PixelSha256 = pixels }, SampleRows.Image(2, "S1") with { PixelSha256 = pixels }, SampleRows.Image(3, "S2"));
        Assert.Null(store.FindByPixels(pixels, "S1"));
        Assert.Null(store.FindByPixels(SampleRows.Hash("nobody's pixels"), "S1"));
        Assert.Null(store.FindByPixels([], "S1"));
    }

    [Fact]
    public void The_same_picture_is_found_in_the_open_batch()
    {
        byte[] pixels = SampleRows.Hash("pixels");
        IArchiveStore store = Create();
        ImageRecord old = Assert.Single(store.Store(SampleRows.Image(1, "S1")));
        using IStoreBatch batch = store.BeginBatch();
        ImageRecord image = batch.Write(SampleRows.Image(2, "S2") with { PixelSha256 = pixels });
        Same(image, store.FindByPixels(pixels, "S1"));
        ImageRecord next = SampleRows.Next(old) with { Size = 1, PixelSha256 = pixels };
        batch.ReplaceObject(next, batch.WriteDraft([1]));
        Same(next, store.FindByPixels(pixels, "S2"));
        batch.Dispose();
        Assert.Null(store.FindByPixels(pixels, "S2"));
        Assert.Null(store.FindByPixels(pixels, "S1"));
    }
}
