using System.Security.Cryptography;
using Xunit;

namespace Ospacs.Cli.Tests;

[Collection(SampleCollection.Name)]
public sealed class ExportTests(SampleFixture sample)
{
    [Fact]
    public void Json_has_a_line_an_object_that_is_on_the_medium_with_its_hash()
    {
        string folder = sample.NewPath();
        CliRun run = CliRun.Of("export", folder, "--archive", sample.Archive, "--label", "TRIAL_1", "--json");
        Assert.Equal(0, run.Status);
        Assert.Equal(8, run.Objects.Count);
        Assert.All(run.Objects, line =>
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine([folder, .. line.GetProperty("file").GetString()!.Split('/')]));
            Assert.Equal(line.GetProperty("sha256").GetString(), Convert.ToHexStringLower(SHA256.HashData(bytes)));
            Assert.Equal("Exported", line.GetProperty("outcome").GetString());
        });
        Assert.True(File.Exists(Path.Combine(folder, "DICOMDIR")));
        Assert.Contains("8 images of 4 subjects", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Filters_choose_what_goes_out()
    {
        CliRun run = CliRun.Of("export", sample.NewPath(), "--archive", sample.Archive, "--subject", "T1001", "--from", "2025-08-01", "--json");
        Assert.Equal("T1001", Assert.Single(run.Objects).GetProperty("subject").GetString());
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_refused_and_left_as_it_was()
    {
        string folder = sample.NewPath();
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "mine");
        CliRun.Of("export", folder, "--archive", sample.Archive).AssertCouldNotRun("empty");
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)));
    }

    [Fact]
    public void An_export_of_no_image_could_not_run_and_writes_nothing()
    {
        string folder = sample.NewPath();
        CliRun.Of("export", folder, "--archive", sample.Archive, "--subject", "T9999").AssertCouldNotRun("no image");
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_label_that_is_not_lawful_could_not_run() =>
        CliRun.Of("export", sample.NewPath(), "--archive", sample.Archive, "--label", "no lower case").AssertCouldNotRun("label");
}
