using System.Text;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Dicom.Data;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class JavaPatternTests
{
    private static readonly string[] Patterns =
    [
        "GE.*", ".*", "", "GE", "(?i)ge.*", "(?i:ge) MEDICAL.*", "GE|Philips", "(GE|Philips)( Medical)?.*", "[A-Z]+.*", "[^A-Z]*", @"\w+", @"\W+", @"\d+", @"[\d.]+",
        @"\S+ \S+", @"[\s\w]*", @".*\.", @".*\\.*", @"[^\\]*", "a.b", "a+?b*", @"\x47\u0045.*", @"^GE.*$", @"\AGE.*\z", "[a&b]+", @"[\[\]]+", @"[a\-z]+", "[-a]+", ".*[.].*", "x#y", "a b", @"\(\)", @"[\w-]+",
    ];

    private static readonly string[] Texts =
    [
        "GE", "ge", "GE MEDICAL SYSTEMS", "Philips Medical", "Philips", "4.1.2", "12", "a.b", "axb", "aab", "A&B", "a&b", "[]", "a-z", "-a", "ORIGINAL\\PRIMARY", "x#y", "a b", "()", "\u0664\u0665", "\u00e9t\u00e9", "end.",
    ];

    [Fact]
    public void What_is_read_matches_what_Java_matches()
    {
        string folder = Directory.CreateTempSubdirectory("ospacs-").FullName;
        string cases = Path.Combine(folder, "cases.txt");
        string program = Path.Combine(folder, "Matches.java");
        (string Pattern, string Text)[] all = [.. Patterns.SelectMany(pattern => Texts.Select(text => (pattern, text)))];
        File.WriteAllLines(cases, all.Select(one => one.Pattern + "\t" + one.Text));
        File.WriteAllText(program,
            """
            public class Matches {
                public static void main(String[] a) throws Exception {
                    for (String line : java.nio.file.Files.readAllLines(java.nio.file.Paths.get(a[0]))) {
                        String[] one = line.split("\t", -1);
                        System.out.println(one[1].matches(one[0]));
                    }
                }
            }
            """);
        (int status, string output, string errors) = Oracles.Run("java", program, cases);
        Directory.Delete(folder, recursive: true);
        Assert.True(status == 0, errors);
        string[] answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(all.Length, answers.Length);

        MaskCatalogue[] catalogues = [.. Patterns.Select(pattern => MaskScriptTests.Policy().WithMaskScript($"{{ Manufacturer.matches(\"{pattern}\") }} (0,0,9,9)").Masks)];
        for (int i = 0; i < all.Length; i++)
        {
            // One text with backslashes is two values.
            DicomDataset dataset = MaskObjects.Ultrasound().Set(DicomTag.SpecificCharacterSet, "ISO_IR 192").Set(DicomElement.Create(DicomTag.Manufacturer, DicomVR.LO, Encoding.UTF8.GetBytes(all[i].Text)));
            Assert.True(bool.Parse(answers[i]) == catalogues[i / Texts.Length].Select(dataset) is not null, $"{all[i]}: Java says {answers[i]}");
        }
    }

    [Fact]
    public void No_expression_takes_long()
    {
        MaskCatalogue catalogue = MaskScriptTests.Policy().WithMaskScript("{ Manufacturer.matches(\"(a+)+(a|aa)*b\") } (0,0,9,9)").Masks;

        Assert.Null(catalogue.Select(MaskObjects.Ultrasound().Set(DicomTag.Manufacturer, new string('a', 20_000))));
    }
}
