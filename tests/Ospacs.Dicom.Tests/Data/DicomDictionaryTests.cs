using Ospacs.Dicom.Data;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Data;

public class DicomDictionaryTests
{
    [Fact]
    public void Elements_are_found_by_tag_and_by_keyword()
    {
        DicomDictionaryEntry entry = DicomDictionary.Find(DicomTag.PatientID)!;
        Assert.Equal("PatientID", entry.Keyword);
        Assert.Equal([DicomVR.LO], entry.Representations);
        Assert.Equal("1", entry.Multiplicity);
        Assert.False(entry.IsRetired);
        Assert.Equal(DicomTag.PatientID, DicomDictionary.FindKeyword("patientid")!.Tag);
        Assert.True(DicomDictionary.Find(new DicomTag(0x00080010u))!.IsRetired);
        Assert.Null(DicomDictionary.FindKeyword("NoSuchThing"));
    }

    [Theory]
    [InlineData(0x60003000u, "OverlayData", "OW")]
    [InlineData(0x601E0010u, "OverlayRows", "US")]
    [InlineData(0x50063000u, "CurveData", "OW")]
    [InlineData(0x7F120010u, "VariablePixelData", "OW")]
    public void Repeating_groups_are_found_at_every_number(uint tag, string keyword, string vr)
    {
        DicomDictionaryEntry entry = DicomDictionary.Find(new DicomTag(tag))!;
        Assert.Equal(keyword, entry.Keyword);
        Assert.Equal(tag, entry.Tag.Value);
        Assert.Equal(vr, DicomDictionary.RepresentationOf(new DicomTag(tag)).ToString());
    }

    [Fact]
    public void Private_elements_have_no_entry_and_private_creators_are_LO()
    {
        Assert.Null(DicomDictionary.Find(new DicomTag(0x60013000u)));
        Assert.Equal(DicomVR.LO, DicomDictionary.RepresentationOf(new DicomTag(0x00090010u)));
        Assert.Equal(DicomVR.UN, DicomDictionary.RepresentationOf(new DicomTag(0x00091001u)));
        Assert.Equal(DicomVR.UL, DicomDictionary.RepresentationOf(new DicomTag(0x00090000u)));
    }

    [Fact]
    public void Smallest_and_largest_pixel_values_follow_the_pixels_sign()
    {
        Assert.Equal(DicomVR.US, DicomDictionary.RepresentationOf(DicomTag.SmallestImagePixelValue));
        Assert.Equal(DicomVR.SS, DicomDictionary.RepresentationOf(DicomTag.SmallestImagePixelValue, signedPixels: true));
        Assert.Equal(DicomVR.OW, DicomDictionary.RepresentationOf(DicomTag.PixelData));
    }

    [Fact]
    public void Every_name_in_code_is_the_dictionarys_keyword()
    {
        foreach (System.Reflection.PropertyInfo property in typeof(DicomTag).GetProperties(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.Public))
        {
            var tag = (DicomTag)property.GetValue(null)!;
            Assert.Equal(property.Name, DicomDictionary.Find(tag)?.Keyword);
        }
    }

    [Fact]
    public void The_dictionary_is_that_of_pydicom()
    {
        string listing = Oracles.Pydicom("""
            from pydicom.datadict import DicomDictionary
            for tag, (vr, vm, name, retired, keyword) in DicomDictionary.items():
                if keyword: print(f'{tag:08X} {vr.replace(" or ", "|").replace(" ", "")} {keyword}')
            """);
        int compared = 0;
        foreach (string line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] cells = line.Split(' ');
            if (DicomDictionary.Find(new DicomTag(Convert.ToUInt32(cells[0], 16))) is not { } entry || cells[1] is "NONE" or "OBorOW")
            {
                continue;
            }
            // The installed pydicom may be of another edition: a few keywords and multiplicities were mended over the years.
            Assert.Equal(cells[0], entry.Tag.Value.ToString("X8", System.Globalization.CultureInfo.InvariantCulture));
            if (entry.Keyword == cells[2])
            {
                Assert.Equal(cells[1], string.Join('|', entry.Representations));
                compared++;
            }
        }
        Assert.True(compared > 4000, $"only {compared} elements are in both");
    }
}
