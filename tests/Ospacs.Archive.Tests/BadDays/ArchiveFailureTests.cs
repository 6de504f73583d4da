using System.Security.Cryptography;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>The archive itself fails: the run stops, what was told is there, and nothing else.</summary>
public sealed class ArchiveFailureTests : IDisposable
{
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_full_disk_stops_the_run_and_with_room_again_it_completes(bool oneLargeClip)
    {
        _day.PutStills(5);
        for (int i = 0; i < (oneLargeClip ? 0 : 30); i++)
        {
            _day.Put($"CLIP{i:00}", LargeClip.Bytes(6 << 20, 1000 + i));
        }
        if (oneLargeClip)
        {
            _day.Put("LARGE", LargeClip.Bytes(60 << 20));
        }
        _day.Open().Dispose();
        int told = 0;
        using (OspacsArchive archive = _day.Open(new SqliteEngine(new SqliteSettings { MaxPages = (30 << 20) / SqliteDatabase.PageSize })))
        {
            var run = new ImportRun(archive, _day.Options);
            ArchiveException failure = Assert.Throws<ArchiveException>(() =>
            {
                foreach (ImportOutcome outcome in run.Run([_day.Medium], null, TestContext.Current.CancellationToken))
                {
                    told++;
                }
            });
            Assert.Equal(ArchiveFailure.DiskFull, failure.Kind);
            _day.AssertSilent(failure.Message);
        }
        // What was told is what is there.
        _day.AssertWhole(told);
        int all = oneLargeClip ? 6 : 35;
        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal(all - told, outcomes.Count(o => o.Outcome == FileOutcome.Stored));
        _day.AssertWhole(all);
        Assert.Equal((all, all), (_day.Passport().Found, _day.Passport().Stored));
    }

    [Fact]
    public void A_full_disk_under_the_quarantine_stops_the_run_and_with_room_again_it_completes()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("The device that is always full is Linux's.");
        }
        _day.PutStills(80);
        byte[] bytes = BadDay.Stranger(1).ToBytes();
        _day.Put("Z", bytes);
        int told = 0;
        using (OspacsArchive archive = _day.Open())
        {
            string folder = Directory.CreateDirectory(Path.Combine(archive.Identity.Path, "quarantine")).FullName;
            var progress = new AtProgress(p =>
            {
                if (p.Done == 1)
                {
                    File.CreateSymbolicLink(Path.Combine(folder, Convert.ToHexString(archive.Key.HashSource(bytes)) + ".dcm.new"), "/dev/full");
                }
            });
            ArchiveException failure = Assert.Throws<ArchiveException>(() =>
            {
                foreach (ImportOutcome outcome in new ImportRun(archive, _day.Options).Run([_day.Medium], progress, TestContext.Current.CancellationToken))
                {
                    told++;
                }
            });
            Assert.Equal(ArchiveFailure.DiskFull, failure.Kind);
            Assert.Equal("The quarantine cannot be written: its disk is full.", failure.Message);
        }
        // A batch that was open for its whole second lasted, and was told; how far that was is the machine's to say.
        _day.AssertWhole(told);
        Assert.Equal(QuarantineReason.NotFound, BadDay.Of(_day.Import(), "Z").Reason);
        _day.AssertWhole(80, 1);
    }

    [Fact]
    public void An_archive_that_may_not_be_written_is_refused_and_stays_as_it_is()
    {
        _day.PutStills(2);
        _day.Import();
        byte[] before = SHA256.HashData(File.ReadAllBytes(_day.ArchivePath));
        Unprivileged.Prepare(_day.Folder);
        Unprivileged.Allow(_day.ArchivePath, Unprivileged.Read);
        Array.ForEach(Directory.GetFiles(_day.ArchivePath + ".identity", "*", SearchOption.AllDirectories), f => Unprivileged.Allow(f, Unprivileged.Read));
        Unprivileged.Run(() =>
        {
            ArchiveException failure = Assert.Throws<ArchiveException>(() => _day.Open());
            Assert.Equal(ArchiveFailure.ReadOnly, failure.Kind);
            _day.AssertSilent(failure.Message);
            // It can be read all the same.
            _day.AssertWhole(2);
        });
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(_day.ArchivePath)));
    }

    [Fact]
    public void An_archive_in_a_folder_that_may_not_be_written_stops_the_run()
    {
        _day.Open().Dispose();
        _day.PutStills(2);
        Unprivileged.Prepare(_day.Folder);
        Unprivileged.Allow(_day.ArchivePath, Unprivileged.All);
        Unprivileged.Allow(Path.Combine(_day.ArchivePath + ".identity", "archive.key"), Unprivileged.Read);
        Unprivileged.Allow(_day.Folder, Unprivileged.Read);
        Unprivileged.Run(() =>
        {
            using OspacsArchive archive = _day.Open();
            ArchiveException failure = Assert.Throws<ArchiveException>(() => _day.Import(archive));
            _day.AssertSilent(failure.Message);
        });
        Unprivileged.Prepare(_day.Folder);
        Assert.Equal(2, _day.Import().Count);
        _day.AssertWhole(2);
    }

    [Fact]
    public void An_archive_of_a_newer_schema_is_refused_and_stays_as_it_is()
    {
        _day.PutStills(1);
        _day.Import();
        using (SqliteDatabase database = SqliteDatabase.Open(_day.ArchivePath, StoreAccess.Write, new SqliteSettings()))
        {
            database.Execute($"PRAGMA user_version = {ArchiveSchema.Version + 1}");
        }
        byte[] before = SHA256.HashData(File.ReadAllBytes(_day.ArchivePath));
        foreach (StoreAccess access in Enum.GetValues<StoreAccess>())
        {
            ArchiveException failure = Assert.Throws<ArchiveException>(() => OspacsArchive.Open(new SqliteEngine(), _day.ArchivePath, access));
            Assert.Equal(ArchiveFailure.NewerSchema, failure.Kind);
            Assert.Contains($"version {ArchiveSchema.Version + 1}", failure.Message, StringComparison.Ordinal);
        }
        Assert.Equal(before, SHA256.HashData(File.ReadAllBytes(_day.ArchivePath)));
    }

    [Fact]
    public void Without_its_key_or_with_another_ones_an_archive_takes_nothing_in()
    {
        _day.PutStills(1);
        _day.Import();
        string key = Path.Combine(_day.ArchivePath + ".identity", "archive.key");
        byte[] right = File.ReadAllBytes(key);
        Assert.Equal(ArchiveFailure.KeyMissing, Refused(() => File.Delete(key)));
        Assert.Equal(ArchiveFailure.WrongKey, Refused(() => File.WriteAllText(key, Convert.ToBase64String(new byte[32]))));
        Assert.Equal(ArchiveFailure.WrongKey, Refused(() => File.WriteAllText(key, "no key")));
        Assert.Equal(ArchiveFailure.WrongKey, Refused(() => File.WriteAllBytes(key, [])));
        Assert.Equal(ArchiveFailure.WrongKey, Refused(() => File.WriteAllText(key, Convert.ToBase64String(new byte[33]))));
        File.WriteAllBytes(key, right);
        Assert.Equal(FileOutcome.AlreadyStored, Assert.Single(_day.Import()).Outcome);
        _day.AssertWhole(1);

        ArchiveFailure Refused(Action harm)
        {
            harm();
            byte[] before = File.ReadAllBytes(_day.ArchivePath);
            ArchiveException failure = Assert.Throws<ArchiveException>(() => _day.Open());
            _day.AssertSilent(failure.Message);
            // It can still be looked at, but not verified.
            using (OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), _day.ArchivePath, StoreAccess.Read))
            {
                Assert.Single(archive.Store.FindImages(new ImageQuery()));
                Assert.Equal(failure.Kind, Assert.Throws<ArchiveException>(() => new ArchiveVerification(archive).Run().Count()).Kind);
            }
            Assert.Equal(before, File.ReadAllBytes(_day.ArchivePath));
            return failure.Kind;
        }
    }

    [Fact]
    public void A_registry_that_cannot_be_used_is_refused_by_line_and_column_before_anything_is_done()
    {
        RegistryException lacking = Assert.Throws<RegistryException>(() => BadDay.RegistryOf("SubjectId,PatientId,FamilyName,GivenName,Sex,Centre\nT3002,H-09317,Vanterpool,Esmeralda,F,C03\n"));
        Assert.Contains("BirthDate", lacking.Message, StringComparison.Ordinal);
        _day.AssertSilent(lacking.Message);
        RegistryException twice = Assert.Throws<RegistryException>(() => BadDay.RegistryOf(
            "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre\nT3002,H-09317,Vanterpool,Esmeralda,1952-09-23,F,C03\nT3002,H-09317,Vanterpool,Esmeralda,1952-09-23,F,C03\n"));
        Assert.Equal((3, "SubjectId"), (twice.Line, twice.Column));
        _day.AssertSilent(twice.Message);
    }

    [Fact]
    public void One_patient_under_two_subjects_is_for_a_person_to_tell()
    {
        _day.PutStills(1);
        using OspacsArchive archive = _day.Open();
        IPatientRegistry registry = BadDay.RegistryOf(
            "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre\nT3002,H-09317,Vanterpool,Esmeralda,1952-09-23,F,C03\nT3009,H-09317,Vanterpool,Esmeralda,1952-09-23,F,C03\n");
        ImportOutcome outcome = Assert.Single(new ImportRun(archive, _day.Options with { Registry = registry }).Run([_day.Medium], null, TestContext.Current.CancellationToken));
        Assert.Equal(QuarantineReason.Ambiguous, outcome.Reason);
        _day.AssertSilent(outcome.Message!);
    }

    [Theory]
    [InlineData("{\n  \"sponsor\": \"S\",\n  \"protocol\" \"P\"\n}", 3, 14)]
    [InlineData("{\n  \"sponsor\": \"S\",\n  \"protocol\": \"P\",\n  \"mask\": []\n}", 4, 3)]
    [InlineData("{ \"sponsor\": \"S\", \"protocol\": \"P\", \"masks\": [ { \"name\": \"n\", \"when\": { \"Columnz\": 3 }, \"blank\": [[0,0,1,1]] } ] }", 1, 72)]
    [InlineData("", 1, 1)]
    public void A_policy_that_cannot_be_used_is_refused_by_line_and_column(string text, int line, int column)
    {
        PolicyException failure = Assert.Throws<PolicyException>(() => ArchivePolicy.Parse(text));
        Assert.Equal((line, column), (failure.Line, failure.Column));
        Assert.Contains($"line {line}, column {column}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_or_medium_that_does_not_fit_is_refused_before_anything_is_written()
    {
        using OspacsArchive archive = _day.Open();
        ArchivePolicy other = ArchivePolicy.Parse("""{ "sponsor": "Somebody else", "protocol": "SAMPLE-1" }""");
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => new ImportRun(archive, _day.Options with { Policy = other })).Kind);
        Assert.Equal(ArchiveFailure.InvalidArgument, Assert.Throws<ArchiveException>(() => new ImportRun(archive, _day.Options with { MediaRef = "H-09317" })).Kind);
        Assert.Empty(archive.Store.GetMedia());
    }

    [Fact]
    public void Damage_inside_the_archive_is_found_image_by_image()
    {
        _day.PutStills(4);
        _day.Import();
        using (SqliteDatabase database = SqliteDatabase.Open(_day.ArchivePath, StoreAccess.Write, new SqliteSettings()))
        {
            database.Execute("PRAGMA foreign_keys = OFF");
            database.Execute("UPDATE ImagePart SET Bytes = zeroblob(length(Bytes)) WHERE ImageId = 1");
            database.Execute("UPDATE ImagePart SET Bytes = substr(Bytes, 1, 100) WHERE ImageId = 2");
            database.Execute("DELETE FROM ImagePart WHERE ImageId = 3");
        }
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), _day.ArchivePath, StoreAccess.Read);
        VerificationFinding[] findings = [.. new ArchiveVerification(archive).Run()];
        Assert.Equal(
            [(1L, VerificationProblem.AlteredBytes), (2L, VerificationProblem.MissingParts), (3L, VerificationProblem.MissingParts)],
            findings.Select(f => (f.ImageId!.Value, f.Problem)));
        Assert.All(findings, f => _day.AssertSilent(f.Message));
    }

    [Fact]
    public void A_run_that_waits_for_a_slow_file_keeps_no_other_writer_waiting()
    {
        _day.PutStills(1);
        using OspacsArchive archive = _day.Open();
        using OspacsArchive other = _day.Open();
        using var written = new ManualResetEventSlim();
        bool inTime = false;
        _day.Import(archive, opener: path =>
        {
            // The first file takes as long as the other one needs to write.
            Task write = Task.Run(() =>
            {
                using IStoreBatch batch = other.Store.BeginBatch();
                batch.Commit();
                written.Set();
            });
            inTime = written.Wait(TimeSpan.FromSeconds(20));
            return new SourceFile(path);
        });
        Assert.True(inTime);
    }
}
