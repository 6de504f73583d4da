using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Writing;
using Xunit;

namespace Ospacs.Dicom.Tests.Reading;

public sealed class HeaderReadingTests
{
    private static readonly DicomTag[] Wanted = [DicomTag.StudyDate, DicomTag.PatientID, DicomTag.StudyInstanceUID];

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void Only_what_is_wanted_is_read_and_nothing_behind_it(string syntax)
    {
        byte[] bytes = File(DicomTransferSyntax.Of(syntax));

        DicomDataset read = DicomFile.ReadHeader(new DicomMemorySource(bytes), Wanted).Dataset;

        Assert.Equal("20260102", read.GetCode(DicomTag.StudyDate));
        Assert.Equal("A1", read.GetCode(DicomTag.PatientID));
        Assert.Equal("1.2.3", read.GetCode(DicomTag.StudyInstanceUID));
        Assert.Equal(3, read.Count);
    }

    [Fact]
    public void Damage_behind_it_is_not_met_and_damage_before_it_is()
    {
        byte[] bytes = File(DicomTransferSyntax.ExplicitVRLittleEndian);

        Assert.Equal("1.2.3", DicomFile.ReadHeader(new DicomMemorySource(bytes.AsMemory(0, bytes.Length - 300)), Wanted).Dataset.GetCode(DicomTag.StudyInstanceUID));
        Assert.Throws<DicomFormatException>(() => DicomFile.Read(new DicomMemorySource(bytes.AsMemory(0, bytes.Length - 300))));
        Assert.Throws<DicomFormatException>(() => DicomFile.ReadHeader(new DicomMemorySource(bytes.AsMemory(0, bytes.Length - 535)), Wanted));
    }

    private static byte[] File(DicomTransferSyntax syntax)
    {
        var dataset = new DicomDataset();
        dataset.Set(DicomTag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.6.1").Set(DicomTag.SOPInstanceUID, "1.2.3.4").Set(DicomTag.StudyDate, "20260102");
        dataset.Set(DicomTag.PatientID, "A1").Set(DicomTag.StudyInstanceUID, "1.2.3").Set(DicomTag.SeriesInstanceUID, "1.2.3.9");
        dataset.Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OW, new byte[500]));
        var output = new DicomMemoryOutput();
        DicomWriter.WriteFile(output, DicomFileMeta.Create("1.2.840.10008.5.1.4.1.1.6.1", "1.2.3.4", syntax), dataset, syntax);
        return output.Written.ToArray();
    }
}
