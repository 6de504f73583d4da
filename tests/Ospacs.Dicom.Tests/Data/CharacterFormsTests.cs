using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Data;

public class CharacterFormsTests
{
    [Fact]
    public void Ascii_has_three_forms() => Assert.Equal(["736D697468", "73006D00690074006800", "0073006D006900740068"], Shown("smith"));

    [Fact]
    public void Nothing_has_no_form() => Assert.Empty(CharacterForms.Of(string.Empty));

    [Theory]
    [InlineData("Müller", "4DFC6C6C6572")] // ISO 8859
    [InlineData("Müller", "4DC3BC6C6C6572")] // UTF-8
    [InlineData("Müller", "4DFC006C00", false)]
    [InlineData("Müller", "4D00FC006C006C0065007200")]
    [InlineData("Müller", "004D00FC006C006C00650072")]
    [InlineData("Müller", "4D816C6C6572")] // DOS
    [InlineData("Müller", "4D75CC886C6C6572")] // letter and accent
    [InlineData("Müller", "4D756C6C6572")] // Muller
    [InlineData("Müller", "4D75656C6C6572")] // Mueller
    [InlineData("Mu\u0308ller", "4DFC6C6C6572")]
    [InlineData("Жук", "B6E3DA")] // ISO 8859-5
    [InlineData("Жук", "C6F3EA")] // Windows
    [InlineData("Жук", "86E3AA")] // DOS
    [InlineData("Жук", "F6D5CB")] // KOI8
    [InlineData("Жук", "A7A8A7E5A7DC")] // GBK
    [InlineData("Διον", "C4E9EFED")]
    [InlineData("山田", "3B334544")] // between ESC $ B and ESC ( B
    [InlineData("山田", "8E529363")] // Shift-JIS
    [InlineData("山田", "BBB3C5C4")] // EUC-JP
    [InlineData("山田", "C9BDCCEF")] // GBK
    [InlineData("山田", "DFA3EFA3")] // KS X 1001
    [InlineData("山田", "A473A5D0")] // Big5
    [InlineData("山丂田", "3B331B24284430211B24424544")] // two Japanese sets
    [InlineData("丂", "8FB0A1")] // EUC-JP with JIS X 0212
    [InlineData("山田^太郎", "3B3345441B28425E1B244242404F3A")]
    [InlineData("山田^太郎", "3B3345441B284A5E1B244242404F3A")]
    [InlineData("ヤマダ", "D4CFC0DE")] // half width
    [InlineData("ﾔﾏﾀﾞ", "D4CFC0DE")]
    [InlineData("ﾔﾏﾀﾞ", "8384837D835F")] // full width in Shift-JIS
    [InlineData("ﾔﾏﾀﾞ", "2564255E2540")]
    [InlineData("ﾔﾏﾀﾞ", "8ED48ECF8EC08EDE")] // EUC-JP
    [InlineData("ｶﾞｯｺｰ", "B6DEAFBAB0")]
    [InlineData("髙橋", "FBFC8BB4")] // Shift-JIS of Windows
    [InlineData("홍길동", "C8ABB1E6B5BF")]
    [InlineData("홍길동", "482B3166353F")]
    [InlineData("똠", "8C63")] // Korean syllables of Windows
    [InlineData("张", "D5C5")]
    [InlineData("张", "5545")]
    [InlineData("\U00020BB7", "9534B235")] // GB18030
    [InlineData("\U00020BB7", "F0A0AEB7")]
    [InlineData("שרון", "F9F8E5EF")]
    [InlineData("สมชาย", "CAC1AAD2C2")]
    public void A_text_is_given_in_every_form_that_carries_it(string text, string form, bool expected = true) => Assert.Equal(expected, Shown(text).Contains(form));

    [Theory]
    [InlineData("Straße", "Strasse")]
    [InlineData("Ägir", "Aegir")]
    [InlineData("Ägir", "Agir")]
    [InlineData("ÄGIR", "AEGIR")]
    [InlineData("Ærø", "Aero")]
    [InlineData("ÆRØ", "AERO")]
    [InlineData("Åse", "Aase")]
    [InlineData("Łódź", "Lodz")]
    [InlineData("Jørgensen", "Joergensen")]
    [InlineData("Þór", "Thor")]
    [InlineData("Ｓｍｉｔｈ", "Smith")]
    public void Latin_text_is_also_given_as_it_is_typed_in_ascii(string text, string ascii) => Assert.Contains(Convert.ToHexString(Encoding.ASCII.GetBytes(ascii)), Shown(text));

    [Fact]
    public void What_is_no_text_has_the_forms_of_its_code_units()
    {
        Assert.Equal(["610042D86200", "0061D8420062"], Shown("a\uD842b"));
        Assert.Equal(["00DCE900", "DC0000E9"], Shown("\uDC00é"));
        Assert.Equal(["E900FEFF", "00E9FFFE"], Shown("é\uFFFE"));
    }

    [Fact]
    public void Forms_are_distinct_and_never_empty()
    {
        foreach (string text in new[] { "Müller", "山田^太郎", "Жук", "ﾔﾏﾀﾞ", "قباني", "a\u0301", "\u0301", "é", "洪 吉洞" })
        {
            IReadOnlyList<string> shown = Shown(text);
            Assert.Equal(shown.Distinct(), shown);
            Assert.DoesNotContain(string.Empty, shown);
        }
    }

    [Fact]
    public void What_any_character_set_writes_is_among_the_forms()
    {
        string[] terms = ["ISO_IR 100", "ISO_IR 101", "ISO_IR 109", "ISO_IR 110", "ISO_IR 144", "ISO_IR 127", "ISO_IR 126", "ISO_IR 138", "ISO_IR 148", "ISO_IR 203", "ISO_IR 166", "ISO_IR 13", "ISO_IR 192", "GB18030", "GBK"];
        string[] texts = ["Jérôme", "Łódź", "Ĝorĝ", "Kārlis", "Люк", "قباني", "Διονυσιος", "שרון", "Çağlar", "Š€ž", "สมชาย", "ﾔﾏﾀﾞ", "王", "山田"];
        int written = 0;
        foreach (string text in texts)
        {
            foreach (string term in terms)
            {
                try
                {
                    Assert.Contains(Convert.ToHexString(DicomCharacterSet.Of(term).Encode(text)), Shown(text));
                    written++;
                }
                catch (DicomTextException)
                {
                }
            }
        }
        Assert.True(written >= texts.Length * 3);
    }

    [Fact]
    public void Pythons_codecs_write_the_same()
    {
        string[] texts = ["Jérôme", "Łódź", "Люк", "קול", "Διον", "山田太郎", "ヤマダ", "髙橋", "홍길동", "洪吉洞", "小东", "小東", "丂山"];
        string listing = Oracles.Pydicom("""
            import sys
            for text in sys.argv[1:]:
                for codec in 'utf-8 utf-16-le utf-16-be latin-1 iso8859-2 iso8859-5 iso8859-7 iso8859-8 cp437 cp850 cp852 cp866 koi8-r cp1250 cp1251 cp1252 cp1253 cp1255 cp932 euc_jp cp949 euc_kr gbk gb18030 cp950'.split():
                    # Of characters that Windows' Shift-JIS has twice Python writes the other one.
                    if codec == 'cp932' and '\u9ad9' in text: continue
                    # Its Big5 has letters that Windows' has not.
                    if codec == 'cp950' and text[0] < '\u4e00': continue
                    try: print(text + '\t' + codec + '\t' + text.encode(codec).hex().upper())
                    except UnicodeEncodeError: pass
            """, texts);
        string[] lines = listing.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 80);
        Assert.All(lines, line => Assert.Contains(line.Split('\t')[2], Shown(line.Split('\t')[0])));
    }

    [Fact]
    public void Random_text_has_forms()
    {
        var random = new Random(20261130);
        for (int turn = 0; turn < 5000; turn++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => (char)random.Next(0x10000)));
            Assert.NotEmpty(CharacterForms.Of(text));
        }
    }

    private static List<string> Shown(string text) => [.. CharacterForms.Of(text).Select(Convert.ToHexString)];
}
