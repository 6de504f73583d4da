using System.Security.Cryptography;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    [Fact]
    public void Audit_entries_come_back_as_they_were_written_and_in_order()
    {
        IArchiveStore store = Create();
        AuditEntry bare = new() { Sequence = 2, TimeUtc = SampleRows.Noon, Account = string.Empty, Machine = string.Empty, Action = "Verify", Outcome = "Done", Mac = SampleRows.Hash("2") };
        using (IStoreBatch batch = store.BeginBatch())
        {
            Assert.Equal(0, batch.AuditHead.Sequence);
            Assert.Equal(new byte[32], batch.AuditHead.Mac);
            batch.AddAudit(SampleRows.Entry(1) with { Reason = string.Empty });
            batch.AddAudit(bare);
            Assert.Equal(2, batch.AuditHead.Sequence);
            Assert.Equal(bare.Mac, batch.AuditHead.Mac);
            batch.Commit();
        }

        List<AuditEntry> entries = [.. store.GetAudit(new())];
        Same(SampleRows.Entry(1) with { Reason = string.Empty }, entries[0]);
        Same(bare, entries[1]);
        using IStoreBatch next = store.BeginBatch();
        Assert.Equal(2, next.AuditHead.Sequence);
        Assert.Equal(bare.Mac, next.AuditHead.Mac);
    }

    [Fact]
    public void An_audit_entry_must_follow_the_last_one()
    {
        IArchiveStore store = Create();
        using IStoreBatch batch = store.BeginBatch();
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddAudit(SampleRows.Entry(2)));
        batch.AddAudit(SampleRows.Entry(1));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddAudit(SampleRows.Entry(1)));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddAudit(SampleRows.Entry(3)));
        Fails(ArchiveFailure.InvalidArgument, () => batch.AddAudit(SampleRows.Entry(2) with { Mac = [] }));
        batch.AddAudit(SampleRows.Entry(2));
        batch.Commit();
        Assert.Equal(2, store.GetAudit(new()).Count());
    }

    [Fact]
    public void Audit_queries_narrow_by_time_medium_subject_and_action()
    {
        IArchiveStore store = Create();
        List<AuditEntry> all = [.. Enumerable.Range(1, 1300).Select(i => SampleRows.Entry(i, i % 2 == 0 ? "Import" : "Approve", i % 3 == 0 ? null : $"M{i % 3}", i % 5 == 0 ? null : $"S{i % 5}"))];
        using (IStoreBatch batch = store.BeginBatch())
        {
            all.ForEach(batch.AddAudit);
            batch.Commit();
        }

        DateTime from = all[99].TimeUtc;
        DateTime to = all[1199].TimeUtc;
        Assert.Equal(Numbers(all), Numbers(store.GetAudit(new())));
        Assert.Equal(Enumerable.Range(100, 1101).Select(i => (long)i), Numbers(store.GetAudit(new() { FromUtc = from, ToUtc = to })));
        Assert.Equal(Numbers(all.Where(entry => entry.MediaRef == "M1")), Numbers(store.GetAudit(new() { MediaRef = "M1" })));
        Assert.Equal(Numbers(all.Where(entry => entry.SubjectId == "S4")), Numbers(store.GetAudit(new() { SubjectId = "S4" })));
        Assert.Equal(Numbers(all.Where(entry => entry.Action == "Approve")), Numbers(store.GetAudit(new() { Action = "Approve" })));
        Assert.Equal(
            Numbers(all.Where(entry => entry.TimeUtc >= from && entry.MediaRef == "M2" && entry.SubjectId == "S1" && entry.Action == "Import")),
            Numbers(store.GetAudit(new() { FromUtc = from, MediaRef = "M2", SubjectId = "S1", Action = "Import" })));
        Assert.Empty(store.GetAudit(new() { MediaRef = "m1" }));

        static IEnumerable<long> Numbers(IEnumerable<AuditEntry> entries) => entries.Select(entry => entry.Sequence);
    }

    [Fact]
    public void Audit_queries_narrow_by_image_outcome_and_account()
    {
        IArchiveStore store = Create();
        List<AuditEntry> all = [.. Enumerable.Range(1, 40).Select(i => SampleRows.Entry(i) with { SopInstanceUid = i % 4 == 0 ? null : $"2.25.{i % 4}", Outcome = i % 3 == 0 ? "Quarantined" : "Stored", Account = $"HOSPITAL\\{(i % 2 == 0 ? "ann" : "Ann")}" })];
        using (IStoreBatch batch = store.BeginBatch())
        {
            all.ForEach(batch.AddAudit);
            batch.Commit();
        }

        Assert.Equal(Numbers(all.Where(entry => entry.SopInstanceUid == "2.25.3")), Numbers(store.GetAudit(new() { SopInstanceUid = "2.25.3" })));
        Assert.Equal(Numbers(all.Where(entry => entry.Outcome == "Quarantined")), Numbers(store.GetAudit(new() { Outcome = "Quarantined" })));
        Assert.Equal(Numbers(all.Where(entry => entry.Account == "HOSPITAL\\ann")), Numbers(store.GetAudit(new() { Account = "HOSPITAL\\ann" })));
        Assert.Equal(
            Numbers(all.Where(entry => entry.SopInstanceUid == "2.25.1" && entry.Outcome == "Stored" && entry.Account == "HOSPITAL\\Ann")),
            Numbers(store.GetAudit(new() { SopInstanceUid = "2.25.1", Outcome = "Stored", Account = "HOSPITAL\\Ann", MediaRef = "M1" })));
        Assert.Empty(store.GetAudit(new() { Account = "ann" }));

        static IEnumerable<long> Numbers(IEnumerable<AuditEntry> entries) => entries.Select(entry => entry.Sequence);
    }

    public static TheoryData<string?, string?> AuditValues => new() { { null, null }, { "old", null }, { null, "new" }, { "Å 大 🩻", "a \"quoted\"\nvalue" }, { string.Empty, null }, { null, string.Empty } };

    [Theory]
    [MemberData(nameof(AuditValues))]
    public void Old_and_new_value_come_back_as_they_were_written(string? oldValue, string? newValue)
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.AddAudit(SampleRows.Entry(1) with { OldValue = oldValue, NewValue = newValue });
            batch.Commit();
        }

        AuditEntry entry = Assert.Single(store.GetAudit(new()));
        Assert.Equal((oldValue, newValue), (entry.OldValue, entry.NewValue));
    }

    [Fact]
    public void A_chained_trail_holds_when_it_is_read_back_and_passports_anchor_it()
    {
        AuditTrail trail = new(RandomNumberGenerator.GetBytes(32));
        IArchiveStore store = Create();
        for (int i = 0; i < 3; i++)
        {
            using IStoreBatch batch = store.BeginBatch();
            trail.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", MediaRef = "M1 ", FileNumber = i, SubjectId = "Ångström 🩻", Reason = i == 0 ? null : string.Empty });
            AuditEntry last = trail.Append(batch, new AuditDraft { Action = "Import", Outcome = "Quarantined", Reason = "Mismatch" });
            batch.SetMedia(Medium($"M{i}") with { AuditSequence = last.Sequence, AuditMac = last.Mac });
            batch.Commit();
        }

        IArchiveStore reader = Open(StoreAccess.Read);
        AuditVerdict verdict = trail.Verify(reader.GetAudit(new()), reader.GetMedia().Select(passport => AuditAnchor.Of(passport.Media)));
        Assert.Equal((6, null), (verdict.Entries, verdict.Break));
    }
}
