using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>One picture under two volunteers: one of them is wrong, and nobody but a person can say which.</summary>
public sealed class SameImageTests : IDisposable
{
    // The sample's registry knows both at the same centre: T3002, and T3001.
    private static readonly SamplePatient Other = SamplePeople.Lazarska;
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_same_picture_under_another_subject_waits_for_a_person_whatever_it_is_written_in(bool compressed)
    {
        byte[] still = BadDay.Still(1).ToBytes();
        _day.Put("IM0001", still);
        byte[] again = Retold.As(Other, still);
        _day.Put("IM0002", compressed ? Retold.In(DicomTransferSyntax.JpegLsLossless, again) : again);

        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal(FileOutcome.Stored, BadDay.Of(outcomes, "IM0001").Outcome);
        ImportOutcome second = BadDay.Of(outcomes, "IM0002");
        Assert.Equal(QuarantineReason.SameImage, second.Reason);
        Assert.Contains($"subject T3002, from medium {BadDay.MediaRef}", second.Message, StringComparison.Ordinal);
        _day.AssertWhole(stored: 1, quarantined: 1);
    }

    [Fact]
    public void A_large_clip_under_another_subject_waits_as_well()
    {
        byte[] clip = LargeClip.Bytes(9 << 20);
        _day.Put("IM0001", clip);
        _day.Put("IM0002", Retold.As(Other, clip));
        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal([null, QuarantineReason.SameImage], outcomes.Select(o => o.Reason));
        _day.AssertWhole(stored: 1, quarantined: 1);
    }

    [Fact]
    public void It_waits_until_somebody_decides_and_then_is_stored()
    {
        byte[] still = BadDay.Still(1).ToBytes();
        _day.Put("IM0001", still);
        _day.Put("IM0002", Retold.As(Other, still));
        _day.Import();
        using (OspacsArchive archive = _day.Open())
        {
            QuarantineItem item = Assert.Single(archive.Quarantine.List());
            Assert.Equal("T3001", item.ProposedSubjectId);
            ImportOutcome retried = Assert.Single(new ImportRun(archive, _day.Options).Retry([item], null, TestContext.Current.CancellationToken));
            Assert.Equal(QuarantineReason.SameImage, retried.Reason);
            var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
            ImportOutcome approved = Assert.Single(desk.ApproveProposals([item], "both were scanned with the same phantom", TestContext.Current.CancellationToken));
            Assert.Equal((FileOutcome.Stored, "T3001"), (approved.Outcome, approved.SubjectId));
        }
        _day.AssertWhole(stored: 2);
    }

    [Fact]
    public void A_decision_on_another_doubt_does_not_pass_this_one_over()
    {
        byte[] still = BadDay.Still(1).ToBytes();
        _day.Put("IM0001", still);
        _day.Put("IM0002", Retold.As(SamplePeople.Strand, still));
        ImportOutcome unknown = BadDay.Of(_day.Import(), "IM0002");
        Assert.Equal(QuarantineReason.NotFound, unknown.Reason);
        using (OspacsArchive archive = _day.Open())
        {
            QuarantineItem item = Assert.Single(archive.Quarantine.List());
            var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
            ImportOutcome told = Assert.Single(desk.Approve([(item, "T3001")], "her passport was seen", TestContext.Current.CancellationToken));
            Assert.Equal(QuarantineReason.SameImage, told.Reason);
            item = Assert.Single(archive.Quarantine.List());
            ImportOutcome stored = Assert.Single(desk.Approve([(item, "T3001")], "seen again, and right", TestContext.Current.CancellationToken));
            Assert.Equal(FileOutcome.Stored, stored.Outcome);
        }
        _day.AssertWhole(stored: 2);
    }

    [Fact]
    public void A_second_doubt_does_not_take_the_decision_on_the_first_one_back()
    {
        byte[] still = WithText(BadDay.Still(1).ToBytes());
        _day.Put("IM0001", still);
        _day.Put("IM0002", Retold.As(Other, still));
        Assert.All(_day.Import(), o => Assert.Equal(QuarantineReason.TextInPicture, o.Reason));
        using (OspacsArchive archive = _day.Open())
        {
            var desk = new QuarantineDesk(archive, _day.Policy, _day.Registry);
            QuarantineItem first = archive.Quarantine.List()[0];
            Assert.Equal(FileOutcome.Stored, Decide(first, "T3002").Outcome);
            Assert.Equal(QuarantineReason.SameImage, Decide(Assert.Single(archive.Quarantine.List()), "T3001").Reason);
            QuarantineItem twice = Assert.Single(archive.Quarantine.List());
            Assert.Equal([QuarantineReason.TextInPicture], twice.Decided);
            // A retry decides nothing, and what was decided counts for the next decision.
            Assert.Equal(QuarantineReason.TextInPicture, Assert.Single(new ImportRun(archive, _day.Options).Retry([twice], null, TestContext.Current.CancellationToken)).Reason);
            Assert.Equal(QuarantineReason.SameImage, Decide(Assert.Single(archive.Quarantine.List()), "T3001").Reason);
            Assert.Equal(FileOutcome.Stored, Decide(Assert.Single(archive.Quarantine.List()), "T3001").Outcome);

            ImportOutcome Decide(QuarantineItem item, string subject) => Assert.Single(desk.Approve([(item, subject)], "seen", TestContext.Current.CancellationToken));
        }
        _day.AssertWhole(stored: 2);
    }

    [Fact]
    public void A_subject_may_have_a_picture_twice()
    {
        byte[] still = BadDay.Still(1).ToBytes();
        _day.Put("IM0001", still);
        _day.Put("IM0002", Retold.As(BadDay.Patient, still));
        Assert.All(_day.Import(), o => Assert.Equal(FileOutcome.Stored, o.Outcome));
        _day.AssertWhole(stored: 2);
    }

    /// <summary>The same still, with a line of text typed into the middle of the tissue.</summary>
    private static byte[] WithText(byte[] still)
    {
        const string Text = "LEFT OVARY";
        const int Scale = 2;
        using DicomFile file = DicomFile.Read(new DicomMemorySource(still));
        int columns = (int)file.Dataset.GetInteger(DicomTag.Columns)!.Value;
        int rows = (int)file.Dataset.GetInteger(DicomTag.Rows)!.Value;
        DicomPlace pixels = file.Dataset.Find(DicomTag.PixelData)!.ValuePlace;
        int samples = (int)(pixels.Length / (columns * rows));
        for (int y = 0; y < BurnedInText.HeightOf(Scale); y++)
        {
            for (int x = 0; x < BurnedInText.WidthOf(Text, Scale); x++)
            {
                int pixel = (((rows / 2) + y) * columns) + (columns / 2) - (BurnedInText.WidthOf(Text, Scale) / 2) + x;
                still.AsSpan((int)pixels.Offset + (samples * pixel), samples).Fill(BurnedInText.IsLit(Text, x / Scale, y / Scale) ? (byte)255 : (byte)0);
            }
        }
        return still;
    }
}
