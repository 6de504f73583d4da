using System.Globalization;
using System.Text.RegularExpressions;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class ShippedCatalogueTests
{
    /// <summary>Every file, and the rule that must decide, or none.</summary>
    private static readonly (string File, string? Rule)[] Expected =
    [
        ("ExplVR_BigEnd.dcm", null), // a crop of 80x60: where it was cut from, nobody knows
        ("IM00001.fragmented_no_bot_jpeg_baseline.50.dcm", "ACUSON clip 320x240"),
        ("IM00001.implicit_little_endian.dcm", "ACUSON clip 320x240"),
        ("I_000001.dcm", "Hewlett-Packard clip 480x430"),
        ("I_000002.dcm", "Hewlett-Packard clip 480x430"),
        ("I_000003.dcm", "Hewlett-Packard clip 480x430"),
        ("I_000004.dcm", "Hewlett-Packard clip 480x430"),
        ("I_000005.dcm", "Hewlett-Packard clip 480x430"),
        ("I_000006.dcm", "Hewlett-Packard clip 480x430"),
        ("I_000007.dcm", "ACUSON clip 384x288"),
        ("I_000008.dcm", "ACUSON clip 384x288"),
        ("I_000010.dcm", "ACUSON clip 384x288"),
        ("I_000013.dcm", "ACUSON clip 384x288"),
        ("I_000016.dcm", "ACUSON clip 384x288"),
        ("I_000019.dcm", "ACUSON clip 384x288"),
        ("I_000021.dcm", "ACUSON clip 384x288"),
        ("I_000025.dcm", "ACUSON clip 384x288"),
        ("I_000034.dcm", "Toshiba Xario 716x537"),
        ("I_000038.dcm", "Toshiba Xario 716x537"),
        ("JPGLosslessP14SV1_1s_1f_8b.dcm", "Philips EPIQ 7C 1024x768"),
        ("OBXXXX1A.dcm", "Philips CX50 800x600"),
        ("OBXXXX1A_2frame.dcm", "Philips CX50 800x600"),
        ("OBXXXX1A_expb.dcm", "Philips CX50 800x600"),
        ("OBXXXX1A_expb_2frame.dcm", "Philips CX50 800x600"),
        ("OBXXXX1A_rle.dcm", "Philips CX50 800x600"),
        ("OBXXXX1A_rle_2frame.dcm", "Philips CX50 800x600"),
        ("US-PAL-8-10x-echo.dcm", null), // maker and model were taken out of the header
        ("US-PAL-8-10x_jpegls.dcm", null),
        ("US-YBR_FULL_422-EVRLE.dcm", "ESAOTE 6100 800x555"),
        ("US1_J2KI.dcm", "GE LOGIQ 700 640x480"),
        ("US1_J2KR.dcm", "GE LOGIQ 700 640x480"),
        ("US1_JPH_htj2k.dcm", "GE LOGIQ 700 640x480"),
        ("US1_RLE.dcm", "GE LOGIQ 700 640x480"),
        ("US1_UNCR.dcm", "GE LOGIQ 700 640x480"),
        ("YBR_FULL-RLE.dcm", "ACUSON SEQUOIA 640x480"),
        ("color-pl.dcm", null),
        ("color-px.dcm", null),
        ("deid_RGB_IMAGE.dcm", "Siemens S2000 1024x768"),
        ("examples_palette.dcm", null), // cut to 800x350; its regions lie outside
        ("examples_rgb_color.dcm", "GE LOGIQ 700 320x240"),
        ("examples_ybr_color.dcm", "SonoSite Turbo 320x240"),
        ("gdcm-US-ALOKA-16.dcm", "ALOKA SSD-4000 640x480"),
        ("gdcm-US-ALOKA-16_big.dcm", "ALOKA SSD-4000 640x480"),
    ];

    /// <summary>Where text that tells of a person or a place was seen.</summary>
    public static TheoryData<string, int, int, int, int> Text => new()
    {
        { "US1_UNCR.dcm", 18, 24, 70, 80 }, // hospital, and lines where the id stands
        { "US1_UNCR.dcm", 490, 26, 130, 78 },
        { "examples_rgb_color.dcm", 8, 12, 80, 40 },
        { "YBR_FULL-RLE.dcm", 8, 0, 290, 32 }, // name and hospital
        { "YBR_FULL-RLE.dcm", 556, 0, 84, 48 }, // date and time
        { "YBR_FULL-RLE.dcm", 112, 370, 40, 20 }, // a name that was typed into the tissue
        { "I_000034.dcm", 0, 0, 716, 37 },
        { "OBXXXX1A.dcm", 0, 0, 800, 60 },
        { "deid_RGB_IMAGE.dcm", 0, 0, 900, 58 },
        { "JPGLosslessP14SV1_1s_1f_8b.dcm", 10, 20, 1000, 30 },
        { "examples_ybr_color.dcm", 0, 0, 60, 16 },
        { "gdcm-US-ALOKA-16.dcm", 0, 0, 640, 24 },
        { "I_000007.dcm", 0, 0, 384, 19 },
    };

    /// <summary>Where the tissue is.</summary>
    public static TheoryData<string, int, int, int, int> Tissue => new()
    {
        { "US1_UNCR.dcm", 15, 108, 610, 227 },
        { "examples_rgb_color.dcm", 8, 54, 304, 113 },
        { "YBR_FULL-RLE.dcm", 84, 48, 400, 320 },
        { "I_000001.dcm", 42, 4, 397, 350 },
        { "I_000034.dcm", 318, 47, 269, 158 },
        { "I_000034.dcm", 23, 221, 641, 264 },
        { "OBXXXX1A.dcm", 320, 62, 300, 400 },
        { "deid_RGB_IMAGE.dcm", 12, 60, 890, 676 },
        { "JPGLosslessP14SV1_1s_1f_8b.dcm", 140, 84, 780, 580 },
        { "examples_ybr_color.dcm", 90, 20, 160, 190 },
        { "gdcm-US-ALOKA-16.dcm", 32, 24, 608, 392 },
        { "US-YBR_FULL_422-EVRLE.dcm", 184, 75, 616, 480 },
        { "I_000007.dcm", 0, 19, 384, 259 },
        { "IM00001.implicit_little_endian.dcm", 0, 16, 320, 216 },
    };

    [Fact]
    public void The_shipped_policy_reads_and_has_placeholders()
    {
        ArchivePolicy shipped = ArchivePolicy.Shipped;

        Assert.Equal("Unnamed sponsor", shipped.Sponsor);
        Assert.Equal("Unnamed protocol", shipped.Protocol);
        Assert.Equal("PatientId, BirthDate or Name", string.Join(", ", shipped.Match.For("any")));
        Assert.NotEmpty(shipped.Masks.Rules);
    }

    [Fact]
    public void Every_shipped_rule_is_for_one_maker_and_one_size()
    {
        Assert.All(ArchivePolicy.Shipped.Masks.Rules, rule =>
        {
            string Of(string keyword) => Assert.Single(rule.When, c => c.Keyword == keyword).Expected;
            Assert.EndsWith($" {Of("Columns")}x{Of("Rows")}", rule.Name, StringComparison.Ordinal);
            Assert.NotEmpty(Of("Manufacturer"));
            Assert.NotNull(Of("ManufacturerModelName"));
            Assert.Contains(rule.When, c => c.Keyword is "ImageType" or "HasRegions");
            Assert.Null(rule.KnownClean);
        });
    }

    [Fact]
    public void Every_shipped_rule_says_where_its_layout_is_known_from()
    {
        Assert.All(ArchivePolicy.Shipped.Masks.Rules, rule => Assert.Matches("^(seen by us|(dicom-dre|CTP|deid) .*; not seen by us)$", rule.Source));
        Assert.Equal(13, ArchivePolicy.Shipped.Masks.Rules.TakeWhile(rule => rule.Source == "seen by us").Count());
        Assert.Equal(13, ArchivePolicy.Shipped.Masks.Rules.Count(rule => rule.Source == "seen by us"));
    }

    [Fact]
    public void A_layout_that_we_have_not_seen_is_trusted_in_what_it_blanks_and_never_in_what_it_keeps()
    {
        Assert.All(ArchivePolicy.Shipped.Masks.Rules.Where(rule => rule.Source != "seen by us"), rule =>
        {
            Assert.True(rule.KeepsRegions);
            Assert.Single(rule.When, c => c is { Keyword: "HasRegions", Expected: "true" });
            Assert.NotEmpty(rule.Blank);
            (string columns, string rows) = (Of(rule, "Columns"), Of(rule, "Rows"));
            Assert.All(rule.Blank, r =>
            {
                Assert.InRange(r.Right, 1, int.Parse(columns, CultureInfo.InvariantCulture));
                Assert.InRange(r.Bottom, 0, int.Parse(rows, CultureInfo.InvariantCulture));
            });
            // The strip on top goes over the whole width, but on the one scanner that writes down the side.
            Assert.True(rule.Blank[0] is { X: 0, Y: 0 } top && top.Width.ToString(CultureInfo.InvariantCulture) == columns || rule.Name == "B-K 2300 992x802");
        });
    }

    [Fact]
    public void No_two_shipped_rules_are_for_the_same_picture()
    {
        MaskCatalogue catalogue = ArchivePolicy.Shipped.Masks;
        foreach (MaskRule rule in catalogue.Rules)
        {
            foreach (DicomDataset picture in PicturesOf(rule))
            {
                MaskExplanation explained = catalogue.Explain(picture);
                Assert.Equal(rule.Name, explained.Rule);
                Assert.Equal([rule.Name], explained.Rules.Where(r => r.Verdict == RuleVerdict.Matches).Select(r => r.Rule));
                // Another size, and a page of text, are nobody's.
                Assert.Null(catalogue.Select(picture.Set(DicomTag.Rows, (ushort)999)));
            }
        }
    }

    [Fact]
    public void No_shipped_rule_is_for_a_page_of_text()
    {
        MaskCatalogue catalogue = ArchivePolicy.Shipped.Masks;
        Assert.All(catalogue.Rules.SelectMany(PicturesOf), picture => Assert.Null(catalogue.Select(picture.Set(DicomTag.ImageType, "DERIVED\\SECONDARY\\REPORT\\0000"))));
    }

    [Fact]
    public void Every_real_file_gets_the_rule_that_was_made_for_its_scanner()
    {
        string folder = Oracles.Data("us");
        Assert.Equal(Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal), Expected.Select(e => e.File).Order(StringComparer.Ordinal));
        var table = new List<string>();
        foreach ((string file, string? rule) in Expected)
        {
            using DicomFile opened = DicomFile.Open(Path.Combine(folder, file));
            MaskDecision? decision = ArchivePolicy.Shipped.Masks.Select(opened.Dataset);
            table.Add($"{file}: {decision?.Rule ?? "no rule"}{(decision?.Rule == rule ? string.Empty : $", expected {rule ?? "no rule"}")}");
            TestContext.Current.TestOutputHelper?.WriteLine(table[^1]);
        }
        Assert.DoesNotContain(table, line => line.Contains("expected", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Text))]
    public void Text_that_was_seen_in_a_picture_is_blanked(string file, int x, int y, int width, int height) =>
        Assert.Equal(width * height, BlankWithin(file, new PixelRectangle(x, y, width, height)));

    [Theory]
    [MemberData(nameof(Tissue))]
    public void Tissue_is_kept(string file, int x, int y, int width, int height) =>
        Assert.Equal(0, BlankWithin(file, new PixelRectangle(x, y, width, height)));

    [Theory]
    [InlineData("I_000001.dcm", true)]
    [InlineData("I_000034.dcm", true)]
    [InlineData("OBXXXX1A.dcm", true)] // one pixel too wide
    [InlineData("US-YBR_FULL_422-EVRLE.dcm", true)]
    [InlineData("gdcm-US-ALOKA-16.dcm", true)]
    [InlineData("YBR_FULL-RLE.dcm", false)]
    [InlineData("I_000007.dcm", false)]
    [InlineData("IM00001.implicit_little_endian.dcm", false)]
    [InlineData("deid_RGB_IMAGE.dcm", false)]
    [InlineData("JPGLosslessP14SV1_1s_1f_8b.dcm", false)]
    [InlineData("examples_palette.dcm", false)]
    [InlineData("examples_ybr_color.dcm", false)]
    public void The_regions_of_real_files_hold_or_are_void(string file, bool hold)
    {
        using DicomFile opened = DicomFile.Open(Oracles.Data("us", file));
        (int columns, int rows) = Size(opened.Dataset);

        UltrasoundRegions regions = UltrasoundRegions.Of(opened.Dataset, columns, rows);

        Assert.Equal(hold, regions.Hold);
        Assert.Equal(hold, regions.WhyVoid is null);
    }

    private static string Of(MaskRule rule, string keyword) => Assert.Single(rule.When, c => c.Keyword == keyword).Expected;

    /// <summary>A picture for every maker and model that a rule names.</summary>
    private static IEnumerable<DicomDataset> PicturesOf(MaskRule rule)
    {
        // Makers go on behind what the expressions ask for: "GE Healthcare".
        foreach (string maker in Texts(Of(rule, "Manufacturer")).Select(text => Of(rule, "Manufacturer").StartsWith('/') ? text + " Ltd" : text))
        {
            foreach (string model in Texts(Of(rule, "ManufacturerModelName")))
            {
                foreach (string type in rule.When.FirstOrDefault(c => c.Keyword == "ImageType")?.Expected switch
                {
                    null => new[] { "ORIGINAL\\PRIMARY", "ORIGINAL\\PRIMARY\\CARDIOLOGY\\0001" },
                    string written when written.StartsWith("/^(", StringComparison.Ordinal) => ["ORIGINAL\\PRIMARY\\\\0001", "DERIVED\\PRIMARY\\SMALL PARTS\\0011"],
                    string written when written.StartsWith('/') => ["ORIGINAL\\PRIMARY\\BREAST"],
                    string written => [written],
                })
                {
                    int columns = int.Parse(Of(rule, "Columns"), CultureInfo.InvariantCulture);
                    int rows = int.Parse(Of(rule, "Rows"), CultureInfo.InvariantCulture);
                    DicomDataset picture = MaskObjects.Ultrasound((ushort)columns, (ushort)rows).Set(DicomTag.Manufacturer, maker).Set(DicomTag.ImageType, type);
                    _ = model.Length == 0 ? picture.Remove(DicomTag.ManufacturerModelName) : picture.Set(DicomTag.ManufacturerModelName, model) is not null;
                    yield return picture.WithRegions((columns / 4, rows / 4, columns * 3 / 4, rows * 3 / 4));
                }
            }
        }
    }

    /// <summary>Texts that an expression as the catalogue writes them is for: one for each of its alternatives.</summary>
    private static IEnumerable<string> Texts(string expected)
    {
        if (!expected.StartsWith('/'))
        {
            return [expected];
        }
        string inner = Regex.Replace(expected[1..^2], @"[\^$]|.\?", string.Empty);
        Match choice = Regex.Match(inner, @"\(([^)]*)\)");
        return choice.Success ? choice.Groups[1].Value.Split('|').Select(one => Plain(inner.Replace(choice.Value, one, StringComparison.Ordinal))) : [Plain(inner)];

        static string Plain(string text) => text.Replace("\\", string.Empty, StringComparison.Ordinal);
    }

    private static int BlankWithin(string file, PixelRectangle box)
    {
        using DicomFile opened = DicomFile.Open(Oracles.Data("us", file));
        (int columns, int rows) = Size(opened.Dataset);
        MaskDecision decision = ArchivePolicy.Shipped.Masks.Select(opened.Dataset)!;
        bool[,] drawn = MaskObjects.Draw(decision.Blank, columns, rows);
        return Enumerable.Range(box.X, box.Width).Sum(x => Enumerable.Range(box.Y, box.Height).Count(y => drawn[x, y]));
    }

    private static (int Columns, int Rows) Size(DicomDataset dataset) =>
        ((int)dataset.GetInteger(DicomTag.Columns)!.Value, (int)dataset.GetInteger(DicomTag.Rows)!.Value);
}
