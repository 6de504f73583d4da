using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.RealFiles;

public sealed class RealFilesImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-real-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_ultrasound_file_gets_the_outcome_that_the_table_says()
    {
        string data = Oracles.Data();
        List<ImportOutcome> outcomes = Import("a.db", data, "C01");
        Assert.Equal(Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Count(), outcomes.Count);
        AssertTable(outcomes, row => row.AtC01);
        Assert.Contains(outcomes, o => o.Outcome == FileOutcome.Index);
        Assert.Contains(outcomes, o => o.Outcome == FileOutcome.NotDicom && o.Path.EndsWith("README.md", StringComparison.Ordinal));
        Assert.Contains(outcomes, o => o.Outcome == FileOutcome.Failed && o.Path.EndsWith("MR_truncated.dcm", StringComparison.Ordinal));
        Assert.Contains(outcomes, o => o.Reason == QuarantineReason.UnsupportedClass);
    }

    [Fact]
    public void A_centre_that_asks_for_a_name_only_stores_what_has_no_identifier()
    {
        AssertTable(Import("b.db", Oracles.Data("us"), "C02"), row => row.AtC02);
    }

    [Fact]
    public void A_second_import_finds_everything_stored_and_changes_nothing()
    {
        string data = Oracles.Data("us");
        List<ImportOutcome> first = Import("c.db", data, "C01");
        List<ImportOutcome> second = Import("c.db", data, "C01");
        Assert.Equal(first.Where(o => o.Outcome == FileOutcome.Stored).Select(o => o.SopInstanceUid), second.Where(o => o.Outcome == FileOutcome.AlreadyStored).Select(o => o.SopInstanceUid));
        Assert.Equal(
            first.Where(o => o.Outcome == FileOutcome.Quarantined).Select(o => (o.FileNumber, o.Reason)),
            second.Where(o => o.Outcome == FileOutcome.Quarantined).Select(o => (o.FileNumber, o.Reason)));
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), Path.Combine(_folder, "c.db"), StoreAccess.Read);
        Assert.Empty(new ArchiveVerification(archive).Run());
        MediaPassport passport = Assert.Single(archive.Store.GetMedia());
        Assert.Equal(first.Count, passport.Found);
        Assert.Equal(first.Count(o => o.Outcome == FileOutcome.Stored), passport.Stored);
        Assert.Equal(first.Count(o => o.Outcome == FileOutcome.Quarantined), passport.Quarantined);
    }

    [Theory]
    [InlineData("C01")]
    [InlineData("C02")]
    public void Stored_objects_keep_no_identity_and_only_masked_pixels_differ_as_other_programs_see_them(string centre)
    {
        List<ImportOutcome> outcomes = Import("d.db", Oracles.Data("us"), centre);
        AssertJudged(Reassembled("d.db", outcomes));
    }

    [Fact]
    public void The_judge_of_what_is_left_finds_a_name_a_UID_and_a_birth_date_in_any_bytes()
    {
        string source = Oracles.Data("us", "I_000034.dcm");
        string stored = Path.Combine(_folder, "stored.dcm");
        Oracles.Pydicom(ObjectJudge.Script("leftovers_samples.py"), source, stored);
        string list = Path.Combine(_folder, "list");
        string[] planted = Directory.GetFiles(_folder, "stored*.dcm");
        File.WriteAllLines(list, planted.Select(file => $"{file}\t{stored}.source"));
        string[] verdicts = Oracles.Pydicom(ObjectJudge.Script("leftovers.py"), list).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(planted.Length, verdicts.Count(v => v.StartsWith("searched ", StringComparison.Ordinal)));
        Assert.Equal(planted.Length - 1, verdicts.Where(v => v.Contains(" is left ", StringComparison.Ordinal)).Select(v => v.Split(':')[0]).Distinct().Count());
    }

    [Fact]
    public void What_is_resent_beside_its_twin_is_stored_when_it_comes_alone_and_the_same_picture_has_the_same_identity()
    {
        var identities = new Dictionary<string, string>();
        foreach ((string file, string twin, string centre, _) in RealFileTrial.Resent)
        {
            Identify(file, centre);
            Identify(twin, centre);
        }
        Assert.All(RealFileTrial.Resent, row => Assert.Equal(row.IsSamePicture, identities[row.File] == identities[row.Twin]));

        void Identify(string file, string centre)
        {
            if (identities.ContainsKey(file))
            {
                return;
            }
            List<ImportOutcome> outcomes = Import(file + ".db", Oracles.Data("us", file), centre);
            Assert.Equal(FileOutcome.Stored, Assert.Single(outcomes).Outcome);
            AssertJudged(Reassembled(file + ".db", outcomes));
            using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), Path.Combine(_folder, file + ".db"), StoreAccess.Read);
            identities.Add(file, Convert.ToHexString(archive.Store.FindBySopInstance(outcomes[0].SopInstanceUid!)!.PixelSha256!));
        }
    }

    [Theory]
    [InlineData("C01")]
    [InlineData("C02")]
    public void The_validator_finds_no_error_in_a_stored_object_that_it_did_not_find_in_its_source(string centre)
    {
        // What de-identification itself brings about: the profile empties Study ID, and a subject's id is no name with carets.
        string[] brought = ["needed to build DICOMDIR - Study ID", "Retired Person Name form"];
        foreach ((string stored, string source) in Reassembled("g.db", Import("g.db", Oracles.Data("us"), centre)))
        {
            HashSet<string> before = Verdict(source);
            Assert.Equal([], Verdict(stored).Where(line => !before.Contains(line) && !brought.Any(b => line.Contains(b, StringComparison.Ordinal))));
        }

        static HashSet<string> Verdict(string file)
        {
            (_, string output, string errors) = Oracles.Run("dciodvfy", file);
            HashSet<string> lines = [.. (output + "\n" + errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)];
            Assert.NotEmpty(lines);
            return lines;
        }
    }

    [Fact]
    public void The_same_files_under_the_same_key_give_the_same_bytes()
    {
        string data = Oracles.Data("us");
        Import("e.db", data, "C01");
        Directory.CreateDirectory(Path.Combine(_folder, "f.db.identity"));
        File.Copy(Path.Combine(_folder, "e.db.identity", "archive.key"), Path.Combine(_folder, "f.db.identity", "archive.key"));
        Import("f.db", data, "C01");
        Assert.Equal(Hashes("e.db"), Hashes("f.db"));

        List<string> Hashes(string name)
        {
            using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), Path.Combine(_folder, name), StoreAccess.Read);
            return [.. archive.Store.FindImages(new ImageQuery()).Select(i => $"{i.SopInstanceUid} {Convert.ToHexString(i.Sha256)}")];
        }
    }

    private List<(string Stored, string Source)> Reassembled(string name, List<ImportOutcome> outcomes) => ObjectJudge.Reassemble(Path.Combine(_folder, name), outcomes);

    private static void AssertJudged(List<(string Stored, string Source)> objects)
    {
        ObjectJudge.AssertSound(objects, source => RealFileTrial.Masked[Path.GetFileName(source)]);
        ObjectJudge.AssertNothingLeft(objects);
    }

    private static void AssertTable(List<ImportOutcome> outcomes, Func<(string File, string AtC01, string AtC02, string? Rule), string> expected)
    {
        Dictionary<string, ImportOutcome> byName = outcomes.Where(o => Path.GetFileName(Path.GetDirectoryName(o.Path)) == "us").ToDictionary(o => Path.GetFileName(o.Path));
        Assert.Equal(RealFileTrial.Expected.Count, byName.Count);
        Assert.Equal(
            RealFileTrial.Expected.Select(row => $"{row.File}: {expected(row)} {(expected(row) == "Stored" ? row.Rule : null)}"),
            RealFileTrial.Expected.Select(row => byName[row.File]).Select(o => $"{Path.GetFileName(o.Path)}: {o.Reason?.ToString() ?? o.Outcome.ToString()} {o.Rule}"));
    }

    private List<ImportOutcome> Import(string name, string data, string centre)
    {
        string registry = Path.Combine(_folder, "registry.csv");
        File.WriteAllText(registry, RealFileTrial.Registry);
        ArchivePolicy policy = ArchivePolicy.Parse(RealFileTrial.Policy);
        var engine = new SqliteEngine();
        string path = Path.Combine(_folder, name);
        using OspacsArchive archive = engine.Exists(path) ? OspacsArchive.Open(engine, path, StoreAccess.Write) : OspacsArchive.Create(engine, path, policy);
        var run = new ImportRun(archive, new ImportOptions
        {
            MediaRef = "M1",
            Centre = centre,
            Policy = policy,
            Registry = CsvRegistry.Load(registry, policy.Registry),
        });
        return [.. run.Run([data], null, TestContext.Current.CancellationToken)];
    }
}
