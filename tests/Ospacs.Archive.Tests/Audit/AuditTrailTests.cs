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
        Broken(new Place(3, field == "mac" ? AuditBreakKind.CodeAltered : AuditBreakKind.Altered), 2, entries);
    }

    public static TheoryData<string?, string?> Values => new() { { null, null }, { "old", null }, { null, "new" }, { "old", "new" }, { string.Empty, null }, { null, string.Empty }, { string.Empty, string.Empty } };

    [Theory]
    [MemberData(nameof(Values))]
    public void Old_and_new_value_are_in_the_code_where_one_of_them_is_there(string? oldValue, string? newValue)
    {
        List<AuditEntry> entries = [];
        AuditBatch batch = new(entries);
        _trail.Append(batch, Draft(1));
        AuditEntry entry = _trail.Append(batch, Draft(2) with { OldValue = oldValue, NewValue = newValue });
        _trail.Append(batch, Draft(3));
        Assert.Equal((oldValue, newValue), (entry.OldValue, entry.NewValue));
        Assert.True(_trail.Verify(entries, []).Holds);
        foreach ((string? otherOld, string? otherNew) in Values.Select(row => row.Data).Where(other => other != (oldValue, newValue)))
        {
            entries[1] = entry with { OldValue = otherOld, NewValue = otherNew };
            Broken(new Place(2, AuditBreakKind.Altered), 1, entries);
        }
    }

    [Fact]
    public void A_reason_cannot_be_passed_off_as_a_value()
    {
        List<AuditEntry> entries = [];
        AuditBatch batch = new(entries);
        AuditEntry entry = _trail.Append(batch, Draft(1) with { Reason = "why", OldValue = "old" });
        Broken(new Place(1, AuditBreakKind.Altered), 0, [entry with { Reason = "old", OldValue = "why" }]);
        Broken(new Place(1, AuditBreakKind.Altered), 0, [entry with { OldValue = null, NewValue = "old" }]);
    }

    [Fact]
    public void A_missing_entry_is_named()
    {
        List<AuditEntry> entries = Chain(5);
        entries.RemoveAt(1);
        Broken(new Place(2, AuditBreakKind.Missing), 1, entries);
        Broken(new Place(1, AuditBreakKind.Missing), 0, Chain(3).Skip(1));
    }

    [Fact]
    public void A_missing_entry_is_found_although_the_later_ones_were_counted_anew()
    {
        List<AuditEntry> entries = Chain(5);
        entries.RemoveAt(1);
        Broken(new Place(2, AuditBreakKind.Missing), 1, entries.Select((entry, i) => entry with { Sequence = i + 1 }));
    }

    [Fact]
    public void Entries_in_another_order_are_named()
    {
        List<AuditEntry> entries = Chain(5);
        (entries[1], entries[3]) = (entries[3], entries[1]);
        Broken(new Place(2, AuditBreakKind.Reordered), 1, entries);
        Broken(new Place(2, AuditBreakKind.Reordered), 2, [.. Chain(2), Chain(2)[1]]);
    }

    [Fact]
    public void Entries_that_changed_places_under_each_others_numbers_are_found()
    {
        List<AuditEntry> entries = Chain(5);
        (entries[1], entries[3]) = (entries[3] with { Sequence = 2 }, entries[1] with { Sequence = 4 });
        Broken(new Place(2, AuditBreakKind.Reordered), 1, entries);
    }

    [Fact]
    public void An_end_that_was_cut_off_is_found_by_the_medium_that_had_seen_it()
    {
        List<AuditEntry> entries = Chain(5);
        AuditAnchor[] anchors = [Anchor("M2", entries[4]), Anchor("M1", entries[3])];
        Assert.True(_trail.Verify(entries, anchors).Holds);
        Broken(new Place(4, AuditBreakKind.Truncated, "M1"), 3, entries.Take(3), anchors);
        Broken(new Place(5, AuditBreakKind.Truncated, "M2"), 4, entries.Take(4), anchors);
        Broken(new Place(1, AuditBreakKind.Truncated, "M1"), 0, [], anchors);
    }

    [Fact]
    public void An_end_that_only_the_identity_folder_has_seen_is_an_old_database()
    {
        List<AuditEntry> entries = Chain(5);
        Broken(new Place(4, AuditBreakKind.Outdated), 3, entries.Take(3), Beside(entries[4]), Beside(entries[3]), Anchor("M1", entries[2]));
        AuditBreak old = _trail.Verify(entries.Take(3), [Beside(entries[4])]).Break!;
        Assert.Equal(2, old.Lost);
        Assert.Contains("the database is older than the anchors of its identity folder. An old backup of it was put back, or the trail's end was cut off", old.ToString(), StringComparison.Ordinal);
        // A passport is in the database itself: it was not put back, but cut.
        Broken(new Place(4, AuditBreakKind.Truncated, "M1"), 3, entries.Take(3), Beside(entries[4]), Anchor("M1", entries[3]));
    }

    [Fact]
    public void An_earlier_bundle_names_the_first_entry_that_is_another_one()
    {
        List<AuditEntry> entries = Chain(5);
        List<AuditAnchor> bundle = [.. entries.Take(4).Select(entry => new AuditAnchor(entry.Sequence, entry.Mac, AuditWitness.Bundle))];
        Assert.True(_trail.Verify(entries, [], bundle).Holds);
        AuditBreak cut = _trail.Verify(entries.Take(2), [], bundle).Break!;
        Assert.Equal((3L, AuditBreakKind.Truncated, AuditWitness.Bundle, 2L), (cut.Sequence, cut.Kind, cut.Anchor!.Witness, cut.Lost));
        List<AuditEntry> forged = [];
        AuditBatch batch = new(forged);
        Array.ForEach([1, 2, 33, 4, 5], number => _trail.Append(batch, Draft(number)));
        AuditBreak anew = _trail.Verify(forged, [], bundle).Break!;
        Assert.Equal((3L, AuditBreakKind.Rewritten, AuditWitness.Bundle), (anew.Sequence, anew.Kind, anew.Anchor!.Witness));
    }

    [Fact]
    public void Whoever_writes_the_end_anew_without_the_key_is_told_from_one_who_alters_an_entry()
    {
        List<AuditEntry> entries = Chain(6);
        List<AuditEntry> anew = [.. entries.Take(2)];
        AuditTrail other = new(new byte[32], new StoppedClock());
        AuditBatch batch = new(anew);
        for (int i = 3; i <= 6; i++)
        {
            other.Append(batch, Draft(i));
        }

        Broken(new Place(3, AuditBreakKind.Recoded), 2, anew);
        entries[2] = entries[2] with { Outcome = "Failed" };
        entries[3] = entries[3] with { Outcome = "Failed" };
        Broken(new Place(3, AuditBreakKind.Altered), 2, entries);
    }

    [Fact]
    public void Many_entries_left_out_and_the_rest_counted_anew_are_counted()
    {
        List<AuditEntry> entries = Chain(60);
        entries.RemoveRange(9, 41);
        AuditBreak gap = _trail.Verify(entries.Select((entry, i) => entry with { Sequence = i + 1 }), []).Break!;
        Assert.Equal((10L, AuditBreakKind.Missing, 41L), (gap.Sequence, gap.Kind, gap.Lost));
        Assert.Contains("entries 10 to 50 were left out", gap.ToString(), StringComparison.Ordinal);
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
        Broken(new Place(3, AuditBreakKind.Rewritten, "M1"), 2, forged, [Anchor("M1", entries[2])]);
    }

    [Fact]
    public void The_trail_of_another_key_does_not_hold()
    {
        List<AuditEntry> entries = Chain(2);
        AuditVerdict verdict = new AuditTrail(new byte[32]).Verify(entries, []);
        Assert.Equal((1L, AuditBreakKind.Recoded), (verdict.Break!.Sequence, verdict.Break.Kind));
    }

    [Fact]
    public void An_empty_trail_holds_and_a_key_of_another_length_is_refused()
    {
        Assert.Equal(new AuditVerdict(0, null), _trail.Verify([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new AuditTrail(new byte[31]));
    }

    private static AuditDraft Draft(int number) => new() { Action = "Import", MediaRef = "M0012", FileNumber = number, SubjectId = "S1", SopInstanceUid = "1.2.3", PolicyId = 1, Outcome = "Stored" };

    private static AuditAnchor Anchor(string mediaRef, AuditEntry entry) => AuditAnchor.Of(new MediaRecord(mediaRef, "C01", null, 0, StoppedClock.Now, StoppedClock.Now, entry.Sequence, entry.Mac));

    private static AuditAnchor Beside(AuditEntry entry) => new(entry.Sequence, entry.Mac, AuditWitness.IdentityFolder);

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

    private void Broken(Place expected, long hold, IEnumerable<AuditEntry> entries, params IEnumerable<AuditAnchor> anchors)
    {
        AuditVerdict verdict = _trail.Verify(entries, anchors);
        Assert.False(verdict.Holds);
        Assert.Equal((hold, expected.Sequence, expected.Kind, expected.MediaRef), (verdict.Entries, verdict.Break!.Sequence, verdict.Break.Kind, verdict.Break.Anchor?.MediaRef));
        Assert.Equal(hold, verdict.Break.Before?.Sequence ?? 0);
        Assert.StartsWith($"The audit trail is broken at entry {expected.Sequence} ({expected.Kind}): ", verdict.Break.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Where a break is expected, and on which medium's passport it shows.</summary>
    private sealed record Place(long Sequence, AuditBreakKind Kind, string? MediaRef = null);

    private sealed class StoppedClock : TimeProvider
    {
        public static readonly DateTime Now = new(2026, 3, 2, 9, 30, 0, 123, DateTimeKind.Utc);

        // The ticks below a millisecond are those that a database may drop.
        public override DateTimeOffset GetUtcNow() => new(Now.AddTicks(4567));
    }
}
