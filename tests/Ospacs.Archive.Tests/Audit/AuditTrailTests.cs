using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;
using Xunit;

namespace Ospacs.Archive.Tests.Audit;

public sealed class AuditTrailTests
{
    private static readonly byte[] Key = SHA256.HashData("the archive's key"u8);

    private readonly AuditTrail _trail = new(Key, new StoppedClock());

    [Fact]
    public void An_entry_says_who_did_what_when_and_where()
    {
        AuditEntry entry = Chain(1)[0];
        Assert.Equal(1, entry.Sequence);
        Assert.Equal(StoppedClock.Now, entry.TimeUtc);
        Assert.Equal(DateTimeKind.Utc, entry.TimeUtc.Kind);
        Assert.EndsWith(Environment.UserName, entry.Account, StringComparison.Ordinal);
        Assert.Equal(Environment.MachineName, entry.Machine);
        Assert.Equal(("Import", "M0012", 1, "S1", "1.2.3", 1L, "Stored", null), (entry.Action, entry.MediaRef, entry.FileNumber, entry.SubjectId, entry.SopInstanceUid, entry.PolicyId, entry.Outcome, entry.Reason));
    }

    [Fact]
    public void The_head_is_asked_for_once_a_batch_and_again_in_the_next()
    {
        List<AuditEntry> entries = [];
        AuditBatch first = new(entries);
        _trail.Append(first, Draft(1));
        _trail.Append(first, Draft(2));
        AuditBatch second = new(entries);
        _trail.Append(second, Draft(3));
        Assert.Equal((1, 1), (first.HeadsRead, second.HeadsRead));
        Assert.Equal([1, 2, 3], entries.Select(entry => entry.Sequence));
        Assert.True(_trail.Verify(entries, []).Holds);
    }

    [Fact]
    public void A_batch_that_was_rolled_back_leaves_the_chain_as_it_was()
    {
        List<AuditEntry> entries = [.. Chain(2)];
        List<AuditEntry> lost = [.. entries];
        _trail.Append(new AuditBatch(lost), Draft(3));
        _trail.Append(new AuditBatch(entries), Draft(4));
        Assert.Equal(3, entries[^1].Sequence);
        Assert.True(_trail.Verify(entries, []).Holds);
    }

    [Fact]
    public void An_entry_that_is_refused_is_not_counted()
    {
        List<AuditEntry> entries = [];
        AuditBatch batch = new(entries);
        _trail.Append(batch, Draft(1));
        batch.Refusal = new ArchiveException(ArchiveFailure.DiskFull, "full");
        Assert.Throws<ArchiveException>(() => _trail.Append(batch, Draft(2)));
        batch.Refusal = null;
        Assert.Equal(2, _trail.Append(batch, Draft(2)).Sequence);
        Assert.True(_trail.Verify(entries, []).Holds);
    }

    [Fact]
    public void The_code_is_that_of_the_documented_encoding()
    {
        AuditEntry entry = Chain(1)[0];
        List<byte> message = [.. new byte[32]];
        foreach (string? field in new[] { "1", "2026-03-02T09:30:00.1230000Z", entry.Account, entry.Machine, "Import", "M0012", "1", "S1", "1.2.3", "1", "Stored", null })
        {
            byte[] length = new byte[4];
            byte[] text = field is null ? [] : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteUInt32BigEndian(length, field is null ? uint.MaxValue : (uint)text.Length);
            message.AddRange(length);
            message.AddRange(text);
        }

        Assert.Equal(HMACSHA256.HashData(HMACSHA256.HashData(Key, "ospacs audit 1"u8), message.ToArray()), entry.Mac);
    }

    public static TheoryData<string> Fields => [.. new[] { "time", "account", "machine", "action", "media", "file", "subject", "sop", "policy", "outcome", "reason", "mac", "media null", "media empty", "shifted" }];

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_change_of_any_field_is_found_where_it_is(string field)
    {
        List<AuditEntry> entries = Chain(5);
        AuditEntry old = entries[2];
        entries[2] = field switch
        {
            "time" => old with { TimeUtc = old.TimeUtc.AddTicks(1) },
            "account" => old with { Account = old.Account + "x" },
            "machine" => old with { Machine = "x" },
            "action" => old with { Action = "import" },
            "media" => old with { MediaRef = "M0013" },
            "file" => old with { FileNumber = 4 },
            "subject" => old with { SubjectId = "S1 " },
            "sop" => old with { SopInstanceUid = "1.2.4" },
            "policy" => old with { PolicyId = null },
            "outcome" => old with { Outcome = "Failed" },
            "reason" => old with { Reason = string.Empty },
            "mac" => old with { Mac = [.. old.Mac.Reverse()] },
            "media null" => old with { MediaRef = null },
            "media empty" => old with { MediaRef = string.Empty },
            _ => old with { MediaRef = "M001", FileNumber = 23 },
        };
        Broken(new AuditBreak(3, AuditBreakKind.Altered), 2, entries);
    }

    [Fact]
    public void A_missing_entry_is_named()
    {
        List<AuditEntry> entries = Chain(5);
        entries.RemoveAt(1);
        Broken(new AuditBreak(2, AuditBreakKind.Missing), 1, entries);
        Broken(new AuditBreak(1, AuditBreakKind.Missing), 0, Chain(3).Skip(1));
    }

    [Fact]
    public void A_missing_entry_is_found_although_the_later_ones_were_counted_anew()
    {
        List<AuditEntry> entries = Chain(5);
        entries.RemoveAt(1);
        Broken(new AuditBreak(2, AuditBreakKind.Altered), 1, entries.Select((entry, i) => entry with { Sequence = i + 1 }));
    }

    [Fact]
    public void Entries_in_another_order_are_named()
    {
        List<AuditEntry> entries = Chain(5);
        (entries[1], entries[3]) = (entries[3], entries[1]);
        Broken(new AuditBreak(2, AuditBreakKind.Reordered), 1, entries);
        Broken(new AuditBreak(2, AuditBreakKind.Reordered), 2, [.. Chain(2), Chain(2)[1]]);
    }

    [Fact]
    public void Entries_that_changed_places_under_each_others_numbers_are_found()
    {
        List<AuditEntry> entries = Chain(5);
        (entries[1], entries[3]) = (entries[3] with { Sequence = 2 }, entries[1] with { Sequence = 4 });
        Broken(new AuditBreak(2, AuditBreakKind.Altered), 1, entries);
    }

    [Fact]
    public void An_end_that_was_cut_off_is_found_by_the_medium_that_had_seen_it()
    {
        List<AuditEntry> entries = Chain(5);
        MediaRecord[] anchors = [Anchor("M2", entries[4]), Anchor("M1", entries[3])];
        Assert.True(_trail.Verify(entries, anchors).Holds);
        Broken(new AuditBreak(4, AuditBreakKind.Truncated, "M1"), 3, entries.Take(3), anchors);
        Broken(new AuditBreak(5, AuditBreakKind.Truncated, "M2"), 4, entries.Take(4), anchors);
        Broken(new AuditBreak(1, AuditBreakKind.Truncated, "M1"), 0, [], anchors);
    }

    [Fact]
    public void A_trail_that_was_written_anew_with_the_key_is_found_by_a_passport()
    {
        List<AuditEntry> entries = Chain(5);
        List<AuditEntry> forged = [];
        AuditBatch batch = new(forged);
        for (int i = 1; i <= 5; i++)
        {
            _trail.Append(batch, Draft(i) with { SubjectId = "S2" });
        }

        Assert.True(_trail.Verify(forged, []).Holds);
        Broken(new AuditBreak(3, AuditBreakKind.Rewritten, "M1"), 2, forged, [Anchor("M1", entries[2])]);
    }

    [Fact]
    public void The_trail_of_another_key_does_not_hold()
    {
        List<AuditEntry> entries = Chain(2);
        AuditVerdict verdict = new AuditTrail(new byte[32]).Verify(entries, []);
        Assert.Equal(new AuditBreak(1, AuditBreakKind.Altered), verdict.Break);
    }

    [Fact]
    public void An_empty_trail_holds_and_a_key_of_another_length_is_refused()
    {
        Assert.Equal(new AuditVerdict(0, null), _trail.Verify([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AuditTrail(new byte[31]));
    }

    private static AuditDraft Draft(int number) => new() { Action = "Import", MediaRef = "M0012", FileNumber = number, SubjectId = "S1", SopInstanceUid = "1.2.3", PolicyId = 1, Outcome = "Stored" };

    private static MediaRecord Anchor(string mediaRef, AuditEntry entry) => new(mediaRef, "C01", null, 0, StoppedClock.Now, StoppedClock.Now, entry.Sequence, entry.Mac);

    private List<AuditEntry> Chain(int length)
    {
        List<AuditEntry> entries = [];
        AuditBatch batch = new(entries);
        for (int i = 1; i <= length; i++)
        {
            _trail.Append(batch, Draft(i));
        }

        return entries;
    }

    private void Broken(AuditBreak expected, long hold, IEnumerable<AuditEntry> entries, params IEnumerable<MediaRecord> anchors)
    {
        AuditVerdict verdict = _trail.Verify(entries, anchors);
        Assert.Equal(new AuditVerdict(hold, expected), verdict);
        Assert.False(verdict.Holds);
    }

    private sealed class StoppedClock : TimeProvider
    {
        public static readonly DateTime Now = new(2026, 3, 2, 9, 30, 0, 123, DateTimeKind.Utc);

        // The ticks below a millisecond are those that a database may drop.
        public override DateTimeOffset GetUtcNow() => new(Now.AddTicks(4567));
    }
}
