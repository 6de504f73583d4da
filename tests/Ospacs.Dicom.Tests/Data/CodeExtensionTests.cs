using System.Text;
using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Dicom.Tests.Data;

/// <summary>Character sets that take turns by escape sequences: PS3.5 section 6.1.2.5 and annexes H, I and K. "␛" stands for ESC.</summary>
public class CodeExtensionTests
{
    private const string Japanese = @"\ISO 2022 IR 87";
    private const string Korean = @"\ISO 2022 IR 149";
    private const string Chinese = @"\ISO 2022 IR 58";

    [Theory]
    // The annexes' own examples.
    [InlineData(Japanese, "Yamada^Tarou=␛$B;3ED␛(B^␛$BB@O:␛(B=␛$B$d$^$@␛(B^␛$B$?$m$&␛(B", "Yamada^Tarou=山田^太郎=やまだ^たろう")]
    [InlineData(@"ISO 2022 IR 13\ISO 2022 IR 87", "ÔÏÀÞ^ÀÛ³=␛$B;3ED␛(J^␛$BB@O:␛(J=␛$B$d$^$@␛(J^␛$B$?$m$&␛(J", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう")]
    [InlineData(Korean, "Hong^Gildong=␛$)Cûó^␛$)CÑÎÔ×=␛$)CÈ«^␛$)C±æµ¿", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData(Chinese, "Zhang^XiaoDong=␛$)AÕÅ^␛$)AÐ¡¶«=", "Zhang^XiaoDong=张^小东=")]
    // Each set of one byte behind its escape sequence.
    [InlineData(@"\ISO 2022 IR 100", "a␛-Aé", "aé")]
    [InlineData(@"\ISO 2022 IR 101", "a␛-B£", "aŁ")]
    [InlineData(@"\ISO 2022 IR 109", "a␛-Cø", "aĝ")]
    [InlineData(@"\ISO 2022 IR 110", "a␛-Dà", "aā")]
    [InlineData(@"\ISO 2022 IR 144", "a␛-L¶", "aЖ")]
    [InlineData(@"\ISO 2022 IR 127", "a␛-GÇ", "aا")]
    [InlineData(@"\ISO 2022 IR 126", "a␛-Fá", "aα")]
    [InlineData(@"\ISO 2022 IR 138", "a␛-Hà", "aא")]
    [InlineData(@"\ISO 2022 IR 148", "a␛-Mð", "ağ")]
    [InlineData(@"\ISO 2022 IR 203", "a␛-b¤", "a€")]
    [InlineData(@"\ISO 2022 IR 13", "a␛)IÔ␛(Jb", "aﾔb")]
    [InlineData(@"\ISO 2022 IR 166", "a␛-TÑ", "a\u0E31")]
    [InlineData(@"\ISO 2022 IR 159", "a␛$(D0!␛(B", "a丂")]
    // Sets of one byte that take turns, and the first one again at a delimiter.
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 126\ISO 2022 IR 144", "é␛-Fá␛-L¶␛-Aé^é␛-Fá=é", "éαЖé^é" + "α=é")]
    // A character's halves look like delimiters.
    [InlineData(Japanese, "␛$B!=!^!\\!!␛(B\\b", "―±＋\u3000\\b")]
    [InlineData(Japanese, "␛$B4A ;z␛(B", "漢 字")]
    // ASCII may be told at any time, even twice and where it is already.
    [InlineData(Japanese, "␛(Ba␛(B␛(B", "a")]
    [InlineData(@"ISO 2022 IR 13\ISO 2022 IR 87", "␛$B;3␛(B^␛$B;3␛(J", "山^山")]
    // Slips: ISO_IR for ISO 2022 IR, one set told as if it stood alone, one told twice.
    [InlineData(@"\ISO_IR 87", "␛$B;3␛(B", "山")]
    [InlineData(@"ISO_IR 100\ISO 2022 IR 87", "é␛$B;3␛(B", "é山")]
    [InlineData(@"ISO_IR 6\ISO_IR 149", "␛$)Cûó", "洪")]
    [InlineData("ISO 2022 IR 87", "a^␛$B;3␛(B", "a^山")]
    [InlineData("ISO_IR 87", "a^␛$B;3␛(B", "a^山")]
    [InlineData("ISO 2022 IR 149", "Hong^ûó", "Hong^洪")]
    [InlineData("ISO 2022 58", "Zhang^␛$)AÕÅ", "Zhang^张")]
    [InlineData(@"ISO 2022 IR 6\ISO 2022 IR 87\ISO 2022 IR 87\", "␛$B;3␛(B", "山")]
    public void Names_are_decoded(string term, string bytes, string name) => Assert.Equal(name, DicomCharacterSet.Of(term).Decode(Bytes(bytes), DicomVR.PN));

    [Theory]
    [InlineData(Japanese, "␛$)Cûó")] // not declared
    [InlineData(Korean, "␛$B;3␛(B")]
    [InlineData(Japanese, "␛$B;3␛(J")]
    [InlineData("ISO 2022 IR 100", "␛-Fá")]
    [InlineData(Japanese, "a␛")] // no escape sequence of DICOM
    [InlineData(Japanese, "a␛$")]
    [InlineData(Japanese, "a␛$@;3␛(B")]
    [InlineData(Japanese, "␛$B;␛(B")] // half a character
    [InlineData(Japanese, "␛$B;")]
    [InlineData(Japanese, "␛$B;\r\n3")]
    [InlineData(Japanese, "␛$B; 3")]
    [InlineData(Korean, "␛$)Cû")]
    [InlineData(Korean, "␛$)Cûa")]
    [InlineData(Korean, "␛$)Cû^")]
    [InlineData(Japanese, "␛$B-!␛(B")] // what the set lacks: NEC's own row, an empty row, DEL
    [InlineData(Japanese, "␛$B)!␛(B")]
    [InlineData(Japanese, "␛$B;\u007F␛(B")]
    [InlineData(Korean, "␛$)C\u00A0¡")]
    [InlineData(Korean, "ûó")] // no escape sequence, or one that a delimiter ended
    [InlineData(Korean, "␛$)Cûó^ûó")]
    [InlineData(Korean, "␛$)Cûó=ûó")]
    [InlineData(Korean, "␛$)Cûó\\ûó")]
    [InlineData(Korean, "␛$)Cûó\tûó")]
    public void What_was_not_declared_or_is_half_a_character_is_an_error(string term, string bytes) =>
        Assert.Throws<DicomTextException>(() => DicomCharacterSet.Of(term).Decode(Bytes(bytes), DicomVR.PN));

    [Theory]
    [InlineData("PN", "^", false)]
    [InlineData("PN", "=", false)]
    [InlineData("PN", "\\", false)]
    [InlineData("LO", "\\", false)]
    [InlineData("SH", "\\", false)]
    [InlineData("UC", "\\", false)]
    [InlineData("LO", "^", true)]
    [InlineData("LO", "=", true)]
    [InlineData("LT", "\\", true)]
    [InlineData("ST", "\\", true)]
    [InlineData("UT", "^", true)]
    [InlineData("LT", "\r\n", false)]
    [InlineData("ST", "\n", false)]
    [InlineData("UT", "\f", false)]
    [InlineData("LT", "\t", false)]
    public void A_representation_says_where_text_is_back_in_its_first_set(string representation, string delimiter, bool stays)
    {
        byte[] bytes = Bytes("␛$)Cûó" + delimiter + "ûó");
        var vr = new DicomVR(representation[0], representation[1]);
        DicomCharacterSet set = DicomCharacterSet.Of(Korean);
        if (stays)
        {
            Assert.Equal("洪" + delimiter + "洪", set.Decode(bytes, vr));
        }
        else
        {
            Assert.Throws<DicomTextException>(() => set.Decode(bytes, vr));
        }
    }

    [Fact]
    public void An_element_of_unknown_representation_is_read_by_the_dictionarys()
    {
        DicomDataset dataset = new DicomDataset().Set(DicomTag.SpecificCharacterSet, Korean)
            .Set(DicomElement.Create(DicomTag.PatientName, DicomVR.UN, Bytes("␛$)Cûó^ûó")))
            .Set(DicomElement.Create(DicomTag.PatientComments, DicomVR.UN, Bytes("␛$)Cûó^ûó")));

        Assert.Throws<DicomTextException>(() => dataset.GetText(DicomTag.PatientName));
        Assert.Equal("洪^洪", dataset.GetText(DicomTag.PatientComments));
    }

    [Theory]
    [InlineData("GB18030", "俓俔")] // second bytes 5C and 5E
    [InlineData("GBK", "俓俔")]
    [InlineData(Japanese, "＼亅丱")]
    public void Half_a_character_that_looks_like_a_delimiter_parts_nothing(string term, string value)
    {
        string text = value + "\\b";
        byte[] bytes = DicomCharacterSet.Of(term).Encode(text);
        Assert.True(bytes.Count(b => b == 0x5C) > 1 || term == Japanese);
        DicomDataset dataset = new DicomDataset().Set(DicomTag.SpecificCharacterSet, term).Set(DicomElement.Create(DicomTag.StudyDescription, DicomVR.LO, bytes));
        Assert.Equal([value, "b"], dataset.GetText(DicomTag.StudyDescription)!.Split('\\'));
    }

    [Theory]
    [InlineData(Japanese, "Yamada^Tarou=山田^太郎=やまだ^たろう", "Yamada^Tarou=␛$B;3ED␛(B^␛$BB@O:␛(B=␛$B$d$^$@␛(B^␛$B$?$m$&␛(B")]
    [InlineData(@"ISO 2022 IR 13\ISO 2022 IR 87", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう", "ÔÏÀÞ^ÀÛ³=␛$B;3ED␛(J^␛$BB@O:␛(J=␛$B$d$^$@␛(J^␛$B$?$m$&␛(J")]
    [InlineData(Korean, "Hong^Gildong=洪^吉洞=홍^길동", "Hong^Gildong=␛$)Cûó^␛$)CÑÎÔ×=␛$)CÈ«^␛$)C±æµ¿")]
    [InlineData(Chinese, "Zhang^XiaoDong=张^小东=", "Zhang^XiaoDong=␛$)AÕÅ^␛$)AÐ¡¶«=")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 126", "éα^éα", "é␛-Fá␛-A^é␛-Fá␛-A")] // back in the first set before a delimiter and at the end
    [InlineData(@"ISO 2022 IR 13\ISO 2022 IR 87", "山ﾔ a", "␛$B;3␛(JÔ a")]
    [InlineData(@"\ISO 2022 IR 87\ISO 2022 IR 159", "山丂山", "␛$B;3␛$(D0!␛$B;3␛(B")]
    [InlineData(@"\ISO 2022 IR 159\ISO 2022 IR 87", "丂α", "␛$(D0!␛$B&A␛(B")]
    [InlineData(@"\ISO 2022 IR 126\ISO 2022 IR 87", "山α", "␛$B;3&A␛(B")] // the set in use has it
    [InlineData(@"\ISO 2022 IR 126\ISO 2022 IR 87", "α山", "␛-Fá␛$B;3␛(B")] // the first one declared has it
    [InlineData(Korean, "洪\r\n洪", "␛$)Cûó\r\n␛$)Cûó")]
    [InlineData(Japanese, "山～－", "␛$B;3!A!]␛(B")] // Unicode has two of these, JIS X 0208 one
    public void Text_is_written_in_the_declared_sets(string term, string text, string bytes) => Assert.Equal(bytes, Shown(DicomCharacterSet.Of(term).Encode(text)));

    [Theory]
    [InlineData(@"\ISO_IR 87", Japanese)]
    [InlineData(@"iso_ir 6\iso-ir 87", Japanese)]
    [InlineData(@"ISO_IR 13\ISO_IR 87", @"ISO 2022 IR 13\ISO 2022 IR 87")]
    [InlineData("ISO_IR_192", "ISO_IR 192")]
    [InlineData("ISO 2022 GBK", "GBK")]
    [InlineData(@"\", "ISO_IR 6")]
    public void The_term_is_the_standards_writing(string value, string term) => Assert.Equal(term, DicomCharacterSet.Of(value).Term);

    private static byte[] Bytes(string shown) => Encoding.Latin1.GetBytes(shown.Replace('␛', '\x1B'));

    private static string Shown(byte[] bytes) => Encoding.Latin1.GetString(bytes).Replace('\x1B', '␛');
}
