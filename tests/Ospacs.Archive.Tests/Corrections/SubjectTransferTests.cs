using Ospacs.Archive.Corrections;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Archive.Tests.Corrections;

public sealed class SubjectTransferTests
{
    private const string Root = "2.25.100";
    private static readonly ArchiveKey Key = new(new byte[32]);

    [Fact]
    public void Every_UID_at_every_level_is_the_other_subjects_and_none_comes_back()
    {
        DicomDataset first = Object();
        DicomDataset second = Transfer(first, "S1", new StudyRecord("2.25.101", "S2", Root, 1));
        DicomDataset third = Transfer(second, "S2", new StudyRecord(Root, "S1", Root, 0));
        string[][] uids = [.. new[] { first, second, third }.Select(dataset => Uids(dataset).ToArray())];
        Assert.Equal(4, uids[0].Length);
        Assert.Empty(uids[0].Intersect(uids[1]));
        Assert.Empty(uids[1].Intersect(uids[2]));
        // The same move gives the same UIDs, so that what belongs together stays together.
        Assert.Equal(uids[1], Uids(Transfer(Object(), "S1", new StudyRecord("2.25.101", "S2", Root, 1))));
        // In another study the same frame of reference becomes another one: the studies can be two subjects'.
        Assert.Empty(uids[1].Intersect(Uids(Transfer(Object(), "S1", new StudyRecord("2.25.201", "S3", "2.25.200", 1)))));
    }

    [Fact]
    public void Class_UIDs_and_everything_else_stay()
    {
        DicomDataset moved = Transfer(Object(), "S1", new StudyRecord("2.25.101", "S2", Root, 1));
        Assert.Equal(DicomUID.UltrasoundImageStorage, moved.GetCode(DicomTag.SOPClassUID));
        Assert.Equal("S2", moved.GetCode(DicomTag.PatientID));
        Assert.Equal("S2", moved.GetCode(DicomTag.PatientName));
        Assert.Equal("20250211", moved.GetCode(DicomTag.StudyDate));
        DicomDataset item = moved.Find(Tag("ReferencedImageSequence"))!.Items![0].Dataset;
        Assert.Equal(DicomUID.UltrasoundImageStorage, item.GetCode(Tag("ReferencedSOPClassUID")));
    }

    private static DicomDataset Transfer(DicomDataset dataset, string from, StudyRecord study) =>
        new SubjectTransfer(Key, ArchivePolicy.Shipped.Profile, from, study, new Dictionary<string, string>()).Of(dataset);

    private static DicomDataset Object()
    {
        var item = new DicomDataset();
        item.Set(Tag("ReferencedSOPClassUID"), DicomUID.UltrasoundImageStorage).Set(Tag("ReferencedSOPInstanceUID"), "2.25.4");
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, DicomUID.UltrasoundImageStorage).Set(DicomTag.StudyDate, "20250211").Set(DicomTag.PatientID, "S1").Set(DicomTag.PatientName, "S1");
        dataset.Set(Tag("FrameOfReferenceUID"), "2.25.5").Set(Tag("SynchronizationFrameOfReferenceUID"), "2.25.6").Set(DicomTag.SeriesInstanceUID, "2.25.7");
        dataset.Set(DicomElement.Create(Tag("ReferencedImageSequence"), [new DicomItem(item)]));
        return dataset;
    }

    private static DicomTag Tag(string keyword) => DicomDictionary.FindKeyword(keyword)!.Tag;

    private static IEnumerable<string> Uids(DicomDataset dataset) => dataset.SelectMany(element => element.Items is { } items
        ? items.SelectMany(item => Uids(item.Dataset))
        : element.VR == DicomVR.UI && !DicomUID.IsStandard(DicomText.TrimmedAscii(element.Value.Span)) ? [DicomText.TrimmedAscii(element.Value.Span)] : []);
}
