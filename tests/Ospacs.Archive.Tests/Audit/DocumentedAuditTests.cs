using System.Security.Cryptography;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Audit;

/// <summary>The program that docs/formats.md gives to inspectors, run as it stands there: it shares no code with ours.</summary>
public sealed class DocumentedAuditTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ospacs-audit-");
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    private string ArchivePath => Path.Combine(_folder.FullName, "trial.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_documented_program_verifies_a_trail()
    {
        WriteTrail();
        Assert.Equal((0, "7 entries hold\n", string.Empty), Verify());
    }

    [Theory]
    [InlineData("UPDATE Audit SET Reason = '' WHERE Sequence = 3", "entry 3 does not hold\n")]
    [InlineData("UPDATE Audit SET TimeUtc = '2026-03-02T09:30:00.0000000Z' WHERE Sequence = 1", "entry 1 does not hold\n")]
    [InlineData("DELETE FROM Audit WHERE Sequence = 2", "entry 2 does not hold\n")]
    [InlineData("UPDATE Audit SET OldValue = NULL WHERE Sequence = 3", "entry 3 does not hold\n")]
    [InlineData("UPDATE Audit SET OldValue = NULL, NewValue = OldValue WHERE Sequence = 3", "entry 3 does not hold\n")]
    [InlineData("UPDATE Audit SET NewValue = NULL WHERE Sequence = 5", "entry 5 does not hold\n")]
    [InlineData("UPDATE Audit SET NewValue = 'x' WHERE Sequence = 7", "entry 7 does not hold\n")]
    [InlineData("DELETE FROM Audit WHERE Sequence = 7", "entry 7 is not the one that medium M1 has seen\n")]
    public void The_documented_program_and_ours_find_the_same_break(string sql, string complaint)
    {
        WriteTrail();
        (int status, _, string errors) = Oracles.Run("python3", "-c", "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); [d.execute('DROP TRIGGER ' + t) for t in ('Audit_Fixed', 'Audit_Kept')]; d.execute(sys.argv[2]); d.commit()", ArchivePath, sql);
        Assert.True(status == 0, errors);
        Assert.Equal((1, string.Empty, complaint), Verify());
        using IArchiveStore store = new SqliteEngine().Open(ArchivePath, StoreAccess.Read);
        AuditVerdict verdict = new AuditTrail(_key).Verify(store.GetAudit(new()), store.GetMedia().Select(passport => AuditAnchor.Of(passport.Media)));
        Assert.Contains($"entry {verdict.Break!.Sequence} ", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_program_sees_an_end_that_only_the_identity_folder_has_seen()
    {
        WriteTrail();
        using (IArchiveStore store = new SqliteEngine().Open(ArchivePath, StoreAccess.Read))
        {
            AuditEntry last = store.GetAudit(new()).Last();
            var anchors = new AnchorFile(new IdentityFolder(_folder.FullName));
            Assert.True(anchors.Append(last.Sequence, last.Mac));
            Assert.Equal((0, "7 entries hold\n", string.Empty), Verify());
            File.AppendAllText(anchors.Path, "9 torn");
            Assert.Equal((0, "7 entries hold\n", string.Empty), Verify());
            Assert.True(anchors.Append(9, last.Mac));
        }

        Assert.Equal((1, string.Empty, "entry 9 is not the one that the identity folder has seen\n"), Verify());
    }

    private void WriteTrail()
    {
        ArchiveInfo info = new() { ArchiveId = Guid.NewGuid(), Sponsor = "S", Protocol = "P", DatePolicy = "full", KeyCheck = new byte[32], CreatedUtc = DateTime.UtcNow };
        AuditTrail trail = new(_key);
        using IArchiveStore store = new SqliteEngine().Create(ArchivePath, info);
        using IStoreBatch batch = store.BeginBatch();
        AuditEntry last = trail.Append(batch, new AuditDraft { Action = "Create", Outcome = "Done", PolicyId = 1 });
        for (int i = 0; i < 6; i++)
        {
            last = trail.Append(batch, new AuditDraft { Action = "Import", Outcome = "Stored", MediaRef = "M1 ", FileNumber = i, SubjectId = "Å 大 🩻", SopInstanceUid = "2.25.1", Reason = i % 2 == 0 ? null : "a \"quoted\"\nreason", OldValue = i is 1 or 2 ? "the old Å" : null, NewValue = i is 2 or 3 ? string.Empty : null });
        }

        batch.SetMedia(new MediaRecord("M1", "C01", null, 0, DateTime.UtcNow, DateTime.UtcNow, last.Sequence, last.Mac));
        batch.SetMedia(new MediaRecord("M0", "C01", null, 0, DateTime.UtcNow, DateTime.UtcNow, 0, new byte[32]));
        batch.Commit();
    }

    private (int Status, string Output, string Errors) Verify()
    {
        string program = DocumentedProgram.About("ospacs audit 1");
        string keyFile = Path.Combine(_folder.FullName, "archive.key");
        File.WriteAllText(keyFile, Convert.ToBase64String(_key) + "\n");
        return Oracles.Run("python3", "-c", program, ArchivePath, keyFile);
    }
}
