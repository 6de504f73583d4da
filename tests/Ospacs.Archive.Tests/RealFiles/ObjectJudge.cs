using System.Reflection;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.RealFiles;

/// <summary>Takes stored objects out of an archive and lets judge.py, and so programs that share no code with this project, say what is wrong with them.</summary>
internal static class ObjectJudge
{
    /// <summary>Writes the objects that an import stored as files beside the archive.</summary>
    internal static List<(string Stored, string Source)> Reassemble(string archivePath, IEnumerable<ImportOutcome> outcomes)
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), archivePath, StoreAccess.Read);
        List<(string Stored, string Source)> files = [];
        foreach (ImportOutcome outcome in outcomes.Where(o => o.Outcome == FileOutcome.Stored))
        {
            string file = $"{archivePath}.{outcome.ImageId}.dcm";
            using FileStream output = File.Create(file);
            foreach (ReadOnlyMemory<byte> part in archive.Store.ReadParts(outcome.ImageId!.Value, TestContext.Current.CancellationToken))
            {
                output.Write(part.Span);
            }
            files.Add((file, outcome.Path));
        }
        Assert.NotEmpty(files);
        return files;
    }

    /// <summary>Fails with what the judge finds.</summary>
    /// <param name="objects">Stored objects and their sources.</param>
    /// <param name="masked">What was to be blanked in each source, x,y,w,h parted by semicolons.</param>
    internal static void AssertSound(IReadOnlyCollection<(string Stored, string Source)> objects, Func<string, string> masked)
    {
        Oracles.Need("dcmdjpeg", "dcmdjpls", "dcmdrle", "dcmconv", "gdcmconv", "jpegtran");
        string list = objects.First().Stored + ".list";
        File.WriteAllLines(list, objects.Select(o => $"{o.Stored}\t{o.Source}\t{masked(o.Source)}"));
        string[] verdicts = Oracles.Pydicom("import sys; sys.stdin = open(sys.argv[1]);\n" + Script("judge.py"), list).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([], verdicts.Where(v => !v.StartsWith("judged ", StringComparison.Ordinal)));
        Assert.Equal(objects.Count, verdicts.Length);
    }

    /// <summary>Fails where an identity string of a source's header stands anywhere in the bytes of its stored object, as they are and with the pixels decompressed.</summary>
    /// <param name="objects">Stored objects and their sources.</param>
    internal static void AssertNothingLeft(IReadOnlyCollection<(string Stored, string Source)> objects)
    {
        Oracles.Need("gdcmconv");
        string list = objects.First().Stored + ".searched";
        File.WriteAllLines(list, objects.Select(o => $"{o.Stored}\t{o.Source}"));
        string[] verdicts = Oracles.Pydicom(Script("leftovers.py"), list).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([], verdicts.Where(v => !v.StartsWith("searched ", StringComparison.Ordinal)));
        Assert.Equal(objects.Count, verdicts.Length);
    }

    /// <summary>A Python program of this folder.</summary>
    internal static string Script(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
