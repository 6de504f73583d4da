using Ospacs.Archive.Corrections;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Archive.Tests.Query;

/// <summary>Tests of an archive that take turns, are stopped and gone on with, and look at more than bytes.</summary>
public sealed class ArchiveVerificationTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    private string PlaceFile => Path.Combine(_day.ArchivePath + ".identity", "verification.json");

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Findings_come_in_the_order_of_the_images_however_many_are_read_at_once(int throttle)
    {
        Stored(30);
        Harm("UPDATE ImagePart SET Bytes = zeroblob(length(Bytes)) WHERE ImageId IN (3, 7, 8, 29)");
        (ArchiveVerification verification, List<VerificationFinding> findings) = Test(archive => new ArchiveVerification(archive) { ThrottleLimit = throttle });
        Assert.Equal([3L, 7, 8, 29], findings.Select(finding => finding.ImageId!.Value));
        Assert.Equal(30, verification.Images);
        Assert.False(File.Exists(PlaceFile));
    }

    [Fact]
    public void A_test_that_is_stopped_is_gone_on_with_and_tells_again_what_it_had_found()
    {
        Stored(12);
        Harm("UPDATE ImagePart SET Bytes = zeroblob(length(Bytes)) WHERE ImageId IN (2, 9)");
        using (var stop = new CancellationTokenSource())
        {
            using OspacsArchive archive = Opened();
            var stopped = new ArchiveVerification(archive) { KeepsPlace = true, ThrottleLimit = 1 };
            var progress = new AtVerification(now =>
            {
                if (now.Images == 5)
                {
                    stop.Cancel();
                }
            });
            Assert.ThrowsAny<OperationCanceledException>(() => stopped.Run(null, progress, stop.Token).Count());
            Assert.Equal(5, stopped.Images);
        }
        _day.AssertSilent(File.ReadAllText(PlaceFile));
        (ArchiveVerification resumed, List<VerificationFinding> findings) = Test(archive => new ArchiveVerification(archive) { KeepsPlace = true });
        Assert.True(resumed.IsResumed);
        Assert.Equal([2L, 9], findings.Select(finding => finding.ImageId!.Value));
        Assert.Equal(8, resumed.Images);
        // It came to its end, so that the next one is whole again.
        (ArchiveVerification next, findings) = Test(archive => new ArchiveVerification(archive) { KeepsPlace = true });
        Assert.False(next.IsResumed);
        Assert.Equal((12, 2), (next.Images, findings.Count));
    }

    [Fact]
    public void A_test_that_goes_on_still_finds_images_of_the_first_part_without_an_entry_in_the_ledger()
    {
        Stored(6);
        using (OspacsArchive archive = Opened())
        {
            var left = new ArchiveVerification(archive) { KeepsPlace = true, ThrottleLimit = 1 };
            var progress = new AtVerification(now =>
            {
                if (now.Images == 4)
                {
                    throw new TimeoutException();
                }
            });
            Assert.Throws<TimeoutException>(() => left.Run(null, progress, TestContext.Current.CancellationToken).Count());
        }
        string ledger = Directory.GetFiles(Path.Combine(_day.ArchivePath + ".identity", "ledger")).Single();
        string[] lines = File.ReadAllLines(ledger);
        File.WriteAllText(ledger, string.Join('\n', lines.Where((_, i) => i != 2)) + "\n");
        (ArchiveVerification resumed, List<VerificationFinding> findings) = Test(archive => new ArchiveVerification(archive) { KeepsPlace = true });
        Assert.True(resumed.IsResumed);
        Assert.Equal(VerificationProblem.MissingSource, Assert.Single(findings).Problem);
    }

    [Fact]
    public void Turns_come_round_to_every_image_and_leave_a_stopped_test_of_all_alone()
    {
        Stored(10);
        for (int night = 0; night < 4; night++)
        {
            (ArchiveVerification turn, List<VerificationFinding> findings) = Test(archive => new ArchiveVerification(archive) { KeepsPlace = true, First = 3 });
            Assert.Equal(3, turn.Images);
            Assert.Empty(findings);
        }
        Harm("UPDATE ImagePart SET Bytes = zeroblob(length(Bytes)) WHERE ImageId = 3");
        // The fifth night begins with the third image again.
        Assert.Equal(3, Assert.Single(Test(archive => new ArchiveVerification(archive) { KeepsPlace = true, First = 3 }).Findings).ImageId);
        Assert.Empty(Test(archive => new ArchiveVerification(archive) { KeepsPlace = true, First = 3 }).Findings);
        Assert.Equal(10, Test(archive => new ArchiveVerification(archive) { KeepsPlace = true, First = 100 }).Verification.Images);
        Assert.Equal((2, false), Of(Test(archive => new ArchiveVerification(archive) { KeepsPlace = true, First = 2, Restart = true }).Verification));
        Assert.Equal((10, false), Of(Test(archive => new ArchiveVerification(archive) { KeepsPlace = true }).Verification));

        static (long, bool) Of(ArchiveVerification verification) => (verification.Images, verification.IsResumed);
    }

    [Fact]
    public void A_sample_is_about_as_large_as_it_should_be_and_keeps_no_place()
    {
        Stored(60);
        long images = Test(archive => new ArchiveVerification(archive) { KeepsPlace = true, SamplePercent = 50 }).Verification.Images;
        Assert.InRange(images, 5, 55);
        Assert.Equal(60, Test(archive => new ArchiveVerification(archive) { SamplePercent = 100 }).Verification.Images);
        Assert.False(File.Exists(PlaceFile));
    }

    [Fact]
    public void A_place_that_is_damaged_or_another_archives_is_none()
    {
        Stored(3);
        foreach (string text in new[] { "", "{", "null", "{ \"archiveId\": \"0d2e9a70-6a8e-4a4e-9c39-7a1c1f5b6a01\", \"after\": 2 }" })
        {
            File.WriteAllText(PlaceFile, text);
            (ArchiveVerification verification, List<VerificationFinding> findings) = Test(archive => new ArchiveVerification(archive) { KeepsPlace = true });
            Assert.Equal((3, false), (verification.Images, verification.IsResumed));
            Assert.Empty(findings);
        }
    }

    [Fact]
    public void Rows_that_belong_to_nothing_and_totals_that_are_wrong_are_found()
    {
        Stored(3);
        Harm("DELETE FROM Media; UPDATE SubjectTotal SET Images = 7; INSERT INTO ImagePart VALUES (99, 0, x'00')");
        List<VerificationFinding> findings = Test(archive => new ArchiveVerification(archive) { First = 1 }).Findings;
        Assert.Equal(
            [VerificationProblem.OrphanedRow, VerificationProblem.OrphanedRow, VerificationProblem.WrongTotals],
            findings.Select(finding => finding.Problem).Order());
        Assert.Equal(BadDay.MediaRef, findings.Single(finding => finding.MediaRef is not null).MediaRef);
        Assert.All(findings, finding => _day.AssertSilent(finding.Message));
    }

    [Theory]
    [InlineData("UPDATE ImageVersion SET Sha256 = zeroblob(32)")]
    [InlineData("UPDATE ImageVersion SET AuditSequence = 1")]
    [InlineData("DELETE FROM ImageVersion")]
    [InlineData("UPDATE Tombstone SET SubjectId = 'T3001'")]
    [InlineData("UPDATE Tombstone SET Size = Size + 1")]
    [InlineData("UPDATE Tombstone SET AuditSequence = 999")]
    [InlineData("DELETE FROM Tombstone")]
    public void History_that_is_not_what_the_trail_says_is_found(string sql)
    {
        Stored(3);
        using (OspacsArchive archive = _day.Open())
        {
            Assert.Equal(CorrectionOutcome.Moved, Assert.Single(new ImageMove(archive, "T3001", "Another volunteer", _day.Registry).Run([1], TestContext.Current.CancellationToken)).Outcome);
            Assert.Equal(CorrectionOutcome.Removed, Assert.Single(new ImageRemoval(archive, "Consent withdrawn").Run([2], TestContext.Current.CancellationToken)).Outcome);
        }
        Assert.Empty(Test(archive => new ArchiveVerification(archive)).Findings);
        Harm(sql);
        List<VerificationFinding> findings = Test(archive => new ArchiveVerification(archive)).Findings;
        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.Equal(VerificationProblem.BrokenHistory, finding.Problem));
        Assert.All(findings, finding => _day.AssertSilent(finding.Message));
    }

    private void Stored(int count)
    {
        _day.PutStills(count);
        Assert.Equal(count, _day.Import().Count);
    }

    private OspacsArchive Opened() => OspacsArchive.Open(new SqliteEngine(), _day.ArchivePath, StoreAccess.Read);

    private (ArchiveVerification Verification, List<VerificationFinding> Findings) Test(Func<OspacsArchive, ArchiveVerification> make)
    {
        using OspacsArchive archive = Opened();
        ArchiveVerification verification = make(archive);
        return (verification, [.. verification.Run(cancellation: TestContext.Current.CancellationToken)]);
    }

    private void Harm(string sql)
    {
        using SqliteDatabase database = SqliteDatabase.Open(_day.ArchivePath, StoreAccess.Write, new SqliteSettings());
        database.Execute("PRAGMA foreign_keys = OFF");
        foreach (string table in new[] { "ImageVersion", "Tombstone" })
        {
            database.Execute($"DROP TRIGGER IF EXISTS {table}_Fixed; DROP TRIGGER IF EXISTS {table}_Kept");
        }
        database.Execute(sql);
    }
}

/// <summary>Progress of a verification, told at once.</summary>
internal sealed class AtVerification(Action<VerificationProgress> act) : IProgress<VerificationProgress>
{
    public void Report(VerificationProgress value) => act(value);
}
