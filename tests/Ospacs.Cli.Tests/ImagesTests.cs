using System.Text.Json;
using Xunit;

namespace Ospacs.Cli.Tests;

[Collection(SampleCollection.Name)]
public sealed class ImagesTests(SampleFixture sample)
{
    [Fact]
    public void Json_has_a_line_an_image_in_the_order_of_the_tree()
    {
        CliRun run = CliRun.Of("images", "--archive", sample.Archive, "--json");
        Assert.Equal(0, run.Status);
        Assert.Equal(
            ["T1001 2025-02-11 1", "T1001 2025-02-11 2", "T1001 2025-02-11 3", "T1001 2025-08-19 1", "T1002 2025-08-19 1", "T2001 2025-03-05 1", "T2001 2025-03-05 2", "T2002 2025-03-06 1"],
            run.Objects.Select(image => $"{image.GetProperty("subject")} {image.GetProperty("studyDate")} {image.GetProperty("instanceNumber")}"));
        JsonElement clip = run.Objects[2];
        Assert.Equal(8, clip.GetProperty("frames").GetInt32());
        Assert.Equal(64, clip.GetProperty("sha256").GetString()!.Length);
    }

    [Fact]
    public void The_tree_goes_from_centre_to_image()
    {
        CliRun run = CliRun.Of("images", "--archive", sample.Archive, "--tree");
        Assert.Equal(0, run.Status);
        Assert.Collection(run.Lines.Take(4),
            line => Assert.Matches("^C01 +5 images", line),
            line => Assert.Matches("^├─ T1001 +4 images", line),
            line => Assert.Matches("^│  ├─ 2025-02-11 +3 images", line),
            line => Assert.Matches("^│  │  ├─ 1.1 still 512x384 Albatross 3", line));
        Assert.Equal(2 + 4 + 5 + 8, run.Lines.Count);
    }

    [Fact]
    public void The_table_has_a_heading_and_a_line_an_image()
    {
        CliRun run = CliRun.Of("images", "--archive", sample.Archive);
        Assert.Equal(0, run.Status);
        Assert.StartsWith("Centre", run.Lines[0], StringComparison.Ordinal);
        Assert.Equal(1 + 8, run.Lines.Count);
        Assert.Contains("8 images", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "--subject", "T1001")]
    [InlineData(5, "--subject", "T1001", "--subject", "T2002")]
    [InlineData(3, "--media", "M0002")]
    [InlineData(5, "--centre", "C01")]
    [InlineData(3, "--subject", "T1001", "--to", "2025-02-11")]
    [InlineData(2, "--from", "2025-03-07")]
    [InlineData(3, "--from", "20250305", "--to", "20250306")]
    [InlineData(0, "--centre", "C99")]
    public void Filters_choose_images(int images, params string[] filter) =>
        Assert.Equal(images, CliRun.Of(["images", "--archive", sample.Archive, "--json", .. filter]).Objects.Count);

    [Fact]
    public void An_archive_that_is_not_there_could_not_run_and_is_not_made()
    {
        string archive = sample.NewPath(".db");
        CliRun.Of("images", "--archive", archive).AssertCouldNotRun("archive");
        Assert.False(File.Exists(archive));
    }
}
