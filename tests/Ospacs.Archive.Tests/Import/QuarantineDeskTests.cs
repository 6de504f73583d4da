using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>Each quarantined file is decided once, whatever else is going on.</summary>
public sealed class QuarantineDeskTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void An_item_that_was_stored_and_had_no_time_to_leave_is_decided_once()
    {
        QuarantineItem item = Quarantined(1)[0];
        byte[] copy = File.ReadAllBytes(item.Path);
        string record = Path.ChangeExtension(item.Path, ".json");
        byte[] kept = File.ReadAllBytes(record);
        Assert.Equal(FileOutcome.Stored, Assert.Single(Approve(item, "T3002")).Outcome);
        // As a run leaves it that is killed behind its batch.
        File.WriteAllBytes(item.Path, copy);
        File.WriteAllBytes(record, kept);
        ImportOutcome again = Assert.Single(Approve(item, "T3002"));
        Assert.Equal((FileOutcome.AlreadyStored, "T3002"), (again.Outcome, again.SubjectId));
        Assert.Equal("Stored", Assert.Single(Entries("Approve")).Outcome);
        _day.AssertWhole(1);
    }

    [Fact]
    public void An_item_that_another_program_stored_meanwhile_is_decided_once()
    {
        QuarantineItem item = Quarantined(1)[0];
        Approve(item, "T3002");
        // Its copy is gone, and the decision of the second one was taken from a list of before.
        Assert.Equal(FileOutcome.AlreadyStored, Assert.Single(Approve(item, "T3002")).Outcome);
        Assert.Single(Entries("Approve"));
        // Another decision was not carried out, and is told.
        ImportOutcome other = Assert.Single(Approve(item, "T3001"));
        Assert.Equal((FileOutcome.AlreadyStored, "T3002"), (other.Outcome, other.SubjectId));
        Assert.Equal(["Stored", "AlreadyStored"], Entries("Approve").Select(e => e.Outcome));
        _day.AssertWhole(1);
    }

    [Fact]
    public void An_item_that_is_discarded_while_it_is_being_stored_stays_discarded()
    {
        QuarantineItem item = Quarantined(1)[0];
        using OspacsArchive archive = _day.Open();
        PreparedFile prepared = new FilePreparation(archive, new Ospacs.Archive.Protection.ObjectProtection(_day.Policy), new Ospacs.Archive.Patients.PatientChecker(_day.Registry, _day.Policy.Match))
            .Prepare(ImportSource.Of(item, "T3002"), alone: false, TestContext.Current.CancellationToken);
        Assert.Equal(FileOutcome.Stored, prepared.Outcome);
        using (OspacsArchive other = _day.Open())
        {
            new QuarantineDesk(other, _day.Policy, null).Discard(item, "Sent in error");
        }
        using (var writer = new ImportWriter(archive, _day.Policy, "Approve", "Hers"))
        {
            using var group = new ImportGroup();
            group.Add(prepared);
            ImportOutcome outcome = Assert.Single(writer.Write(group, TestContext.Current.CancellationToken));
            Assert.Equal(FileOutcome.Failed, outcome.Outcome);
            Assert.Contains("discarded meanwhile", outcome.Message, StringComparison.Ordinal);
        }
        _day.AssertWhole(0);
    }

    [Fact]
    public void A_discard_that_was_cut_off_is_gone_on_with_and_entered_once()
    {
        List<QuarantineItem> items = Quarantined(3);
        List<(string Path, byte[] Bytes)> files = [.. Directory.GetFiles(Path.GetDirectoryName(items[0].Path)!).Select(path => (path, File.ReadAllBytes(path)))];
        Discard(items.Take(2));
        // As it is when the removal was cut off.
        files.ForEach(file => File.WriteAllBytes(file.Path, file.Bytes));
        Discard(items);
        Assert.Equal([1, 2, 3], Entries("Discard").Select(e => e.FileNumber!.Value));
        _day.AssertWhole(0);
        // What comes again can be discarded again.
        _day.Import();
        Discard(Items().Take(1));
        Assert.Equal(4, Entries("Discard").Count);
    }

    [Fact]
    public void One_wrong_decision_stops_no_other_and_one_wrong_reason_stops_all()
    {
        List<QuarantineItem> items = Quarantined(3);
        using OspacsArchive archive = _day.Open();
        var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
        Assert.Throws<ArchiveException>(() => desk.Approve([.. items.Select(item => (item, (string?)"T3002"))], "For Mrs Strandvik", TestContext.Current.CancellationToken));
        Assert.Equal(3, archive.Quarantine.List().Count);
        List<ImportOutcome> outcomes = [.. desk.Approve([(items[0], "T9999"), (items[1], null), (items[2], "T3002")], "Seen", TestContext.Current.CancellationToken)];
        Assert.Equal((FileOutcome.Stored, 3), (Assert.Single(outcomes).Outcome, outcomes[0].FileNumber));
        Assert.Equal([items[0].Id, items[1].Id], desk.Refused.Select(refused => refused.Item.Id));
        Assert.All(desk.Refused, refused => _day.AssertSilent(refused.Message));
        Assert.Equal(2, archive.Quarantine.List().Count);
    }

    [Fact]
    public void Nobody_but_the_owner_may_open_what_waits()
    {
        QuarantineItem item = Quarantined(1)[0];
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Permission bits are those of Unix.");
            return;
        }
        string folder = Path.GetDirectoryName(item.Path)!;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        foreach (string file in Directory.GetFiles(folder))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    private List<QuarantineItem> Quarantined(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            _day.Put($"S{i}", BadDay.Stranger(i).ToBytes());
        }
        _day.Import();
        return Items();
    }

    private List<QuarantineItem> Items()
    {
        using OspacsArchive archive = _day.Open();
        return [.. archive.Quarantine.List()];
    }

    private List<ImportOutcome> Approve(QuarantineItem item, string subject)
    {
        using OspacsArchive archive = _day.Open();
        return [.. new QuarantineDesk(archive, _day.Policy, null).Approve([(item, subject)], "As the centre wrote", TestContext.Current.CancellationToken)];
    }

    private void Discard(IEnumerable<QuarantineItem> items)
    {
        using OspacsArchive archive = _day.Open();
        new QuarantineDesk(archive, _day.Policy, null).Discard([.. items], "Sent in error", TestContext.Current.CancellationToken);
    }

    private List<AuditEntry> Entries(string action)
    {
        using OspacsArchive archive = _day.Open();
        return [.. archive.Store.GetAudit(new AuditQuery { Action = action })];
    }
}
