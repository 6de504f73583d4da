using System.Text;
using Ospacs.Archive.Import;

namespace Ospacs.Archive.Acceptance;

/// <summary>One file of the sample and what must become of it.</summary>
public sealed record SampleFile
{
    /// <summary>Its path below the medium's folder, parted by slashes.</summary>
    public required string Name { get; init; }

    /// <summary>What it is, in words for people.</summary>
    public required string What { get; init; }

    /// <summary>Its bytes.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>What becomes of it when it is imported into an empty archive.</summary>
    public required FileOutcome Outcome { get; init; }

    /// <summary>Why it is quarantined, or null.</summary>
    public QuarantineReason? Reason { get; init; }

    /// <summary>The subject that it is stored under, or null.</summary>
    public string? SubjectId { get; init; }

    /// <summary>The mask rule that it is stored under, or null.</summary>
    public string? Rule { get; init; }

    /// <summary>The object in it, when it is a whole image.</summary>
    public SampleObject? Object { get; init; }

    /// <summary>Every value in it that identifies somebody: none may leave the identity side.</summary>
    public IReadOnlyCollection<string> IdentityValues { get; init; } = [];
}

/// <summary>A medium of the sample: one centre's.</summary>
/// <param name="MediaRef">Its number.</param>
/// <param name="Centre">The centre that sent it.</param>
/// <param name="Folder">The full path of its folder.</param>
/// <param name="Files">What is on it, a DICOMDIR included.</param>
/// <param name="Listed">How many files its DICOMDIR lists, or null without one.</param>
public sealed record SampleMedium(string MediaRef, string Centre, string Folder, IReadOnlyList<SampleFile> Files, int? Listed);

/// <summary>
/// A small made-up trial: three centres' media, the registry and the policy, with every outcome that a file can have.
/// It is the same to the byte whenever and wherever it is made.
/// </summary>
public sealed class SampleDisc
{
    private SampleDisc(string folder, IReadOnlyList<SampleMedium> media)
    {
        DiscPath = Path.Combine(folder, "disc");
        RegistryPath = Path.Combine(folder, "registry.csv");
        PolicyPath = Path.Combine(folder, "policy.json");
        Media = media;
    }

    /// <summary>The folder that holds a folder for each medium.</summary>
    public string DiscPath { get; }

    /// <summary>The registry.</summary>
    public string RegistryPath { get; }

    /// <summary>The policy.</summary>
    public string PolicyPath { get; }

    /// <summary>The media, in the order in which they are imported.</summary>
    public IReadOnlyList<SampleMedium> Media { get; }

    /// <summary>Writes <c>disc/</c>, <c>registry.csv</c> and <c>policy.json</c> into a folder.</summary>
    /// <param name="folder">The folder; it is made when it is not there.</param>
    /// <exception cref="IOException">One of them is there already, or cannot be written.</exception>
    public static SampleDisc Create(string folder)
    {
        Directory.CreateDirectory(folder);
        var disc = new SampleDisc(folder, SampleTrial.CreateMedia(Path.Combine(folder, "disc")));
        foreach (SampleMedium medium in disc.Media)
        {
            foreach (SampleFile file in medium.Files)
            {
                WriteNew(Path.Combine([medium.Folder, .. file.Name.Split('/')]), file.Bytes);
            }
        }
        WriteNew(disc.RegistryPath, Encoding.UTF8.GetBytes(SampleTrial.Registry));
        WriteNew(disc.PolicyPath, Encoding.UTF8.GetBytes(SampleTrial.Policy));
        return disc;
    }

    private static void WriteNew(string path, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        stream.Write(bytes);
    }
}
