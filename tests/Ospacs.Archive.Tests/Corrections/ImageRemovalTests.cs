using Ospacs.Archive.Audit;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Export;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Archive.Tests.Import;
using Xunit;

namespace Ospacs.Archive.Tests.Corrections;

/// <summary>A volunteer who takes her consent back.</summary>
public sealed class ImageRemovalTests : IDisposable
{
    private const string Why = "consent withdrawn on 2026-11-20, form 12";
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void Nothing_of_a_removed_image_can_be_found_in_the_archives_file()
    {
        byte[] picture = new byte[48 * 48];
        new Random(5).NextBytes(picture);
        _day.Put("IM0001", Retold.Showing(picture, BadDay.Still(1).ToBytes()));
        _day.Put("IM0002", BadDay.Still(2).ToBytes());
        _day.Import();
        Assert.True(File.ReadAllBytes(_day.ArchivePath).AsSpan().IndexOf(picture.AsSpan(100, 64)) >= 0);
        using (OspacsArchive archive = _day.Open())
        {
            CorrectedImage removed = Assert.Single(Remove(archive, 1));
            Assert.Equal((CorrectionOutcome.Removed, "T3002", null), (removed.Outcome, removed.FromSubjectId, removed.SubjectId));
            Assert.Equal(2, Assert.Single(archive.Store.FindImages(new ImageQuery())).ImageId);
            AuditEntry entry = archive.Store.GetAudit(new AuditQuery { Action = "Remove" }, TestContext.Current.CancellationToken).Single();
            Assert.Equal(("Removed", Why, "T3002"), (entry.Outcome, entry.Reason, entry.SubjectId));
            Assert.Contains($"sop={removed.FromSopInstanceUid}", entry.OldValue, StringComparison.Ordinal);
            Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
        }
        byte[] file = File.ReadAllBytes(_day.ArchivePath);
        for (int at = 0; at + 64 <= picture.Length; at += 64)
        {
            Assert.Equal(-1, file.AsSpan().IndexOf(picture.AsSpan(at, 64)));
        }
    }

    [Fact]
    public void A_large_clip_is_gone_as_well()
    {
        byte[] clip = LargeClip.Bytes(20 << 20);
        byte[] mark = new byte[64];
        new Random(6).NextBytes(mark);
        mark.CopyTo(clip, clip.Length - (10 << 20));
        _day.Put("IM0001", clip);
        _day.Import();
        Assert.True(File.ReadAllBytes(_day.ArchivePath).AsSpan().IndexOf(mark) >= 0);
        using (OspacsArchive archive = _day.Open())
        {
            Remove(archive, 1);
        }
        Assert.Equal(-1, File.ReadAllBytes(_day.ArchivePath).AsSpan().IndexOf(mark));
    }

    [Fact]
    public void The_same_file_is_refused_and_so_is_the_same_object_in_another_file()
    {
        _day.PutStills(2);
        _day.Import();
        using (OspacsArchive archive = _day.Open())
        {
            Remove(archive, 1);
        }
        byte[] pixels = new byte[48 * 48];
        new Random(7).NextBytes(pixels);
        _day.Put("IM0003", Retold.Showing(pixels, BadDay.Still(1).ToBytes()));
        using OspacsArchive again = _day.Open();
        List<ImportOutcome> outcomes = [.. new ImportRun(again, _day.Options).Run([_day.Medium], null, TestContext.Current.CancellationToken)];
        Assert.Equal([FileOutcome.Withdrawn, FileOutcome.AlreadyStored, FileOutcome.Withdrawn], outcomes.Select(outcome => outcome.Outcome));
        Assert.All(outcomes.Where(outcome => outcome.Outcome == FileOutcome.Withdrawn), outcome => Assert.Contains("is not taken in again", outcome.Message, StringComparison.Ordinal));
        Assert.Empty(again.Quarantine.List());
        MediaPassport passport = again.Store.GetMedia(BadDay.MediaRef).Single();
        Assert.Equal((3, 1, 2), (passport.Found, passport.Stored, passport.Withdrawn));
        Assert.Equal(2, again.Store.GetAudit(new AuditQuery(), TestContext.Current.CancellationToken).Count(entry => entry.Outcome == "Withdrawn"));
        Assert.Single(again.Store.FindImages(new ImageQuery()));
    }

    [Fact]
    public void A_moved_image_that_is_removed_is_refused_by_its_source_all_the_same()
    {
        _day.PutStills(1);
        _day.Import();
        using OspacsArchive archive = _day.Open();
        Assert.Single(new ImageMove(archive, "T3001", "x", _day.Registry).Run([1], TestContext.Current.CancellationToken));
        Remove(archive, 1);
        Assert.Equal(FileOutcome.Withdrawn, Assert.Single(new ImportRun(archive, _day.Options).Run([_day.Medium], null, TestContext.Current.CancellationToken)).Outcome);
        ImageHistory history = ImageHistory.Of(archive.Store, 1)!;
        Assert.True(history.IsRemoved);
        Assert.Equal(["T3002", "T3001"], history.Versions.Select(version => version.SubjectId));
    }

    [Fact]
    public void What_waits_in_quarantine_goes_when_its_image_was_removed()
    {
        byte[] still = BadDay.Still(1).ToBytes();
        _day.Put("IM0001", still);
        _day.Import();
        byte[] pixels = new byte[48 * 48];
        new Random(8).NextBytes(pixels);
        _day.Put("IM0002", Retold.Showing(pixels, still));
        using OspacsArchive archive = _day.Open();
        Assert.Equal(QuarantineReason.Resent, _day.Import(archive).Single(outcome => outcome.Reason is not null).Reason);
        Remove(archive, 1);
        QuarantineItem item = Assert.Single(archive.Quarantine.List());
        ImportOutcome retried = Assert.Single(new ImportRun(archive, _day.Options).Retry([item], null, TestContext.Current.CancellationToken));
        Assert.Equal(FileOutcome.Withdrawn, retried.Outcome);
        Assert.Empty(archive.Quarantine.List());
    }

    [Fact]
    public void The_media_that_carried_it_are_named_and_a_second_removal_does_nothing()
    {
        _day.PutStills(1);
        _day.Import();
        using OspacsArchive archive = _day.Open();
        new MediaExport(archive, new ExportOptions { Destination = Path.Combine(_day.Folder, "disc"), Label = "OUT 1" }).Run(new ImageQuery(), null, TestContext.Current.CancellationToken);
        ImageExport export = Assert.Single(Assert.Single(Remove(archive, 1)).Exports);
        Assert.Equal(("OUT 1", "T3002", 1), (export.Label, export.SubjectId, export.Version));
        CorrectedImage again = Assert.Single(Remove(archive, 1));
        Assert.Equal(CorrectionOutcome.AlreadyDone, again.Outcome);
        Assert.Single(again.Exports);
        Assert.Single(archive.Store.GetAudit(new AuditQuery { Action = "Remove" }, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_medium_is_not_made_of_an_image_that_is_moved_or_removed_meanwhile()
    {
        _day.PutStills(2);
        _day.Import();
        using OspacsArchive archive = _day.Open();
        string disc = Path.Combine(_day.Folder, "disc");
        bool removed = false;
        var progress = new AtOnce(now =>
        {
            if (now.Phase == ExportPhase.ReadingBack && !removed)
            {
                removed = true;
                Remove(archive, 1);
            }
        });
        ExportException failure = Assert.Throws<ExportException>(() => new MediaExport(archive, new ExportOptions { Destination = disc }).Run(new ImageQuery(), progress, TestContext.Current.CancellationToken));
        Assert.True(removed);
        Assert.Contains("moved or removed", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(disc) && Directory.EnumerateFileSystemEntries(disc).Any());
        Assert.Empty(archive.Store.History.GetExports(1));
    }

    [Fact]
    public void An_export_that_cannot_be_remembered_is_not_made()
    {
        _day.PutStills(1);
        _day.Import();
        using OspacsArchive reader = OspacsArchive.Open(new Ospacs.Engines.Sqlite.SqliteEngine(), _day.ArchivePath, StoreAccess.Read);
        string disc = Path.Combine(_day.Folder, "disc");
        ArchiveException refusal = Assert.Throws<ArchiveException>(() => new MediaExport(reader, new ExportOptions { Destination = disc }).Run(new ImageQuery(), null, TestContext.Current.CancellationToken));
        Assert.Equal(ArchiveFailure.ReadOnly, refusal.Kind);
        Assert.False(Directory.Exists(disc) && Directory.EnumerateFileSystemEntries(disc).Any());
    }

    private sealed class AtOnce(Action<ExportProgress> told) : IProgress<ExportProgress>
    {
        public void Report(ExportProgress value) => told(value);
    }

    private static List<CorrectedImage> Remove(OspacsArchive archive, params long[] images) => [.. new ImageRemoval(archive, Why).Run(images, TestContext.Current.CancellationToken)];
}
