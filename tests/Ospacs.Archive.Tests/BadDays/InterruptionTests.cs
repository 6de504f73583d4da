using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Export;
using Ospacs.Archive.Import;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.Import;
using Ospacs.Archive.Tests.Ledger;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>
/// A server gives a batch up, or its connection breaks: before the first write, in the middle, at the commit. Nobody notices but the clock:
/// every file is there once, has one outcome and one audit entry, and ledger and quarantine say what the archive says.
/// </summary>
public sealed class InterruptionTests : IDisposable
{
    private const string Known = SampleTrial.Registry + "T3003,B79999,Strandvik,Beatrix,1953-01-17,F,C03\n";
    private readonly List<BadDay> _days = [];

    public void Dispose() => _days.ForEach(day => day.Dispose());

    [Fact]
    public void An_import_that_is_interrupted_at_any_call_ends_like_one_that_was_not()
    {
        (int calls, string expected) = Imported();
        Assert.True(calls > 25, $"{calls} calls");
        for (int call = 1; call <= calls; call++)
        {
            (_, string contents) = Imported(call);
            Assert.True(expected == contents, $"Interrupted at call {call} of {calls}:\n{contents}\nand not\n{expected}");
        }
    }

    [Fact]
    public void An_import_that_is_interrupted_again_and_again_ends_like_one_that_was_not()
    {
        string expected = Imported().Contents;
        Assert.Equal(expected, Imported(1, 3, 8, 17, 31, 60).Contents);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_clip_that_is_streamed_is_read_again_from_its_source(bool compress)
    {
        BadDay day = Day();
        day.Put("LARGE", LargeClip.Bytes(20 << 20));
        day.PutStills(2);
        var engine = new UnsteadyEngine();
        using (OspacsArchive archive = day.Open(engine))
        {
            // In the middle of its parts, and when all of it is written.
            engine.FailAt(9, 18);
            var run = new ImportRun(archive, day.Options with { Compression = compress ? PixelCompression.RleLossless : PixelCompression.None });
            Assert.All(run.Run([day.Medium], null, TestContext.Current.CancellationToken), outcome => Assert.Equal(FileOutcome.Stored, outcome.Outcome));
            Assert.Equal(2, engine.Repeats);
        }
        day.AssertWhole(3);
    }

    [Fact]
    public void A_doubt_that_only_a_try_met_passes_for_none_that_was_decided()
    {
        // The stranger is known by now, and her picture is another subject's: that is a doubt that nobody has been told of.
        BadDay day = Day();
        byte[] stranger = BadDay.Stranger(1).ToBytes();
        string hers = day.Put("A", stranger);
        day.Import();
        QuarantineItem item = Assert.Single(Items(day));
        File.Delete(hers);
        day.Put("B", Retold.As(BadDay.Patient, stranger));
        Assert.Equal(FileOutcome.Stored, Assert.Single(day.Import()).Outcome);
        var engine = new UnsteadyEngine();
        using (OspacsArchive archive = day.Open(engine))
        {
            engine.FailAt(4);
            var desk = new QuarantineDesk(archive, day.Policy, BadDay.RegistryOf(Known));
            ImportOutcome outcome = Assert.Single(desk.Approve([(item, "T3003")], "Seen", TestContext.Current.CancellationToken));
            Assert.Equal(1, engine.Repeats);
            Assert.Equal((FileOutcome.Quarantined, QuarantineReason.SameImage), (outcome.Outcome, outcome.Reason));
        }
        QuarantineItem now = Assert.Single(Items(day));
        Assert.Equal((QuarantineReason.SameImage, item.QuarantinedUtc), (now.Reason, now.QuarantinedUtc));
        Assert.Equal([item.Reason], now.Decided);
    }

    [Fact]
    public void What_a_try_put_into_the_quarantine_leaves_it_when_the_next_one_stores_it()
    {
        BadDay day = Day();
        day.Put("A", Retold.As(SamplePeople.Strand, BadDay.Still(1).ToBytes()));
        ImportOptions options = day.Options with { Registry = BadDay.RegistryOf(Known) };
        var engine = new UnsteadyEngine();
        using OspacsArchive archive = day.Open(engine);
        day.Put("Z", BadDay.Still(1).ToBytes());
        ImportOutcome twin = new ImportRun(archive, options).Run([Path.Combine(day.Medium, "Z")], null, TestContext.Current.CancellationToken).Single();
        // The picture is another subject's as long as her image is there; it is withdrawn while the connection is down.
        engine.AtFault = () =>
        {
            Assert.Single(archive.Quarantine.List());
            engine.AtFault = null;
            Assert.Equal(CorrectionOutcome.Removed, Assert.Single(new ImageRemoval(archive, "Consent withdrawn").Run([twin.ImageId!.Value])).Outcome);
        };
        engine.FailAt(5);
        ImportOutcome outcome = new ImportRun(archive, options with { MediaRef = "M8" }).Run([Path.Combine(day.Medium, "A")], null, TestContext.Current.CancellationToken).Single();
        Assert.Equal(1, engine.Repeats);
        Assert.Equal((FileOutcome.Stored, "T3003"), (outcome.Outcome, outcome.SubjectId));
        Assert.Empty(archive.Quarantine.List());
    }

    [Fact]
    public void A_file_that_a_later_group_knew_by_a_try_that_came_to_nothing_is_looked_at_again()
    {
        BadDay day = Day();
        day.Put("A", BadDay.Still(1).ToBytes());
        day.Put("L", LargeClip.Bytes(9 << 20));
        day.Put("Z", BadDay.Still(1).ToBytes());
        var engine = new UnsteadyEngine();
        using (OspacsArchive archive = day.Open(engine))
        {
            var run = new ImportRun(archive, day.Options)
            {
                Opener = path =>
                {
                    if (Path.GetFileName(path) == "Z")
                    {
                        // Until the first try of A has written its row, and before it is taken back.
                        SpinWait.SpinUntil(() => engine.Calls >= 6, TimeSpan.FromSeconds(20));
                    }
                    return new SourceFile(path);
                },
            };
            engine.FailAt(7);
            List<ImportOutcome> outcomes = [.. run.Run([day.Medium], null, TestContext.Current.CancellationToken)];
            Assert.Equal([FileOutcome.Stored, FileOutcome.Stored, FileOutcome.AlreadyStored], outcomes.Select(outcome => outcome.Outcome));
            Assert.Equal(outcomes[0].ImageId, outcomes[2].ImageId);
        }
        day.AssertWhole(2);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void An_archive_that_is_out_of_reach_stops_the_run_and_what_was_told_is_there(int batch)
    {
        BadDay day = Day();
        day.PutStills(2);
        day.Put("LARGE", LargeClip.Bytes(9 << 20));
        day.Put("Z", BadDay.Stranger(1).ToBytes());
        var engine = new UnsteadyEngine { Kind = ArchiveFailure.Unreachable };
        int told = 0;
        using (OspacsArchive archive = day.Open(engine))
        {
            engine.FailAt(batch switch { 1 => 5, 2 => 16, _ => 24 });
            ArchiveException failure = Assert.Throws<ArchiveException>(() =>
            {
                foreach (ImportOutcome outcome in new ImportRun(archive, day.Options).Run([day.Medium], null, TestContext.Current.CancellationToken))
                {
                    told++;
                }
            });
            Assert.Equal(ArchiveFailure.Unreachable, failure.Kind);
        }
        using (OspacsArchive archive = day.Open())
        {
            Assert.Equal(told, archive.Store.FindImages(new ImageQuery()).Count());
            Assert.Equal(told, archive.Store.GetAudit(new AuditQuery { Action = "Import" }).Count());
        }
        List<ImportOutcome> again = day.Import();
        Assert.Equal(told, again.Count(outcome => outcome.Outcome == FileOutcome.AlreadyStored));
        day.AssertWhole(3, 1);
    }

    [Fact]
    public void Moving_and_removing_are_done_once_however_often_they_are_interrupted()
    {
        for (int call = 1; call <= 11; call++)
        {
            BadDay day = Day();
            day.PutStills(3);
            var engine = new UnsteadyEngine();
            using (OspacsArchive archive = day.Open(engine))
            {
                day.Import(archive);
                engine.FailAt(call);
                Assert.All(new ImageMove(archive, "T3001", "Another volunteer", day.Registry).Run([1, 2], TestContext.Current.CancellationToken), image => Assert.Equal((CorrectionOutcome.Moved, 2), (image.Outcome, image.Version)));
                Assert.Equal(1, engine.Repeats);
                engine.FailAt(Math.Min(call, 6));
                Assert.All(new ImageRemoval(archive, "Consent withdrawn").Run([2, 3], TestContext.Current.CancellationToken), image => Assert.Equal(CorrectionOutcome.Removed, image.Outcome));
                Assert.Equal(1, engine.Repeats);
                Assert.Equal(["MovedAway", "MovedHere", "MovedAway", "MovedHere"], archive.Store.GetAudit(new AuditQuery { Action = "Move" }).Select(entry => entry.Outcome));
                Assert.Equal(2, archive.Store.GetAudit(new AuditQuery { Action = "Remove" }).Count());
                foreach (RetiredVersion version in archive.Store.History.ReadRetired())
                {
                    Assert.Equal("MovedAway", archive.Store.GetAudit(new AuditQuery()).Single(entry => entry.Sequence == version.AuditSequence).Outcome);
                }
                ImageSource source = Assert.Single(new SourceDisclosure(archive).Reveal([archive.Store.History.FindImage(1)!], "Checked", TestContext.Current.CancellationToken));
                Assert.Equal([LedgerRecordKind.Moved], source.Decisions.Select(decision => decision.Kind));
            }
            day.AssertWhole(1);
        }
    }

    [Fact]
    public void Decisions_and_disclosures_are_entered_once_however_often_they_are_interrupted()
    {
        for (int call = 1; call <= 3; call++)
        {
            BadDay day = Day();
            day.PutStills(1);
            day.Put("Y", BadDay.Stranger(1).ToBytes());
            day.Put("Z", BadDay.Stranger(2).ToBytes());
            day.Import();
            var engine = new UnsteadyEngine();
            using (OspacsArchive archive = day.Open(engine))
            {
                engine.FailAt(call);
                new QuarantineDesk(archive, day.Policy, null).Discard(archive.Quarantine.List(), "Sent in error", TestContext.Current.CancellationToken);
                Assert.Equal(1, engine.Repeats);
                Assert.Equal([2, 3], archive.Store.GetAudit(new AuditQuery { Action = "Discard" }).Select(entry => entry.FileNumber!.Value));
                engine.FailAt(call);
                Assert.Single(new SourceDisclosure(archive).Reveal(archive.Store.FindImages(new ImageQuery()), "A recall", TestContext.Current.CancellationToken));
                Assert.Equal(1, engine.Repeats);
                Assert.Single(archive.Store.GetAudit(new AuditQuery { Action = "Reveal" }));
                engine.FailAt(call);
                new MediaExport(archive, new ExportOptions { Destination = Path.Combine(day.Folder, "disc"), Label = "DISC" }).Run(new ImageQuery(), null, TestContext.Current.CancellationToken);
                Assert.Equal(1, engine.Repeats);
                Assert.Single(archive.Store.GetAudit(new AuditQuery { Action = "Export" }));
                Assert.Single(archive.Store.History.ReadExports());
            }
            day.AssertWhole(1);
        }
    }

    [Fact]
    public void Objects_are_replaced_once_however_often_it_is_interrupted()
    {
        for (int call = 1; call <= 8; call++)
        {
            BadDay day = Day();
            day.PutStills(2);
            day.Put("LARGE", LargeClip.Bytes(9 << 20));
            day.Import();
            var engine = new UnsteadyEngine();
            using (OspacsArchive archive = day.Open(engine))
            {
                engine.FailAt(call);
                List<OptimizedImage> images = [.. new ArchiveOptimization(archive, PixelCompression.JpegLsLossless).Run(new ImageQuery(), null, TestContext.Current.CancellationToken)];
                Assert.True(engine.Repeats == 1, $"call {call} of {engine.Calls}");
                Assert.Equal(3, images.Count);
                int compressed = images.Count(image => image.Outcome == OptimizationOutcome.Compressed);
                Assert.Equal(compressed, archive.Store.GetAudit(new AuditQuery { Action = "Optimize" }).Count());
                Assert.Equal(compressed, archive.Store.FindImages(new ImageQuery()).Count(image => image.Version == 2));
            }
            day.AssertWhole(3);
        }
    }

    /// <summary>Imports a medium of everything, with faults, and says what there is then: the archive, its trail, ledger and quarantine.</summary>
    private static (int Calls, string Contents) Imported(params int[] faults)
    {
        using var day = new BadDay();
        day.PutStills(2);
        day.Put("IM0003", BadDay.Still(1).ToBytes());
        day.Put("L", LargeClip.Bytes(9 << 20));
        day.Put("N", "no DICOM"u8.ToArray());
        day.Put("Y", BadDay.Stranger(1).ToBytes());
        day.Put("Z", BadDay.Stranger(1).ToBytes());
        var engine = new UnsteadyEngine();
        List<ImportOutcome> outcomes;
        using (OspacsArchive archive = day.Open(engine))
        {
            engine.FailAt(faults);
            outcomes = day.Import(archive);
            Assert.Equal(faults.Length, engine.Repeats);
        }
        int calls = engine.Calls;
        day.AssertWhole(3, 1);
        using OspacsArchive read = day.Open();
        string[] lines =
        [
            .. outcomes.Select(outcome => $"{outcome.FileNumber} {outcome.Outcome} {outcome.Reason} {outcome.SubjectId} {outcome.SopInstanceUid?.Length > 0} {outcome.ImageId}"),
            .. read.Store.GetAudit(new AuditQuery()).Select(entry => $"{entry.Sequence} {entry.Action} {entry.MediaRef} {entry.FileNumber} {entry.SubjectId} {entry.Outcome} {entry.Reason}"),
            .. read.Store.FindImages(new ImageQuery()).Select(image => $"{image.ImageId} {image.SubjectId} {image.NumberOfFrames}").Order(StringComparer.Ordinal),
            .. read.Quarantine.List().Select(item => $"{item.MediaRef} {item.FileNumber} {item.Reason} also at {string.Join(',', item.AlsoAt.Select(place => place.FileNumber))} decided {item.Decided.Count}"),
            .. read.Store.GetMedia().Select(p => $"{p.Found} {p.Stored} {p.Quarantined} {p.NotDicom} entry {p.Media.AuditSequence}"),
            .. day.Reveal("Checked", out _).Select(source => $"{source.FileNumber} {source.ImageId} decisions {source.Decisions.Count}").Order(StringComparer.Ordinal),
            // The key of each archive is another, and UIDs made with it are not of one length.
            $"{read.Store.GetTotals() with { Bytes = 0 }} {string.Join(';', read.Store.FindOrphans())}",
        ];
        return (calls, string.Join('\n', lines));
    }

    private BadDay Day()
    {
        _days.Add(new BadDay());
        return _days[^1];
    }

    private static IReadOnlyList<QuarantineItem> Items(BadDay day)
    {
        using OspacsArchive archive = OspacsArchive.Open(new Engines.Sqlite.SqliteEngine(), day.ArchivePath, StoreAccess.Read);
        return archive.Quarantine.List();
    }
}
