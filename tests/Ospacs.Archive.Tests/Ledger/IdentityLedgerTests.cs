using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Ledger;

/// <summary>Where images came from: kept for every one of them, told to nobody without the key, and whole after any bad day.</summary>
public sealed class IdentityLedgerTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void Every_stored_image_has_an_entry_with_what_its_source_said()
    {
        string path = _day.Put("A", BadDay.Still(1).ToBytes());
        _day.Put("B", BadDay.Stranger(1).ToBytes());
        ImportOutcome outcome = _day.Import()[0];
        LedgerRecord record = Assert.Single(_day.Records());
        Assert.Equal((LedgerRecordKind.Stored, BadDay.MediaRef, 1, "T3002"), (record.Kind, record.MediaRef, record.FileNumber, record.SubjectId));
        Assert.Equal((outcome.SopInstanceUid, outcome.ImageId, 1), (record.SopInstanceUid, record.ImageId, record.Version));
        Assert.Equal(path, record.SourcePath);
        SourceIdentifiers source = record.Source!;
        Assert.Equal((BadDay.Patient.PatientId, BadDay.Patient.Name, BadDay.Patient.BirthDate), (source.PatientId, source.PatientName, source.PatientBirthDate));
        Assert.Equal(BadDay.Still(1).SopInstanceUid, source.SopInstanceUid);
        Assert.Empty(source.Undecoded);
        Assert.Equal(Environment.MachineName, record.Machine);
        Assert.Contains(Environment.UserName, record.Account, StringComparison.Ordinal);
        Assert.InRange(record.TimeUtc, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow);
        using OspacsArchive archive = _day.Open();
        Assert.Equal(Convert.ToHexString(archive.Store.FindBySopInstance(outcome.SopInstanceUid!)!.SourceHash), record.SourceHash);
    }

    [Fact]
    public void Nothing_of_it_can_be_read_without_the_key_and_nobody_else_may_open_it()
    {
        _day.PutStills(3);
        _day.Import();
        string text = File.ReadAllText(_day.LedgerFile(), Encoding.ASCII);
        _day.AssertSilent(text);
        Assert.DoesNotContain("T3002", text, StringComparison.Ordinal);
        Assert.Equal(4, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        // The same image twice would not even look alike.
        Assert.Equal(4, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_day.LedgerFile()));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_day.Folder()));
        }
    }

    [Fact]
    public void A_value_that_its_character_set_does_not_explain_is_kept_as_bytes()
    {
        byte[] bytes = (BadDay.Still(1) with { Patient = BadDay.Patient with { Name = "MÜLLERIN^ÄNNE", CharacterSet = "ISO_IR 100" } }).ToBytes();
        // The object says that its text is UTF-8, and it is Latin-1.
        "ISO_IR 192"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("ISO_IR 100"u8)));
        _day.Put("A", bytes);
        Assert.Equal(QuarantineReason.Unverified, Assert.Single(_day.Import()).Reason);
        using (OspacsArchive archive = _day.Open())
        {
            var desk = new QuarantineDesk(archive, _day.Policy, null);
            ImportOutcome approved = Assert.Single(desk.Approve([(Assert.Single(archive.Quarantine.List()), "T3002")], "The centre confirmed it", TestContext.Current.CancellationToken));
            Assert.Equal(FileOutcome.Stored, approved.Outcome);
        }
        SourceIdentifiers source = _day.Records()[0].Source!;
        Assert.Null(source.PatientName);
        UndecodedValue value = Assert.Single(source.Undecoded, v => v.Tag == "(0010,0010)");
        Assert.Contains("MÜLLERIN", Encoding.Latin1.GetString(value.Bytes), StringComparison.Ordinal);
        // Nor may a reason repeat it.
        Assert.Throws<ArchiveException>(() => _day.Reveal("What of Frau Müllerin", out _));
        Assert.Single(_day.Reveal("Recall 7", out _));
    }

    [Fact]
    public void A_decision_is_entered_with_both_values_and_its_reason()
    {
        _day.Put("A", BadDay.Stranger(1).ToBytes());
        _day.Import();
        using (OspacsArchive archive = _day.Open())
        {
            var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
            Assert.Equal(FileOutcome.Stored, Assert.Single(desk.Approve([(Assert.Single(archive.Quarantine.List()), "T3002")], "Entered under a neighbour", TestContext.Current.CancellationToken)).Outcome);
        }
        LedgerRecord[] records = [.. _day.Records()];
        Assert.Equal([LedgerRecordKind.Stored, LedgerRecordKind.Corrected], records.Select(r => r.Kind));
        Assert.Equal("Entered under a neighbour", records[1].Reason);
        SourceCorrection id = Assert.Single(records[1].Corrections, c => c.Field == "PatientId");
        Assert.Equal(records[0].Source!.PatientId, id.HeaderValue);
        Assert.Contains(BadDay.Patient.PatientId, id.RegistryValue, StringComparison.Ordinal);
        Assert.Contains(records[1].Corrections, c => c.Field == "Name");
        ImageSource source = Assert.Single(_day.Reveal("Query 12", out _));
        Assert.Equal(records[1].Corrections, Assert.Single(source.Decisions).Corrections);
    }

    [Fact]
    public void Moves_and_removals_are_told_with_the_image()
    {
        _day.PutStills(2);
        _day.Import();
        using (OspacsArchive archive = _day.Open())
        {
            ImageRecord image = archive.Store.FindImages(new ImageQuery()).First();
            using IStoreBatch batch = archive.Store.BeginBatch(TestContext.Current.CancellationToken);
            using LedgerWriter ledger = archive.BeginLedger();
            ledger.Add(LedgerRecord.Moved(image, image with { SubjectId = "T3001", SopInstanceUid = "2.25.9", Version = 2 }, "Scanned for her sister"));
            ledger.Add(LedgerRecord.Removed(image, "Consent withdrawn"));
            ledger.Flush();
            batch.Commit();
        }
        ImageSource source = _day.Reveal("Query 13", out _)[0];
        Assert.Equal([LedgerRecordKind.Moved, LedgerRecordKind.Removed], source.Decisions.Select(d => d.Kind));
        LedgerRecord moved = source.Decisions[0];
        Assert.Equal(("T3002", "T3001", source.SopInstanceUid, "2.25.9", 2), (moved.FromSubjectId, moved.SubjectId, moved.FromSopInstanceUid, moved.SopInstanceUid, moved.Version));
        Assert.Empty(_day.Verify());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(300)]
    public void Half_a_line_that_a_killed_writer_left_costs_nothing(int left)
    {
        _day.PutStills(2);
        _day.Import();
        byte[] whole = File.ReadAllBytes(_day.LedgerFile());
        int lastLine = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        // A third line was begun, whose image was never stored.
        File.WriteAllBytes(_day.LedgerFile(), [.. whole, .. whole.AsSpan(lastLine, left)]);
        Assert.Empty(_day.Verify());
        Assert.Equal(2, _day.Reveal("Recall 8", out SourceDisclosure disclosure).Count);
        Assert.Empty(disclosure.Damage);
        _day.Put("IM0003", BadDay.Still(3).ToBytes());
        Assert.Equal(FileOutcome.Stored, _day.Import()[2].Outcome);
        Assert.Equal(whole, File.ReadAllBytes(_day.LedgerFile())[..whole.Length]);
        Assert.Equal(3, _day.Records().Count);
        Assert.Empty(_day.Verify());
    }

    [Fact]
    public void A_record_whose_line_end_alone_is_missing_stays()
    {
        _day.PutStills(2);
        _day.Import();
        byte[] whole = File.ReadAllBytes(_day.LedgerFile());
        File.WriteAllBytes(_day.LedgerFile(), whole[..^1]);
        _day.Put("IM0003", BadDay.Still(3).ToBytes());
        _day.Import();
        Assert.Equal(whole, File.ReadAllBytes(_day.LedgerFile())[..whole.Length]);
        Assert.Equal([1, 2, 3], _day.Records().Select(r => r.FileNumber));
    }

    [Fact]
    public void A_head_that_was_cut_off_is_written_anew()
    {
        Directory.CreateDirectory(_day.Folder());
        File.WriteAllText(_day.LedgerFile(), "# ospacs led");
        _day.PutStills(1);
        using (OspacsArchive archive = _day.Open())
        {
            _day.Import(archive);
            Assert.Equal($"# ospacs ledger 1 {archive.Info.ArchiveId:D}", File.ReadLines(_day.LedgerFile()).First());
        }
        Assert.Empty(_day.Verify());
    }

    [Fact]
    public void An_altered_line_is_named_by_medium_and_line_and_the_medium_heals_it()
    {
        _day.PutStills(3);
        _day.Import();
        string[] lines = File.ReadAllLines(_day.LedgerFile());
        lines[2] = lines[2][..100] + (lines[2][100] == 'A' ? 'B' : 'A') + lines[2][101..];
        File.WriteAllText(_day.LedgerFile(), string.Join('\n', lines) + "\n");
        List<VerificationFinding> findings = _day.Verify();
        Assert.Equal([VerificationProblem.DamagedLedger, VerificationProblem.MissingSource], findings.Select(f => f.Problem));
        Assert.All(findings, f => Assert.Equal(BadDay.MediaRef, f.MediaRef));
        Assert.Contains($"Line 3 of the identity ledger of medium {BadDay.MediaRef} ", findings[0].Message, StringComparison.Ordinal);
        Assert.All(findings, f => _day.AssertSilent(f.Message));
        Assert.Equal(2, _day.Reveal("Recall 9", out SourceDisclosure disclosure).Count);
        Assert.Equal(findings[1].ImageId, Assert.Single(disclosure.Missing).ImageId);
        Assert.Equal(new LedgerDamage(BadDay.MediaRef, 1, 3), Assert.Single(disclosure.Damage));

        Assert.All(_day.Import(), outcome => Assert.Equal(FileOutcome.AlreadyStored, outcome.Outcome));
        Assert.Equal(3, _day.Reveal("Recall 9", out _).Count);
        // Entered once: nothing else was missing.
        Assert.Equal(3, _day.Records().Count);
        Assert.Equal(VerificationProblem.DamagedLedger, Assert.Single(_day.Verify()).Problem);
    }

    [Fact]
    public void A_line_of_another_archive_or_key_is_no_record()
    {
        _day.PutStills(1);
        _day.Import();
        using OspacsArchive archive = _day.Open();
        byte[] line = Encoding.ASCII.GetBytes(File.ReadAllLines(_day.LedgerFile())[1]);
        using (var own = new LedgerCipher(archive.Key, archive.Info.ArchiveId))
        {
            Assert.NotNull(own.Unseal(line));
        }
        using (var other = new LedgerCipher(archive.Key, Guid.NewGuid()))
        {
            Assert.Null(other.Unseal(line));
        }
        using (var other = new LedgerCipher(ArchiveKey.Create(), archive.Info.ArchiveId))
        {
            Assert.Null(other.Unseal(line));
        }
    }

    [Fact]
    public void Images_from_before_the_ledger_are_told_once_a_medium_and_entered_when_it_comes_again()
    {
        _day.PutStills(5);
        _day.Import();
        Directory.Delete(_day.Folder(), recursive: true);
        VerificationFinding finding = Assert.Single(_day.Verify());
        Assert.Equal((VerificationProblem.MissingSource, BadDay.MediaRef), (finding.Problem, finding.MediaRef));
        Assert.StartsWith("5 images of medium ", finding.Message, StringComparison.Ordinal);
        Assert.Empty(_day.Reveal("Recall 10", out SourceDisclosure disclosure));
        Assert.Equal(5, disclosure.Missing.Count);
        Assert.All(_day.Import(), outcome => Assert.Equal(FileOutcome.AlreadyStored, outcome.Outcome));
        Assert.Empty(_day.Verify());
        Assert.Equal(5, _day.Reveal("Recall 10", out _).Count);
    }

    [Fact]
    public void A_clip_that_streams_has_its_entry_too_and_gets_it_back()
    {
        _day.Put("LARGE", LargeClip.Bytes(20 << 20));
        _day.Import();
        LedgerRecord before = Assert.Single(_day.Records());
        Directory.Delete(_day.Folder(), recursive: true);
        _day.Import();
        LedgerRecord after = Assert.Single(_day.Records());
        Assert.Equal((before.Source!.PatientName, before.Source.SopInstanceUid, before.Source.StudyInstanceUid), (after.Source!.PatientName, after.Source.SopInstanceUid, after.Source.StudyInstanceUid));
        Assert.Equal((before.ImageId, before.SopInstanceUid), (after.ImageId, after.SopInstanceUid));
    }

    [Fact]
    public void Nothing_is_stored_whose_entry_cannot_be_written()
    {
        _day.PutStills(3);
        Directory.CreateDirectory(_day.ArchivePath + ".identity");
        // A file where the folder should be: nobody can write there, root neither.
        using (_day.Open())
        {
        }
        File.WriteAllText(_day.Folder(), "in the way");
        ArchiveException failure = Assert.Throws<ArchiveException>(() => _day.Import());
        Assert.StartsWith("The identity ledger cannot be ", failure.Message, StringComparison.Ordinal);
        _day.AssertSilent(failure.Message);
        using (OspacsArchive archive = _day.Open())
        {
            Assert.Empty(archive.Store.FindImages(new ImageQuery()));
        }
        File.Delete(_day.Folder());
        Assert.All(_day.Import(), outcome => Assert.Equal(FileOutcome.Stored, outcome.Outcome));
        _day.AssertWhole(3);
    }

    [Fact]
    public void An_identity_folder_that_may_not_be_written_stores_nothing()
    {
        _day.PutStills(1);
        using (_day.Open())
        {
        }
        Unprivileged.Prepare(_day.Folder);
        Unprivileged.Allow(_day.ArchivePath, Unprivileged.All);
        Unprivileged.Allow(_day.ArchivePath + ".identity/archive.key", Unprivileged.Read);
        Unprivileged.Allow(_day.ArchivePath + ".identity", Unprivileged.Read);
        ArchiveException? failure = null;
        Unprivileged.Run(() => failure = Assert.Throws<ArchiveException>(() => _day.Import()));
        Assert.Equal(ArchiveFailure.ReadOnly, failure!.Kind);
        _day.AssertSilent(failure.Message);
        Unprivileged.Prepare(_day.Folder);
        using OspacsArchive archive = _day.Open();
        Assert.Empty(archive.Store.FindImages(new ImageQuery()));
    }

    [Fact]
    public void A_run_that_is_cut_off_before_its_batch_is_durable_leaves_an_entry_too_many_and_the_last_one_counts()
    {
        _day.PutStills(1);
        using (OspacsArchive archive = _day.Open())
        {
            using IStoreBatch batch = archive.Store.BeginBatch(TestContext.Current.CancellationToken);
            using LedgerWriter ledger = archive.BeginLedger();
            ledger.Add(new LedgerRecord
            {
                Kind = LedgerRecordKind.Stored,
                MediaRef = BadDay.MediaRef,
                SourceHash = Convert.ToHexString(archive.Key.HashSource(BadDay.Still(1).ToBytes())),
                SubjectId = "T3001",
                ImageId = 77,
                SopInstanceUid = "2.25.1",
                Version = 1,
                Source = new SourceIdentifiers { PatientName = "OF A RUN THAT FAILED" },
            });
            ledger.Flush();
        }
        Assert.Empty(_day.Reveal("Recall 11", out _));
        _day.Import();
        ImageSource source = Assert.Single(_day.Reveal("Recall 11", out _));
        Assert.Equal((BadDay.Patient.Name, "T3002"), (source.Source.PatientName, source.SubjectId));
        Assert.Equal(2, _day.Records().Count);
        _day.AssertWhole(1);
    }

    [Fact]
    public void What_is_shown_is_audited_first_with_its_reason_and_how_much()
    {
        _day.PutStills(3);
        _day.Import();
        _day.Reveal("Recall of probe 4", out _);
        using (OspacsArchive archive = _day.Open())
        {
            AuditEntry entry = Assert.Single(archive.Store.GetAudit(new AuditQuery { Action = "Reveal" }));
            Assert.Equal(("T3002", BadDay.MediaRef, "Revealed", "3 images: Recall of probe 4"), (entry.SubjectId, entry.MediaRef, entry.Outcome, entry.Reason));
        }
        foreach (string reason in new[] { "", "   ", "two\nlines", new string('x', 401), "Ask Mrs Vanterpool", "born 1952-09-23" })
        {
            ArchiveException refused = Assert.Throws<ArchiveException>(() => _day.Reveal(reason, out _));
            Assert.Equal(ArchiveFailure.InvalidArgument, refused.Kind);
            _day.AssertSilent(refused.Message);
        }
        using (OspacsArchive archive = _day.Open())
        {
            Assert.Single(archive.Store.GetAudit(new AuditQuery { Action = "Reveal" }));
        }
        Assert.Empty(_day.Verify());
    }
}
