using System.Text.RegularExpressions;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Exams;
using Xunit;

namespace Ospacs.Archive.Tests.Protection.Exams;

/// <summary>Pictures that are made for the rules of a policy.</summary>
public class RulePictureTests
{
    [Theory]
    [InlineData("""{ "Columns": 640, "Rows": 480 }, "blank": [[0, 0, 640, 40], [-40, 0, 40, 480]]""")]
    [InlineData("""{ "Columns": 1000, "ImageType": "/^(ORIGINAL|DERIVED)\\\\PRIMARY\\\\[^\\\\]*\\\\0*[1-9A-F][0-9A-F]*$/i" }, "keep": [[10, 10, 500, 500]]""")]
    [InlineData("""{ "ManufacturerModelName": "P1", "HasRegions": true }, "keep": "regions", "blank": [[0, 0, 800, 60]]""")]
    [InlineData("""{ "ManufacturerModelName": "P1", "HasRegions": true }, "blank": [[0, 0, 800, 60]]""")]
    [InlineData("""{ "ManufacturerModelName": "P1" }, "keep": "regions" """)]
    [InlineData("""{ "DeviceSerialNumber": "X17", "HasRegions": false }, "knownClean": "looked at" """)]
    [InlineData("""{ "DeviceSerialNumber": "X17" }, "knownClean": "looked at" """)]
    [InlineData("""{ "SOPClassUID": "SecondaryCaptureImageStorage", "Modality": "OT" }, "blank": [[0, 0, 320, 30]]""")]
    [InlineData("""{ "NumberOfFrames": 5 }, "blank": [[0, 0, 320, 30]]""")]
    [InlineData("""{ "Manufacturer": "", "PhotometricInterpretation": "PALETTE COLOR" }, "blank": [[0, 0, 320, 30]]""")]
    [InlineData("""{ "SamplesPerPixel": 3, "BitsAllocated": "8" }, "blank": [[0, 0, 320, 30]]""")]
    [InlineData("""{ "Columns": "/^(640|800)$/", "SoftwareVersions": "/R\\d+\\.\\d{2}/" }, "blank": [[0, 0, 640, 30]]""")]
    [InlineData("""{ "InstitutionName": "St Bride" }, "blank": [[0, 0, 320, 30]]""")]
    [InlineData("""{}, "blank": [[0, 0, 320, 30]]""")]
    public void A_picture_is_made_and_all_is_right(string rule)
    {
        ExamReport report = Examine($$"""{ "name": "R", "when": {{rule}} }""");

        Assert.True(report.Passed, string.Join(Environment.NewLine, report.Failures));
        Assert.Empty(report.NotAsked);
    }

    [Theory]
    [InlineData("""{ "ManufacturerModelName": "/(?i:p1)/" }""", "expression for ManufacturerModelName")]
    [InlineData("""{ "ManufacturerModelName": "/^\\p{Lu}{9}$/" }""", "expression for ManufacturerModelName")]
    [InlineData("""{ "SOPClassUID": "CTImageStorage" }""", "class")]
    [InlineData("""{ "SOPInstanceUID": "1.2.3" }""", "one object")]
    [InlineData("""{ "Columns": 60000, "Rows": 60000 }""", "too large")]
    [InlineData("""{ "BitsAllocated": 12 }""", "no picture meets")]
    public void A_rule_that_no_picture_can_be_made_for_is_named_and_not_asked(string when, string reason)
    {
        ExamReport report = Examine($$"""{ "name": "R", "when": {{when}}, "blank": [[0, 0, 320, 30]] }, {{ExamPolicies.Strip}}""");

        ExamOmission omission = Assert.Single(report.NotAsked);
        Assert.Equal("R", omission.Rule);
        Assert.Contains(reason, omission.Reason, StringComparison.Ordinal);
        Assert.True(report.Passed, string.Join(Environment.NewLine, report.Failures));
    }

    [Fact]
    public void A_rule_whose_rectangles_miss_its_pictures_stores_none_of_them()
    {
        ExamReport report = Examine("""{ "name": "R", "when": { "ManufacturerModelName": "P1", "Columns": 320, "Rows": 240 }, "blank": [[0, 300, 320, 30]] }""");
        Assert.True(report.Passed, string.Join(Environment.NewLine, report.Failures));
        Assert.Empty(report.NotAsked);
    }

    [Fact]
    public void Of_two_rules_for_one_scanner_each_gets_a_picture_of_its_own()
    {
        ExamReport report = Examine("""
            { "name": "with regions", "when": { "ManufacturerModelName": "P1", "HasRegions": true }, "keep": "regions" },
            { "name": "chests", "when": { "ManufacturerModelName": "P1", "ImageType": "/ABDOMINAL/" }, "blank": [[0, 0, 320, 20]] },
            { "name": "of a maker", "when": { "Manufacturer": "/^Exam/", "ManufacturerModelName": "P1" }, "blank": [[0, 0, 320, 30]] },
            { "name": "others", "when": { "ManufacturerModelName": "P1" }, "blank": [[0, 0, 320, 40]] }
            """);
        Assert.True(report.Passed, string.Join(Environment.NewLine, report.Failures));
        Assert.Empty(report.NotAsked);
    }

    [Theory]
    [InlineData("^G\\.?E\\.? ")]
    [InlineData("LOGIQ")]
    [InlineData("^(ORIGINAL|DERIVED)\\\\PRIMARY\\\\[^\\\\]*\\\\0*[1-9A-F][0-9A-F]*$")]
    [InlineData("\\\\(ABDOMINAL|BREAST|SMALL PARTS)$")]
    [InlineData("^EPIQ [57][CG]?$")]
    [InlineData("^V\\d{2,4}-\\w+?$")]
    [InlineData("^(?:a|b)(?<name>c+)d{3}$")]
    [InlineData("^[^A-Za-z0-9]x$")]
    [InlineData("\\bX\\x41\\u0042\\b")]
    [InlineData("é+")]
    public void A_text_is_made_up_that_an_expression_finds(string pattern)
    {
        var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        string text = PatternText.Of(regex).First();
        Assert.Matches(regex, text);
        Assert.Equal(text, text.Trim());
    }

    [Theory]
    [InlineData("^\\s*$")] // an element of spaces is empty
    [InlineData("(?#remark)a")]
    [InlineData("[a-z-[aeiou]]")]
    [InlineData("^$")]
    public void What_cannot_be_read_gives_no_text(string pattern) => Assert.Empty(PatternText.Of(new Regex(pattern, RegexOptions.CultureInvariant)));

    private static ExamReport Examine(string masks) => PolicyExam.Run(ExamPolicies.Of(masks), TestContext.Current.CancellationToken);
}
