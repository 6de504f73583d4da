using System.Text;
using Ospacs.Archive.Acceptance;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Xunit;

namespace Ospacs.Archive.Tests.Acceptance;

public sealed class SampleObjectTests
{
    private static readonly SamplePatient Patient = new()
    {
        PatientId = "77120345", Name = "MARLOWE^INAYAH", BurnedName = "MARLOWE, INAYAH", BirthDate = "19500102",
    };

    private static readonly SampleScanner Scanner = new()
    {
        Manufacturer = "Test Maker", Model = "TM 1", SerialNumber = "TM-000017", Station = "TESTROOM", Institution = "TEST HOSPITAL",
    };

    public static TheoryData<SamplePixelFormat> Formats => [.. Enum.GetValues<SamplePixelFormat>()];

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_burned_in_lines_are_in_every_frame_whatever_the_pixels(SamplePixelFormat format)
    {
        var made = new SampleObject { Patient = Patient, Scanner = Scanner with { Format = format, HasColourFlow = true }, Frames = 3 };
        using DicomFile file = DicomFile.Read(new DicomMemorySource(made.ToBytes()));
        Assert.Equal(3, made.BurnedInLines.Count);
        for (int frame = 0; frame < 3; frame++)
        {
            byte[] luminance = SamplePixels.Luminance(file.Dataset, frame);
            Assert.All(made.BurnedInLines, line => Assert.True(BurnedInText.IsVisible(luminance, Scanner.Columns, line, SampleObject.BurnedInScale), line));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_burned_in_lines_stand_within_banner_and_footer(SamplePixelFormat format)
    {
        var made = new SampleObject { Patient = Patient, Scanner = Scanner with { Format = format } };
        using DicomFile file = DicomFile.Read(new DicomMemorySource(made.ToBytes()));
        byte[] luminance = SamplePixels.Luminance(file.Dataset, 0);
        int from = Scanner.Banner * Scanner.Columns;
        int to = (Scanner.Rows - Scanner.Footer) * Scanner.Columns;
        Assert.DoesNotContain(luminance[from..to], pixel => pixel >= 160);
        Assert.Contains(luminance[from..to], pixel => pixel >= 60);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void Sixteen_bit_pixels_read_the_same_in_every_byte_order(string syntax)
    {
        SampleScanner deep = Scanner with { Format = SamplePixelFormat.Monochrome2Deep, Syntax = DicomTransferSyntax.Of(syntax) };
        using DicomFile file = DicomFile.Read(new DicomMemorySource(new SampleObject { Patient = Patient, Scanner = deep }.ToBytes()));
        using DicomFile plain = DicomFile.Read(new DicomMemorySource(new SampleObject { Patient = Patient, Scanner = deep with { Format = SamplePixelFormat.Monochrome2 } }.ToBytes()));
        Assert.Equal(SamplePixels.Luminance(plain.Dataset, 0), SamplePixels.Luminance(file.Dataset, 0));
    }

    [Fact]
    public void Every_identity_value_is_in_the_file()
    {
        var made = new SampleObject { Patient = Patient, Scanner = Scanner, InstanceNumber = 2, Traps = (SampleTraps)63 };
        string text = Encoding.Latin1.GetString(made.ToBytes());
        Assert.True(made.IdentityValues.Count > 40);
        Assert.All(made.IdentityValues, value => Assert.Contains(value, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Identity_stands_in_sequences_and_in_private_elements_too()
    {
        using DicomFile file = DicomFile.Read(new DicomMemorySource(new SampleObject { Patient = Patient, Scanner = Scanner, Traps = SampleTraps.UnknownSequence }.ToBytes()));
        DicomDataset inner = file.Dataset.GetItems(new DicomTag(0x0009, 0x1010))[0].Dataset;
        Assert.Equal(Patient.Name, inner.GetText(DicomTag.PatientName));
        Assert.Equal(Patient.PatientId, inner.GetItems(new DicomTag(0x0009, 0x1011))[0].Dataset.GetText(DicomTag.PatientID));
        Assert.Equal(DicomVR.UN, file.Dataset.Find(new DicomTag(0x0009, 0x1020))!.VR);
        Assert.Equal(Patient.Name, file.Dataset.GetItems(new DicomTag(0x0009, 0x1020))[0].Dataset.GetText(DicomTag.PatientName));
    }

    [Fact]
    public void The_same_values_give_the_same_bytes()
    {
        var made = new SampleObject { Patient = Patient, Scanner = Scanner, Traps = (SampleTraps)63 };
        Assert.Equal(made.ToBytes(), (made with { }).ToBytes());
        Assert.NotEqual(made.ToBytes(), (made with { InstanceNumber = 5 }).ToBytes());
    }
}
