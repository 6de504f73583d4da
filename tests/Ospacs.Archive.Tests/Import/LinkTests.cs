using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

public sealed class LinkTests
{
    [Fact]
    public void A_link_to_a_file_is_read_as_the_file_and_one_to_a_folder_is_told()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Links need a privilege on Windows.");
        }
        using var trial = new TrialFolder();
        (SampleMedium medium, SampleFile file) = trial.Storable();
        string folder = trial["links"];
        Directory.CreateDirectory(folder);
        File.CreateSymbolicLink(Path.Combine(folder, "image"), Path.Combine([medium.Folder, .. file.Name.Split('/')]));
        Directory.CreateSymbolicLink(Path.Combine(folder, "more"), medium.Folder);
        File.CreateSymbolicLink(Path.Combine(folder, "nowhere"), trial["nothing"]);
        using OspacsArchive archive = trial.Open();

        List<ImportOutcome> outcomes = trial.Import(archive, folder, medium.MediaRef, medium.Centre, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["image Stored", "more Failed", "nowhere Failed"],
            outcomes.Select(outcome => $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(outcome.Path))} {outcome.Outcome}"));
        Assert.Contains("link to a folder", outcomes[1].Message, StringComparison.Ordinal);
    }
}
