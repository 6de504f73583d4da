using System.Globalization;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.RealFiles;

/// <summary>Lossy JPEG the whole way, of kinds that no real file here has: made by clips.py, imported, and judged as the real files are.</summary>
public sealed class JpegClipTests : IDisposable
{
    private const string Registry = "SubjectId,PatientId,FamilyName,GivenName,BirthDate,Sex,Centre\nT-001,TA-4711,Testerin,Annegret,,,C01\n";

    // In the middle, at three edges, and in a corner; none of them at the edge of a block.
    private const string Policy = """
        {
          "sponsor": "Clips", "protocol": "Clips", "profile": "trial", "match": { "require": ["PatientId", "Name"] },
          "masks": [{ "name": "Clips", "when": { "Manufacturer": "Maker" }, "blank": [[61, 43, 17, 9], [0, 21, 5, 30], [30, 0, 41, 3], [50, -5, 9, 5], [-7, -11, 7, 11]] }]
        }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ospacs-clips-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Clips_of_every_kind_are_white_in_the_mask_and_unchanged_outside_and_other_programs_open_them()
    {
        string media = Directory.CreateDirectory(Path.Combine(_folder, "media")).FullName;
        Oracles.Need("cjpeg", "dcmcjpeg");
        Dictionary<string, string> masked = Oracles.Pydicom(ObjectJudge.Script("clips.py"), media).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).ToDictionary(words => words[0], words => MaskedOf(Number(words[1]), Number(words[2])));
        List<ImportOutcome> outcomes = Import(media);
        Assert.Equal(masked.Keys.Order(StringComparer.Ordinal), outcomes.Select(o => Path.GetFileName(o.Path)));
        Assert.All(outcomes, o => Assert.Equal((FileOutcome.Stored, null), (o.Outcome, o.Message)));
        Assert.Contains(outcomes, o => o.Bytes > FilePreparation.LargestInMemory);
        // Blocks of luminance are 8 pixels wide, units of shared colour 16 at most.
        Assert.All(outcomes, o => Assert.InRange(o.MaskGrowth, 5, 15));

        List<(string Stored, string Source)> stored = ObjectJudge.Reassemble(Path.Combine(_folder, "clips.db"), outcomes);
        ObjectJudge.AssertSound(stored, source => masked[Path.GetFileName(source)]);
        foreach ((string file, _) in stored)
        {
            (int status, _, string errors) = Oracles.Run("dcmj2pnm", "+Fa", file, file + ".pnm");
            Assert.Equal((0, string.Empty), (status, errors));
        }
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    private static string MaskedOf(int columns, int rows) => $"61,43,17,9;0,21,5,30;30,0,41,3;50,{rows - 5},9,5;{columns - 7},{rows - 11},7,11";

    private List<ImportOutcome> Import(string media)
    {
        string registry = Path.Combine(_folder, "registry.csv");
        File.WriteAllText(registry, Registry);
        ArchivePolicy policy = ArchivePolicy.Parse(Policy);
        using OspacsArchive archive = OspacsArchive.Create(new SqliteEngine(), Path.Combine(_folder, "clips.db"), policy);
        var run = new ImportRun(archive, new ImportOptions { MediaRef = "M1", Centre = "C01", Policy = policy, Registry = CsvRegistry.Load(registry, policy.Registry) });
        return [.. run.Run([media], null, TestContext.Current.CancellationToken)];
    }
}
