using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class MaskExplanationTests
{
    [Fact]
    public void Every_rule_tells_which_conditions_hold_and_what_was_found()
    {
        MaskExplanation explained = MaskObjects.Catalogue(
            """{ "name": "other", "source": "a list", "when": { "Manufacturer": "/^Acme/i", "Rows": 600 }, "blank": [[0, 0, 640, 40]] }""",
            """{ "name": "mine", "when": { "ManufacturerModelName": "P1", "Rows": 480 }, "blank": [[0, 0, 640, 40]] }""",
            """{ "name": "all", "when": {}, "blank": [[0, 0, 1, 1]] }""").Explain(MaskObjects.Ultrasound());

        Assert.Equal("mine", explained.Rule);
        Assert.Equal("mine", explained.Decision!.Rule);
        Assert.Null(explained.Problem);
        Assert.Equal([1, 2, 3], explained.Rules.Select(rule => rule.Number));
        Assert.Equal(["a list", null, null], explained.Rules.Select(rule => rule.Source));
        Assert.Equal([RuleVerdict.DoesNotMatch, RuleVerdict.Matches, RuleVerdict.Matches], explained.Rules.Select(rule => rule.Verdict));
        Assert.Equal([false, true, false], explained.Rules.Select(rule => rule.Decides));
        Assert.Equal(["Manufacturer = /^Acme/i, found Plover Research", "Rows = 600, found 480"], explained.Rules[0].Failed.Select(c => c.ToString()));
        Assert.Equal(["ManufacturerModelName = P1, found P1", "Rows = 480, found 480"], explained.Rules[1].Conditions.Where(c => !c.IsImplied).Select(c => c.ToString()));
        Assert.Empty(explained.Nearly);
    }

    [Theory]
    [InlineData("\"when\": { \"ManufacturerModelName\": \"P1\", \"Rows\": 600 }, \"blank\": [[0, 0, 640, 40]]", "Rows = 600, found 480")]
    [InlineData("\"when\": { \"StationName\": \"X17\" }, \"blank\": [[0, 0, 640, 40]]", "StationName = X17 (is missing or empty)")]
    [InlineData("\"when\": { \"SoftwareVersions\": \"/^4/\" }, \"blank\": [[0, 0, 640, 40]]", "SoftwareVersions = /^4/, found nothing (is missing or empty)")]
    [InlineData("\"when\": { \"HasRegions\": true }, \"blank\": [[0, 0, 640, 40]]", "HasRegions = true, found false (the regions span the whole frame)")]
    [InlineData("\"when\": {}, \"keep\": \"regions\"", "HasRegions = regions that can be believed, found false (the regions span the whole frame)")]
    [InlineData("\"when\": {}, \"blank\": [[0, 600, 640, 40]]", "Mask = something of the picture is blanked (the mask misses the picture)")]
    [InlineData("\"when\": { \"SOPClassUID\": \"UltrasoundMultiFrameImageStorage\" }, \"blank\": [[0, 0, 640, 40]]", "SOPClassUID = 1.2.840.10008.5.1.4.1.1.3.1, found UltrasoundImageStorage")]
    public void A_rule_nearly_matches_when_one_thing_alone_is_wrong(string rule, string wrong)
    {
        DicomDataset dataset = MaskObjects.Ultrasound().WithRegions((0, 0, 639, 479));

        RuleExplanation nearly = Assert.Single(MaskObjects.Catalogue($"{{ \"name\": \"R\", {rule} }}").Explain(dataset).Nearly);

        Assert.Equal(wrong, Assert.Single(nearly.Failed).ToString());
    }

    [Fact]
    public void A_page_of_text_and_a_capture_are_told_of()
    {
        MaskCatalogue catalogue = MaskObjects.Catalogue("""{ "name": "R", "when": {}, "keep": "regions" }""");
        DicomDataset dataset = MaskObjects.Ultrasound().WithRegions((100, 60, 499, 399)).Set(DicomTag.ImageType, "DERIVED\\SECONDARY\\REPORT");

        Assert.Equal("ImageType = no page of text, found DERIVED\\SECONDARY\\REPORT", Assert.Single(Assert.Single(catalogue.Explain(dataset).Nearly).Failed).ToString());
        dataset.Set(DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage);
        Assert.Equal(["SOPClassUID = no Secondary Capture, since the rule does not name its class, found SecondaryCaptureImageStorage", "ImageType = no page of text, found DERIVED\\SECONDARY\\REPORT"],
            catalogue.Explain(dataset).Rules[0].Failed.Select(c => c.ToString()));
    }

    [Fact]
    public void What_cannot_be_decoded_ends_the_search_and_is_told_of()
    {
        DicomDataset dataset = MaskObjects.Ultrasound().Set(DicomElement.Create(DicomTag.Manufacturer, DicomVR.LO, [0x50, 0xE9]));
        MaskCatalogue catalogue = MaskObjects.Catalogue(
            """{ "name": "wide", "when": { "Manufacturer": "/^P/" }, "blank": [[0, 0, 640, 480]] }""",
            """{ "name": "narrow", "when": {}, "blank": [[0, 0, 640, 4]] }""");

        MaskExplanation explained = catalogue.Explain(dataset);

        Assert.Null(explained.Rule);
        Assert.Equal("The rule 'wide' cannot be decided, or not carried out, and ends the search.", explained.Problem);
        Assert.Equal("Manufacturer = /^P/ (cannot be known)", Assert.Single(explained.Rules[0].Failed).ToString());
        Assert.Equal((RuleVerdict.Matches, false), (explained.Rules[1].Verdict, explained.Rules[1].Decides));
        Assert.Null(catalogue.Select(dataset));
    }

    [Fact]
    public void Nothing_is_shown_that_could_say_who_the_patient_is()
    {
        DicomDataset dataset = MaskObjects.Ultrasound()
            .Set(DicomTag.PatientName, "Fernsby^Ada")
            .Set(DicomTag.PatientID, "771204")
            .Set(DicomTag.ManufacturerModelName, "P1 FERNSBY")
            .Set(DicomTag.InstitutionName, "Little Hospital")
            .Set(DicomTag.SoftwareVersions, "4.771204");

        MaskExplanation explained = MaskObjects.Catalogue(
            """
            { "name": "R", "when": { "ManufacturerModelName": "P1", "PatientName": "/x/", "PatientID": "1", "InstitutionName": "Big", "SoftwareVersions": "4",
              "PatientAge": 40, "SeriesDescription": "", "Manufacturer": "Other" }, "blank": [[0, 0, 640, 40]] }
            """).Explain(dataset);

        Assert.Equal(["Plover Research"], explained.Rules[0].Conditions.Where(c => !c.IsImplied).Select(c => c.Found).OfType<string>());
        Assert.DoesNotContain("Fernsby", explained.ToString() + string.Join(' ', explained.Rules[0].Conditions), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Without_a_size_there_is_nothing_to_explain()
    {
        MaskExplanation explained = MaskObjects.Catalogue("""{ "name": "R", "when": {}, "blank": [[0, 0, 640, 40]] }""").Explain(MaskObjects.Ultrasound(rows: 0));

        Assert.Empty(explained.Rules);
        Assert.NotNull(explained.Problem);
    }

    [Fact]
    public void The_explanation_of_every_real_file_ends_in_the_decision()
    {
        MaskCatalogue catalogue = ArchivePolicy.Shipped.WithMaskScript("{ Modality.equals(\"US\") * !Manufacturer.containsIgnoreCase(\"philips\") } (0,0,9999,40)").Masks;
        foreach (string file in Directory.GetFiles(Oracles.Data("us")))
        {
            using DicomFile opened = DicomFile.Open(file);
            MaskDecision? decision = catalogue.Select(opened.Dataset, opened.FileMeta);
            MaskExplanation explained = catalogue.Explain(opened.Dataset, opened.FileMeta);

            Assert.Equal(decision?.Rule, explained.Rule);
            Assert.Equal(decision?.Blank, explained.Decision?.Blank);
            Assert.Equal(decision is null ? [] : [decision.Rule], explained.Rules.Where(rule => rule.Decides).Select(rule => rule.Rule));
            Assert.Equal(decision is null, explained.Problem is not null);
            Assert.All(explained.Rules, rule => Assert.Equal(rule.Verdict == RuleVerdict.Matches, !rule.Failed.Any()));
        }
    }
}
