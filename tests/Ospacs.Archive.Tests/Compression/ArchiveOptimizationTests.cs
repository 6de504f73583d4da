using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Export;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Archive.Tests.Import;
using Ospacs.Dicom.Data;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Compression;

public sealed class ArchiveOptimizationTests : IDisposable
{
    private readonly TrialFolder _trial = new();
    private readonly BadDay _day = new();

    public void Dispose()
    {
        _trial.Dispose();
        _day.Dispose();
    }

    [Fact]
    public void Everything_stored_is_compressed_and_shows_the_same()
    {
        using OspacsArchive archive = ImportSample();
        SortedDictionary<string, string> before = StoredPixels.Of(archive);
        Dictionary<string, ImageRecord> rows = archive.Store.FindImages(new ImageQuery()).ToDictionary(image => image.SopInstanceUid);

        List<OptimizedImage> images = Optimize(archive);
        Assert.Equal(rows.Count, images.Count);
        Assert.All(images, image => Assert.Equal(OptimizationOutcome.Compressed, image.Outcome));
        Assert.Equal(before, StoredPixels.Of(archive));
        foreach (ImageRecord image in archive.Store.FindImages(new ImageQuery()))
        {
            ImageRecord old = rows[image.SopInstanceUid];
            Assert.Equal(DicomTransferSyntax.JpegLsLossless.Uid, image.TransferSyntaxUid);
            Assert.Equal(old.Version + 1, image.Version);
            Assert.Equal(old.PixelSha256, image.PixelSha256);
            Assert.True(image.Size < old.Size);
            Assert.Equal((old.Size, image.Size), images.Where(i => i.ImageId == image.ImageId).Select(i => (i.BytesBefore, i.BytesAfter)).Single());
        }
        Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));

        List<AuditEntry> entries = [.. archive.Store.GetAudit(new AuditQuery(), TestContext.Current.CancellationToken).Where(entry => entry.Action == "Optimize")];
        Assert.Equal(rows.Count, entries.Count);
        Assert.All(entries, entry => Assert.Matches(@"^\w+, \d+ bytes, into JPEGLSLossless, \d+ bytes; pixels equal$", entry.Reason));
        Assert.All(Optimize(archive), image => Assert.Equal(OptimizationOutcome.AlreadyCompressed, image.Outcome));
    }

    [Fact]
    public void A_run_that_is_stopped_anywhere_is_completed_by_the_next()
    {
        using OspacsArchive archive = ImportSample();
        SortedDictionary<string, string> before = StoredPixels.Of(archive);
        for (int at = 1; at <= 3; at++)
        {
            using var stop = new CancellationTokenSource();
            int seen = 0;
            Assert.ThrowsAny<OperationCanceledException>(() => Optimize(archive, PixelCompression.JpegLsLossless, new AtOptimization(_ =>
            {
                if (++seen == at)
                {
                    stop.Cancel();
                }
            }), stop.Token));
            Assert.Equal(before, StoredPixels.Of(archive));
            Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
        }
        List<OptimizedImage> images = Optimize(archive);
        Assert.All(images, image => Assert.True(image.Outcome is OptimizationOutcome.Compressed or OptimizationOutcome.AlreadyCompressed));
        Assert.Equal(before, StoredPixels.Of(archive));
    }

    [Fact]
    public void Rows_that_were_read_before_still_lead_to_their_images()
    {
        LargeClip.Write(Path.Combine(_day.Medium, "IM0001"), 12 << 20);
        _day.PutStills(2);
        _day.Put("IM0009", LargeClip.Bytes(12 << 20, 9001));
        _day.Import();
        using OspacsArchive archive = _day.Open();
        List<ImageRecord> before = [.. archive.Store.FindImages(new ImageQuery())];
        Assert.All(Optimize(archive), image => Assert.Equal(OptimizationOutcome.Compressed, image.Outcome));
        ExportReport report = new MediaExport(archive, new ExportOptions { Destination = Path.Combine(_day.Folder, "out"), Profile = "AsStored" }).Run(before, null, TestContext.Current.CancellationToken);
        Assert.Empty(report.Refused);
        Assert.Equal(before.Count, report.Images);
        Assert.All(report.Files, file => Assert.Equal(DicomTransferSyntax.JpegLsLossless.Uid, file.TransferSyntaxUid));
    }

    [Fact]
    public void A_large_clip_is_compressed_a_frame_at_a_time()
    {
        LargeClip.Write(Path.Combine(_day.Medium, "IM0001"), 40 << 20);
        _day.Put("IM0002", BadDay.Still(2).ToBytes());
        _day.Import();
        using (OspacsArchive archive = _day.Open())
        {
            SortedDictionary<string, string> before = StoredPixels.Of(archive);
            List<OptimizedImage> images = Optimize(archive);
            Assert.All(images, image => Assert.Equal(OptimizationOutcome.Compressed, image.Outcome));
            Assert.InRange(images.Max(image => image.BytesBefore), 40 << 20, 42 << 20);
            Assert.Equal(before, StoredPixels.Of(archive));
        }
        _day.AssertWhole(stored: 2);
    }

    [Fact]
    public void What_would_not_be_smaller_stays()
    {
        byte[] noise = new byte[48 * 48];
        new Random(1).NextBytes(noise);
        _day.Put("IM0001", Retold.Showing(noise, BadDay.Still(1).ToBytes()));
        _day.Import();
        using OspacsArchive archive = _day.Open();
        SortedDictionary<string, string> before = StoredPixels.Of(archive);
        // Run lengths of noise are longer than the noise.
        Assert.All(Optimize(archive, PixelCompression.RleLossless), image => Assert.Equal((OptimizationOutcome.NotSmaller, image.BytesBefore), (image.Outcome, image.BytesAfter)));
        Assert.Equal(before, StoredPixels.Of(archive));
        Assert.All(archive.Store.FindImages(new ImageQuery()), image => Assert.Equal(1, image.Version));
    }

    [Fact]
    public void Lossy_pixels_stay()
    {
        string native = _day.Put("IM0001", BadDay.Still(1).ToBytes());
        (int status, _, string errors) = Oracles.Run("dcmcjpeg", "+eb", native, native);
        Assert.True(status == 0, errors);
        Assert.Equal(FileOutcome.Stored, Assert.Single(_day.Import()).Outcome);
        using (OspacsArchive archive = _day.Open())
        {
            Assert.Equal(OptimizationOutcome.Lossy, Assert.Single(Optimize(archive)).Outcome);
        }
        _day.AssertWhole(stored: 1);
    }

    [Fact]
    public void Damaged_bytes_are_told_and_stay_for_a_person()
    {
        _day.PutStills(3);
        _day.Import();
        using (SqliteDatabase database = SqliteDatabase.Open(_day.ArchivePath, StoreAccess.Write, new SqliteSettings()))
        {
            // The last byte of a picture.
            database.Execute("UPDATE ImagePart SET Bytes = CAST(substr(Bytes, 1, length(Bytes) - 1) || x'5A' AS BLOB) WHERE ImageId = 2");
        }
        using OspacsArchive archive = _day.Open();
        List<OptimizedImage> images = Optimize(archive);
        Assert.Equal([OptimizationOutcome.Compressed, OptimizationOutcome.Damaged, OptimizationOutcome.Compressed], images.OrderBy(image => image.ImageId).Select(image => image.Outcome));
        Assert.Contains("not those that were stored", images.Single(image => image.ImageId == 2).Message, StringComparison.Ordinal);
        VerificationFinding finding = Assert.Single(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(2, finding.ImageId);
    }

    [Fact]
    public void Only_the_images_that_are_asked_for_are_compressed()
    {
        using OspacsArchive archive = ImportSample();
        List<OptimizedImage> images = [.. new ArchiveOptimization(archive, PixelCompression.JpegLsLossless).Run(new ImageQuery { Centres = ["C02"] }, null, TestContext.Current.CancellationToken)];
        Assert.NotEmpty(images);
        Assert.Equal(images.Select(image => image.ImageId).Order(), archive.Store.FindImages(new ImageQuery()).Where(image => image.Version == 2).Select(image => image.ImageId).Order());
        Assert.All(archive.Store.FindImages(new ImageQuery()), image => Assert.Equal(image.Centre == "C02", image.Version == 2));
    }

    [Fact]
    public void No_compression_is_no_wish()
    {
        using OspacsArchive archive = _day.Open();
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => new ArchiveOptimization(archive, PixelCompression.None)).Kind);
    }

    private OspacsArchive ImportSample()
    {
        OspacsArchive archive = _trial.Open();
        foreach (SampleMedium medium in _trial.Sample.Media)
        {
            _trial.Import(archive, medium.Folder, medium.MediaRef, medium.Centre, TestContext.Current.CancellationToken);
        }
        return archive;
    }

    private static List<OptimizedImage> Optimize(OspacsArchive archive, PixelCompression compression = PixelCompression.JpegLsLossless, IProgress<OptimizationProgress>? progress = null, CancellationToken? cancellation = null) =>
        [.. new ArchiveOptimization(archive, compression).Run(new ImageQuery(), progress, cancellation ?? TestContext.Current.CancellationToken)];

    private sealed class AtOptimization(Action<OptimizationProgress> act) : IProgress<OptimizationProgress>
    {
        public void Report(OptimizationProgress value) => act(value);
    }
}
