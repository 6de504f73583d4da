using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class MaskScriptTests
{
    [Fact]
    public void A_script_is_signatures_in_braces_with_regions_behind_them_and_comment_around()
    {
        MaskCatalogue catalogue = Script(
            """
            Burned-in text of our scanners (see the ward's list)

            Plover
             P1, cardiac preset (portable)
              { Manufacturer.containsIgnoreCase("PLOVER") *   // the maker
                Rows.equals("480") }
              (0,0,640,40) (-100, -20, 99, 19)

            { ManufacturerModelName.equals("P2") }
            (1,2,3,4)
            """);

        Assert.Equal(["CTP line 5: P1, cardiac preset (portable)", "CTP line 9: ManufacturerModelName.equals(\"P2\")"], catalogue.Rules.Select(rule => rule.Name));
        Assert.Equal("mask script, line 5", catalogue.Rules[0].Source);
        Assert.Equal(["Manufacturer.containsIgnoreCase(\"PLOVER\")", "Rows.equals(\"480\")"], catalogue.Rules[0].When.Select(c => c.ToString()));
        Assert.Equal(["Manufacturer", "Rows"], catalogue.Rules[0].When.Select(c => c.Keyword));
        Assert.Equal([new(0, 0, 641, 41), new(-100, -20, 100, 20)], catalogue.Rules[0].Blank);
        Assert.All(catalogue.Rules, rule => Assert.True(rule.IsOfScript));
    }

    [Theory]
    [InlineData("Manufacturer.equals(\"Plover Research\")", true)]
    [InlineData("Manufacturer.equals(\"plover research\")", false)]
    [InlineData("Manufacturer.equalsIgnoreCase(\"plover research\")", true)]
    [InlineData("Manufacturer.contains(\"Res\")", true)]
    [InlineData("Manufacturer.contains(\"res\")", false)]
    [InlineData("Manufacturer.containsIgnoreCase(\"RES\")", true)]
    [InlineData("Manufacturer.startsWith(\"Plover\")", true)]
    [InlineData("Manufacturer.startsWith(\"plover\")", false)]
    [InlineData("Manufacturer.startsWithIgnoreCase(\"plover\")", true)]
    [InlineData("Manufacturer.endsWith(\"Research\")", true)]
    [InlineData("Manufacturer.endsWith(\"Plover\")", false)]
    [InlineData("Manufacturer.endsWithIgnoreCase(\"RESEARCH\")", true)]
    [InlineData("Manufacturer . containsIgnoreCase (\"RES\")", true)]
    [InlineData("Manufacturer.matches(\"Plover.*\")", true)]
    [InlineData("Manufacturer.matches(\"Plover\")", false)] // a whole text
    [InlineData("Manufacturer.matches(\"(?i)plover (research|trade)\")", true)]
    [InlineData("[0008,0070].contains(\"Plover\")", true)]
    [InlineData("[8,70].contains(\"Plover\")", true)]
    [InlineData("ImageType.contains(\"PRIMARY\\ABDOMINAL\")", true)] // several values with backslashes between
    [InlineData("Rows.equals(\"480\")", true)]
    [InlineData("Rows.isLessThan(\"481\")", true)]
    [InlineData("Rows.isLessThan(\"480\")", false)]
    [InlineData("Rows.isGreaterThan(\"479.5\")", true)]
    [InlineData("PatientAge.isGreaterThan(\"40Y\")", true)] // digits and points are what counts
    [InlineData("StationName.equals(\"\")", true)] // missing
    [InlineData("StationName.contains(\"X\")", false)]
    [InlineData("InstitutionName.equals(\"\")", true)] // empty
    [InlineData("StationName.isLessThan(\"5\")", false)]
    [InlineData("Manufacturer.isLessThan(\"5\")", false)]
    [InlineData("SoftwareVersion.equals(\"4\")", true)] // CTP's older keyword
    [InlineData("SeqOfUltrasoundRegions::RegionDataType.equals(\"1\")", true)]
    [InlineData("[0018,6011]::[0018,6014].equals(\"1\")", true)]
    [InlineData("root:SequenceOfUltrasoundRegions::RegionDataType.equals(\"2\")", false)] // the first item only
    [InlineData("[0019[PLOVER]02].equals(\"own\")", true)]
    [InlineData("[0019,[PLOVER],02].equals(\"own\")", true)]
    [InlineData("[0019[OTHER]02].equals(\"own\")", false)]
    [InlineData("[0019,1002].equals(\"own\")", true)]
    [InlineData("ImplementationVersionName.contains(\"PLOVER\")", true)] // of the file meta information
    [InlineData("[0002,0013].contains(\"OTHER\")", false)]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("Rows.equals(\"480\") * true", true)]
    public void A_test_holds_as_in_CTP(string signature, bool holds)
    {
        Assert.Equal(holds, Select(signature) is not null);
    }

    [Theory]
    [InlineData("A + B * C", "a b c", true)]
    [InlineData("A + B * C", "a", true)] // and binds closer than or
    [InlineData("A * B + C", "c", true)]
    [InlineData("(A + B) * C", "a", false)]
    [InlineData("(A + B) * C", "b c", true)]
    [InlineData("!A * B", "b", true)] // not binds closest
    [InlineData("!(A * B)", "a", true)]
    [InlineData("!(A * B)", "a b", false)]
    [InlineData("!(A + B)", "c", true)]
    [InlineData("!(A + B)", "b", false)]
    [InlineData("A * !B", "a", true)]
    [InlineData("A * !(!B)", "a b", true)]
    [InlineData("!A + !B", "a", true)]
    [InlineData("((A))*((B+C))", "a c", true)]
    public void Signatures_are_joined_as_in_CTP(string signature, string present, bool holds)
    {
        string tests = string.Concat(signature.Select(c => c is >= 'A' and <= 'C' ? $"SeriesDescription.contains(\"{char.ToLowerInvariant(c)}\")" : c.ToString()));
        DicomDataset dataset = Scanner().Set(DicomTag.SeriesDescription, "x " + present);

        Assert.Equal(holds, Script($"{{ {tests} }} (0,0,9,9)").Select(dataset) is not null);
    }

    [Fact]
    public void The_first_signature_that_matches_decides()
    {
        MaskCatalogue catalogue = Script("{ Rows.equals(\"600\") } (0,0,1,1) { Rows.equals(\"480\") } (0,0,9,9) { true } (0,0,639,479)");

        Assert.Equal([new PixelRectangle(0, 0, 10, 10)], catalogue.Select(Scanner())!.Blank);
    }

    [Theory]
    [InlineData("(0,0,640,40)", "0 0 640 41")]
    [InlineData("(10,20,0,0)", "10 20 1 1")]
    [InlineData("(-40,0,40,20)", "600 0 40 21")]
    [InlineData("(0,-24,640,24)", "0 456 640 24")]
    [InlineData("(-700,-500,100,60)", "0 0 101 61")] // beyond the far edge: at the edge, as wide as it is
    [InlineData("(600,470,9999,9999)", "600 470 40 10")]
    public void Not_a_pixel_less_is_blanked_than_CTP_blanks(string region, string expected)
    {
        PixelRectangle blanked = Assert.Single(Script("{ true } " + region).Select(Scanner())!.Blank);

        Assert.Equal(expected, $"{blanked.X} {blanked.Y} {blanked.Width} {blanked.Height}");
    }

    [Theory]
    [InlineData("{ true } nothing to blank")]
    [InlineData("{ true } (640,0,10,10)")]
    [InlineData("{ true } (0,480,10,10)")]
    public void A_rule_that_would_blank_nothing_decides_nothing_and_ends_the_search(string first)
    {
        MaskCatalogue catalogue = Script(first + " { true } (0,0,639,40)");

        Assert.Null(catalogue.Select(Scanner()));
        Assert.Equal(RuleVerdict.DecidesNothing, catalogue.Explain(Scanner()).Rules[0].Verdict);
    }

    [Fact]
    public void A_page_of_text_is_nobodys_unless_a_signature_names_it()
    {
        DicomDataset page = Scanner().Set(DicomTag.ImageType, "DERIVED\\SECONDARY\\REPORT");

        Assert.Null(Script("{ true } (0,0,639,40) { ImageType.contains(\"REPORT\") } (0,0,639,479)").Select(page));
        Assert.Null(Script("{ !ImageType.contains(\"WORKSHEET\") } (0,0,639,40)").Select(page));
        Assert.Null(Script("{ ImageType.contains(\"SECONDARY\") } (0,0,639,40)").Select(page));
        Assert.NotNull(Script("{ ImageType.contains(\"REPORT\") } (0,0,639,479)").Select(page));
    }

    [Fact]
    public void A_secondary_capture_needs_a_signature_that_names_its_class()
    {
        DicomDataset capture = Scanner().Set(DicomTag.SOPClassUID, DicomUID.SecondaryCaptureImageStorage);

        Assert.False(Script("{ true } (0,0,639,40)").IsExplicitlyAllowed(capture));
        Assert.False(Script("{ !SOPClassUID.equals(\"1.2.840.10008.5.1.4.1.1.6.1\") } (0,0,639,40)").IsExplicitlyAllowed(capture));
        Assert.False(Script("{ SOPClassUID.startsWith(\"1.2.840.10008.5.1.4.1.1.7\") } (0,0,639,40)").IsExplicitlyAllowed(capture));
        Assert.True(Script($"{{ SOPClassUID.equals(\"{DicomUID.SecondaryCaptureImageStorage}\") * Rows.equals(\"480\") }} (0,0,639,40)").IsExplicitlyAllowed(capture));
    }

    [Theory]
    [InlineData("!StationName.contains(\"X\")")] // missing: not thereby another station
    [InlineData("!InstitutionName.equals(\"X\")")] // empty
    [InlineData("!(StationName.contains(\"X\") * Rows.equals(\"480\"))")]
    [InlineData("!StationName.isLessThan(\"5\")")]
    [InlineData("!Manufacturer.isLessThan(\"5\")")] // no number
    [InlineData("SeriesNumber.isLessThan(\"10\")")] // -5, of which CTP makes 5
    [InlineData("ImageType.isLessThan(\"10\")")] // several values, of which CTP makes one number
    [InlineData("PixelData.equals(\"\")")] // no text
    [InlineData("!PixelData.contains(\"x\")")]
    [InlineData("[0018,6011].equals(\"\")")]
    [InlineData("ContentLabel.contains(\"a\")")] // cannot be decoded
    [InlineData("!ContentLabel.contains(\"a\")")]
    [InlineData("[0019,1003].contains(\"a\")")] // bytes that are no text
    [InlineData("SequenceOfUltrasoundRegions::PhysicalDeltaX.equals(\"0.5\")")] // no one way of being written
    public void What_cannot_be_known_decides_nothing(string signature)
    {
        DicomDataset dataset = Scanner()
            .Set(DicomTag.SeriesNumber, "-5")
            .Set(DicomElement.Create(DicomTag.PixelData, DicomVR.OB, [1, 2]))
            .Set(DicomElement.Create(new DicomTag(0x00700080u), DicomVR.LO, [0x50, 0xE9]))
            .Set(DicomElement.Create(new DicomTag(0x00191003u), DicomVR.UN, [1, 2, 3, 4]));
        // Pixel data and sequences are refused by keyword when the script is read; by number they reach the file.
        string number = signature.Replace("PixelData", "[7FE1,0010]", StringComparison.Ordinal).Replace("[0018,6011].", "[0019,1004].", StringComparison.Ordinal);
        dataset.Set(DicomElement.Create(new DicomTag(0x7FE10010u), DicomVR.OB, [1, 2]));
        dataset.Set(DicomElement.Create(new DicomTag(0x00191004u), [new DicomItem(new DicomDataset(dataset).Set(DicomTag.Rows, (ushort)1))]));
        MaskCatalogue catalogue = Script($"{{ {number} }} (0,0,639,40) {{ true }} (0,0,9,9)");

        Assert.Null(catalogue.Select(dataset, Meta()));
        Assert.Equal(RuleVerdict.DecidesNothing, catalogue.Explain(dataset, Meta()).Rules[0].Verdict);
    }

    [Theory]
    [InlineData("StationName.equals(\"\") + !StationName.contains(\"X\")")] // the script says what it means
    [InlineData("Rows.equals(\"480\") + !StationName.contains(\"X\")")]
    [InlineData("!(Rows.equals(\"1\") * StationName.contains(\"X\"))")]
    public void What_is_not_known_does_not_matter_where_all_else_settles_it(string signature) => Assert.NotNull(Select(signature));

    // The place that the error must name is marked with ▲ in front of it.
    [Theory]
    [InlineData("▲no rule at all", "no rule")]
    [InlineData("{ true } (0,0,1,1) ▲{ Rows.equals(\"1\")", "never closed")]
    [InlineData("Rows.equals(\"1\") ▲} (0,0,1,1)", "nothing is open")]
    [InlineData("{ Rows.matches(▲\"[0-9]{3}\") } (0,0,1,1)", "quote is never closed")]
    [InlineData("▲{ // nothing\n } (0,0,1,1)", "empty")]
    [InlineData("{ ▲Rowz.equals(\"1\") } (0,0,1,1)", "no keyword")]
    [InlineData("a\n{ Rows.equals(\"1\") *\n  ▲Colums.equals(\"1\") } (0,0,1,1)", "no keyword")]
    [InlineData("{ Rows.▲equal(\"1\") } (0,0,1,1)", "no method 'equal'")]
    [InlineData("{ Rows.▲matchesIgnoreCase(\"1\") } (0,0,1,1)", "no method")]
    [InlineData("{ Rows.equals(▲480) } (0,0,1,1)", "in quotes")]
    [InlineData("{ Rows.isLessThan(\"▲many\") } (0,0,1,1)", "needs a number")]
    [InlineData("{ Rows.isLessThan(\"▲-5\") } (0,0,1,1)", "not negative")]
    [InlineData("{ ▲Rows } (0,0,1,1)", "a point is expected")]
    [InlineData("{ Rows.▲equals } (0,0,1,1)", "parentheses")]
    [InlineData("{ Rows.equals(▲\"1\" } (0,0,1,1)", "never closed")]
    [InlineData("{ Rows.equals(\"1\") ▲Columns.equals(\"1\") } (0,0,1,1)", "expected")]
    [InlineData("{ Rows.equals(\"1\") * ▲} (0,0,1,1)", "a test is expected")]
    [InlineData("{ ▲& Rows.equals(\"1\") } (0,0,1,1)", "a test is expected")]
    [InlineData("{ !▲!Rows.equals(\"1\") } (0,0,1,1)", "two \"!\"")]
    [InlineData("{ ▲(Rows.equals(\"1\") } (0,0,1,1)", "never closed")]
    [InlineData("{ (Rows.equals(\"1\") ▲Rows.equals(\"1\")) } (0,0,1,1)", "expected")]
    [InlineData("{ ▲SequenceOfUltrasoundRegions.equals(\"\") } (0,0,1,1)", "is a sequence")]
    [InlineData("{ ▲Rows::Columns.equals(\"1\") } (0,0,1,1)", "no sequence")]
    [InlineData("{ ▲[0018[PLOVER]02].equals(\"1\") } (0,0,1,1)", "odd group")]
    [InlineData("{ ▲true * Rows.equals(\"1\") } (0,0,1,1)", "no keyword")]
    [InlineData("{ Manufacturer.matches(\"a▲(?=b)\") } (0,0,1,1)", "only (?:...)")]
    [InlineData("{ Manufacturer.matches(\"a+▲+\") } (0,0,1,1)", "possessive")]
    [InlineData("{ Manufacturer.matches(\"[a-z▲&&b]\") } (0,0,1,1)", "intersections")]
    [InlineData("{ Manufacturer.matches(\"(a)▲\\1\") } (0,0,1,1)", "\\1 is not read")]
    [InlineData("{ Manufacturer.matches(\"▲\\Qa\\E\") } (0,0,1,1)", "\\Q is not read")]
    [InlineData("{ Manufacturer.matches(\"▲(a\") } (0,0,1,1)", "regular expression is wrong")]
    [InlineData("{ true } ▲(0,0,640)", "four numbers")]
    [InlineData("{ true } ▲(0 0 640 40)", "four numbers")]
    [InlineData("{ true } ▲(0,0,64O,40)", "four whole numbers")]
    [InlineData("{ true } ▲(0,0,640,40,5)", "four numbers")]
    [InlineData("{ true } ▲(0,0,640,-40)", "not negative")]
    [InlineData("{ true } ▲(0,0,2000000000,40)", "whole numbers")]
    [InlineData("{ true } ▲(0,0,640,40", "never closed")]
    [InlineData("{ true } ▲(0,0,640,40 (1,1,1,1)", "four numbers")]
    public void What_CTP_passes_over_in_silence_is_an_error_with_line_and_column(string marked, string words)
    {
        int at = marked.IndexOf('▲', StringComparison.Ordinal);
        string before = marked[..at];

        PolicyException error = Assert.Throws<PolicyException>(() => Policy().WithMaskScript(marked.Remove(at, 1)));

        Assert.Contains("The mask script is wrong in line", error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal(before.Count(c => c == '\n') + 1, error.Line);
        Assert.Equal(at - before.LastIndexOf('\n'), error.Column);
    }

    [Fact]
    public void Names_are_short_printable_and_told_apart()
    {
        string long_ = string.Join(' ', Enumerable.Repeat("word", 40));
        MaskCatalogue catalogue = Script($"Gerät\\1 Höhe {{ true }} (0,0,1,1) {long_} {{ true }} (0,0,1,1)\n***\n{{ true }} (0,0,1,1) {{ true }} (0,0,1,1)");

        Assert.Equal("CTP line 1: Gert1 Hhe", catalogue.Rules[0].Name);
        Assert.Equal("CTP line 1: " + string.Join(' ', Enumerable.Repeat("word", 10)), catalogue.Rules[1].Name);
        Assert.Equal("CTP line 3: true", catalogue.Rules[2].Name);
        Assert.Equal("CTP line 3: true (2)", catalogue.Rules[3].Name);
        Assert.All(catalogue.Rules, rule => Assert.InRange(rule.Name.Length, 1, 64));
    }

    [Fact]
    public void Only_what_a_signature_found_is_known_of_the_scanner()
    {
        MaskDecision decision = Select("Manufacturer.contains(\"Plover\") * (ManufacturerModelName.equals(\"P1\") + Manufacturer.contains(\"Philips\")) * !Manufacturer.contains(\"Acme\") * PatientAge.equals(\"042Y\")")!;

        Assert.Equal(["Plover", "P1"], decision.Conditions);
    }

    internal static ArchivePolicy Policy(string masks = "[]") => ArchivePolicy.Parse(MaskObjects.Policy($"\"masks\": {masks}"));

    private static MaskCatalogue Script(string text) => Policy().WithMaskScript(text).Masks;

    private static MaskDecision? Select(string signature) => Script($"{{ {signature} }} (0,0,639,40)").Select(Scanner(), Meta());

    private static DicomDataset Meta() => new DicomDataset().Set(new DicomTag(0x00020013u), "PLOVER_1");

    private static DicomDataset Scanner()
    {
        DicomDataset dataset = MaskObjects.Ultrasound()
            .Set(DicomTag.InstitutionName, " ")
            .Set(new DicomTag(0x00101010u), "042Y")
            .Set(DicomTag.SoftwareVersions, "4")
            .Set(new DicomTag(0x00190010u), "PLOVER")
            .Set(new DicomTag(0x00191002u), "own");
        DicomItem Region(ushort type) => new(new DicomDataset(dataset)
            .Set(new DicomTag(0x00186014u), type)
            .Set(DicomElement.Create(new DicomTag(0x0018602Cu), DicomVR.FD, new byte[8])));
        return dataset.Set(DicomElement.Create(DicomTag.SequenceOfUltrasoundRegions, [Region(1), Region(2)]));
    }
}
