using System.Globalization;
using System.Text;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Dicom.Writing;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Data;

/// <summary>Character sets as Python's codecs, pydicom and dcmtk have them.</summary>
public class CharacterSetOracleTests
{
    /// <summary>Every place of every set: the set, the escape sequence, the bytes and the character in hexadecimal, "-" where there is none.</summary>
    private const string Places = """
        def show(number, escape, raw, codec, form):
            try: text = form.decode(codec)
            except UnicodeDecodeError: text = ''
            print('\t'.join([number, escape, raw.hex(), text.encode('utf-16-be').hex() or '-']))
        single = {'100': ('-A', 'latin-1'), '101': ('-B', 'iso8859-2'), '109': ('-C', 'iso8859-3'), '110': ('-D', 'iso8859-4'), '144': ('-L', 'iso8859-5'),
                  '127': ('-G', 'iso8859-6'), '126': ('-F', 'iso8859-7'), '138': ('-H', 'iso8859-8'), '148': ('-M', 'iso8859-9'), '203': ('-b', 'iso8859-15'),
                  '166': ('-T', 'tis-620')}
        for number, (escape, codec) in single.items():
            for b in range(0xA0, 0x100): show(number, escape, bytes([b]), codec, bytes([b]))
        for b in range(0x80, 0x100): show('13', ')I', bytes([b]), 'shift_jis' if 0xA1 <= b <= 0xDF else 'ascii', bytes([b]))
        for a in range(0x21, 0x80):
            for b in range(0x20, 0x80):
                low, high = bytes([a, b]), bytes([a | 0x80, b | 0x80])
                show('87', '$B', low, 'euc_jp', high)
                show('159', '$(D', low, 'euc_jp', b'\x8f' + high)
                show('149', '$)C', high, 'euc_kr', high)
                show('58', '$)A', high, 'gb2312', high)
        """;

    /// <summary>Random values in each combination of sets: the value of (0008,0005), the representation, bytes and text in hexadecimal.</summary>
    private const string Values = """
        import random, sys
        from pydicom.charset import convert_encodings, encode_string
        random.seed(20261127)
        def alphabet(codec, form, skip=''):
            found = []
            for a in range(0x21, 0x7F):
                for b in range(0x21, 0x7F):
                    try: found.append(form(a, b).decode(codec))
                    except UnicodeDecodeError: pass
            return [c for c in found if len(c) == 1 and ord(c) > 0x9F and c not in skip]
        high = lambda a, b: bytes([a | 0x80, b | 0x80])
        one = lambda codec, skip='': [c for c in (bytes([b]).decode(codec, 'ignore') for b in range(0xA0, 0x100)) if c and c not in skip]
        sets = {'100': one('latin-1'), '101': one('iso8859-2'), '109': one('iso8859-3'), '110': one('iso8859-4'), '144': one('iso8859-5'), '127': one('iso8859-6'),
                '126': one('iso8859-7', '\u20ac\u20af\u037a'), '138': one('iso8859-8', '\xaf\u200e\u200f'), '148': one('iso8859-9'), '166': one('tis-620'),
                '13': [chr(c) for c in range(0xFF61, 0xFFA0)], '87': alphabet('euc_jp', high), '159': alphabet('euc_jp', lambda a, b: b'\x8f' + high(a, b)),
                '149': alphabet('euc_kr', high), '58': alphabet('gb2312', high, '\u30fb\u2015')}
        latin = [chr(c) for c in range(0x21, 0x7F) if chr(c) not in '\\^=']
        def word(letters): return ''.join(random.choice(letters) for _ in range(random.randint(1, 12)))
        def encoded(text, encodings, number):
            # pydicom leaves out the escape sequence of GB 2312.
            code = b'\x1b$)A' + text.encode('gb2312') if number == '58' else encode_string(text, encodings)
            # Behind Japanese in G0 it goes back to a first set in G1, which leaves G0 as it is.
            return code[:-3] + b'\x1b(B' if code.startswith((b'\x1b$B', b'\x1b$(D')) and code.endswith(b'\x1b-A') else code
        def show(value, vr, raw, text):
            print('\t'.join([value, vr, raw.hex(), text.encode('utf-16-be').hex()]))
        single = ['100', '101', '109', '110', '144', '127', '126', '138', '148', '166', '13']
        combinations = [[n] for n in single] + [['', n] for n in single if n != '13'] + [['', '87'], ['', '159'], ['', '87', '159'], ['13', '87'], ['13', '87', '159'], ['', '149'], ['', '58'],
            ['100', '126', '144'], ['101', '138', '127', '109'], ['100', '87', '149', '58'], ['', '100', '101', '109', '110', '144', '127', '126', '138', '148', '166'], ['13', '100', '144', '87', '159', '149']]
        for numbers in combinations:
            value = '\\'.join('ISO 2022 IR ' + n if n else '' for n in numbers)
            encodings = convert_encodings(value.split('\\'))
            for turn in range(40):
                vr, delimiters = random.choice([('PN', '^=\\'), ('LO', '\\'), ('LT', '\n\t'), ('UC', '\\')])
                raw, text = b'', ''
                for part in range(random.randint(1, 5)):
                    number = random.choice(numbers)
                    letters = latin if number == '' else sets[number]
                    piece = word(letters)
                    if number in single and random.random() < 0.3 and number != '13': piece += word(latin)
                    code = encoded(piece, encodings, number)
                    # pydicom writes ISO 8859-1 without an escape sequence where ASCII comes first.
                    if numbers[0] == '' and code[:1] != b'\x1b' and not code.isascii(): continue
                    if b'?' in code and '?' not in piece and number != '87': continue
                    if part and text:
                        delimiter = random.choice(delimiters); raw += delimiter.encode(); text += delimiter
                    raw += code; text += piece
                if text: show(value, vr, raw, text)
        for value, codec, letters in [('ISO_IR 192', 'utf-8', sets['87'] + sets['127'] + ['\U00020BB7']), ('GB18030', 'gb18030', sets['58'] + sets['127'] + ['\U00020BB7', '\u30fb']), ('GBK', 'gbk', alphabet('gbk', high))]:
            for turn in range(200):
                text = '^'.join(word(letters + latin) for _ in range(3))
                show(value, 'PN', text.encode(codec), text)
        for n in single:
            codec = {'100': 'latin-1', '166': 'tis-620', '13': 'shift_jis', '101': 'iso8859-2', '109': 'iso8859-3', '110': 'iso8859-4', '144': 'iso8859-5', '127': 'iso8859-6', '126': 'iso8859-7', '138': 'iso8859-8', '148': 'iso8859-9'}[n]
            for turn in range(50):
                text = '^'.join(word(sets[n] + latin) for _ in range(3))
                show('ISO_IR ' + n, 'PN', text.encode(codec), text)
        """;

    /// <summary>Reads what this project wrote: the value of (0008,0005), the representation, bytes; gives the text.</summary>
    private const string Decoding = """
        import sys
        from pydicom.charset import convert_encodings, decode_bytes
        from pydicom.valuerep import PN_DELIMS, TEXT_VR_DELIMS
        for line in open(sys.argv[1]):
            value, vr, raw = line.rstrip('\n').split('\t')
            text = decode_bytes(bytes.fromhex(raw), convert_encodings(value.split('\\')), PN_DELIMS | {0x3D, 0x5C} if vr == 'PN' else TEXT_VR_DELIMS)
            # pydicom leaves the escape sequence of GB 2312 in the text.
            print(text.replace('\x1b$)A', '').encode('utf-16-be').hex())
        """;

    /// <summary>Where Python's tables and the registered sets (or later editions of them) differ, and this project goes by the set.</summary>
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.Ordinal)
    {
        ["126 a4"] = "-", ["126 a5"] = "-", ["126 aa"] = "-", // the Greek set of 2003, ISO-IR 227
        ["138 fd"] = "-", ["138 fe"] = "-", ["138 af"] = "203e", // the Hebrew set of 1999, ISO-IR 198; an overline in the one of 1988
        ["149 a4d4"] = "3164", // the filler, which Python takes for the beginning of a syllable in four pairs
        ["58 a1a4"] = "00b7", ["58 a1aa"] = "2014", // middle dot and dash of GB 18030
    };

    [Fact]
    public void Every_place_of_every_set_has_the_character_that_Python_has_there()
    {
        int places = 0;
        var wrong = new List<string>();
        foreach (string line in Oracles.Pydicom(Places).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] cells = line.Split('\t');
            byte[] bytes = [0x1B, .. Encoding.ASCII.GetBytes(cells[1]), .. Convert.FromHexString(cells[2])];
            string expected = Otherwise.GetValueOrDefault(cells[0] + " " + cells[2], cells[3]);
            string found = Found(@"\ISO 2022 IR " + cells[0], DicomVR.LO, bytes);
            if (found != expected)
            {
                wrong.Add($"{line}: {found}");
            }
            places++;
        }
        Assert.Empty(wrong);
        Assert.True(places > 35_000, places.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Values_that_Python_and_pydicom_encode_are_decoded()
    {
        string[] lines = Oracles.Pydicom(Values).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length > 2000);
        foreach (string line in lines)
        {
            string[] cells = line.Split('\t');
            string found = Found(cells[0], new DicomVR(cells[1][0], cells[1][1]), Convert.FromHexString(cells[2]));
            Assert.True(found == cells[3], $"{line}: {found}");
        }
    }

    [Fact]
    public void Values_that_are_encoded_here_are_decoded_by_pydicom()
    {
        var texts = new List<string>();
        var list = new StringBuilder();
        foreach (string line in Oracles.Pydicom(Values).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] cells = line.Split('\t');
            string text = Encoding.BigEndianUnicode.GetString(Convert.FromHexString(cells[3]));
            if (cells[0].Contains("IR 58", StringComparison.Ordinal) && text.AsSpan().IndexOfAny('·', '—') >= 0)
            {
                continue;
            }
            texts.Add(text);
            byte[] bytes = DicomCharacterSet.Of(cells[0]).Encode(text);
            Assert.Equal(text, DicomCharacterSet.Of(cells[0]).Decode(bytes, new DicomVR(cells[1][0], cells[1][1])));
            list.Append(cells[0]).Append('\t').Append(cells[1]).Append('\t').Append(Convert.ToHexString(bytes)).Append('\n');
        }
        using var folder = new CodecFolder();
        File.WriteAllText(folder["values"], list.ToString());
        string[] decoded = Oracles.Pydicom(Decoding, folder["values"]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(texts.Select(Hex), decoded);
    }

    [Fact]
    public void Real_files_have_the_names_that_pydicom_finds()
    {
        string[] files = Directory.GetFiles(Oracles.Data("charset"), "*.dcm");
        Assert.NotEmpty(files);
        string listing = Oracles.Pydicom("""
            import sys, pydicom
            def show(file, dataset):
                for element in dataset:
                    if element.VR == 'SQ':
                        for item in element.value: show(file, item)
                    elif element.VR in ('PN', 'LO', 'LT', 'ST', 'SH', 'UT', 'UC') and element.VM < 2 and not element.tag.is_private:
                        print('\t'.join([file, '%08x' % element.tag, str(element.value or '').encode('utf-16-be').hex()]))
            for file in sys.argv[1:]:
                show(file, pydicom.dcmread(file))
            """, files);
        string[] expected = [.. listing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.TrimEnd('\t'))];
        var found = new List<string>();
        foreach (string file in files)
        {
            using DicomFile dicom = DicomFile.Open(file);
            Show(file, dicom.Dataset, found);
        }
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("ISO_IR 100", "Buc^Jérôme")]
    [InlineData("ISO_IR 101", "Łódź^Žofie")]
    [InlineData("ISO_IR 109", "Ĝorĝ")]
    [InlineData("ISO_IR 110", "Kārlis")]
    [InlineData("ISO_IR 144", "Люкceмбypг")]
    [InlineData("ISO_IR 127", "قباني^لنزار")]
    [InlineData("ISO_IR 126", "Διονυσιος")]
    [InlineData("ISO_IR 138", "שרון^דבורה")]
    [InlineData("ISO_IR 148", "Çağlar")]
    [InlineData("ISO_IR 166", "สมชาย")]
    [InlineData("ISO_IR 13", "ﾔﾏﾀﾞ^ﾀﾛｳ")]
    [InlineData("GB18030", "Wang^XiaoDong=王^小东=")]
    [InlineData("GBK", "Wang^XiaoDong=王^小东=")]
    [InlineData(@"\ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동")]
    [InlineData(@"\ISO 2022 IR 58", "Zhang^XiaoDong=张^小东")]
    [InlineData(@"ISO 2022 IR 100\ISO 2022 IR 126\ISO 2022 IR 144\ISO 2022 IR 148", "Jérôme^Διονυσιος=Люк^ğé")]
    [InlineData(@"ISO 2022 IR 101\ISO 2022 IR 109\ISO 2022 IR 110\ISO 2022 IR 127\ISO 2022 IR 138\ISO 2022 IR 166", "Łódź^Ĝorĝ^Kārlis=قباني^שרון=สมชาย")]
    public void Names_that_are_written_here_are_read_by_dcmtk(string term, string name)
    {
        using var folder = new CodecFolder();
        DicomDataset dataset = new DicomDataset().Set(DicomTag.SpecificCharacterSet, term).Set(DicomTag.SOPClassUID, "1.2.840.10008.5.1.4.1.1.7").Set(DicomTag.SOPInstanceUID, "2.25.1")
            .Set(DicomElement.Create(DicomTag.PatientName, DicomVR.PN, DicomCharacterSet.Of(term).Encode(name)));
        using (FileStream stream = File.Create(folder["in"]))
        {
            var output = new DicomStreamOutput(stream);
            DicomTransferSyntax syntax = DicomTransferSyntax.ExplicitVRLittleEndian;
            DicomWriter.WriteFile(output, DicomFileMeta.Create("1.2.840.10008.5.1.4.1.1.7", "2.25.1", syntax), dataset, syntax);
            output.Flush();
        }
        (int status, _, string errors) = Oracles.Run("dcmconv", "+U8", folder["in"], folder["out"]);
        Assert.True(status == 0, errors);
        using DicomFile converted = DicomFile.Open(folder["out"]);
        Assert.Equal("ISO_IR 192", converted.Dataset.GetCode(DicomTag.SpecificCharacterSet));
        Assert.Equal(name.TrimEnd('='), converted.Dataset.GetText(DicomTag.PatientName)!.TrimEnd('='));
    }

    [Fact]
    public void Real_files_have_the_names_that_dcmtk_finds()
    {
        // Debian's dcmtk goes by the system's library, which has no JIS X 0208 without JIS X 0201 beside it.
        string[] beyond = ["chrH31.dcm", "chrH32.dcm", "chrJapMulti.dcm", "chrSQEncoding.dcm"];
        using var folder = new CodecFolder();
        foreach (string file in Directory.GetFiles(Oracles.Data("charset"), "*.dcm").Where(f => !beyond.Contains(Path.GetFileName(f))))
        {
            (int status, _, string errors) = Oracles.Run("dcmconv", "+U8", file, folder["out"]);
            Assert.True(status == 0, Path.GetFileName(file) + errors);
            using DicomFile source = DicomFile.Open(file);
            using DicomFile converted = DicomFile.Open(folder["out"]);
            var texts = new List<string>();
            var expected = new List<string>();
            Show(string.Empty, source.Dataset, texts);
            Show(string.Empty, converted.Dataset, expected);
            Assert.NotEmpty(texts);
            Assert.Equal(expected, texts);
        }
    }

    private static void Show(string file, DicomDataset dataset, List<string> lines)
    {
        foreach (DicomElement element in dataset)
        {
            if (element.Items is { } items)
            {
                foreach (DicomItem item in items)
                {
                    Show(file, item.Dataset, lines);
                }
            }
            else if (element.VR.IsCharacterSetText && !element.Tag.IsPrivate && dataset.TextOf(element) is var text && !(element.VR.IsMultiValued && text.Contains('\\', StringComparison.Ordinal)))
            {
                // Empty groups and components at the end are left out by others.
                lines.Add($"{file}\t{element.Tag.Value:x8}\t{Hex(element.VR == DicomVR.PN ? text.TrimEnd('=') : text)}".TrimEnd('\t'));
            }
        }
    }

    private static string Found(string term, DicomVR vr, byte[] bytes)
    {
        try
        {
            return Hex(DicomCharacterSet.Of(term).Decode(bytes, vr));
        }
        catch (DicomTextException)
        {
            return "-";
        }
    }

    private static string Hex(string text) => Convert.ToHexStringLower(Encoding.BigEndianUnicode.GetBytes(text));
}
