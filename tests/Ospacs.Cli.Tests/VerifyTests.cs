using System.Text;
using Xunit;

namespace Ospacs.Cli.Tests;

[Collection(SampleCollection.Name)]
public sealed class VerifyTests(SampleFixture sample)
{
    [Fact]
    public void A_whole_archive_gives_status_0_and_says_what_was_read()
    {
        CliRun run = CliRun.Of("verify", "--archive", sample.Archive, "--json");
        Assert.Equal(0, run.Status);
        Assert.Equal(8, run.Objects[^1].GetProperty("images").GetInt32());
        Assert.Equal(0, run.Objects[^1].GetProperty("findings").GetInt32());
    }

    [Fact]
    public void A_changed_pixel_gives_status_1_and_names_the_image()
    {
        string archive = sample.NewPath(".db");
        CliRun import = sample.Import(archive, sample.Disc.Media[1]);
        byte[] bytes = File.ReadAllBytes(archive);
        // The text of a stored object's header, far inside the file.
        int at = bytes.AsSpan().LastIndexOf(Encoding.ASCII.GetBytes("Petrel Imaging"));
        bytes[at] ^= 1;
        File.WriteAllBytes(archive, bytes);
        CliRun run = CliRun.Of("verify", "--archive", archive, "--json");
        Assert.Equal(1, run.Status);
        Assert.Contains(import.Objects, line => line.GetProperty("sopInstanceUid").GetString() is { } uid && uid == run.Objects[0].GetProperty("sopInstanceUid").GetString());
        Assert.Equal(1, CliRun.Of("verify", "--archive", archive).Status);
    }

    [Fact]
    public void An_archive_whose_key_is_lost_could_not_run()
    {
        string archive = sample.NewPath(".db");
        sample.Import(archive, sample.Disc.Media[1]);
        Directory.Move(archive + ".identity", archive + ".elsewhere");
        CliRun.Of("verify", "--archive", archive).AssertCouldNotRun("key");
        CliRun.Of(sample.ImportArguments(archive, sample.Disc.Media[1])).AssertCouldNotRun("key");
    }

    [Fact]
    public void An_archive_with_another_ones_key_could_not_run()
    {
        string archive = sample.NewPath(".db");
        sample.Import(archive, sample.Disc.Media[1]);
        Directory.Delete(archive + ".identity", recursive: true);
        CopyFolder(sample.Archive + ".identity", archive + ".identity");
        CliRun.Of("verify", "--archive", archive).AssertCouldNotRun("key");
    }

    private static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }
}
