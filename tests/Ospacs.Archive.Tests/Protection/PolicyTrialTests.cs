using Ospacs.Archive.Protection;
using Xunit;

namespace Ospacs.Archive.Tests.Protection;

public sealed class PolicyTrialTests
{
    [Fact]
    public void Sponsor_and_protocol_are_replaced_and_every_other_character_stays()
    {
        const string Text =
            """
            // Kept: "sponsor": "not this one"
            {
              "protocol" : "OLD-1", /* and this */
              "sponsor": "Old \"Unit\"",
              "masks": [ { "name": "sponsor", "when": { "Manufacturer": "protocol", "HasRegions": false }, "knownClean": "seen" } ],
            }
            """;
        ArchivePolicy changed = ArchivePolicy.Parse(Text).WithTrial("New \"Unit\"", "NEW-2");
        Assert.Equal("New \"Unit\"", changed.Sponsor);
        Assert.Equal("NEW-2", changed.Protocol);
        string[] before = Text.Split('\n');
        string[] after = changed.Text.Split('\n');
        Assert.Equal(before.Length, after.Length);
        Assert.Equal(before.Index().Where(line => line.Index is not (2 or 3)), after.Index().Where(line => line.Index is not (2 or 3)));
        Assert.Equal("  \"protocol\" : \"NEW-2\", /* and this */", after[2].TrimEnd('\r'));
    }

    [Fact]
    public void The_shipped_policy_can_be_given_to_a_trial()
    {
        ArchivePolicy changed = ArchivePolicy.Shipped.WithTrial("A Unit", "A-1");
        Assert.Equal(("A Unit", "A-1"), (changed.Sponsor, changed.Protocol));
        Assert.NotEqual(ArchivePolicy.Shipped.Sha256, changed.Sha256);
        Assert.Equal("A-1", ArchivePolicy.Parse(changed.Text).Protocol);
    }

    [Fact]
    public void A_sponsor_that_no_element_can_hold_is_refused() =>
        Assert.Throws<PolicyException>(() => ArchivePolicy.Shipped.WithTrial(new string('x', 65), "A-1"));
}
