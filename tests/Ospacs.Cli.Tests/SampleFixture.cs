using Ospacs.Archive.Acceptance;
using Xunit;

namespace Ospacs.Cli.Tests;

/// <summary>A sample trial whose first medium is in an archive. Tests only look at that archive; those that change something make their own.</summary>
public sealed class SampleFixture : IDisposable
{
    public SampleFixture()
    {
        Folder = Directory.CreateTempSubdirectory("ospacs-cli-").FullName;
        Disc = SampleDisc.Create(Folder);
        Archive = Path.Combine(Folder, "filled.db");
        Imported = Import(Archive, Disc.Media[0]);
        Import(Archive, Disc.Media[1]);
        Search = IdentitySearch.Of(Disc);
    }

    public string Folder { get; }

    public SampleDisc Disc { get; }

    public string Archive { get; }

    public IdentitySearch Search { get; }

    /// <summary>How the import of the first medium ended.</summary>
    internal CliRun Imported { get; }

    /// <summary>A path in the fixture's folder that nobody else uses.</summary>
    public string NewPath(string extension = "") => Path.Combine(Folder, Guid.NewGuid().ToString("N") + extension);

    internal CliRun Import(string archive, SampleMedium medium) => CliRun.Of([.. ImportArguments(archive, medium), "--json"]);

    internal string[] ImportArguments(string archive, SampleMedium medium) =>
        ["import", medium.Folder, "--archive", archive, "--media", medium.MediaRef, "--centre", medium.Centre, "--registry", Disc.RegistryPath, "--policy", Disc.PolicyPath];

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

[CollectionDefinition(Name)]
public sealed class SampleCollection : ICollectionFixture<SampleFixture>
{
    public const string Name = "sample";
}
