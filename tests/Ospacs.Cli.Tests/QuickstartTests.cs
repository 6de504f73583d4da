using Ospacs.Archive.Acceptance;
using Xunit;

namespace Ospacs.Cli.Tests;

[Collection(SampleCollection.Name)]
public sealed class QuickstartTests(SampleFixture sample)
{
    [Fact]
    public void Everything_goes_as_planned_and_every_outcome_is_shown()
    {
        CliRun run = CliRun.Of("quickstart");
        Assert.True(run.Status == 0, run.Output + run.Error);
        Assert.All(["Stored", "AlreadyStored", "Quarantined", "Index", "NotDicom", "Failed"], outcome => Assert.Contains(outcome, run.Output, StringComparison.Ordinal));
        Assert.All(["Mismatch", "NotFound", "NoMaskRule", "UnsupportedClass", "UnsupportedPixels"], reason => Assert.Contains(reason, run.Output, StringComparison.Ordinal));
        Assert.Contains("Everything went as planned.", run.Output, StringComparison.Ordinal);
        Assert.False(sample.Search.IsIn(run.Output + run.Error));
    }

    [Fact]
    public void What_is_kept_is_what_was_promised()
    {
        string folder = sample.NewPath();
        Assert.Equal(0, CliRun.Of("quickstart", "--keep", folder).Status);
        string[] kept = [.. Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];
        Assert.Equal(["archive.db", "archive.db.identity", "disc", "export", "policy.json", "registry.csv"], kept);
        Assert.True(File.Exists(Path.Combine(folder, "export", "DICOMDIR")));
        Assert.Equal(12, CliRun.Of("images", "--archive", Path.Combine(folder, "archive.db"), "--json").Objects.Count);
        Assert.Equal(0, CliRun.Of("verify", "--archive", Path.Combine(folder, "archive.db")).Status);
    }

    [Fact]
    public void The_research_side_that_is_kept_holds_no_identity()
    {
        string folder = sample.NewPath();
        Assert.Equal(0, CliRun.Of("quickstart", "--keep", folder).Status);
        Assert.False(sample.Search.IsIn(File.ReadAllBytes(Path.Combine(folder, "archive.db"))));
        Assert.All(Directory.GetFiles(Path.Combine(folder, "export"), "*", SearchOption.AllDirectories), file => Assert.False(sample.Search.IsIn(File.ReadAllBytes(file)), file));
    }

    [Fact]
    public void A_folder_that_is_not_empty_is_refused_and_left_as_it_was()
    {
        string folder = sample.NewPath();
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "mine.txt"), "mine");
        CliRun.Of("quickstart", "--keep", folder).AssertCouldNotRun("not empty");
        Assert.Equal(["mine.txt"], Directory.GetFileSystemEntries(folder).Select(entry => Path.GetFileName(entry)));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_told()
    {
        string file = sample.NewPath();
        File.WriteAllText(file, "a file");
        CliRun.Of("quickstart", "--keep", Path.Combine(file, "below")).AssertCouldNotRun("cannot be made");
    }

    [Fact]
    public void A_change_in_the_plan_s_world_is_noticed()
    {
        // The same run over a disc on which one planned file is another one: the quickstart must not say that all is well.
        string folder = sample.NewPath();
        SampleDisc disc = SampleDisc.Create(folder);
        string mismatch = Path.Combine(disc.Media[0].Folder, "DICOM", "IM000006");
        File.Copy(Path.Combine(disc.Media[0].Folder, "DICOM", "IM000001"), mismatch, overwrite: true);
        string archive = Path.Combine(folder, "archive.db");
        AcceptanceReport report = new AcceptanceRun(disc, Path.Combine(folder, "export")).Run(Commands.CommonOptions.EngineOf(archive), archive);
        Assert.Contains(report.Differences, difference => difference.Contains("Mismatch was planned", StringComparison.Ordinal));
    }
}
