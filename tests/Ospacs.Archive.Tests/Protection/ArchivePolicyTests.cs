using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public class ArchivePolicyTests
{
    [Fact]
    public void A_policy_has_comments_and_trailing_commas()
    {
        ArchivePolicy policy = ArchivePolicy.Parse(
            """
            // the trial
            {
              "sponsor": " University of Somewhere ", /* trimmed */
              "protocol": "UKC-1",
              "profile": "trial",
              "match": { "require": ["PatientId", "BirthDate|Name",], "centres": { "C07": { "require": ["PatientId", "Name", "Sex"] } } },
              "masks": [ { "name": "R1", "when": { "Columns": 640, }, "blank": [[0, 0, 640, 40],], }, ],
              "registry": { "columns": { "SubjectId": "VolunteerNo", "Centre": "Site" }, "birthDate": "dd/MM/yyyy" },
            }
            """);

        Assert.Equal("University of Somewhere", policy.Sponsor);
        Assert.Equal("UKC-1", policy.Protocol);
        Assert.Equal("trial", policy.Profile.Name);
        Assert.Equal("PatientId, BirthDate or Name", string.Join(", ", policy.Match.For("C01")));
        Assert.Equal("PatientId, Name, Sex", string.Join(", ", policy.Match.For(" c07 ")));
        Assert.Equal("R1", Assert.Single(policy.Masks.Rules).Name);
        Assert.Equal("VolunteerNo", policy.Registry.NameOf(RegistryColumn.SubjectId));
        Assert.Equal("PatientId", policy.Registry.NameOf(RegistryColumn.PatientId));
        Assert.Equal("dd/MM/yyyy", policy.Registry.BirthDate);
    }

    [Fact]
    public void What_a_policy_leaves_out_is_safe()
    {
        ArchivePolicy policy = ArchivePolicy.Parse("""{ "sponsor": "S", "protocol": "P" }""");

        Assert.Equal("trial", policy.Profile.Name);
        Assert.Equal("PatientId, BirthDate or Name", string.Join(", ", policy.Match.For("any")));
        Assert.Empty(policy.Masks.Rules);
        Assert.Null(policy.Registry.BirthDate);
    }

    [Fact]
    public void A_policy_keeps_its_text_and_its_hash()
    {
        const string Text = "{ \"sponsor\": \"S\", \"protocol\": \"P\" } // ä\r\n";

        ArchivePolicy policy = ArchivePolicy.Parse('\uFEFF' + Text);

        Assert.Equal(Text, policy.Text);
        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(Text)), policy.Sha256);
    }

    [Fact]
    public void A_policy_file_may_begin_with_a_byte_order_mark()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("ospacs-").FullName, "policy.json");
        const string Text = "{ \"sponsor\": \"S\", \"protocol\": \"P\" }";
        File.WriteAllText(path, Text, new UTF8Encoding(true));
        ArchivePolicy policy = ArchivePolicy.Load(path);
        Assert.Equal(Text, policy.Text);

        File.WriteAllBytes(path, [.. Encoding.UTF8.GetBytes("{\n  \"sponsor\": \"Universit"), 0xE9, .. "\" }"u8]);
        PolicyException error = Assert.Throws<PolicyException>(() => ArchivePolicy.Load(path));
        Assert.Equal((2, 24), (error.Line, error.Column));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    // The place that the error must name is marked with ▲ in front of it.
    [Theory]
    [InlineData("▲", "JSON")]
    [InlineData("▲[]", "must be an object")]
    [InlineData("▲{ \"protocol\": \"P\" }", "no 'sponsor'")]
    [InlineData("▲{ \"sponsor\": \"S\" }", "no 'protocol'")]
    [InlineData("{ \"sponsor\": \"S\",\n  \"protocol\": ▲\" \" }", "blank")]
    [InlineData("{ \"sponsor\": ▲17, \"protocol\": \"P\" }", "must be a text")]
    [InlineData("{ \"sponsor\": ▲\"A\\\\B\", \"protocol\": \"P\" }", "means something else")]
    [InlineData("{ \"sponsor\": ▲\"Universität\", \"protocol\": \"P\" }", "printable ASCII")]
    [InlineData("{ \"protocol\": \"P\", \"sponsor\": ▲\"01234567890123456789012345678901234567890123456789012345678901234\" }", "longer than 64")]
    [InlineData("{ \"sponsor\": \"S\", \"protocol\": \"P\"\n  ▲\"profile\": 1 }", "")] // a comma is missing
    [InlineData("{ \"sponsor\": \"S\", \"protocol\": \"P\" } ▲x", "")]
    [InlineData("{ \"sponsor\": \"S\",\r\n\t\"protocol\": \"P\",\r\n\t\"profil\": nul▲ }", "")]
    public void What_is_wrong_is_named_with_line_and_column(string marked, string words) => AssertRefused(marked, words);

    [Theory]
    [InlineData("▲\"profil\": \"trial\"", "unknown key 'profil'")]
    [InlineData("\"profile\": ▲\"retain-nothing\"", "is not known; the profiles are trial, strict")]
    [InlineData("\"profile\": \"trial\", ▲\"profile\": \"trial\"", "stands twice")]
    [InlineData("\"match\": ▲[]", "must be an object")]
    [InlineData("\"match\": { ▲\"required\": [] }", "unknown key 'required'")]
    [InlineData("\"match\": { \"require\": ▲[] }", "requires nothing")]
    [InlineData("\"match\": { \"require\": ▲\"Name\" }", "must be a list")]
    [InlineData("\"match\": { \"require\": [\"PatientId\", ▲\"BirthDay\"] }", "'BirthDay' is no field")]
    [InlineData("\"match\": { \"require\": [▲\"3\"] }", "is no field")]
    [InlineData("\"match\": { \"require\": [▲\"Name|Name\"] }", "twice")]
    [InlineData("\"match\": { \"require\": ▲[\"Sex\"] }", "sex alone")]
    [InlineData("\"match\": { \"require\": ▲[\"Name|Sex\", \"Sex\"] }", "sex alone")]
    [InlineData("\"match\": { \"centres\": { \"C1\": ▲{} } }", "no 'require'")]
    [InlineData("\"match\": { \"centres\": { \"C1\": { \"require\": ▲[] } } }", "requires nothing")]
    [InlineData("\"match\": { \"centres\": { ▲\" \": { \"require\": [\"Name\"] } } }", "blank")]
    [InlineData("\"match\": { \"centres\": { \"C1\": { \"require\": [\"Name\"] }, ▲\"c1\": { \"require\": [\"Name\"] } } }", "twice")]
    [InlineData("\"registry\": { \"columns\": { ▲\"Subject\": \"A\" } }", "no column 'Subject'")]
    [InlineData("\"registry\": { \"columns\": { \"SubjectId\": ▲\"Centre\" } }", "already another one's")]
    [InlineData("\"registry\": { \"birthDate\": ▲\"dd/MM/yy\" }", "two digits")]
    [InlineData("\"registry\": { \"birthDate\": ▲\"dd/mm/yyyy\" }", "MM or M")]
    [InlineData("\"registry\": { ▲\"layout\": 1 }", "unknown key")]
    [InlineData("\"sponsor2\": ▲\"\\ud800\"", "half a character")]
    [InlineData("\"dates\": ▲\"kept\"", "full, modified or removed")]
    [InlineData("\"options\": [▲\"RetainFullDates\"]", "said by 'dates'")]
    [InlineData("\"overrides\": [▲{ \"attribute\": \"StationName\", \"action\": \"keep\" }]", "no 'reason'")]
    [InlineData("\"overrides\": [{ \"attribute\": ▲\"StationNam\", \"action\": \"keep\", \"reason\": \"x\" }]", "neither a keyword")]
    [InlineData("\"overrides\": [{ \"attribute\": ▲\"PatientName\", \"action\": \"keep\", \"reason\": \"x\" }]", "written by Ospacs itself")]
    [InlineData("\"overrides\": [{ \"attribute\": ▲\"OtherPatientIDs\", \"action\": \"keep\", \"reason\": \"x\" }]", "tells who a person is")]
    [InlineData("\"overrides\": [{ \"attribute\": ▲\"(0019,1001)\", \"action\": \"keep\", \"reason\": \"x\" }]", "name it in 'safePrivate'")]
    [InlineData("\"overrides\": [{ \"attribute\": \"StationName\", \"action\": ▲\"leave\", \"reason\": \"x\" }]", "must be keep, remove, empty, dummy or clean")]
    [InlineData("\"safePrivate\": ▲[]", "RetainSafePrivate")]
    [InlineData("\"options\": [\"RetainSafePrivate\"], \"safePrivate\": [{ \"creator\": \"A\", \"elements\": [▲\"(0018,xx0C)\"], \"reason\": \"x\" }]", "an odd group")]
    [InlineData("\"terms\": [▲\"two words\"]", "one word")]
    public void What_a_policy_may_not_say_is_named_with_line_and_column(string marked, string words) => AssertRefused(MaskObjects.Policy("\n  " + marked + "\n"), words);

    [Theory]
    [InlineData("▲{ \"when\": {}, \"blank\": [[0, 0, 1, 1]] }", "no 'name'")]
    [InlineData("{ \"name\": ▲\"\", \"when\": {}, \"blank\": [[0, 0, 1, 1]] }", "blank")]
    [InlineData("▲{ \"name\": \"R\", \"blank\": [[0, 0, 1, 1]] }", "no 'when'")]
    [InlineData("▲{ \"name\": \"R\", \"when\": {} }", "says nothing of the pixels")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, ▲\"blanks\": [[0, 0, 1, 1]] }", "unknown key 'blanks'")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [[0, 0, 1, 1]], \"knownClean\": ▲\"seen\" }", "both")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"knownClean\": ▲\" \" }", "blank")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"knownClean\": ▲true }", "must be a text")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"keep\": ▲\"region\" }", "'keep'")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"keep\": ▲[] }", "no rectangle")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"HasRegions\": false }, \"keep\": ▲\"regions\" }", "could never match")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": ▲[] }", "no rectangle")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [▲[0, 0, 1]] }", "four numbers")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [[0, 0, ▲-5, 1]] }", "the width must be 1 or more")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [[0, 0, 1, ▲0]] }", "the height must be 1 or more")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [[▲0.5, 0, 1, 1]] }", "whole number")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [[0, ▲\"0\", 1, 1]] }", "must be a number")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [[▲2000000000, 0, 1, 1]] }", "out of range")]
    [InlineData("{ \"name\": \"R\", \"when\": { ▲\"Manufactuer\": \"X\" }, \"blank\": [[0, 0, 1, 1]] }", "no keyword")]
    [InlineData("{ \"name\": \"R\", \"when\": { ▲\"PixelData\": \"X\" }, \"blank\": [[0, 0, 1, 1]] }", "no text or number")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Rows\": 1, ▲\"rows\": 2 }, \"blank\": [[0, 0, 1, 1]] }", "twice")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Rows\": ▲true }, \"blank\": [[0, 0, 1, 1]] }", "must be compared")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Rows\": ▲1e999 }, \"blank\": [[0, 0, 1, 1]] }", "out of range")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"HasRegions\": ▲\"yes\" }, \"blank\": [[0, 0, 1, 1]] }", "must be true or false")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Manufacturer\": ▲\"/(/\" }, \"blank\": [[0, 0, 1, 1]] }", "regular expression is wrong")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Manufacturer\": ▲\"/a(?=b)/\" }, \"blank\": [[0, 0, 1, 1]] }", "looks around")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Manufacturer\": ▲\"/a\" }, \"blank\": [[0, 0, 1, 1]] }", "two strokes")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Manufacturer\": ▲\"//\" }, \"blank\": [[0, 0, 1, 1]] }", "two strokes")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"Manufacturer\": ▲\"/a/x\" }, \"blank\": [[0, 0, 1, 1]] }", "two strokes")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"SOPClassUID\": ▲\"SecondaryCapture\" }, \"blank\": [[0, 0, 1, 1]] }", "one class")]
    [InlineData("{ \"name\": \"R\", \"when\": { \"SOPClassUID\": ▲\"/1.2/\" }, \"blank\": [[0, 0, 1, 1]] }", "one class")]
    [InlineData("{ \"name\": \"R\", \"when\": {}, \"blank\": [[0, 0, 1, 1]] },\n    { \"name\": ▲\"r\", \"when\": {}, \"blank\": [[0, 0, 1, 1]] }", "two rules")]
    public void What_a_rule_may_not_say_is_named_with_line_and_column(string marked, string words) =>
        AssertRefused(MaskObjects.Policy($"// rules, ä and 漢字 before them\n  \"masks\": [\n\n    {marked} ]"), words);

    [Fact]
    public void Half_a_character_is_refused_at_its_place()
    {
        PolicyException error = Assert.Throws<PolicyException>(() => ArchivePolicy.Parse("{\n\"sponsor\": \"a\uD800\""));

        Assert.Equal((2, 14), (error.Line, error.Column));
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        Assert.Throws<PolicyException>(() => ArchivePolicy.Parse(new string('[', 100_000)));
    }

    [Theory]
    [InlineData("policy.md", 3)]
    [InlineData("registry.md", 0)]
    public void The_policies_in_the_documentation_can_be_read(string page, int rules)
    {
        string[] parts = File.ReadAllText(Path.Combine(Oracles.RepositoryRoot(), "docs", page)).Split("```");

        ArchivePolicy[] policies = [.. parts.Where(p => p.StartsWith("json\n", StringComparison.Ordinal)).Select(p => ArchivePolicy.Parse(p["json\n".Length..]))];
        ArchivePolicy policy = policies[0];

        Assert.Equal("University of Somewhere", policy.Sponsor);
        Assert.Equal(rules, policy.Masks.Rules.Count);
        Assert.Equal("VolunteerNo", policy.Registry.NameOf(RegistryColumn.SubjectId));
    }

    private static void AssertRefused(string marked, string words)
    {
        int at = marked.IndexOf('▲', StringComparison.Ordinal);
        string before = marked[..at];
        int line = before.Count(c => c == '\n') + 1;
        int column = at - before.LastIndexOf('\n');

        PolicyException error = Assert.Throws<PolicyException>(() => ArchivePolicy.Parse(marked.Remove(at, 1)));

        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains($"line {line}, column {column}", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", error.Message, StringComparison.Ordinal);
    }
}
