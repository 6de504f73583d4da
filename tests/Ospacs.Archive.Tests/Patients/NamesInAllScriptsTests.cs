using System.Text;
using Ospacs.Archive.Import;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection.Search;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Patients;

public class NamesInAllScriptsTests
{
    [Theory]
    [InlineData("chrArab.dcm", "قباني", "لنزار")]
    [InlineData("chrFren.dcm", "Buc", "Jérôme")]
    [InlineData("chrFrenMulti.dcm", "BUC", "JEROME")]
    [InlineData("chrGerm.dcm", "Äneas", "Rüdiger")]
    [InlineData("chrGreek.dcm", "Διονύσιος", "")]
    [InlineData("chrGreek.dcm", "ΔΙΟΝΥΣΙΟΣ", "")]
    [InlineData("chrHbrw.dcm", "שרון", "דבורה")]
    [InlineData("chrRuss.dcm", "Люкceмбypг", "")]
    [InlineData("chrRuss.dcm", "ЛЮКCEМБYPГ", "")]
    [InlineData("chrH31.dcm", "Yamada", "Tarou")]
    [InlineData("chrH31.dcm", "山田", "太郎")]
    [InlineData("chrH31.dcm", "やまだ", "たろう")]
    [InlineData("chrH32.dcm", "ﾔﾏﾀﾞ", "ﾀﾛｳ")]
    [InlineData("chrH32.dcm", "ヤマダ", "タロウ")] // full width for half width
    [InlineData("chrH32.dcm", "山田", "太郎")]
    [InlineData("chrH32.dcm", "やまだ", "たろう")]
    [InlineData("chrJapMulti.dcm", "やまだ", "たろう")]
    [InlineData("chrI2.dcm", "Hong", "Gildong")]
    [InlineData("chrI2.dcm", "洪", "吉洞")]
    [InlineData("chrI2.dcm", "홍", "길동")]
    [InlineData("chrKoreanMulti.dcm", "김희중", "")]
    [InlineData("chrX1.dcm", "王", "小東")]
    [InlineData("chrX1.dcm", "Wang", "XiaoDong")]
    [InlineData("chrX2.dcm", "王", "小东")]
    public void A_real_name_matches_its_row_in_whatever_group_and_script(string file, string family, string given)
    {
        using DicomFile dicom = DicomFile.Open(Oracles.Data("charset", file));

        Assert.Equal(CheckStatus.Match, Check(dicom.Dataset, family, given));
    }

    [Theory]
    [InlineData("chrArab.dcm", "قباني", "نزار")]
    [InlineData("chrHbrw.dcm", "שרון", "דבורא")]
    [InlineData("chrH31.dcm", "山本", "太郎")]
    [InlineData("chrH32.dcm", "ﾔﾏﾀ", "ﾀﾛｳ")] // a voicing mark less is another name
    [InlineData("chrI2.dcm", "홍", "길순")]
    [InlineData("chrX1.dcm", "王", "小东")] // traditional and simplified characters are not told to be the same
    public void Another_name_in_the_same_script_does_not_match(string file, string family, string given)
    {
        using DicomFile dicom = DicomFile.Open(Oracles.Data("charset", file));

        Assert.Equal(CheckStatus.Mismatch, Check(dicom.Dataset, family, given));
    }

    [Theory]
    [InlineData("ISO_IR 166", "สมชาย^ใจดี", "ใจดี", "สมชาย")]
    [InlineData(@"\ISO 2022 IR 166", "Somchai^Jaidee=สมชาย^ใจดี", "สมชาย", "ใจดี")]
    [InlineData(@"\ISO 2022 IR 58", "Zhang^XiaoDong=张^小东", "张", "小东")]
    [InlineData("GBK", "Zhang^XiaoDong=张^小东", "张", "小东")]
    [InlineData("ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ", "ヤマダ", "タロウ")]
    [InlineData(@"\ISO 2022 IR 87", "ヤマダ^タロウ", "ﾔﾏﾀﾞ", "ﾀﾛｳ")]
    [InlineData(@"\ISO 2022 IR 87", "Ｙａｍａｄａ^Ｔａｒｏｕ", "Yamada", "Tarou")]
    [InlineData(@"\ISO 2022 IR 87", "山田\u3000太郎", "山田", "太郎")]
    [InlineData(@"\ISO 2022 IR 87\ISO 2022 IR 159", "丂山^太郎", "丂山", "太郎")]
    [InlineData(@"\ISO 2022 IR 149", "김^희중", "\u1100\u1175\u11B7", "희중")] // a syllable and its letters
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 144", "Iwanow^Iwan=Иванов^Иван", "ИВАНОВ", "Иван")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 126", "Παπαδοπουλος^Μαρια", "Παπαδόπουλος", "Μαρία")]
    [InlineData("ISO_IR 192", "Nguye\u0302\u0303n^Thi\u0323", "Nguyễn", "Thị")]
    public void A_name_matches_however_its_characters_are_coded(string characterSet, string name, string family, string given) =>
        Assert.Equal(CheckStatus.Match, Check(Header(characterSet, DicomCharacterSet.Of(characterSet).Encode(name)), family, given));

    [Fact]
    public void A_character_that_cannot_be_normalised_is_no_letter()
    {
        Assert.Equal(CheckStatus.Match, Check(Header("ISO_IR 192", Encoding.UTF8.GetBytes("Mü\uFFFEller^Ana")), "Müller", "Ana"));
    }

    [Theory]
    [InlineData("\\ISO 2022 IR 87", "ﾔﾏﾀﾞ")] // not in the set
    [InlineData("\\ISO 2022 IR 149", "山田")] // another escape sequence than was declared
    public void A_name_in_a_set_that_was_not_declared_is_an_error(string characterSet, string name)
    {
        byte[] bytes = DicomCharacterSet.Of(@"ISO 2022 IR 13\ISO 2022 IR 87").Encode(name);

        Assert.Equal(DicomTag.PatientName, Assert.Throws<DicomTextException>(() => HeaderIdentityReader.Read(Header(characterSet, bytes))).Tag);
    }

    [Theory]
    [InlineData("seen by 山田 himself", true)]
    [InlineData("患者山田さん", true)] // no spaces around it
    [InlineData("ヤマダ", true)] // full width of what the header has in half width
    [InlineData("ﾔﾏﾀﾞ", true)]
    [InlineData("やまだ", true)]
    [InlineData("山を見た", false)] // one character of a name
    [InlineData("the registry was wrong", false)]
    public void A_reason_that_repeats_a_name_in_any_script_is_told(string reason, bool repeats)
    {
        PatientStrings strings = PatientStrings.OfFile(Oracles.Data("charset", "chrH32.dcm"));

        Assert.Equal(repeats, strings.AreRepeatedIn(reason));
    }

    private static DicomDataset Header(string characterSet, byte[] name) => new DicomDataset()
        .Set(DicomTag.SpecificCharacterSet, characterSet)
        .Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, name));

    private static CheckStatus Check(DicomDataset dataset, string family, string given)
    {
        HeaderIdentity header = HeaderIdentityReader.Read(dataset) with { PatientId = "1", BirthDate = string.Empty, Sex = string.Empty };
        var patient = new RegistryPatient { SubjectId = "T1", PatientIds = ["1"], FamilyName = family, GivenName = given, Centre = "C1" };
        Assert.True(FieldRequirement.TryParse("Name", out FieldRequirement? required, out _));
        return new PatientChecker(new OneRow(patient), new MatchPolicy { Require = [required] }).Check(header, "C1").Status;
    }

    private sealed class OneRow(RegistryPatient patient) : IPatientRegistry
    {
        public IEnumerable<RegistryPatient> Patients => [patient];

        public int Count => 1;

        public IReadOnlyList<RegistryPatient> FindByPatientId(string centre, string patientId) => [patient];

        public IReadOnlyList<RegistryPatient> FindByCentre(string centre) => [patient];

        public RegistryPatient? FindSubject(string subjectId) => patient;
    }
}
