using System.Text;
using Ospacs.Dicom.Data;
using Xunit;

namespace Ospacs.Dicom.Tests.Data;

public class CharacterSetFuzzTests
{
    private static readonly string[] Terms =
    [
        "", "ISO_IR 100", "ISO_IR 13", "ISO_IR 126", "ISO_IR 166", "ISO_IR 192", "GB18030", "GBK", "ISO 2022 IR 100", "ISO 2022 IR 149", "ISO 2022 IR 87", "ISO 2022 IR 13",
        @"\ISO 2022 IR 87", @"ISO 2022 IR 13\ISO 2022 IR 87\ISO 2022 IR 159", @"\ISO 2022 IR 149", @"\ISO 2022 IR 58", @"ISO 2022 IR 100\ISO 2022 IR 126\ISO 2022 IR 144",
        @"\ISO 2022 IR 100\ISO 2022 IR 101\ISO 2022 IR 109\ISO 2022 IR 110\ISO 2022 IR 144\ISO 2022 IR 127\ISO 2022 IR 126\ISO 2022 IR 138\ISO 2022 IR 148\ISO 2022 IR 203\ISO 2022 IR 13\ISO 2022 IR 166\ISO 2022 IR 87\ISO 2022 IR 159\ISO 2022 IR 149\ISO 2022 IR 58",
    ];

    private static readonly DicomVR[] Representations = [DicomVR.PN, DicomVR.LO, DicomVR.LT, DicomVR.UN];

    private static readonly byte[][] Pieces =
    [
        .. new[] { "\u001B(B", "\u001B(J", "\u001B)I", "\u001B$B", "\u001B$(D", "\u001B$)C", "\u001B$)A", "\u001B-A", "\u001B-F", "\u001B-L", "\u001B-b", "\u001B", "\u001B$", "\u001B$(", "^", "=", "\\", "\r\n", "\t", "\0", " ", "a" }
            .Select(Encoding.ASCII.GetBytes),
    ];

    [Fact]
    public void Random_bytes_are_text_that_can_be_written_again_or_an_error_of_text()
    {
        var random = new Random(20261127);
        int texts = 0;
        foreach (string term in Terms)
        {
            DicomCharacterSet set = DicomCharacterSet.Of(term);
            for (int turn = 0; turn < 4000; turn++)
            {
                byte[] bytes = Bytes(random);
                DicomVR vr = Representations[turn % Representations.Length];
                try
                {
                    string text = set.Decode(bytes, vr);
                    Assert.True(text.Length <= bytes.Length);
                    Assert.Equal(text, set.Decode(set.Encode(text), vr));
                    texts++;
                }
                catch (DicomTextException)
                {
                }
            }
        }
        Assert.True(texts > 5000);
    }

    [Fact]
    public void Random_text_is_written_so_that_it_comes_back_or_is_an_error_of_text()
    {
        var random = new Random(20261128);
        int written = 0;
        foreach (string term in Terms)
        {
            DicomCharacterSet set = DicomCharacterSet.Of(term);
            for (int turn = 0; turn < 1000; turn++)
            {
                string text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => (char)(random.Next(3) == 0 ? random.Next(0x10000) : random.Next(0x1C, 0x500))));
                try
                {
                    byte[] bytes = set.Encode(text);
                    Assert.All(Representations, vr => Assert.Equal(text, set.Decode(bytes, vr)));
                    written++;
                }
                catch (DicomTextException)
                {
                }
            }
        }
        Assert.True(written > 1000);
    }

    [Fact]
    public void Random_terms_name_a_set_or_are_an_error_of_text()
    {
        var random = new Random(20261129);
        string[] words = ["ISO", "_", "IR", " ", "2022", "87", "100", "6", "\\", "-", "GBK", "192", "13", "\u0130", "?", "149"];
        int named = 0;
        for (int turn = 0; turn < 50_000; turn++)
        {
            string value = turn % 2 == 0
                ? string.Concat(Enumerable.Range(0, random.Next(10)).Select(_ => words[random.Next(words.Length)]))
                : string.Join('\\', Enumerable.Range(0, random.Next(1, 8)).Select(_ => "ISO 2022 IR " + words[random.Next(words.Length)]));
            try
            {
                DicomCharacterSet set = DicomCharacterSet.Of(value);
                Assert.Equal(set.Term, DicomCharacterSet.Of(set.Term).Term);
                Assert.Equal("a", set.Decode("a"u8));
                named++;
            }
            catch (DicomTextException e)
            {
                Assert.Equal(DicomTag.SpecificCharacterSet, e.Tag);
            }
        }
        Assert.True(named > 1000);
    }

    private static byte[] Bytes(Random random)
    {
        var bytes = new List<byte>();
        int parts = random.Next(1, 12);
        for (int i = 0; i < parts; i++)
        {
            switch (random.Next(4))
            {
                case 0:
                    bytes.AddRange(Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    bytes.Add((byte)random.Next(256));
                    break;
                case 2:
                    bytes.AddRange([(byte)random.Next(0xB0, 0xC9), (byte)random.Next(0xA1, 0xFF)]);
                    break;
                default:
                    bytes.AddRange([(byte)random.Next(0x30, 0x50), (byte)random.Next(0x21, 0x7F)]);
                    break;
            }
        }
        return [.. bytes];
    }
}
