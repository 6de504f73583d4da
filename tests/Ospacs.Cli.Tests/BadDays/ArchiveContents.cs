using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Cli.Tests.BadDays;

/// <summary>All that an archive and its quarantine hold, times and audit entries apart, as lines that can be compared.</summary>
internal static class ArchiveContents
{
    /// <summary>Reads the bytes themselves: what is compared are the hashes of what is there, not of what the rows say.</summary>
    public static IReadOnlyList<string> Of(string path)
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), path, StoreAccess.Read);
        var lines = new List<string>();
        foreach (ImageRecord image in archive.Store.FindImages(new ImageQuery()))
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (ReadOnlyMemory<byte> part in archive.Store.ReadParts(image.ImageId))
            {
                hash.AppendData(part.Span);
            }
            ImageRecord row = image with { ImageId = 0, ImportedUtc = default, PolicyId = 0, Sha256 = [], SourceHash = [] };
            lines.Add($"{row} {Convert.ToHexString(image.Sha256)} {Convert.ToHexString(image.SourceHash)} {Convert.ToHexString(hash.GetHashAndReset())}");
        }
        foreach (MediaPassport p in archive.Store.GetMedia())
        {
            string reasons = string.Join(", ", p.QuarantinedByReason.OrderBy(r => r.Key).Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key} {r.Value}")));
            lines.Add(string.Create(CultureInfo.InvariantCulture,
                $"{p.Media.MediaRef} {p.Media.Centre} expected {p.Media.Expected} missing {p.Media.Missing} found {p.Found} stored {p.Stored} quarantined {p.Quarantined} ({reasons}) index {p.Index} others {p.NotDicom} failed {p.Failed}"));
        }
        lines.AddRange(archive.Store.GetPolicies().Select(p => Convert.ToHexString(p.Sha256)));
        foreach (QuarantineItem item in archive.Quarantine.List())
        {
            using FileStream copy = File.OpenRead(item.Path);
            var line = new StringBuilder();
            line.Append(item with { Path = string.Empty, QuarantinedUtc = default, AlsoAt = [], Decided = [] });
            line.AppendJoin(", ", item.AlsoAt);
            line.AppendJoin(", ", item.Decided);
            line.Append(Convert.ToHexString(SHA256.HashData(copy)));
            lines.Add(line.ToString());
        }
        return lines;
    }

    /// <summary>Sees to it that an archive that a run was killed at, or that is complete, holds nothing that is not whole.</summary>
    public static void AssertVerified(string path)
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), path, StoreAccess.Read);
        Assert.Empty(new ArchiveVerification(archive).Run());
    }

    /// <summary>Sees to it that no draft, journal or half copy is left beside an archive.</summary>
    public static void AssertTidy(string path)
    {
        string[] mine = [.. Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!).Select(p => Path.GetFileName(p))];
        string name = Path.GetFileName(path);
        Assert.Equal([name, name + ".identity"], mine.Order(StringComparer.Ordinal));
        string[] identity = [.. Directory.EnumerateFiles(path + ".identity", "*", SearchOption.AllDirectories).Select(p => Path.GetFileName(p))];
        Assert.All(identity, file => Assert.True(file is "archive.key" or "audit.anchors" || file.EndsWith(".ledger", StringComparison.Ordinal) || file.EndsWith(".dcm", StringComparison.Ordinal) || file.EndsWith(".json", StringComparison.Ordinal), file));
        Assert.Equal(identity.Count(f => f.EndsWith(".dcm", StringComparison.Ordinal)), identity.Count(f => f.EndsWith(".json", StringComparison.Ordinal)));
    }
}
