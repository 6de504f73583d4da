using System.Globalization;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.Archive.Tests.BadDays;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Media;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Archive.Tests.Import;

/// <summary>A DICOMDIR that lists more files than one object may have elements for.</summary>
public sealed class LargeDirectoryTests : IDisposable
{
    private const int Images = 80_000;
    private static readonly Lazy<byte[]> s_directory = new(() => Directory(Images));
    private readonly BadDay _day = new();

    public void Dispose() => _day.Dispose();

    [Fact]
    public void A_DICOMDIR_of_eighty_thousand_images_is_an_index_and_tells_what_is_missing()
    {
        _day.Put("DICOMDIR", s_directory.Value);
        _day.Put("IMAGES/IM000000", BadDay.Still(1).ToBytes());
        List<ImportOutcome> outcomes = _day.Import();
        Assert.Equal(FileOutcome.Index, BadDay.Of(outcomes, "DICOMDIR").Outcome);
        Assert.Equal(FileOutcome.Stored, BadDay.Of(outcomes, "IM000000").Outcome);
        MediaPassport passport = _day.Passport();
        Assert.Equal((Images, Images - 1), (passport.Media.Expected, passport.Media.Missing));
    }

    [Fact]
    public void A_damaged_one_is_told_as_damaged()
    {
        _day.Put("DICOMDIR", s_directory.Value[..^1000]);
        BadDay.AssertFailed(_day.Import(), "DICOMDIR", "is damaged");
    }

    private static byte[] Directory(int images)
    {
        var writer = new DicomDirectoryWriter("LARGE");
        for (int i = 0; i < images; i++)
        {
            writer.Add(new DicomDirectoryImage
            {
                FileId = ["IMAGES", string.Create(CultureInfo.InvariantCulture, $"IM{i:D6}")],
                PatientId = "S1",
                PatientName = "S1",
                StudyInstanceUid = string.Create(CultureInfo.InvariantCulture, $"2.25.4{i / 10}"),
                StudyDate = "20250102",
                StudyTime = "101112",
                StudyId = "7",
                SeriesInstanceUid = string.Create(CultureInfo.InvariantCulture, $"2.25.5{i / 5}"),
                Modality = "US",
                SeriesNumber = 1,
                SopClassUid = DicomUID.UltrasoundImageStorage,
                SopInstanceUid = string.Create(CultureInfo.InvariantCulture, $"2.25.3{i}"),
                TransferSyntaxUid = DicomTransferSyntax.ExplicitVRLittleEndian.Uid,
                InstanceNumber = i + 1,
            });
        }
        var output = new DicomMemoryOutput();
        writer.Write(output, "2.25.77");
        return output.Written.ToArray();
    }
}
