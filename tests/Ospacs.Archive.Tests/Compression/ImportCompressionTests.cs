using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Archive.Tests.Import;
using Ospacs.Dicom.Data;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Archive.Tests.Compression;

public sealed class ImportCompressionTests : IDisposable
{
    private readonly TrialFolder _trial = new();

    public void Dispose() => _trial.Dispose();

    [Theory]
    [InlineData(PixelCompression.JpegLsLossless)]
    [InlineData(PixelCompression.RleLossless)]
    public void What_came_without_loss_is_stored_compressed_and_shows_the_same(PixelCompression compression)
    {
        List<string> told = [];
        using OspacsArchive plain = Import("plain.db", PixelCompression.None, null, told);
        List<string> toldCompressed = [];
        using OspacsArchive small = Import("small.db", compression, plain.Identity.Path, toldCompressed);
        Assert.Equal(told, toldCompressed);
        Assert.Equal(StoredPixels.Of(plain), StoredPixels.Of(small));
        List<ImageRecord> before = [.. plain.Store.FindImages(new ImageQuery())];
        List<ImageRecord> after = [.. small.Store.FindImages(new ImageQuery())];
        Assert.All(after, image => Assert.Equal(compression.Syntax()!.Uid, image.TransferSyntaxUid));
        Assert.All(before, image => Assert.NotNull(image.PixelSha256));
        Assert.Equal(before.Select(image => Convert.ToHexString(image.PixelSha256!)), after.Select(image => Convert.ToHexString(image.PixelSha256!)));
        Assert.Empty(new ArchiveVerification(small).Run(cancellation: TestContext.Current.CancellationToken));
        if (compression == PixelCompression.JpegLsLossless)
        {
            Assert.True(after.Sum(image => image.Size) < before.Sum(image => image.Size));
        }
    }

    [Fact]
    public void A_large_clip_is_compressed_while_it_streams()
    {
        using var day = new BadDay();
        LargeClip.Write(Path.Combine(day.Medium, "IM0001"), 40 << 20);
        using (OspacsArchive archive = day.Open())
        {
            ImportOutcome outcome = Assert.Single(new ImportRun(archive, day.Options with { Compression = PixelCompression.JpegLsLossless }).Run([day.Medium], null, TestContext.Current.CancellationToken));
            Assert.Equal(FileOutcome.Stored, outcome.Outcome);
            Assert.Equal(DicomTransferSyntax.JpegLsLossless.Uid, outcome.TransferSyntaxUid);
            ImageRecord image = archive.Store.FindBySopInstance(outcome.SopInstanceUid!)!;
            Assert.InRange(image.Size, 1, 4 << 20);
            Assert.Equal(image.Size, outcome.StoredBytes);
            Assert.Equal(image.Size, Assert.Single(new ImportRun(archive, day.Options).Run([day.Medium], null, TestContext.Current.CancellationToken)).StoredBytes);
            Assert.NotNull(image.PixelSha256);
            StoredPixels.Of(archive);
        }
        day.AssertWhole(stored: 1);
    }

    /// <summary>Takes the sample's media in, under a key that is given or new.</summary>
    private OspacsArchive Import(string name, PixelCompression compression, string? identity, List<string> told)
    {
        if (identity is not null)
        {
            Directory.CreateDirectory(_trial[name + ".identity"]);
            File.Copy(Path.Combine(identity, "archive.key"), Path.Combine(_trial[name + ".identity"], "archive.key"));
        }
        var archive = OspacsArchive.Create(new SqliteEngine(), _trial[name], _trial.Policy);
        foreach (SampleMedium medium in _trial.Sample.Media)
        {
            var options = new ImportOptions { MediaRef = medium.MediaRef, Centre = medium.Centre, Policy = _trial.Policy, Registry = _trial.Registry, Compression = compression };
            told.AddRange(new ImportRun(archive, options).Run([medium.Folder], null, TestContext.Current.CancellationToken).Select(o => $"{o.MediaRef} {o.FileNumber} {o.Outcome} {o.Reason} {o.SopInstanceUid} {o.Message}"));
        }
        return archive;
    }
}
