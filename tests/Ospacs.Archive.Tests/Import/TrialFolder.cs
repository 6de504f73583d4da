using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;

namespace Ospacs.Archive.Tests.Import;

/// <summary>A folder with the sample trial in it: its discs, its registry, its policy, and an archive.</summary>
internal sealed class TrialFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-trial-").FullName;

    public TrialFolder()
    {
        Sample = SampleDisc.Create(_folder);
        Policy = ArchivePolicy.Load(Sample.PolicyPath);
        Registry = CsvRegistry.Load(Sample.RegistryPath, Policy.Registry);
    }

    public SampleDisc Sample { get; }

    public ArchivePolicy Policy { get; }

    public IPatientRegistry Registry { get; }

    public string ArchivePath => this["archive.db"];

    public string this[string name] => Path.Combine(_folder, name);

    /// <summary>A file of the sample that is to be stored.</summary>
    public (SampleMedium Medium, SampleFile File) Storable(Func<SampleFile, bool>? which = null) => Sample.Media
        .SelectMany(medium => medium.Files.Select(file => (medium, file)))
        .First(entry => entry.file.Outcome == FileOutcome.Stored && (which is null || which(entry.file)));

    /// <summary>Opens the archive, made if there is none.</summary>
    public OspacsArchive Open()
    {
        var engine = new SqliteEngine();
        return engine.Exists(ArchivePath) ? OspacsArchive.Open(engine, ArchivePath, StoreAccess.Write) : OspacsArchive.Create(engine, ArchivePath, Policy);
    }

    /// <summary>Imports a file or folder.</summary>
    public List<ImportOutcome> Import(OspacsArchive archive, string path, string mediaRef, string centre, CancellationToken cancellation = default) =>
        [.. new ImportRun(archive, new ImportOptions { MediaRef = mediaRef, Centre = centre, Policy = Policy, Registry = Registry }).Run([path], null, cancellation)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
