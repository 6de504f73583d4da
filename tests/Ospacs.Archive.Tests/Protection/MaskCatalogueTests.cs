using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class MaskCatalogueTests
{
    private static readonly PixelRectangle Header = new(0, 0, 640, 40);

    [Theory]
    [InlineData("""{}""", true)]
    [InlineData("""{ "Manufacturer": "plover RESEARCH" }""", true)] // no case
    [InlineData("""{ "Manufacturer": "Plover" }""", false)] // a whole value
    [InlineData("""{ "manufacturermodelname": " P1 " }""", true)] // trimmed on both sides, keywords without case
    [InlineData("""{ "ImageType": "ORIGINAL\\PRIMARY\\ABDOMINAL\\0001" }""", true)] // all values
    [InlineData("""{ "ImageType": "ABDOMINAL" }""", true)] // any one value
    [InlineData("""{ "ImageType": "PRIMARY\\ABDOMINAL" }""", false)] // some of them is neither
    [InlineData("""{ "Columns": 640 }""", true)]
    [InlineData("""{ "Columns": 640.0, "Rows": 480 }""", true)]
    [InlineData("""{ "Columns": 641 }""", false)]
    [InlineData("""{ "Columns": "640" }""", true)]
    [InlineData("""{ "NumberOfFrames": 12 }""", true)] // text that is a number
    [InlineData("""{ "NumberOfFrames": 1 }""", false)]
    [InlineData("""{ "Manufacturer": "/^plover/" }""", false)]
    [InlineData("""{ "Manufacturer": "/^plover/i" }""", true)]
    [InlineData("""{ "Manufacturer": "/research$/i" }""", true)]
    [InlineData("""{ "ImageType": "/PRIMARY\\\\ABD/" }""", true)] // over the values with backslashes between
    [InlineData("""{ "Manufacturer": "Plover Research", "ManufacturerModelName": "P2" }""", false)] // all conditions
    [InlineData("""{ "StationName": "X" }""", false)] // missing
    [InlineData("""{ "StationName": "/.*/" }""", false)] // missing
    [InlineData("""{ "InstitutionName": "/.*/" }""", false)] // empty
    [InlineData("""{ "StationName": "" }""", true)] // the empty text asks for missing
    [InlineData("""{ "InstitutionName": "" }""", true)] // or empty
    [InlineData("""{ "Manufacturer": "" }""", false)]
    [InlineData("""{ "SOPClassUID": "UltrasoundImageStorage" }""", true)]
    [InlineData("""{ "SOPClassUID": "1.2.840.10008.5.1.4.1.1.6.1" }""", true)]
    [InlineData("""{ "SOPClassUID": "SecondaryCaptureImageStorage" }""", false)]
    [InlineData("""{ "HasRegions": false }""", true)]
    [InlineData("""{ "HasRegions": true }""", false)]
    public void When_is_held_against_the_header(string when, bool matches)
    {
        DicomDataset dataset = MaskObjects.Ultrasound().Set(DicomTag.InstitutionName, " ").Set(DicomTag.NumberOfFrames, "12");

        MaskDecision? decision = MaskObjects.Decide($"\"when\": {when}, \"blank\": [[0, 0, 640, 40]]", dataset);

        Assert.Equal(matches, decision is not null);
    }

    [Fact]
    public void The_first_rule_that_matches_decides()
    {
        MaskCatalogue catalogue = MaskObjects.Catalogue(
            """{ "name": "other", "when": { "Manufacturer": "Other" }, "blank": [[0, 0, 1, 1]] }""",
            """{ "name": "first", "when": { "Columns": 640 }, "blank": [[0, 0, 640, 40]] }""",
            """{ "name": "second", "when": {}, "blank": [[0, 0, 1, 1]] }""");

        MaskDecision decision = catalogue.Select(MaskObjects.Ultrasound())!;

        Assert.Equal("first", decision.Rule);
        Assert.Equal([Header], decision.Blank);
        Assert.False(decision.IsKnownClean);
        Assert.Equal("second", catalogue.Select(MaskObjects.Ultrasound(columns: 600))!.Rule);
    }

    [Fact]
    public void Where_no_rule_matches_nothing_is_decided()
    {
        Assert.Null(MaskObjects.Catalogue().Select(MaskObjects.Ultrasound()));
    }

    [Fact]
    public void Negative_places_count_from_right_and_bottom_and_rectangles_are_clipped()
    {
        MaskDecision decision = MaskObjects.Decide("\"when\": {}, \"blank\": [[0, -24, 9999, 9999], [-40, 0, 40, 20], [630, 100, 50, 1]]", MaskObjects.Ultrasound())!;

        Assert.Equal([new(600, 0, 40, 20), new(630, 100, 10, 1), new(0, 456, 640, 24)], decision.Blank);
    }

    [Fact]
    public void A_negative_place_beyond_the_far_edge_is_clipped_to_it()
    {
        MaskDecision decision = MaskObjects.Decide("\"when\": {}, \"blank\": [[-700, -500, 100, 60]]", MaskObjects.Ultrasound())!;

        Assert.Equal([new PixelRectangle(0, 0, 40, 40)], decision.Blank);
    }

    [Fact]
    public void What_is_blanked_twice_is_given_once()
    {
        MaskDecision decision = MaskObjects.Decide("\"when\": {}, \"blank\": [[0, 0, 100, 100], [50, 50, 100, 100], [0, 0, 640, 20]]", MaskObjects.Ultrasound())!;

        bool[,] drawn = MaskObjects.Draw(decision.Blank, 640, 480);
        Assert.Equal(100 * 100 + 100 * 100 - 50 * 50 + 540 * 20, drawn.Cast<bool>().Count(b => b));
    }

    [Fact]
    public void Keep_blanks_all_else_and_blank_goes_on_top()
    {
        MaskDecision decision = MaskObjects.Decide("\"when\": {}, \"keep\": [[100, 100, 200, 200], [250, 250, 100, 100]], \"blank\": [[120, 120, 10, 10]]", MaskObjects.Ultrasound())!;

        bool[,] drawn = MaskObjects.Draw(decision.Blank, 640, 480);
        for (int x = 0; x < 640; x++)
        {
            for (int y = 0; y < 480; y++)
            {
                bool kept = (x is >= 100 and < 300 && y is >= 100 and < 300) || (x is >= 250 and < 350 && y is >= 250 and < 350);
                bool blanked = x is >= 120 and < 130 && y is >= 120 and < 130;
                Assert.Equal(!kept || blanked, drawn[x, y]);
            }
        }
    }

    [Fact]
    public void Keeping_the_regions_blanks_all_else()
    {
        DicomDataset dataset = MaskObjects.Ultrasound().WithRegions((100, 60, 499, 399), (510, 60, 639, 99));

        MaskDecision decision = MaskObjects.Decide("\"when\": { \"HasRegions\": true }, \"keep\": \"regions\", \"blank\": [[0, 0, 640, 70]]", dataset)!;

        bool[,] drawn = MaskObjects.Draw(decision.Blank, 640, 480);
        Assert.True(drawn[0, 0] && drawn[99, 200] && drawn[500, 200] && drawn[200, 69] && drawn[200, 400] && drawn[550, 100]);
        Assert.False(drawn[100, 70] || drawn[499, 399] || drawn[510, 99] || drawn[639, 99]);
    }

    [Fact]
    public void A_region_rule_whose_regions_are_void_lets_the_next_rule_decide()
    {
        MaskCatalogue catalogue = MaskObjects.Catalogue(
            """{ "name": "regions", "when": {}, "keep": "regions" }""",
            """{ "name": "strip", "when": {}, "blank": [[0, 0, 640, 40]] }""");

        Assert.Equal("regions", catalogue.Select(MaskObjects.Ultrasound().WithRegions((100, 60, 499, 399)))!.Rule);
        Assert.Equal("strip", catalogue.Select(MaskObjects.Ultrasound().WithRegions((0, 0, 639, 479)))!.Rule);
        Assert.Equal("strip", catalogue.Select(MaskObjects.Ultrasound())!.Rule);
    }

    [Fact]
    public void A_mask_that_misses_the_picture_does_not_match()
    {
        Assert.Null(MaskObjects.Decide("\"when\": {}, \"blank\": [[0, 600, 800, 40]]", MaskObjects.Ultrasound()));
        Assert.Null(MaskObjects.Decide("\"when\": {}, \"keep\": [[0, 0, 640, 480]]", MaskObjects.Ultrasound()));
    }

    [Fact]
    public void Known_clean_pixels_are_left_alone()
    {
        DicomDataset dataset = MaskObjects.Ultrasound().WithRegions((100, 60, 499, 399));

        MaskDecision decision = MaskObjects.Decide("\"when\": { \"ManufacturerModelName\": \"P1\" }, \"knownClean\": \"looked at\"", dataset)!;

        Assert.True(decision.IsKnownClean);
        Assert.Empty(decision.Blank);
    }

    [Theory]
    [InlineData("""{}""", false)]
    [InlineData("""{ "ImageType": "/PRIMARY/" }""", false)]
    [InlineData("""{ "HasRegions": false }""", true)]
    public void Known_clean_speaks_for_an_image_without_regions_only_where_it_says_so(string when, bool matches)
    {
        string rule = $"\"when\": {when}, \"knownClean\": \"looked at\"";

        Assert.Equal(matches, MaskObjects.Decide(rule, MaskObjects.Ultrasound()) is not null);
        Assert.Equal(matches, MaskObjects.Decide(rule, MaskObjects.Ultrasound().WithRegions((0, 0, 639, 479))) is not null);
    }

    [Theory]
    [InlineData("ORIGINAL\\PRIMARY\\REPORT", true)]
    [InlineData("DERIVED\\SECONDARY\\US WORKSHEET\\0000", true)]
    [InlineData("ORIGINAL\\PRIMARY\\graphics", true)]
    [InlineData("ORIGINAL\\PRIMARY\\SCREEN_SAVE", true)]
    [InlineData("ORIGINAL\\PRIMARY\\SMALL PARTS\\0001", false)]
    [InlineData("ORIGINAL\\PRIMARY\\GYNECOLOGY", false)]
    [InlineData("DERIVED\\SECONDARY", false)]
    public void Claims_do_not_speak_for_a_report_page_unless_they_name_its_image_type(string imageType, bool isPage)
    {
        DicomDataset dataset = MaskObjects.Ultrasound().WithRegions((100, 60, 499, 399)).Set(DicomTag.ImageType, imageType);
        string named = $"\"ImageType\": \"{imageType.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";

        foreach (string claim in new[] { "\"keep\": \"regions\"", "\"knownClean\": \"looked at\"" })
        {
            Assert.Equal(!isPage, MaskObjects.Decide($"\"when\": {{}}, {claim}", dataset) is not null);
            Assert.NotNull(MaskObjects.Decide($"\"when\": {{ {named} }}, {claim}", dataset));
        }
        Assert.NotNull(MaskObjects.Decide("\"when\": {}, \"blank\": [[0, 0, 640, 480]]", dataset));
    }

    [Theory]
    [InlineData(DicomUID.SecondaryCaptureImageStorage, "SecondaryCaptureImageStorage")]
    [InlineData(DicomUID.SecondaryCaptureImageStorage + ".4", "MultiFrameTrueColorSecondaryCaptureImageStorage")]
    public void A_secondary_capture_needs_a_rule_that_names_its_class(string uid, string keyword)
    {
        DicomDataset capture = MaskObjects.Ultrasound().Set(DicomTag.SOPClassUID, uid);
        MaskCatalogue silent = MaskObjects.Catalogue("""{ "name": "all", "when": {}, "blank": [[0, 0, 640, 40]] }""");
        Assert.Null(silent.Select(capture));
        Assert.False(silent.IsExplicitlyAllowed(capture));
        Assert.False(silent.IsExplicitlyAllowed(MaskObjects.Ultrasound()));

        foreach (string name in new[] { uid, keyword })
        {
            MaskCatalogue naming = MaskObjects.Catalogue(
                """{ "name": "all", "when": {}, "blank": [[0, 0, 640, 40]] }""",
                $$"""{ "name": "capture", "when": { "SOPClassUID": "{{name}}", "Columns": 640 }, "blank": [[0, 0, 640, 60]] }""");
            Assert.Equal("capture", naming.Select(capture)!.Rule);
            Assert.True(naming.IsExplicitlyAllowed(capture));
            // The rule names the class, but is not for this object.
            DicomDataset smaller = MaskObjects.Ultrasound(columns: 320).Set(DicomTag.SOPClassUID, uid);
            Assert.False(naming.IsExplicitlyAllowed(smaller));
            Assert.Equal("all", naming.Select(MaskObjects.Ultrasound())!.Rule);
        }
    }

    [Fact]
    public void A_scanner_whose_name_cannot_be_decoded_is_unknown()
    {
        DicomDataset dataset = MaskObjects.Ultrasound().Set(DicomElement.Create(DicomTag.Manufacturer, DicomVR.LO, [0x50, 0xE9]));
        MaskCatalogue catalogue = MaskObjects.Catalogue(
            """{ "name": "wide", "when": { "Manufacturer": "/^P/" }, "blank": [[0, 0, 640, 480]] }""",
            """{ "name": "narrow", "when": {}, "blank": [[0, 0, 640, 4]] }""");

        Assert.Null(catalogue.Select(dataset));
        dataset.Set(DicomTag.SpecificCharacterSet, "ISO_IR 100");
        Assert.Equal("wide", catalogue.Select(dataset)!.Rule);
    }

    [Fact]
    public void Without_a_size_nothing_is_decided()
    {
        DicomDataset dataset = MaskObjects.Ultrasound();
        dataset.Remove(DicomTag.Rows);

        Assert.Null(MaskObjects.Decide("\"when\": {}, \"blank\": [[0, 0, 640, 480]]", dataset));
        Assert.Null(MaskObjects.Decide("\"when\": {}, \"blank\": [[0, 0, 640, 480]]", MaskObjects.Ultrasound(rows: 0)));
    }

    [Fact]
    public void A_rule_shows_what_it_asks_for()
    {
        MaskRule rule = MaskObjects.Catalogue("""{ "name": "R", "when": { "rows": 480, "Manufacturer": "/^A/i", "HasRegions": true }, "keep": "regions" }""").Rules[0];

        Assert.Equal(["Rows = 480", "Manufacturer = /^A/i", "HasRegions = true"], rule.When.Select(c => c.ToString()));
        Assert.True(rule.KeepsRegions);
        Assert.False(rule.NamesSopClass);
    }
}
