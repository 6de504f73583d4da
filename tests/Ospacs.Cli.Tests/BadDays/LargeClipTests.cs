using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Ospacs.Archive;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Cli.Commands;
using Xunit;

namespace Ospacs.Cli.Tests.BadDays;

/// <summary>
/// A clip that no memory holds. bench/large-clip.sh runs this with 3 GB and more, and with archives on servers: OSPACS_CLIP_ARCHIVE then names the connection of one that
/// is not made yet.
/// </summary>
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
        string archive = Environment.GetEnvironmentVariable("OSPACS_CLIP_ARCHIVE") ?? sample.NewPath(".db");

        await Run([.. Import(small, archive)]);
        (_, long idle, _) = await Run(["images", "--archive", archive]);
        TestContext.Current.TestOutputHelper?.WriteLine($"A clip of {length >> 20} MB; {idle >> 20} MB of memory at the peak of a program that only lists images.");

        string[] lines = await RunFlat("import", idle, [.. Import(large, archive)]);
        Assert.Equal("Stored", JsonDocument.Parse(Assert.Single(lines)).RootElement.GetProperty("outcome").GetString());
        await RunFlat("verify", idle, ["verify", "--archive", archive]);
        string medium = sample.NewPath();
        lines = await RunFlat("export", idle, ["export", medium, "--archive", archive, "--json"]);

        using OspacsArchive opened = OspacsArchive.Open(CommonOptions.EngineOf(archive), archive, StoreAccess.Read);
        ImageRecord image = opened.Store.FindImages(new ImageQuery()).MaxBy(i => i.Size)!;
        Assert.Equal((length - 1) / LargeClip.FrameLength, image.NumberOfFrames);
        AssertMasked(opened.Store.ReadParts(image.ImageId, TestContext.Current.CancellationToken), image);
        string written = lines.Select(line => JsonDocument.Parse(line).RootElement).Single(line => line.GetProperty("size").GetInt64() == image.Size).GetProperty("file").GetString()!;
        AssertMasked(PartsOf(Path.Combine([medium, .. written.Split('/')])), image);
    }

    /// <summary>Sees to it that every frame has its white banner and footer, and zeros between them, and that the whole is what was hashed when it was stored.</summary>
    private static void AssertMasked(IEnumerable<ReadOnlyMemory<byte>> parts, ImageRecord image)
    {
        const int Banner = LargeClip.Columns * 44 * 3;
        const int Footer = LargeClip.Columns * (LargeClip.Rows - 24) * 3;
        long start = image.Size - (image.NumberOfFrames * (long)LargeClip.FrameLength);
        long at = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            hash.AppendData(part.Span);
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
        Assert.Equal(image.Sha256, hash.GetHashAndReset());
    }

    /// <summary>A file piece by piece, each in the same buffer.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> PartsOf(string path)
    {
        byte[] buffer = new byte[1 << 20];
        using FileStream file = File.OpenRead(path);
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            yield return buffer.AsMemory(0, read);
        }
    }

    private string Folder() => Directory.CreateDirectory(sample.NewPath()).FullName;

    private IEnumerable<string> Import(string folder, string archive) =>
        ["import", folder, "--archive", archive, "--media", Path.GetFileName(folder), "--centre", "C03", "--registry", sample.Disc.RegistryPath, "--policy", sample.Disc.PolicyPath, "--json"];

    /// <summary>Runs the program, which may hold little more than one that lists images, tells what it held, and gives its output.</summary>
    private static async Task<string[]> RunFlat(string command, long idle, string[] arguments)
    {
        (string[] lines, long peak, TimeSpan time) = await Run(arguments);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{command}: {peak >> 20} MB, {(peak - idle) >> 20} MB more, in {time.TotalSeconds:F1} s."));
        Assert.InRange(peak - idle, long.MinValue, MostAboveIdle);
        return lines;
    }

    /// <summary>Runs the program and gives its output, the most memory that it ever held, in bytes, and the time that it took.</summary>
    private static async Task<(string[] Lines, long Peak, TimeSpan Time)> Run(string[] arguments)
    {
        var watch = Stopwatch.StartNew();
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
        return ((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries), peak, watch.Elapsed);
    }
}
