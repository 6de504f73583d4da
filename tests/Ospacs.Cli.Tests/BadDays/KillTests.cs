using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ospacs.Archive;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Cli.Tests.BadDays;

/// <summary>
/// An import that is killed (SIGKILL) and started again ends as one that never was. bench/kill.sh runs this with more kills: OSPACS_KILLS
/// says how many, OSPACS_KILL_SEED when they come.
/// </summary>
[Collection(SampleCollection.Name)]
public sealed class KillTests(SampleFixture sample)
{
    private static readonly int Kills = Number("OSPACS_KILLS", 3);
    private static readonly int Seed = Number("OSPACS_KILL_SEED", 20261122);

    /// <summary>What a kill waits for.</summary>
    private enum Moment
    {
        /// <summary>Any time from when the archive is made to the run's end.</summary>
        Any,

        /// <summary>The identity folder is there, and the archive not yet.</summary>
        Making,

        /// <summary>A copy into the quarantine is under way.</summary>
        Quarantining,

        /// <summary>The archive's journal is there: a batch is being written.</summary>
        Writing,
    }

    [Fact]
    public async Task A_killed_import_that_is_started_again_ends_as_one_that_was_never_killed()
    {
        string disc = Folder();
        KillDisc.Write(disc);
        byte[] key = new byte[32];
        new Random(Seed).NextBytes(key);

        string whole = NewArchive(key);
        (int status, string[] told) = await Run(disc, whole);
        TimeSpan length = DateTime.UtcNow - File.GetCreationTimeUtc(whole);
        Assert.Equal((1, KillDisc.Files), (status, told.Length));
        ArchiveContents.AssertVerified(whole);
        ArchiveContents.AssertTidy(whole);
        IReadOnlyList<string> expected = ArchiveContents.Of(whole);
        // A second run changes nothing.
        (status, told) = await Run(disc, whole);
        Assert.Equal((1, KillDisc.Files), (status, told.Length));
        Assert.Equal(expected, ArchiveContents.Of(whole));

        var random = new Random(Seed);
        int inTime = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            Moment moment = (Moment)(kill % 4);
            string archive = NewArchive(key);
            TimeSpan wait = moment == Moment.Any ? length * random.NextDouble() : TimeSpan.FromMilliseconds(random.Next(40));
            (status, told) = await Run(disc, archive, wait, Condition(moment, archive));
            bool killed = status is not (0 or 1 or 2);
            inTime += killed ? 1 : 0;
            int durable = Durable(archive, told);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"kill {kill + 1}, {moment} and {wait.TotalMilliseconds:F0} ms: {(killed ? "killed" : $"ended with {status}")} with {told.Length} files told, {durable} images durable");

            (status, told) = await Run(disc, archive);
            Assert.Equal((1, KillDisc.Files), (status, told.Length));
            ArchiveContents.AssertVerified(archive);
            ArchiveContents.AssertTidy(archive);
            Assert.Equal(expected, ArchiveContents.Of(archive));
            Directory.Delete(Path.GetDirectoryName(archive)!, recursive: true);
        }
        // On a machine that is busy with other things a kill may come too late; not most of them.
        Assert.True(inTime * 2 >= Kills, $"Only {inTime} of {Kills} runs were killed before they ended.");
    }

    [Fact]
    public async Task An_archive_whose_making_was_killed_can_be_made_again()
    {
        string disc = Folder();
        File.WriteAllText(Path.Combine(disc, "README.TXT"), "No image.");
        var random = new Random(Seed + 1);
        for (int kill = 0; kill < Math.Max(2, Kills / 2); kill++)
        {
            // No key yet: this one is made on the way, too.
            string archive = NewArchive(null);
            (int status, _) = await Run(disc, archive, TimeSpan.FromMilliseconds(random.Next(25)), Condition(Moment.Making, archive));
            TestContext.Current.TestOutputHelper?.WriteLine($"making {kill + 1}: {status}, {(File.Exists(archive) ? "made" : "not made")}");
            Assert.Equal(0, (await Run(disc, archive)).Status);
            ArchiveContents.AssertVerified(archive);
            ArchiveContents.AssertTidy(archive);
            using OspacsArchive opened = OspacsArchive.Open(new SqliteEngine(), archive, StoreAccess.Read);
            Assert.Equal("Create", opened.Store.GetAudit(new()).First().Action);
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;

    private static Func<bool> Condition(Moment moment, string archive) => moment switch
    {
        Moment.Any => () => File.Exists(archive),
        Moment.Making => () => Directory.Exists(archive + ".identity") && !File.Exists(archive),
        Moment.Quarantining => () => Directory.Exists(archive + ".identity/quarantine") && Directory.EnumerateFiles(archive + ".identity/quarantine", "*.new").Any(),
        Moment.Writing => () => File.Exists(archive + "-journal"),
        _ => throw new ArgumentOutOfRangeException(nameof(moment)),
    };

    /// <summary>The images that are there; every one that was told is among them, and nothing that is there is broken.</summary>
    private static int Durable(string archive, string[] told)
    {
        if (!File.Exists(archive))
        {
            Assert.Empty(told);
            return 0;
        }
        ArchiveContents.AssertVerified(archive);
        using OspacsArchive opened = OspacsArchive.Open(new SqliteEngine(), archive, StoreAccess.Read);
        HashSet<string> there = [.. opened.Store.FindImages(new ImageQuery()).Select(i => i.SopInstanceUid)];
        // The last line may be cut off in the middle.
        foreach (JsonElement outcome in told.Where(line => line.EndsWith('}')).Select(line => JsonDocument.Parse(line).RootElement))
        {
            if (outcome.GetProperty("outcome").GetString() is "Stored" or "AlreadyStored")
            {
                Assert.Contains(outcome.GetProperty("sopInstanceUid").GetString()!, there);
            }
        }
        return there.Count;
    }

    /// <summary>Runs an import to its end, or kills it so long after a condition holds.</summary>
    private async Task<(int Status, string[] Told)> Run(string disc, string archive, TimeSpan wait = default, Func<bool>? condition = null)
    {
        using Process process = CliProcess.Start(
            "import", disc, "--archive", archive, "--media", "M1", "--centre", "C03", "--registry", sample.Disc.RegistryPath, "--policy", sample.Disc.PolicyPath, "--json");
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (condition is not null)
        {
            while (!process.HasExited && !condition())
            {
                // Watching closely: what is waited for may last a few milliseconds.
                Thread.SpinWait(200);
            }
            process.WaitForExit(wait);
            process.Kill();
        }
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        string said = await errors;
        Assert.True(process.ExitCode != 2, said);
        return (process.ExitCode, (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private string Folder() => Directory.CreateDirectory(sample.NewPath()).FullName;

    private string NewArchive(byte[]? key)
    {
        string archive = Path.Combine(Folder(), "archive.db");
        if (key is not null)
        {
            Directory.CreateDirectory(archive + ".identity");
            File.WriteAllText(Path.Combine(archive + ".identity", "archive.key"), Convert.ToBase64String(key));
        }
        return archive;
    }
}
