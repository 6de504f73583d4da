using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ospacs.Archive;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Cli.Tests.BadDays;

/// <summary>
/// Processes of their own that take in the same disc at the same time. bench/concurrent.sh runs this more often and with load beside it:
/// OSPACS_CONCURRENT_ROUNDS says how often.
/// </summary>
[Collection(SampleCollection.Name)]
public sealed class ConcurrentImportTests(SampleFixture sample)
{
    private const int Processes = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly int Rounds = int.TryParse(Environment.GetEnvironmentVariable("OSPACS_CONCURRENT_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int rounds) ? rounds : 1;

    [Fact]
    public async Task Three_processes_that_import_the_same_disc_store_each_file_once()
    {
        string disc = Directory.CreateDirectory(sample.NewPath()).FullName;
        KillDisc.Write(disc);
        string whole = NewArchive();
        string[] alone = await Import(disc, whole);
        IReadOnlyList<string> expected = ArchiveContents.Of(whole);
        for (int round = 0; round < Rounds; round++)
        {
            string archive = NewArchive();
            // Made first: who makes it is another matter.
            string nothing = Directory.CreateDirectory(sample.NewPath()).FullName;
            File.WriteAllText(Path.Combine(nothing, "README.TXT"), "No image.");
            await Import(nothing, archive, "M0");

            string[][] told = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => Import(disc, archive)));

            AssertEachOnce(archive, told, alone.Length);
            ArchiveContents.AssertVerified(archive);
            ArchiveContents.AssertTidy(archive);
            // Images, passport and quarantine are those of one process alone, but for the medium that made the archive.
            Assert.Equal(expected, ArchiveContents.Of(archive).Where(line => !line.StartsWith("M0 ", StringComparison.Ordinal)));
            TestContext.Current.TestOutputHelper?.WriteLine($"round {round + 1}: {string.Join(", ", told.Select(lines => $"{Outcomes(lines).Count(o => o.Outcome == "Stored")} stored"))}");
            Directory.Delete(Path.GetDirectoryName(archive)!, recursive: true);
        }
    }

    private static void AssertEachOnce(string path, string[][] told, int files)
    {
        using OspacsArchive archive = OspacsArchive.Open(new SqliteEngine(), path, StoreAccess.Read);
        List<(string Outcome, int Number, string? Uid)> all = [];
        foreach (string[] lines in told)
        {
            (string Outcome, int Number, string? Uid)[] outcomes = [.. Outcomes(lines)];
            // Every process tells of every file once.
            Assert.Equal(Enumerable.Range(1, files), outcomes.Select(o => o.Number).Order());
            all.AddRange(outcomes);
        }
        HashSet<string> images = [.. archive.Store.FindImages(new ImageQuery()).Select(image => image.SopInstanceUid)];
        (string Outcome, int Number, string? Uid)[] stored = [.. all.Where(o => o.Outcome == "Stored")];
        Assert.Equal(images.Count, stored.Length);
        Assert.Equal(images, stored.Select(o => o.Uid!).ToHashSet());
        // Of files that one process stored the others say so.
        foreach (IGrouping<int, (string Outcome, int Number, string? Uid)> file in all.GroupBy(o => o.Number).Where(f => f.Any(o => o.Outcome == "Stored")))
        {
            Assert.Equal([.. Enumerable.Repeat("AlreadyStored", Processes - 1), "Stored"], file.Select(o => o.Outcome).Order(StringComparer.Ordinal));
            Assert.Single(file.Select(o => o.Uid).Distinct());
        }
        // One audit entry an outcome, and the same ones.
        AuditEntry[] entries = [.. archive.Store.GetAudit(new AuditQuery { Action = "Import", MediaRef = "M1" })];
        Assert.Equal(
            all.Select(o => $"{o.Number} {o.Outcome}").Order(StringComparer.Ordinal),
            entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.FileNumber} {e.Outcome}")).Order(StringComparer.Ordinal));
        // One ledger entry an image; that each has its own is verified elsewhere.
        Assert.Equal(images.Count, File.ReadLines(Path.Combine(path + ".identity", "ledger", "M1.ledger")).Count(line => !line.StartsWith('#')));
    }

    private static IEnumerable<(string Outcome, int Number, string? Uid)> Outcomes(string[] lines)
    {
        foreach (string line in lines)
        {
            using JsonDocument json = JsonDocument.Parse(line);
            JsonElement uid = json.RootElement.GetProperty("sopInstanceUid");
            yield return (json.RootElement.GetProperty("outcome").GetString()!, json.RootElement.GetProperty("number").GetInt32(), uid.GetString());
        }
    }

    private async Task<string[]> Import(string disc, string archive, string media = "M1")
    {
        using Process process = CliProcess.Start(
            "import", disc, "--archive", archive, "--media", media, "--centre", "C03", "--registry", sample.Disc.RegistryPath, "--policy", sample.Disc.PolicyPath, "--json");
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail("A process did not come to its end: they keep each other out.");
        }
        string said = await errors;
        Assert.True(process.ExitCode is 0 or 1, said);
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private string NewArchive()
    {
        string archive = Path.Combine(Directory.CreateDirectory(sample.NewPath()).FullName, "archive.db");
        Directory.CreateDirectory(archive + ".identity");
        byte[] key = new byte[32];
        new Random(5).NextBytes(key);
        File.WriteAllText(Path.Combine(archive + ".identity", "archive.key"), Convert.ToBase64String(key));
        return archive;
    }
}
