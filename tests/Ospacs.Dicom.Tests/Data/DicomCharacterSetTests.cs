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
    [InlineData(" ISO_IR 100 ")]
    public void Well_known_slips_of_writing_mean_what_they_can_only_mean(string term) => Assert.Equal("é", DicomCharacterSet.Of(term).Decode([0xE9]));

    [Theory]
    [InlineData("", new byte[] { 0x41, 0xE9 })]
    [InlineData("ISO_IR 192", new byte[] { 0x41, 0xE9 })]
    [InlineData("ISO_IR 192", new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData("ISO_IR 126", new byte[] { 0xFF })]
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
    [InlineData("\\ISO 2022 IR 87")]
    [InlineData("ISO 2022 IR 13\\ISO 2022 IR 87")]
    [InlineData("nonsense")]
    public void A_character_set_that_cannot_be_read_is_an_error(string term) => Assert.Throws<DicomTextException>(() => DicomCharacterSet.Of(term));

    [Theory]
    [InlineData("", "Müller")]
    [InlineData("ISO_IR 100", "王")]
    public void Text_that_the_repertoire_lacks_is_not_written(string term, string text) => Assert.Throws<DicomTextException>(() => DicomCharacterSet.Of(term).Encode(text));

    [Theory]
    [InlineData("chrArab.dcm", "قباني^لنزار")]
    [InlineData("chrFren.dcm", "Buc^Jérôme")]
    [InlineData("chrGerm.dcm", "Äneas^Rüdiger")]
    [InlineData("chrGreek.dcm", "Διονυσιος")]
    [InlineData("chrHbrw.dcm", "שרון^דבורה")]
    [InlineData("chrRuss.dcm", "Люкceмбypг")]
    [InlineData("chrX1.dcm", "Wang^XiaoDong=王^小東=")]
    [InlineData("chrX2.dcm", "Wang^XiaoDong=王^小东=")]
    public void Names_of_real_files_are_decoded(string file, string name)
    {
        using DicomFile dicom = DicomFile.Open(Oracles.Data("charset", file));
        Assert.Equal(name, dicom.Dataset.GetText(DicomTag.PatientName));
    }

    [Theory]
    [InlineData("chrH31.dcm")]
    [InlineData("chrH32.dcm")]
    [InlineData("chrI2.dcm")]
    public void Names_in_code_extensions_are_refused_without_showing_them(string file)
    {
        using DicomFile dicom = DicomFile.Open(Oracles.Data("charset", file));
        var error = Assert.Throws<DicomTextException>(() => dicom.Dataset.GetText(DicomTag.PatientName));
        Assert.DoesNotContain("Yamada", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Hong", error.Message, StringComparison.Ordinal);
    }
}
