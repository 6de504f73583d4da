using System.Globalization;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>Reads what a policy says of headers: the profile it begins with, and what it adds to it.</summary>
internal static class ProfileReader
{
    /// <summary>The policy's keys that are read here.</summary>
    internal static readonly string[] Keys = ["profile", "dates", "options", "overrides", "safePrivate", "terms", "codingSchemes"];

    private const int LongestReason = 200;

    internal static ProtectionProfile Read(PolicyNode root)
    {
        ProtectionProfile begun = Named(root.Member("profile"));
        var profile = new ProtectionProfile
        {
            Name = begun.Name,
            Dates = root.Member("dates") is { } dates ? Dates(dates) : begun.Dates,
            Options = root.Member("options") is { } options ? Options(options) : begun.Options,
            Overrides = root.Member("overrides") is { } overrides ? Overrides(overrides) : [],
            SafePrivate = root.Member("safePrivate") is { } safe ? SafePrivateList.Shipped.With(SafePrivate(safe)) : SafePrivateList.Shipped,
            Terms = root.Member("terms") is { } terms ? ClinicalTerms.Shipped.With(Terms(terms)) : ClinicalTerms.Shipped,
            CodingSchemes = root.Member("codingSchemes") is { } schemes ? CodingSchemes.Standard.With(Texts(schemes, "'codingSchemes'", "a coding scheme")) : CodingSchemes.Standard,
        };
        return root.Member("safePrivate") is { } unused && !profile.Has(ProtectionOption.RetainSafePrivate)
            ? throw unused.Error("'safePrivate' says what may stay and 'options' does not have RetainSafePrivate: nothing would stay.")
            : profile;
    }

    private static ProtectionProfile Named(PolicyNode? node)
    {
        if (node is null)
        {
            return ProtectionProfile.Trial;
        }
        string name = node.RequireText("'profile'");
        return ProtectionProfile.Named(name) ?? throw node.Error($"the profile '{name}' is not known; the profiles are {string.Join(", ", ProtectionProfile.Names)}.");
    }

    private static DatePolicy Dates(PolicyNode node) => node.RequireText("'dates'") switch
    {
        "full" => DatePolicy.Full,
        "modified" => DatePolicy.Modified,
        "removed" => DatePolicy.Removed,
        _ => throw node.Error("'dates' must be full, modified or removed."),
    };

    private static HashSet<ProtectionOption> Options(PolicyNode node)
    {
        var options = new HashSet<ProtectionOption>();
        foreach (PolicyNode item in node.Require(PolicyNodeKind.Array, "'options'").Items)
        {
            string name = item.RequireText("an option");
            if (!Enum.TryParse(name, out ProtectionOption option) || option.ToString() != name)
            {
                throw item.Error($"the option '{name}' is not known; the options are {string.Join(", ", Enum.GetNames<ProtectionOption>())}. What becomes of dates is said by 'dates'.");
            }
            options.Add(option);
        }
        return options;
    }

    private static List<AttributeOverride> Overrides(PolicyNode node)
    {
        var overrides = new List<AttributeOverride>();
        foreach (PolicyNode item in node.Require(PolicyNodeKind.Array, "'overrides'").Items)
        {
            item.Require(PolicyNodeKind.Object, "an override").RefuseOthers("the override", "attribute", "action", "reason");
            PolicyNode attribute = item.RequiredMember("attribute", "the override");
            DicomTag tag = Attribute(attribute);
            PolicyNode action = item.RequiredMember("action", "the override");
            ProtectionAction what = Action(action);
            string reason = Reason(item.RequiredMember("reason", "the override"));
            if (AttributeOverride.Problem(tag, what) is { } problem)
            {
                throw attribute.Error($"{tag} {problem}.");
            }
            if (overrides.Any(o => o.Tag == tag))
            {
                throw attribute.Error($"{tag} stands twice in 'overrides'.");
            }
            overrides.Add(new AttributeOverride(tag, what, reason));
        }
        return overrides;
    }

    private static DicomTag Attribute(PolicyNode node)
    {
        string text = node.RequireText("'attribute'");
        if (DicomDictionary.FindKeyword(text) is { } entry)
        {
            return entry.Tag;
        }
        return DicomTag.TryParse(text, out DicomTag tag) ? tag : throw node.Error($"'{text}' is neither a keyword of the DICOM dictionary nor a tag as (0008,1010).");
    }

    private static ProtectionAction Action(PolicyNode node) => node.RequireText("'action'") switch
    {
        "keep" => ProtectionAction.Keep,
        "remove" => ProtectionAction.Remove,
        "empty" => ProtectionAction.Empty,
        "dummy" => ProtectionAction.Dummy,
        "clean" => ProtectionAction.Clean,
        _ => throw node.Error("'action' must be keep, remove, empty, dummy or clean."),
    };

    /// <summary>Reasons stand in difference records and reports.</summary>
    private static string Reason(PolicyNode node)
    {
        string reason = node.RequireText("'reason'");
        return reason.Length <= LongestReason && !reason.Any(char.IsControl)
            ? reason
            : throw node.Error(string.Create(CultureInfo.InvariantCulture, $"'reason' must have 1 to {LongestReason} characters in one line."));
    }

    private static List<SafePrivateElement> SafePrivate(PolicyNode node)
    {
        var elements = new List<SafePrivateElement>();
        foreach (PolicyNode item in node.Require(PolicyNodeKind.Array, "'safePrivate'").Items)
        {
            item.Require(PolicyNodeKind.Object, "a safe element").RefuseOthers("the safe element", "creator", "elements", "reason");
            string creator = item.RequiredMember("creator", "the safe element").RequireText("'creator'");
            string reason = Reason(item.RequiredMember("reason", "the safe element"));
            foreach (PolicyNode element in item.RequiredMember("elements", "the safe element").Require(PolicyNodeKind.Array, "'elements'").Items)
            {
                string text = element.RequireText("an element");
                elements.Add(SafePrivateElement.TryParse(text, out ushort group, out byte number)
                    ? new SafePrivateElement(creator, group, number, reason)
                    : throw element.Error($"'{text}' is no private element as (0019,xx0C): an odd group, and xx for the block."));
            }
        }
        return elements;
    }

    private static List<string> Terms(PolicyNode node)
    {
        var terms = new List<string>();
        foreach (PolicyNode item in node.Require(PolicyNodeKind.Array, "'terms'").Items)
        {
            string term = item.RequireText("a term");
            terms.Add(term.All(char.IsLetterOrDigit) ? term : throw item.Error("a term is one word of letters and digits."));
        }
        return terms;
    }

    private static List<string> Texts(PolicyNode node, string name, string item) => [.. node.Require(PolicyNodeKind.Array, name).Items.Select(text => text.RequireText(item))];
}
