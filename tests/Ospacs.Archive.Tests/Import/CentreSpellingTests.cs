using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Query;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

public sealed class CentreSpellingTests
{
    [Fact]
    public void A_centre_is_written_as_the_registry_writes_it()
    {
        using var trial = new TrialFolder();
        (SampleMedium medium, SampleFile file) = trial.Storable();
        using OspacsArchive archive = trial.Open();

        ImportOutcome outcome = Assert.Single(trial.Import(
            archive, Path.Combine([medium.Folder, .. file.Name.Split('/')]), medium.MediaRef, medium.Centre.ToLowerInvariant(), TestContext.Current.CancellationToken));

        Assert.Equal(FileOutcome.Stored, outcome.Outcome);
        Assert.Equal(medium.Centre, Assert.Single(archive.Store.FindImages(new ImageQuery(), TestContext.Current.CancellationToken)).Centre);
        Assert.Equal(medium.Centre, Assert.Single(archive.Store.GetMedia(medium.MediaRef)).Media.Centre);
    }
}
