using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Data;

public class DicomCharacterSetTests
{
    [Theory]
    [InlineData("", "Smith")]
    [InlineData("ISO_IR 6", "Smith")]
    [InlineData("ISO_IR 100", "Müller^Jérôme")]
    [InlineData("ISO_IR 101", "Łódź^Žofie")]
    [InlineData("ISO_IR 109", "Ĝorĝ")]
    [InlineData("ISO_IR 110", "Kārlis")]
    [InlineData("ISO_IR 144", "Люкceмбypг")]
    [InlineData("ISO_IR 127", "قباني^لنزار")]
    [InlineData("ISO_IR 126", "Διονυσιος")]
    [InlineData("ISO_IR 138", "שרון^דבורה")]
    [InlineData("ISO_IR 148", "Çağlar")]
    [InlineData("ISO_IR 203", "Š€ž")]
    [InlineData("ISO_IR 166", "สมชาย")]
    [InlineData("ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ")]
    [InlineData("ISO_IR 192", "王^小東 Müller")]
    [InlineData("GB18030", "王^小东")]
    [InlineData("GBK", "王^小东")]
    public void Text_comes_back_as_it_went(string term, string text)
    {
        DicomCharacterSet set = DicomCharacterSet.Of(term);
        Assert.Equal(text, set.Decode(set.Encode(text)));
    }

    [Theory]
    [InlineData("ISO-IR 100")]
    [InlineData("ISO IR 100")]
    [InlineData("iso_ir 100")]
    [InlineData("ISO_IR_100")]
    [InlineData("ISO 2022 IR 100")]
    [InlineData("ISO2022 IR 100")]
    [InlineData("ISO_2022_IR_100")]
    [InlineData("ISO_IR 100\\")]
    [InlineData(" ISO_IR 100 ")]
    public void Well_known_slips_of_writing_mean_what_they_can_only_mean(string term) => Assert.Equal("é", DicomCharacterSet.Of(term).Decode([0xE9]));

    [Theory]
    [InlineData("", new byte[] { 0x41, 0xE9 })]
    [InlineData("ISO_IR 192", new byte[] { 0x41, 0xE9 })]
    [InlineData("ISO_IR 192", new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData("ISO_IR 126", new byte[] { 0xFF })]
    [InlineData("ISO_IR 126", new byte[] { 0xA4 })]
    [InlineData("ISO_IR 166", new byte[] { 0x80 })]
    [InlineData("GBK", new byte[] { 0x80 })]
    [InlineData("GBK", new byte[] { 0xFE, 0x50 })]
    [InlineData("ISO_IR 127", new byte[] { 0xFF })]
    [InlineData("ISO_IR 100", new byte[] { 0x41, 0x80 })]
    [InlineData("GB18030", new byte[] { 0x81 })]
    [InlineData("ISO_IR 13", new byte[] { 0x88, 0x9F })]
    [InlineData("ISO_IR 13", new byte[] { 0xE0, 0x40 })]
    [InlineData("ISO_IR 100", new byte[] { 0x41, 0x1B, 0x24, 0x42 })]
    [InlineData("", new byte[] { 0x41, 0x1B, 0x24, 0x42 })]
    public void Bytes_outside_the_repertoire_are_an_error_and_no_question_mark(string term, byte[] bytes) =>
        Assert.Throws<DicomTextException>(() => DicomCharacterSet.Of(term).Decode(bytes));

    [Theory]
    [InlineData("ISO_IR 999")]
    [InlineData("nonsense")]
    [InlineData("ISO_IR")]
    [InlineData("ISO 2022 IR")]
    [InlineData("ISO 2022 IR 192")]
    [InlineData("\\ISO_IR 192")]
    [InlineData("\\ISO 2022 IR 87\\GB18030")]
    [InlineData("GBK\\ISO 2022 IR 58")]
    [InlineData("\\ISO 2022 IR 87\\ISO 2022 IR 999")]
    public void A_character_set_that_cannot_be_read_is_an_error(string term) => Assert.Throws<DicomTextException>(() => DicomCharacterSet.Of(term));

    [Theory]
    [InlineData("", "Müller")]
    [InlineData("ISO_IR 100", "王")]
    [InlineData("ISO_IR 13", "山")]
    [InlineData("ISO_IR 126", "\uF7C7")]
    [InlineData("GBK", "\uE000")]
    [InlineData("ISO_IR 100", "a\u001B$Bé")]
    [InlineData("ISO_IR 192", "a\u001B$B")]
    [InlineData("\\ISO 2022 IR 87", "山é丂")]
    [InlineData("\\ISO 2022 IR 149", "\U00020BB7")]
    public void Text_that_the_repertoire_lacks_is_not_written(string term, string text) => Assert.Throws<DicomTextException>(() => DicomCharacterSet.Of(term).Encode(text));

    [Theory]
    [InlineData("chrArab.dcm", "قباني^لنزار")]
    [InlineData("chrFren.dcm", "Buc^Jérôme")]
    [InlineData("chrGerm.dcm", "Äneas^Rüdiger")]
    [InlineData("chrGreek.dcm", "Διονυσιος")]
    [InlineData("chrHbrw.dcm", "שרון^דבורה")]
    [InlineData("chrRuss.dcm", "Люкceмбypг")]
    [InlineData("chrFrenMulti.dcm", "Buc^Jérôme")]
    [InlineData("chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData("chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData("chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData("chrJapMulti.dcm", "やまだ^たろう")]
    [InlineData("chrKoreanMulti.dcm", "김희중")]
    [InlineData("chrX1.dcm", "Wang^XiaoDong=王^小東=")]
    [InlineData("chrX2.dcm", "Wang^XiaoDong=王^小东=")]
    public void Names_of_real_files_are_decoded(string file, string name)
    {
        using DicomFile dicom = DicomFile.Open(Oracles.Data("charset", file));
        Assert.Equal(name, dicom.Dataset.GetText(DicomTag.PatientName));
    }

    [Fact]
    public void An_item_has_the_character_set_that_it_declares()
    {
        using DicomFile dicom = DicomFile.Open(Oracles.Data("charset", "chrSQEncoding.dcm"));
        DicomItem item = Assert.Single(dicom.Dataset.GetItems(new DicomTag(0x00321064u)));
        Assert.Equal("ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", item.Dataset.GetText(DicomTag.PatientName));
    }

    [Fact]
    public void Text_that_is_not_of_its_character_set_is_refused_by_tag_and_without_showing_it()
    {
        DicomDataset dataset = new DicomDataset().Set(DicomTag.SpecificCharacterSet, "\\ISO 2022 IR 87")
            .Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, [.. "Hong^"u8, 0x1B, .. "$)C"u8, 0xFB, 0xF3]));
        var error = Assert.Throws<DicomTextException>(() => dataset.GetText(DicomTag.PatientName));
        Assert.Equal(DicomTag.PatientName, error.Tag);
        Assert.DoesNotContain("Hong", error.Message, StringComparison.Ordinal);
    }
}
