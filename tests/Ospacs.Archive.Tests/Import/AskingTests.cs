using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Corrections;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Tests.BadDays;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>How often the archive is asked for what it knows, and that nothing is overlooked where it is not asked.</summary>
public sealed class AskingTests : IDisposable
{
    private const int New = 300;
    private const int Known = 12;
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    // On a server each question is a round trip: ten an image were most of the time of an import.
    [Fact]
    public void A_medium_of_new_files_is_not_asked_for_file_by_file()
    {
        _day.PutStills(New);
        var engine = new UnsteadyEngine();
        using OspacsArchive archive = _day.Open(engine);
        Assert.All(_day.Import(archive), outcome => Assert.Equal(FileOutcome.Stored, outcome.Outcome));
        Assert.InRange(engine.LookupsOfSources, 1, New / 2);
    }

    [Fact]
    public void Known_files_behind_many_new_ones_are_known_all_the_same()
    {
        StoreAndRemove();
        _day.PutStills(New);
        using (OspacsArchive archive = _day.Open())
        {
            List<ImportOutcome> outcomes = _day.Import(archive);
            Assert.All(outcomes.Take(New), outcome => Assert.Equal(FileOutcome.Stored, outcome.Outcome));
            AssertKnown(outcomes.Skip(New));
        }
        _day.AssertWhole(New + Known - 2);
    }

    [Fact]
    public void A_file_whose_image_was_removed_does_not_wait_in_quarantine_though_its_patient_is_not_known_any_more()
    {
        StoreAndRemove();
        for (int i = 1; i <= New; i++)
        {
            _day.Put($"IM{i:0000}", BadDay.Stranger(i).ToBytes());
        }
        IPatientRegistry others = BadDay.RegistryOf(string.Concat(SampleTrial.Registry.Split('\n').Where(line => !line.Contains("T3002", StringComparison.Ordinal)).Select(line => line + "\n")));
        using OspacsArchive archive = _day.Open();
        List<ImportOutcome> outcomes = [.. new ImportRun(archive, _day.Options with { Registry = others }).Run([_day.Medium], null, TestContext.Current.CancellationToken)];
        Assert.All(outcomes.Take(New), outcome => Assert.Equal(FileOutcome.Quarantined, outcome.Outcome));
        AssertKnown(outcomes.Skip(New));
        Assert.Equal(New, archive.Quarantine.List().Count);
    }

    [Fact]
    public void A_file_that_is_there_twice_is_stored_once_though_neither_was_asked_for()
    {
        _day.PutStills(New);
        _day.Put("Z0001", BadDay.Still(New).ToBytes());
        _day.Put("Z0002", BadDay.Still(1).ToBytes());
        using (OspacsArchive archive = _day.Open())
        {
            List<ImportOutcome> outcomes = _day.Import(archive);
            Assert.Equal([FileOutcome.AlreadyStored, FileOutcome.AlreadyStored], outcomes.Skip(New).Select(outcome => outcome.Outcome));
            Assert.Equal([outcomes[New - 1].ImageId, outcomes[0].ImageId], outcomes.Skip(New).Select(outcome => outcome.ImageId));
        }
        _day.AssertWhole(New);
    }

    [Fact]
    public void One_image_that_cannot_be_written_among_others_goes_into_quarantine_and_they_are_stored()
    {
        _day.PutStills(20);
        using OspacsArchive archive = _day.Open(new UnsteadyEngine { Unwritable = 7 });
        List<ImportOutcome> outcomes = _day.Import(archive);
        Assert.Equal(QuarantineReason.Inconsistent, outcomes[6].Reason);
        Assert.All(outcomes.Where(outcome => outcome.FileNumber != 7), outcome => Assert.Equal(FileOutcome.Stored, outcome.Outcome));
        _day.AssertWhole(19, 1);
    }

    /// <summary>Stores files whose names come last, and removes the first two of them.</summary>
    private void StoreAndRemove()
    {
        for (int i = 1; i <= Known; i++)
        {
            _day.Put($"Z{i:0000}", BadDay.Still(1000 + i).ToBytes());
        }
        using OspacsArchive archive = _day.Open();
        _day.Import(archive);
        Assert.Equal(2, new ImageRemoval(archive, "consent withdrawn").Run([1, 2], TestContext.Current.CancellationToken).Count());
    }

    private static void AssertKnown(IEnumerable<ImportOutcome> outcomes) => Assert.Equal(
        [FileOutcome.Withdrawn, FileOutcome.Withdrawn, .. Enumerable.Repeat(FileOutcome.AlreadyStored, Known - 2)],
        outcomes.Select(outcome => outcome.Outcome));
}
