using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>What waits for a person stays whole, stays told, and leaves when it is decided.</summary>
public sealed class QuarantineTests : IDisposable
{
    private const string Known = SampleTrial.Registry + "T3003,B79999,Strandvik,Beatrix,1953-01-17,F,C03\n";
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    private string Folder => Path.Combine(_day.ArchivePath + ".identity", "quarantine");

    [Fact]
    public void What_a_killed_run_left_in_the_quarantine_is_swept_by_the_next_one()
    {
        _day.Put("A", BadDay.Stranger(1).ToBytes());
        _day.Import();
        QuarantineItem item = Item();
        // A copy that was begun, one that was whole and had no record yet, and a record that was begun.
        File.WriteAllText(Path.Combine(Folder, new string('A', 64) + ".dcm.new"), "VANTERP");
        File.WriteAllText(Path.Combine(Folder, new string('B', 64) + ".dcm"), "VANTERPOOL^ESMERALDA");
        File.WriteAllText(Path.Combine(Folder, new string('B', 64) + ".json.new"), "{ \"id\": ");
        _day.Put("B", BadDay.Still(1).ToBytes());
        Assert.Equal([FileOutcome.Quarantined, FileOutcome.Stored], _day.Import().Select(o => o.Outcome));
        _day.AssertWhole(1, 1);
        // Put there once, and waiting since then.
        Assert.Equal(item, Item() with { AlsoAt = item.AlsoAt, Decided = item.Decided });
        Assert.Equal(item.Decided, Item().Decided);
    }

    [Fact]
    public void A_copy_that_is_not_what_was_put_there_is_never_stored()
    {
        byte[] bytes = BadDay.Stranger(1).ToBytes();
        _day.Put("A", bytes);
        _day.Import();
        QuarantineItem item = Item();
        byte[] altered = [.. bytes];
        altered[^10] ^= 1;
        File.WriteAllBytes(item.Path, altered);
        using OspacsArchive archive = _day.Open();
        var options = _day.Options with { Registry = BadDay.RegistryOf(Known) };
        ImportOutcome outcome = Assert.Single(new ImportRun(archive, options).Retry([item], null, TestContext.Current.CancellationToken));
        Assert.Equal(FileOutcome.Failed, outcome.Outcome);
        Assert.Contains("is not what was put into the quarantine", outcome.Message, StringComparison.Ordinal);
        Assert.Empty(archive.Store.FindImages(new ImageQuery()));

        File.Delete(item.Path);
        Assert.Equal(FileOutcome.Failed, Assert.Single(new ImportRun(archive, options).Retry([item], null, TestContext.Current.CancellationToken)).Outcome);
        // The medium heals it.
        Assert.Equal(FileOutcome.Quarantined, Assert.Single(_day.Import(archive)).Outcome);
        Assert.Equal(FileOutcome.Stored, Assert.Single(new ImportRun(archive, options).Retry([Item()], null, TestContext.Current.CancellationToken)).Outcome);
        _day.AssertWhole(1);
    }

    [Fact]
    public void A_decision_reaches_every_place_where_the_file_was_found()
    {
        byte[] bytes = BadDay.Stranger(1).ToBytes();
        _day.Put("A", bytes);
        _day.Put("B", bytes);
        string second = Path.Combine(_day.Folder, "second");
        Directory.CreateDirectory(second);
        File.WriteAllBytes(Path.Combine(second, "C"), bytes);
        using OspacsArchive archive = _day.Open();
        _day.Import(archive);
        ImportOptions options = _day.Options with { MediaRef = "M8" };
        Assert.Equal(FileOutcome.Quarantined, Assert.Single(new ImportRun(archive, options).Run([second], null, TestContext.Current.CancellationToken)).Outcome);
        QuarantineItem item = Item();
        Assert.Equal(("M8", 1), (item.MediaRef, item.FileNumber));
        Assert.Equal([(BadDay.MediaRef, 1), (BadDay.MediaRef, 2)], item.AlsoAt.Select(p => (p.MediaRef, p.FileNumber)));
        Assert.Equal([(2, 0), (1, 0)], archive.Store.GetMedia().Select(p => (p.Quarantined, p.Stored)));

        ImportOutcome outcome = Assert.Single(new ImportRun(archive, options with { Registry = BadDay.RegistryOf(Known) }).Retry([item], null, TestContext.Current.CancellationToken));
        Assert.Equal(FileOutcome.Stored, outcome.Outcome);
        Assert.Equal([(0, 2), (0, 1)], archive.Store.GetMedia().Select(p => (p.Quarantined, p.Stored)));
        _day.AssertWhole(1);
    }

    [Fact]
    public void A_file_that_another_program_stored_meanwhile_is_not_quarantined()
    {
        string path = _day.Put("A", BadDay.Stranger(1).ToBytes());
        using OspacsArchive archive = _day.Open();
        var preparation = new FilePreparation(archive, new ObjectProtection(_day.Policy), new PatientChecker(_day.Registry, _day.Policy.Match));
        PreparedFile prepared = preparation.Prepare(ImportSource.Of(new ScannedFile(path, 1, "A"), _day.Options, archive.Key, isListed: false), alone: false, TestContext.Current.CancellationToken);
        Assert.Equal(FileOutcome.Quarantined, prepared.Outcome);
        using (OspacsArchive other = _day.Open())
        {
            Assert.Equal(FileOutcome.Stored, Assert.Single(new ImportRun(other, _day.Options with { Registry = BadDay.RegistryOf(Known) }).Run([path], null, TestContext.Current.CancellationToken)).Outcome);
        }
        using var writer = new ImportWriter(archive, _day.Policy, "Import", null);
        using var group = new ImportGroup();
        group.Add(prepared);
        ImportOutcome outcome = Assert.Single(writer.Write(group, TestContext.Current.CancellationToken));
        Assert.Equal((FileOutcome.AlreadyStored, "T3003"), (outcome.Outcome, outcome.SubjectId));
        _day.AssertWhole(1);
    }

    [Fact]
    public void What_is_stored_is_told_although_its_copy_cannot_be_taken_out_yet()
    {
        _day.Put("A", BadDay.Stranger(1).ToBytes());
        _day.Import();
        List<ImportOutcome> outcomes = [];
        Unprivileged.Prepare(_day.Folder);
        Unprivileged.Allow(_day.ArchivePath, Unprivileged.All);
        Array.ForEach(Directory.GetFiles(_day.ArchivePath + ".identity", "*", SearchOption.AllDirectories), f => Unprivileged.Allow(f, Unprivileged.Read));
        Unprivileged.Allow(Folder, Unprivileged.Read);
        Unprivileged.Run(() =>
        {
            using OspacsArchive archive = _day.Open();
            outcomes = [.. new ImportRun(archive, _day.Options with { Registry = BadDay.RegistryOf(Known) }).Run([_day.Medium], null, TestContext.Current.CancellationToken)];
        });
        Assert.Equal(FileOutcome.Stored, Assert.Single(outcomes).Outcome);
        Unprivileged.Prepare(_day.Folder);
        _day.AssertWhole(1, 1);
        Assert.Equal(FileOutcome.AlreadyStored, Assert.Single(_day.Import()).Outcome);
        _day.AssertWhole(1);
    }

    [Fact]
    public void A_reason_may_not_repeat_a_name_that_its_character_set_fails()
    {
        SampleObject made = BadDay.Stranger(1) with { Patient = new SamplePatient { PatientId = "B1", Name = "MÜLLERIN^ÄNNE", BurnedName = "M", CharacterSet = "ISO_IR 100" } };
        byte[] bytes = made.ToBytes();
        // The object says that its text is UTF-8, and it is Latin-1.
        int at = bytes.AsSpan().IndexOf("ISO_IR 100"u8);
        "ISO_IR 192"u8.CopyTo(bytes.AsSpan(at));
        _day.Put("A", bytes);
        ImportOutcome outcome = Assert.Single(_day.Import());
        Assert.Equal(QuarantineReason.Unverified, outcome.Reason);
        using OspacsArchive archive = _day.Open();
        var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => desk.Discard(Item(), "The file of Müllerin, sent in error")).Kind);
        desk.Discard(Item(), "Sent in error");
        _day.AssertWhole(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_that_is_stopped_takes_back_what_is_not_told(bool byCancelling)
    {
        _day.PutStills(40);
        _day.Put("LARGE", LargeClip.Bytes(30 << 20));
        _day.Put("Z", BadDay.Stranger(1).ToBytes());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        int told = 0;
        using (OspacsArchive archive = _day.Open())
        {
            var progress = new AtProgress(p =>
            {
                if (p.Done == 20 && byCancelling)
                {
                    stop.Cancel();
                }
            });
            IEnumerable<ImportOutcome> run = new ImportRun(archive, _day.Options).Run([_day.Medium], progress, stop.Token);
            if (byCancelling)
            {
                Assert.ThrowsAny<OperationCanceledException>(() => told = run.Count());
            }
            else
            {
                told = run.Take(1).Count();
            }
            // Nothing is open any more: the archive can be written at once.
            archive.Store.BeginBatch(TestContext.Current.CancellationToken).Dispose();
            Assert.True(archive.Store.FindImages(new ImageQuery()).Count() >= told);
        }
        Assert.Equal(42, _day.Import().Count);
        _day.AssertWhole(41, 1);
    }

    private QuarantineItem Item()
    {
        using OspacsArchive archive = OspacsArchive.Open(new Ospacs.Engines.Sqlite.SqliteEngine(), _day.ArchivePath, StoreAccess.Read);
        return Assert.Single(archive.Quarantine.List());
    }
}
