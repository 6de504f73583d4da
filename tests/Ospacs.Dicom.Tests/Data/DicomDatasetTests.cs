using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Dicom.Tests.Data;

public class DicomDatasetTests
{
    [Fact]
    public void Elements_stand_in_the_order_of_their_tags_whatever_the_order_they_came_in()
    {
        var dataset = new DicomDataset();
        uint[] tags = [0x00280010, 0x00080005, 0x00100020, 0x00100010, 0x7FE00010, 0x00100020];
        foreach (uint tag in tags)
        {
            dataset.Set(DicomElement.Create(new DicomTag(tag), DicomVR.UN, []));
        }
        Assert.Equal([0x00080005u, 0x00100010u, 0x00100020u, 0x00280010u, 0x7FE00010u], dataset.Select(e => e.Tag.Value));
        Assert.True(dataset.Remove(DicomTag.PatientID));
        Assert.False(dataset.Remove(DicomTag.PatientID));
        Assert.False(dataset.Contains(DicomTag.PatientID));
    }

    [Theory]
    [InlineData("A1 ", "A1")]
    [InlineData("A1\0\0", "A1")]
    [InlineData("A1\0Smith", "A1")]
    [InlineData(" A1", " A1")]
    [InlineData("", "")]
    public void Text_ends_at_a_terminator_and_loses_its_padding(string written, string read) =>
        Assert.Equal(read, new DicomDataset().Set(DicomElement.Create(DicomTag.PatientID, DicomVR.LO, written)).GetText(DicomTag.PatientID));

    [Theory]
    [InlineData("12", 12L)]
    [InlineData(" +12 ", 12L)]
    [InlineData("-3\\4", -3L)]
    [InlineData("1A", null)]
    [InlineData("", null)]
    [InlineData("99999999999999999999", null)]
    public void Numbers_in_text_are_read_or_nothing(string written, long? number) =>
        Assert.Equal(number, new DicomDataset().Set(DicomElement.Create(DicomTag.InstanceNumber, DicomVR.IS, written)).GetInteger(DicomTag.InstanceNumber));

    [Fact]
    public void An_element_prints_no_value()
    {
        DicomElement element = DicomElement.Create(DicomTag.PatientName, DicomVR.PN, "Smith");
        Assert.Equal("(0010,0010) PN", element.ToString());
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2", true)]
    [InlineData("2.25.0", true)]
    [InlineData("1.02", false)]
    [InlineData("1..2", false)]
    [InlineData("1.2 ", false)]
    [InlineData("", false)]
    [InlineData("12345678901234567890.12345678901234567890.12345678901234567890.12", false)]
    public void UIDs_are_told_from_other_text(string uid, bool valid) => Assert.Equal(valid, DicomUID.IsValid(uid));

    [Fact]
    public void Bits_become_a_UID_under_2_25()
    {
        Assert.Equal("2.25.1", DicomUID.FromBits([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
        string largest = DicomUID.FromBits([.. Enumerable.Repeat((byte)0xFF, 16)]);
        Assert.Equal("2.25.340282366920938463463374607431768211455", largest);
        Assert.True(DicomUID.IsValid(largest));
    }
}
