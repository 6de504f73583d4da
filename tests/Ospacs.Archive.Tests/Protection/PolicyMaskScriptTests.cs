using System.Text;
using Ospacs.Archive.Protection;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public sealed class PolicyMaskScriptTests
{
    private const string Script = "Our \"own\"\r\n{ Rows.equals(\"480\") * !Columns.isLessThan(\"640\") }\n(0,0,639,40) ä\n";

    [Fact]
    public void A_policy_with_a_script_says_so_in_its_own_text_and_reads_back()
    {
        ArchivePolicy policy = ArchivePolicy.Parse(
            """
            {
              "sponsor": "S", "protocol": "P",
              // the last one, with a comma behind it
              "masks": [ { "name": "own", "when": { "Rows": 480 }, "blank": [[0, 0, 1, 1]] } ], // as it came
            }
            """);

        ArchivePolicy changed = policy.WithMaskScript('\uFEFF' + Script);
        ArchivePolicy read = ArchivePolicy.Parse(changed.Text);

        Assert.Equal(["own", "CTP line 2: Our \"own\""], read.Masks.Rules.Select(rule => rule.Name));
        Assert.Equal("own", read.Masks.Select(MaskObjects.Ultrasound())!.Rule);
        Assert.Equal(changed.Sha256, read.Sha256);
        Assert.NotEqual(policy.Sha256, changed.Sha256);
        string[] before = policy.Text.Split('\n');
        string[] after = changed.Text.Split('\n');
        Assert.Equal(before[..3], after[..3]);
        Assert.Contains("\"maskScript\": \"Our \\\"own\\\"\\r\\n{ Rows.equals(\\\"480\\\") * !Columns", after[4], StringComparison.Ordinal);
        Assert.EndsWith(", // as it came", after[4].TrimEnd('\r'), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_script_gives_the_same_policy_and_another_one_replaces_it()
    {
        ArchivePolicy first = ArchivePolicy.Shipped.WithMaskScript(Script);

        Assert.Equal(first.Text, first.WithMaskScript(Script).Text);
        Assert.Equal(first.Text, first.WithMaskScript("{ true } (1,1,1,1)").WithMaskScript(Script).Text);
        Assert.Equal("A-1", first.WithTrial("A Unit", "A-1").Protocol);
        Assert.Equal(ArchivePolicy.Shipped.Masks.Rules.Count + 1, first.WithTrial("A Unit", "A-1").Masks.Rules.Count);
    }

    [Fact]
    public void A_rule_of_the_policy_keeps_its_name()
    {
        ArchivePolicy policy = MaskScriptTests.Policy("""[ { "name": "CTP line 1: a", "when": {}, "blank": [[0, 0, 1, 1]] } ]""").WithMaskScript("a { true } (0,0,1,1)");

        Assert.Equal(["CTP line 1: a", "CTP line 1: a (2)"], policy.Masks.Rules.Select(rule => rule.Name));
    }

    [Fact]
    public void A_script_file_is_utf_8_with_or_without_a_byte_order_mark()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("ospacs-").FullName, "masks.script");
        File.WriteAllText(path, Script, new UTF8Encoding(true));
        Assert.Equal(ArchivePolicy.Shipped.WithMaskScript(Script).Text, ArchivePolicy.Shipped.WithMaskScriptFile(path).Text);

        File.WriteAllBytes(path, [.. "a\nGer"u8, 0xE9, .. " { true } (0,0,1,1)"u8]);
        PolicyException error = Assert.Throws<PolicyException>(() => ArchivePolicy.Shipped.WithMaskScriptFile(path));
        Assert.Equal((2, 4), (error.Line, error.Column));
        Assert.Contains("mask script", error.Message, StringComparison.Ordinal);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void What_is_wrong_in_a_script_that_a_policy_carries_has_its_place_in_the_script()
    {
        PolicyException error = Assert.Throws<PolicyException>(() => ArchivePolicy.Parse(MaskObjects.Policy("\"maskScript\": \"a\\nb { Rowz.equals(\\\"1\\\") }\"")));

        Assert.Equal((2, 5), (error.Line, error.Column));
        Assert.Throws<PolicyException>(() => ArchivePolicy.Parse(MaskObjects.Policy("\"maskScript\": [\"{ true } (0,0,1,1)\"]")));
        Assert.Throws<PolicyException>(() => ArchivePolicy.Shipped.WithMaskScript("{ true } (0,0,1,1) \uD800"));
    }
}
