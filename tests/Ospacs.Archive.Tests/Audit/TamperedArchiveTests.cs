using System.Globalization;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Audit.Bundles;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Archive.Tests.Audit;

/// <summary>An audit trail that somebody was at who may write to the archive's file, and drops its triggers first: it is told from a whole one, and where and how.</summary>
public sealed class TamperedArchiveTests : IDisposable
{
    private const string NoTriggers = "DROP TRIGGER Audit_Fixed; DROP TRIGGER Audit_Kept; DROP TRIGGER Audit_Next;";

    private readonly BadDay _day = new();

    public TamperedArchiveTests()
    {
        _day.PutStills(3);
        _day.Put("IM0009", BadDay.Stranger(9).ToBytes());
        using OspacsArchive archive = _day.Open();
        _day.Import(archive);
        // Entries after the last import, which no passport has seen: 6 to 9.
        for (int i = 6; i <= 9; i++)
        {
            using IStoreBatch batch = archive.Store.BeginBatch();
            archive.BeginTrail().Append(batch, new AuditDraft
            {
                Action = "Discard",
                MediaRef = BadDay.MediaRef,
                FileNumber = i,
                SubjectId = "S1",
                SopInstanceUid = "2.25.1",
                PolicyId = 1,
                Outcome = "Discarded",
                Reason = $"reason é {i}",
                OldValue = i % 2 == 0 ? null : "Mismatch",
                NewValue = i % 3 == 0 ? "a new value" : null,
            });
            batch.Commit();
        }
    }

    public void Dispose() => _day.Dispose();

    [Fact]
    public void A_trail_that_nobody_touched_is_whole()
    {
        ArchiveVerification verification = Verified(out List<VerificationFinding> findings);
        Assert.Empty(findings);
        Assert.Equal((9L, 9L, null), (verification.AuditEntries, verification.Anchored, verification.Warning));
    }

    public static TheoryData<string> Columns => ["TimeUtc", "Account", "Machine", "Action", "MediaRef", "FileNumber", "SubjectId", "SopInstanceUid", "PolicyId", "Outcome", "Reason", "Mac", "OldValue", "NewValue"];

    [Theory]
    [MemberData(nameof(Columns))]
    public void Every_byte_of_every_column_of_every_entry_counts(string column)
    {
        int altered = 0;
        using (var rows = new Rows(_day.ArchivePath))
        {
            rows.Execute(NoTriggers);
            foreach ((long sequence, string value) in rows.Values(column))
            {
                bool number = column is "FileNumber" or "PolicyId";
                byte[] bytes = Convert.FromHexString(value);
                foreach (string literal in number ? Numbers(Encoding.ASCII.GetString(bytes)) : Literals(bytes, column == "Mac", everywhere: sequence == 7))
                {
                    rows.Execute($"UPDATE Audit SET {column} = {literal} WHERE Sequence = {sequence}");
                    AuditBreak found = FirstBreak()!;
                    Assert.True(found is not null, $"{column} of entry {sequence} as {literal}");
                    Assert.Equal(sequence, found.Sequence);
                    Assert.Contains(found.Kind, new[] { AuditBreakKind.Altered, AuditBreakKind.CodeAltered, AuditBreakKind.Unreadable });
                    altered++;
                }

                rows.Execute($"UPDATE Audit SET {column} = {(number ? Encoding.ASCII.GetString(bytes) : Literal(bytes, column == "Mac"))} WHERE Sequence = {sequence}");
            }
        }

        Assert.InRange(altered, 4, 5000);
        Assert.Empty(Findings());
    }

    [Theory]
    [InlineData("UPDATE Audit SET Account = NULL")]
    [InlineData("UPDATE Audit SET SubjectId = '' WHERE Sequence = 1")]
    [InlineData("UPDATE Audit SET OldValue = '' WHERE Sequence = 1")]
    [InlineData("UPDATE Audit SET NewValue = OldValue, OldValue = NULL WHERE Sequence = 7")]
    [InlineData("UPDATE Audit SET FileNumber = FileNumber + 4294967296 WHERE Sequence = 7")]
    [InlineData("UPDATE Audit SET TimeUtc = TimeUtc || ' ' WHERE Sequence = 7")]
    [InlineData("UPDATE Audit SET TimeUtc = replace(TimeUtc, 'Z', '+00:00') WHERE Sequence = 7")]
    [InlineData("UPDATE Audit SET Mac = x'' WHERE Sequence = 7")]
    public void A_value_that_means_the_same_or_nothing_counts_too(string sql)
    {
        using (var rows = new Rows(_day.ArchivePath))
        {
            rows.Execute(NoTriggers);
            if (!rows.TryExecute(sql))
            {
                // STRICT tables and NOT NULL forbid it to anybody.
                return;
            }
        }

        Assert.Equal(VerificationProblem.BrokenAudit, Assert.Single(Findings()).Problem);
    }

    [Theory]
    [InlineData(8, 1)]
    [InlineData(5, 4)]
    [InlineData(3, 6)]
    [InlineData(0, 9)]
    public void An_end_that_was_cut_off_is_seen_although_the_passports_were_rolled_back_too(int left, int lost)
    {
        using (var rows = new Rows(_day.ArchivePath))
        {
            string mac = left == 0 ? new string('0', 64) : rows.Values("Mac").First(entry => entry.Sequence == left).Hex;
            rows.Execute($"{NoTriggers} DELETE FROM Audit WHERE Sequence > {left}; UPDATE Media SET AuditSequence = {left}, AuditMac = x'{mac}'");
        }

        VerificationFinding finding = Assert.Single(Findings());
        Assert.StartsWith($"The audit trail is broken at entry {left + 1} (Outdated): the trail ends before entry {left + 1}, and the identity folder has seen entry 9:", finding.Message, StringComparison.Ordinal);
        Assert.Contains($"{lost} entries are not there.", finding.Message, StringComparison.Ordinal);
        Assert.Contains(left == 0 ? "No entry before it holds." : $"The last entry that holds is {left}, ", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_that_was_cut_off_alone_is_seen_by_the_passport_of_the_medium()
    {
        Tamper("DELETE FROM Audit WHERE Sequence > 3");
        VerificationFinding finding = Assert.Single(Findings());
        Assert.Equal(BadDay.MediaRef, finding.MediaRef);
        Assert.StartsWith("The audit trail is broken at entry 4 (Truncated): its end was cut off: it ends before entry 4, and the passport of medium M7 has seen entry 5; 6 entries are not there.", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM Audit WHERE Sequence = 6", 6, "(Missing): entry 6 was left out")]
    [InlineData("DELETE FROM Audit WHERE Sequence BETWEEN 3 AND 5", 3, "(Missing): entries 3 to 5 were left out")]
    [InlineData("DELETE FROM Audit WHERE Sequence = 1", 1, "(Missing): entry 1 was left out")]
    [InlineData("DELETE FROM Audit WHERE Sequence = 6; UPDATE Audit SET Sequence = Sequence - 1 WHERE Sequence > 6", 6, "(Missing): entry 6 was left out")]
    [InlineData("UPDATE Audit SET Sequence = -1 WHERE Sequence = 7; UPDATE Audit SET Sequence = 7 WHERE Sequence = 8; UPDATE Audit SET Sequence = 8 WHERE Sequence = -1", 7, "(Reordered): entry 7 is not in its place: it stands under number 8")]
    [InlineData("UPDATE Audit SET Sequence = -1 WHERE Sequence = 2; UPDATE Audit SET Sequence = 2 WHERE Sequence = 9; UPDATE Audit SET Sequence = 9 WHERE Sequence = -1", 2, "(Reordered): entry 2 is not in its place: it stands under number 9")]
    [InlineData("UPDATE Audit SET Sequence = Sequence + 100 WHERE Sequence > 6; INSERT INTO Audit SELECT 7, TimeUtc, Account, Machine, Action, MediaRef, FileNumber, SubjectId, SopInstanceUid, PolicyId, Outcome, Reason, Mac, OldValue, NewValue FROM Audit WHERE Sequence = 2; UPDATE Audit SET Sequence = Sequence - 99 WHERE Sequence > 100", 7, "(Reordered): entry 7 is not in its place: it stands under number 8")]
    public void What_was_left_out_or_put_elsewhere_is_named(string sql, int sequence, string words)
    {
        Tamper(sql);
        string message = Assert.Single(Findings()).Message;
        Assert.StartsWith($"The audit trail is broken at entry {sequence} {words}", message, StringComparison.Ordinal);
        _day.AssertSilent(message);
    }

    [Fact]
    public void A_trail_that_was_recomputed_whole_under_another_key_is_none_of_the_archive()
    {
        Recompute(new byte[32]);
        string message = Assert.Single(Findings()).Message;
        Assert.Contains("(Recoded): neither entry 1 nor any link behind it was made with the archive's key", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trail_that_was_recomputed_whole_under_the_archive_s_own_key_is_seen_by_the_identity_folder()
    {
        // Entry 1 comes out as it was; 5 is the next one that the identity folder has seen.
        byte[] key;
        using (OspacsArchive archive = _day.Open())
        {
            key = archive.Key.Bytes.ToArray();
        }

        Recompute(key);
        string message = Assert.Single(Findings()).Message;
        Assert.StartsWith("The audit trail is broken at entry 5 (Rewritten): entry 5 fits the trail, but is not the one that the identity folder has seen", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_old_backup_that_was_put_back_is_called_one()
    {
        string backup = Path.Combine(_day.Folder, "backup");
        File.Copy(_day.ArchivePath, backup);
        _day.Put("IM0004", BadDay.Still(4).ToBytes());
        _day.Import();
        Assert.Empty(Findings());
        File.Copy(backup, _day.ArchivePath, overwrite: true);
        string message = Assert.Single(Findings()).Message;
        Assert.Contains("the database is older than the anchors of its identity folder. An old backup of it was put back", message, StringComparison.Ordinal);
        Assert.Contains("broken at entry 10 (Outdated)", message, StringComparison.Ordinal);
        // What is written now is no continuation of what was seen.
        _day.Import();
        Assert.Contains("(Rewritten)", Assert.Single(Findings()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundle_from_before_sees_what_was_written_anew_with_the_key_and_the_anchors_rolled_back()
    {
        string bundle = Path.Combine(_day.Folder, "bundle");
        byte[] key;
        using (OspacsArchive archive = _day.Open())
        {
            new AuditBundleExport(archive, bundle).Run();
            key = archive.Key.Bytes.ToArray();
        }

        Assert.Empty(Findings(bundle));
        Recompute(key);
        File.Delete(Path.Combine(_day.ArchivePath + ".identity", "audit.anchors"));
        using (var rows = new Rows(_day.ArchivePath))
        {
            rows.Execute("UPDATE Media SET AuditSequence = 0");
        }

        Assert.Empty(Findings());
        string message = Assert.Single(Findings(bundle)).Message;
        Assert.Contains("broken at entry 2 (Rewritten)", message, StringComparison.Ordinal);
        Assert.Contains("the earlier bundle", message, StringComparison.Ordinal);
        ArchiveException none = Assert.Throws<ArchiveException>(() => Findings(_day.Folder));
        Assert.Equal(ArchiveFailure.InvalidArgument, none.Kind);
    }

    private void Tamper(string sql)
    {
        using var rows = new Rows(_day.ArchivePath);
        rows.Execute(NoTriggers + sql);
    }

    /// <summary>Writes the whole trail anew, an outcome changed, passports included.</summary>
    private void Recompute(byte[] key)
    {
        List<AuditEntry> entries;
        using (IArchiveStore store = new SqliteEngine().Open(_day.ArchivePath, StoreAccess.Read))
        {
            entries = [.. store.GetAudit(new AuditQuery())];
        }

        List<AuditEntry> anew = [];
        var batch = new AuditBatch(anew);
        var trail = new AuditTrail(key, new Then(entries[0].TimeUtc));
        foreach (AuditEntry e in entries)
        {
            trail.Append(batch, new AuditDraft
            {
                Action = e.Action, MediaRef = e.MediaRef, FileNumber = e.FileNumber, SubjectId = e.SubjectId, SopInstanceUid = e.SopInstanceUid, PolicyId = e.PolicyId,
                Outcome = e.Outcome == "Discarded" ? "Stored" : e.Outcome, Reason = e.Reason, OldValue = e.OldValue, NewValue = e.NewValue,
            });
        }

        using var rows = new Rows(_day.ArchivePath);
        rows.Execute(NoTriggers);
        foreach (AuditEntry e in anew)
        {
            rows.Execute(string.Create(CultureInfo.InvariantCulture, $"UPDATE Audit SET TimeUtc = '{e.TimeUtc:O}', Outcome = '{e.Outcome}', Mac = x'{Convert.ToHexString(e.Mac)}' WHERE Sequence = {e.Sequence}"));
        }

        rows.Execute("UPDATE Media SET AuditMac = (SELECT Mac FROM Audit WHERE Sequence = AuditSequence)");
    }

    private List<VerificationFinding> Findings(string? bundle = null)
    {
        _ = Verified(out List<VerificationFinding> findings, bundle);
        return findings;
    }

    private AuditBreak? FirstBreak()
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), _day.ArchivePath, StoreAccess.Read);
        return archive.BeginTrail().Verify(archive.Store.GetAudit(new AuditQuery()), archive.Store.GetMedia().Select(medium => AuditAnchor.Of(medium.Media)).Concat(archive.Anchors.Read())).Break;
    }

    private ArchiveVerification Verified(out List<VerificationFinding> findings, string? bundle = null)
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), _day.ArchivePath, StoreAccess.Read);
        var verification = new ArchiveVerification(archive) { Bundle = bundle };
        findings = [.. verification.Run()];
        return verification;
    }

    // Bytes as another letter, as the other case, with the high bit set; and the last one left out. Of one entry every byte, of the others three.
    private static IEnumerable<string> Literals(byte[] value, bool blob, bool everywhere)
    {
        foreach (int i in everywhere ? Enumerable.Range(0, value.Length) : new[] { 0, value.Length / 2, value.Length - 1 }.Where(at => at >= 0 && at < value.Length).Distinct())
        {
            foreach (int flip in new[] { 0x01, 0x20, 0x80 })
            {
                byte[] other = [.. value];
                other[i] ^= (byte)flip;
                if (other[i] != 0)
                {
                    yield return Literal(other, blob);
                }
            }
        }

        if (value.Length > 0)
        {
            yield return Literal(value[..^1], blob);
        }
    }

    private static IEnumerable<string> Numbers(string value)
    {
        long number = long.Parse(value, CultureInfo.InvariantCulture);
        return Enumerable.Range(0, 62).Select(bit => (number ^ (1L << bit)).ToString(CultureInfo.InvariantCulture));
    }

    private static string Literal(byte[] value, bool blob) => blob ? $"x'{Convert.ToHexString(value)}'" : $"CAST(x'{Convert.ToHexString(value)}' AS TEXT)";

    private sealed class Then(DateTime time) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(time);
    }

    /// <summary>The archive's file in the hands of one who means harm.</summary>
    private sealed class Rows(string path) : IDisposable
    {
        private readonly SqliteDatabase _database = SqliteDatabase.Open(path, StoreAccess.Write, new SqliteSettings());

        public void Execute(string sql) => _database.Run(() => _database.Execute(sql));

        public bool TryExecute(string sql)
        {
            try
            {
                Execute(sql);
                return true;
            }
            catch (ArchiveException)
            {
                return false;
            }
        }

        public List<(long Sequence, string Hex)> Values(string column) => _database.Run(() =>
        {
            List<(long, string)> values = [];
            using SqliteStatement statement = _database.Prepare($"SELECT Sequence, hex({column}) FROM Audit WHERE {column} IS NOT NULL ORDER BY Sequence");
            while (statement.Step())
            {
                values.Add((statement.GetInt64(0), statement.GetText(1)));
            }

            return values;
        });

        public void Dispose() => _database.Dispose();
    }
}
