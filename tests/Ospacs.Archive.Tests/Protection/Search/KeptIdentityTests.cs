using System.Text;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Profiles;
using Ospacs.Archive.Protection.Search;
using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Search;

/// <summary>Identity that somebody typed where the profile keeps what stands there.</summary>
public sealed class KeptIdentityTests
{
    private static readonly ProtectionContext Context = new()
    {
        Key = new ArchiveKey(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray()),
        SubjectId = "S-0001",
        Centre = "C01",
        Sponsor = "A sponsor",
        Protocol = "P1",
    };

    [Theory]
    [InlineData(0x00185010u, "probe Weatherwax")]
    [InlineData(0x00181020u, "v2 (WEATHERWAX/88123477)")]
    [InlineData(0x00080070u, "x88123477")]
    [InlineData(0x00080008u, @"ORIGINAL\PRIMARY\WEATHERWAX")]
    [InlineData(0x00185020u, "for mary")]
    [InlineData(0x00185020u, "Li")]
    [InlineData(0x00185020u, "Quirmbach's setting")]
    [InlineData(0x00185020u, "19480229")]
    [InlineData(0x00185020u, "ACC993311")]
    [InlineData(0x00080020u, "Weatherwax")]
    [InlineData(0x00200011u, "88123477")]
    public void An_object_that_still_names_somebody_is_refused(uint tag, string text)
    {
        DicomDataset source = Header().Set(new DicomTag(tag), text);
        ProtectionException refused = Assert.Throws<ProtectionException>(() => Protect(source));
        Assert.Equal(QuarantineReason.IdentityLeft, refused.Reason);
        Assert.Contains(new DicomTag(tag).ToString(), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(text, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x00080008u, @"ORIGINAL\PRIMARY\ABDOMINAL")]
    [InlineData(0x00185010u, "Linear 12")]
    [InlineData(0x00185020u, "Maryland 4")]
    [InlineData(0x00080020u, "19480229")]
    public void A_part_of_another_word_is_no_name(uint tag, string text) =>
        Assert.NotNull(Protect(Header().Set(new DicomTag(tag), text)));

    [Fact]
    public void A_name_inside_a_sequence_is_found()
    {
        DicomDataset source = Header();
        var item = new DicomDataset(source);
        item.Set(DicomTag.CodingSchemeDesignator, "SCT").Set(new DicomTag(0x00080104u), "as Weatherwax asked");
        source.Set(DicomElement.Create(new DicomTag(0x00082218u), [new DicomItem(item)]));
        Assert.Equal(QuarantineReason.IdentityLeft, Assert.Throws<ProtectionException>(() => Protect(source)).Reason);
    }

    [Fact]
    public void A_name_beyond_ASCII_is_found_wherever_it_stands()
    {
        DicomDataset source = Header();
        source.Set(DicomElement.Create(DicomTag.SpecificCharacterSet, DicomVR.CS, "ISO_IR 192"));
        source.Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, Encoding.UTF8.GetBytes("Mary=魔女^婆")));
        source.Set(DicomElement.Create(new DicomTag(0x00185010u), DicomVR.LO, Encoding.UTF8.GetBytes("für魔女")));
        Assert.Equal(QuarantineReason.IdentityLeft, Assert.Throws<ProtectionException>(() => Protect(source)).Reason);
    }

    [Theory]
    [InlineData(@"\ISO 2022 IR 87", "MARY=魔女^婆", "魔女様 腹部")]
    [InlineData(@"\ISO 2022 IR 87", "MARY=魔女\u3000婆子", "魔女様 腹部")]
    [InlineData(@"\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동", "길동님 복부")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", "Иванов^Иван", "für Иванов")]
    public void A_name_in_code_extensions_is_found_wherever_it_stands(string characterSet, string name, string text)
    {
        DicomCharacterSet set = DicomCharacterSet.Of(characterSet);
        DicomDataset source = Header().Set(DicomTag.SpecificCharacterSet, characterSet)
            .Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, set.Encode(name)))
            .Set(DicomElement.Create(new DicomTag(0x00185010u), DicomVR.LO, set.Encode(text)));
        Assert.Equal(QuarantineReason.IdentityLeft, Assert.Throws<ProtectionException>(() => Protect(source)).Reason);
    }

    [Fact]
    public void A_patient_may_be_called_like_the_scanner_that_the_rule_names()
    {
        DicomDataset source = Header();
        source.Set(DicomTag.PatientName, "Philips^Mary").Set(new DicomTag(0x00080070u), "Philips Medical Systems");
        Assert.Throws<ProtectionException>(() => Protect(source));
        Assert.NotNull(Protect(source, "/^Philips/i", "CX50"));
    }

    [Fact]
    public void What_an_earlier_de_identification_wrote_is_written_anew_and_stops_nobody()
    {
        DicomDataset source = Header().Set(DicomTag.DeidentificationMethod, "by Weatherwax").Set(DicomTag.ClinicalTrialSubjectID, "88123477");
        DicomDataset result = Protect(source);
        Assert.Equal("S-0001", result.GetText(DicomTag.ClinicalTrialSubjectID));
    }

    [Fact]
    public void A_name_in_a_colour_profile_is_found()
    {
        DicomDataset source = Header();
        source.Set(DicomElement.Create(new DicomTag(0x00282000u), DicomVR.OB, "\0\u0001profile of Weatherwax\0"u8.ToArray()));
        Assert.Equal(QuarantineReason.IdentityLeft, Assert.Throws<ProtectionException>(() => Protect(source)).Reason);
    }

    [Fact]
    public void A_subject_whose_number_is_the_patients_own_is_no_leak() =>
        Assert.NotNull(Protect(Header().Set(DicomTag.PatientID, "S-0001")));

    private static DicomDataset Protect(DicomDataset source, params string[] known)
    {
        DicomDataset made = new HeaderProtection(ProtectionProfile.Trial).Protect(source, Context);
        return IdentitySearch.Of(new PatientSearchCache(), source, keepsUids: false, Context.SubjectId, null, known).FindIn(made) is { } hit ? throw hit.Refusal() : made;
    }

    private static DicomDataset Header() => new DicomDataset()
        .Set(DicomTag.SOPClassUID, DicomUID.UltrasoundImageStorage)
        .Set(DicomTag.StudyInstanceUID, "1.2.3.1")
        .Set(DicomTag.SeriesInstanceUID, "1.2.3.2")
        .Set(DicomTag.SOPInstanceUID, "1.2.3.3")
        .Set(DicomTag.PatientName, "Weatherwax^Mary^Li")
        .Set(DicomTag.PatientID, "88123477")
        .Set(DicomTag.PatientBirthDate, "19480229")
        .Set(DicomTag.AccessionNumber, "ACC993311")
        .Set(new DicomTag(0x00080090u), "Quirmbach^Otto");
}
