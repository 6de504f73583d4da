using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ospacs.Archive;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Engines.Sqlite;
using Xunit;

namespace Ospacs.Cli.Tests.BadDays;

/// <summary>A clip that no memory holds. bench/large-clip.sh runs this with 3 GB and more.</summary>
[Collection(SampleCollection.Name)]
public sealed class LargeClipTests(SampleFixture sample)
{
    private const long MostAboveIdle = 150L << 20;
    private static readonly long Megabytes = long.Parse(Environment.GetEnvironmentVariable("OSPACS_CLIP_MB") ?? "300", CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_clip_of_any_length_goes_in_and_out_with_little_memory()
    {
        string small = Folder();
        File.WriteAllBytes(Path.Combine(small, "IM1"), LargeClip.Bytes(1 << 20, number: 1));
        string large = Folder();
        long length = LargeClip.Write(Path.Combine(large, "IM1"), Megabytes << 20);
        string archive = sample.NewPath(".db");

        await Run([.. Import(small, archive)]);
        (_, long idle) = await Run(["images", "--archive", archive]);
        var watch = Stopwatch.StartNew();
        (string[] lines, long peak) = await Run([.. Import(large, archive)]);
        TestContext.Current.TestOutputHelper?.WriteLine($"{length >> 20} MB in {watch.Elapsed.TotalSeconds:F1} s: {peak >> 20} MB of memory at its peak, {idle >> 20} MB when it only lists images.");
        Assert.Equal("Stored", JsonDocument.Parse(Assert.Single(lines)).RootElement.GetProperty("outcome").GetString());
        Assert.InRange(peak - idle, 0, MostAboveIdle);

        (_, long verifying) = await Run(["verify", "--archive", archive]);
        Assert.InRange(verifying - idle, long.MinValue, MostAboveIdle);

        using OspacsArchive opened = OspacsArchive.Open(new SqliteEngine(), archive, StoreAccess.Read);
        ImageRecord image = opened.Store.FindImages(new ImageQuery()).MaxBy(i => i.Size)!;
        Assert.Equal((length - 1) / LargeClip.FrameLength, image.NumberOfFrames);
        AssertMasked(opened, image);
    }

    /// <summary>Sees to it that every frame has its white banner and footer, and zeros between them.</summary>
    private static void AssertMasked(OspacsArchive archive, ImageRecord image)
    {
        const int Banner = LargeClip.Columns * 44 * 3;
        const int Footer = LargeClip.Columns * (LargeClip.Rows - 24) * 3;
        long start = image.Size - (image.NumberOfFrames * (long)LargeClip.FrameLength);
        long at = 0;
        foreach (ReadOnlyMemory<byte> part in archive.Store.ReadParts(image.ImageId, TestContext.Current.CancellationToken))
        {
            for (int done = (int)Math.Clamp(start - at, 0, part.Length); done < part.Length;)
            {
                long inFrame = (at + done - start) % LargeClip.FrameLength;
                (long end, byte expected) = inFrame < Banner ? (Banner, (byte)255) : inFrame < Footer ? (Footer, (byte)0) : (LargeClip.FrameLength, (byte)255);
                int count = (int)Math.Min(end - inFrame, part.Length - done);
                if (part.Span.Slice(done, count).ContainsAnyExcept(expected))
                {
                    Assert.Fail($"At byte {at + done} of the object there should be {count} of {expected}.");
                }
                done += count;
            }
            at += part.Length;
        }
        Assert.Equal(image.Size, at);
    }

    private string Folder() => Directory.CreateDirectory(sample.NewPath()).FullName;

    private IEnumerable<string> Import(string folder, string archive) =>
        ["import", folder, "--archive", archive, "--media", Path.GetFileName(folder), "--centre", "C03", "--registry", sample.Disc.RegistryPath, "--policy", sample.Disc.PolicyPath, "--json"];

    /// <summary>Runs the program and gives its output and the most memory that it ever held, in bytes.</summary>
    private static async Task<(string[] Lines, long Peak)> Run(string[] arguments)
    {
        using Process process = CliProcess.Start(arguments);
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        long peak = 0;
        while (!process.WaitForExit(TimeSpan.FromMilliseconds(5)))
        {
            try
            {
                process.Refresh();
                peak = Math.Max(peak, process.PeakWorkingSet64);
            }
            catch (InvalidOperationException)
            {
                // It has just ended.
            }
        }
        string said = await errors;
        Assert.True(process.ExitCode == 0, said);
        return ((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), peak);
    }
}
