using System.Diagnostics;
using System.Text;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Archive.Tests.BadDays;

/// <summary>A small medium, in a folder that is named after its patient, and an archive to take it into. All of it goes when it is disposed of.</summary>
internal sealed class BadDay : IDisposable
{
    public const string MediaRef = "M7";
    public const string Centre = "C03";

    /// <summary>The only volunteer on the medium; the sample's registry knows her as T3002.</summary>
    public static readonly SamplePatient Patient = SamplePeople.Vanterpool;

    private static readonly SampleScanner Probe = SampleScanners.Plover with { Columns = 48, Rows = 48, Format = SamplePixelFormat.Monochrome2 };

    public BadDay()
    {
        Folder = Directory.CreateTempSubdirectory("ospacs-bad-").FullName;
        Medium = Directory.CreateDirectory(Path.Combine(Folder, "VANTERPOOL_ESMERALDA")).FullName;
    }

    public string Folder { get; }

    public string Medium { get; }

    public string ArchivePath => Path.Combine(Folder, "archive.db");

    public ArchivePolicy Policy { get; } = ArchivePolicy.Parse(SampleTrial.Policy);

    public IPatientRegistry Registry { get; } = RegistryOf(SampleTrial.Registry);

    public static IPatientRegistry RegistryOf(string csv) => CsvRegistry.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), RegistryLayout.Default);

    /// <summary>A small image that is stored.</summary>
    public static SampleObject Still(int number) => new() { Patient = Patient, Scanner = Probe, InstanceNumber = number };

    /// <summary>A small image that is quarantined: the registry does not know the patient.</summary>
    public static SampleObject Stranger(int number) => Still(number) with { Patient = SamplePeople.Strand };

    /// <summary>Writes a file onto the medium.</summary>
    public string Put(string name, byte[] bytes)
    {
        string path = Path.Combine(Medium, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Writes images that are stored, IM0001 and so on.</summary>
    public void PutStills(int count)
    {
        for (int i = 1; i <= count; i++)
        {
            Put($"IM{i:0000}", Still(i).ToBytes());
        }
    }

    public ImportOptions Options => new() { MediaRef = MediaRef, Centre = Centre, Policy = Policy, Registry = Registry };

    public OspacsArchive Open(IArchiveEngine? engine = null)
    {
        engine ??= new SqliteEngine();
        return engine.Exists(ArchivePath) ? OspacsArchive.Open(engine, ArchivePath, StoreAccess.Write) : OspacsArchive.Create(engine, ArchivePath, Policy);
    }

    /// <summary>Imports the medium, and sees to it that every file found has one outcome and that nothing is told that must not be.</summary>
    public List<ImportOutcome> Import(OspacsArchive archive, IProgress<ImportProgress>? progress = null, Func<string, SourceFile>? opener = null, params string[] paths)
    {
        ImportRun run = opener is null ? new ImportRun(archive, Options) : new ImportRun(archive, Options) { Opener = opener };
        List<ImportOutcome> outcomes = [.. run.Run(paths.Length > 0 ? paths : [Medium], progress, TestContext.Current.CancellationToken)];
        Assert.Equal(Enumerable.Range(1, outcomes.Count), outcomes.Select(o => o.FileNumber));
        // Only names that cannot be decoded may be told twice.
        Assert.DoesNotContain(outcomes.GroupBy(o => o.Path), same => same.Count() > 1 && !same.Key.Contains('\uFFFD', StringComparison.Ordinal));
        Assert.All(outcomes.Where(o => o.Message is not null), o =>
        {
            Assert.StartsWith($"Medium {MediaRef}, file {o.FileNumber}: ", o.Message, StringComparison.Ordinal);
            Assert.True(o.Message!.Length > $"Medium {MediaRef}, file {o.FileNumber}: ".Length);
            AssertSilent(o.Message);
        });
        Assert.All(outcomes, o => Assert.Equal(o.Outcome is FileOutcome.Failed or FileOutcome.Quarantined or FileOutcome.Withdrawn, o.Message is not null));
        return outcomes;
    }

    public List<ImportOutcome> Import()
    {
        using OspacsArchive archive = Open();
        return Import(archive);
    }

    /// <summary>The only outcome of a file.</summary>
    public static ImportOutcome Of(List<ImportOutcome> outcomes, string name) => Assert.Single(outcomes, o => Path.GetFileName(o.Path) == name);

    /// <summary>Sees to it that a failed file is told in these words.</summary>
    public static void AssertFailed(List<ImportOutcome> outcomes, string name, string words)
    {
        ImportOutcome outcome = Of(outcomes, name);
        Assert.Equal(FileOutcome.Failed, outcome.Outcome);
        Assert.Contains(words, outcome.Message, StringComparison.Ordinal);
    }

    /// <summary>Sees to it that a text holds nothing of patients and no path.</summary>
    public void AssertSilent(string text)
    {
        string[] forbidden =
        [
            Folder, Path.GetFileName(Folder), Path.GetFileName(Medium), "IM0", "/tmp", "\\",
            .. new[] { Patient, SamplePeople.Strand, SamplePeople.Pemberton }.SelectMany(p => p.Name.Split('^').Append(p.PatientId).Append(p.BirthDate)).Where(word => word.Length > 2),
            "Vanterpool", "Esmeralda", "1952-09-23",
        ];
        Assert.All(forbidden, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Sees to it that nothing is half stored: objects, parts, audit, passport and quarantine all hold.</summary>
    public void AssertWhole(int stored, int quarantined = 0)
    {
        using (OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), ArchivePath, StoreAccess.Read))
        {
            Assert.Empty(new ArchiveVerification(archive).Run(cancellation: TestContext.Current.CancellationToken));
            Assert.Equal(stored, archive.Store.FindImages(new ImageQuery()).Count());
            IReadOnlyList<QuarantineItem> items = archive.Quarantine.List();
            Assert.Equal(quarantined, items.Count);
            foreach (QuarantineItem item in items)
            {
                Assert.Equal(item.Id, Convert.ToHexString(archive.Key.HashSource(File.ReadAllBytes(item.Path))));
            }
            string folder = Path.Combine(archive.Identity.Path, "quarantine");
            if (Directory.Exists(folder))
            {
                Assert.Equal((2 * quarantined) + items.Count(item => item.PreviewPath is not null), Directory.GetFileSystemEntries(folder).Length);
            }
        }
        using SqliteDatabase database = SqliteDatabase.Open(ArchivePath, StoreAccess.Read, new SqliteSettings());
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM ImagePart WHERE ImageId NOT IN (SELECT ImageId FROM Image)"));
        Assert.Equal(0, database.Scalar("SELECT count(*) FROM Image WHERE ImageId NOT IN (SELECT ImageId FROM ImagePart)"));
        Assert.Empty(Directory.EnumerateFiles(Folder, "*.new*", SearchOption.AllDirectories));
        Assert.False(File.Exists(ArchivePath + "-journal"));
    }

    /// <summary>The medium's passport, whose counts add up.</summary>
    public MediaPassport Passport()
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), ArchivePath, StoreAccess.Read);
        MediaPassport passport = Assert.Single(archive.Store.GetMedia(MediaRef));
        Assert.Equal(passport.Found, passport.Stored + passport.Quarantined + passport.Index + passport.NotDicom + passport.Failed);
        return passport;
    }

    /// <summary>The archive as far as two of them can be compared: objects with their hashes, and passports.</summary>
    public static IReadOnlyList<string> Contents(string archivePath)
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), archivePath, StoreAccess.Read);
        return
        [
            .. archive.Store.FindImages(new ImageQuery()).Select(i => $"{i.SopInstanceUid} {i.SubjectId} {i.MediaRef} {i.Size} {Convert.ToHexString(i.Sha256)}").Order(StringComparer.Ordinal),
            .. archive.Store.GetMedia().Select(p => $"{p.Media.MediaRef} {p.Media.Expected} {p.Media.Missing} {p.Found} {p.Stored} {p.Quarantined} {p.Failed} {p.Index} {p.NotDicom}"),
        ];
    }

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.Delete(Folder, recursive: true);
            return;
        }
        // The runtime cannot name all that these tests put there.
        using Process remove = Process.Start("sh", ["-c", "chmod -R u+rwx \"$1\"; rm -rf \"$1\"", "sh", Folder]);
        remove.WaitForExit();
    }
}

/// <summary>Progress that is told at once, on the thread of the run: a place to do harm from in the middle of it.</summary>
internal sealed class AtProgress(Action<ImportProgress> act) : IProgress<ImportProgress>
{
    public void Report(ImportProgress value) => act(value);
}
