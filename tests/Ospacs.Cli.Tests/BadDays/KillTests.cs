using System.Collections.Concurrent;
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
    private static readonly int Seed = Number("OSPACS_KILL_SEED", 11);

    /// <summary>What a kill waits for; the order in which kills come.</summary>
    private enum Moment
    {
        /// <summary>The first batch is durable and told.</summary>
        Told,

        /// <summary>A copy into the quarantine is under way.</summary>
        Quarantining,

        /// <summary>Any time from when the archive is made to the run's end.</summary>
        Any,

        /// <summary>The archive's journal is there: a batch is being written.</summary>
        Writing,

        /// <summary>The identity folder is there, and the archive not yet.</summary>
        Making,
    }

    [Fact]
    public async Task A_killed_import_that_is_started_again_ends_as_one_that_was_never_killed()
    {
        string disc = Folder();
        KillDisc.Write(disc);
        byte[] key = new byte[32];
        new Random(Seed).NextBytes(key);

        string whole = NewArchive(key);
        var length = new Stopwatch();
        (int status, string[] told) = await Run(disc, whole, Timeout.InfiniteTimeSpan, _ =>
        {
            if (File.Exists(whole))
            {
                length.Start();
            }
            return length.IsRunning;
        });
        length.Stop();
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
            Moment moment = (Moment)(kill % 5);
            string archive = NewArchive(key);
            // Those at any time, and those in the middle of writing, are spread over the whole run.
            TimeSpan spread = length.Elapsed * (((kill / 5) + random.NextDouble()) / ((Kills + 4) / 5));
            TimeSpan wait = moment == Moment.Any ? spread : TimeSpan.FromMilliseconds(random.Next(60));
            (status, told) = await Run(disc, archive, wait, Condition(moment, archive, spread));
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
            (int status, _) = await Run(disc, archive, TimeSpan.FromMilliseconds(random.Next(150)), Condition(Moment.Making, archive));
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

    private static Func<int, bool> Condition(Moment moment, string archive, TimeSpan notBefore = default)
    {
        var sinceMade = new Stopwatch();
        return moment switch
        {
            Moment.Told => told => told > 0,
            Moment.Any => _ => File.Exists(archive),
            Moment.Making => _ => Directory.Exists(archive + ".identity") && !File.Exists(archive),
            Moment.Quarantining => _ => Directory.Exists(archive + ".identity/quarantine") && Directory.EnumerateFiles(archive + ".identity/quarantine", "*.new").Any(),
            Moment.Writing => _ => HasBegun() && sinceMade.Elapsed >= notBefore && File.Exists(archive + "-journal"),
            _ => throw new ArgumentOutOfRangeException(nameof(moment)),
        };

        bool HasBegun()
        {
            if (!sinceMade.IsRunning && File.Exists(archive))
            {
                sinceMade.Start();
            }
            return sinceMade.IsRunning;
        }
    }

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

    /// <summary>Runs an import to its end, or kills it so long after a condition holds, which is asked with the number of lines told.</summary>
    private async Task<(int Status, string[] Told)> Run(string disc, string archive, TimeSpan wait = default, Func<int, bool>? condition = null)
    {
        using Process process = CliProcess.Start(
            "import", disc, "--archive", archive, "--media", "M1", "--centre", "C03", "--registry", sample.Disc.RegistryPath, "--policy", sample.Disc.PolicyPath, "--json");
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var told = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data))
            {
                told.Enqueue(line.Data);
            }
        };
        process.BeginOutputReadLine();
        if (condition is not null)
        {
            while (!process.HasExited && !condition(told.Count))
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
        return (process.ExitCode, [.. told]);
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
