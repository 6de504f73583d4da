using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection.Masks.Scripts;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection;

/// <summary>Gives a policy's JSON its meaning. Whatever it does not know is an error: a misspelt key must not leave a picture unmasked.</summary>
internal static class PolicyReader
{
    internal static ArchivePolicy Read(string text)
    {
        PolicyNode root = PolicyText.Read(text).Require(PolicyNodeKind.Object, "The policy");
        root.RefuseOthers("The policy", ["$schema", "sponsor", "protocol", .. ProfileReader.Keys, "match", "masks", "maskScript", "requireApproval", "pictureText", "registry", "exams"]);
        return new ArchivePolicy(text)
        {
            Sponsor = LongString(root.RequiredMember("sponsor", "The policy"), "'sponsor'"),
            Protocol = LongString(root.RequiredMember("protocol", "The policy"), "'protocol'"),
            Profile = ProfileReader.Read(root),
            Match = root.Member("match") is { } match ? Match(match) : MatchPolicy.Default,
            Masks = Masks(root.Member("masks"), root.Member("maskScript")),
            RequiresApproval = root.Member("requireApproval")?.Require(PolicyNodeKind.Boolean, "'requireApproval'").Boolean == true,
            SearchesPictures = PictureText(root.Member("pictureText")),
            Registry = root.Member("registry") is { } registry ? Registry(registry) : RegistryLayout.Default,
            Exams = root.Member("exams") is { } exams ? Exams(exams) : ExamLimits.None,
        };
    }

    /// <summary>A value that may stand in an element of representation LO in any character set (PS3.5 section 6.2).</summary>
    internal static string LongString(PolicyNode node, string name)
    {
        string text = node.RequireText(name);
        return ResearchText.Problem(text, forbidden: "\\") is { } problem ? throw node.Error($"{name} {problem}.") : text;
    }

    /// <summary>The policy's own rules go before the script's: each of them was written for the trial, and a script's signature may be wide.</summary>
    private static MaskCatalogue Masks(PolicyNode? masks, PolicyNode? script)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        IReadOnlyList<MaskRule> own = masks is null ? [] : MaskRuleReader.Read(masks, names);
        IReadOnlyList<MaskRule> read = script is null ? [] : MaskScriptReader.Read(script.Require(PolicyNodeKind.Text, "'maskScript'").Text, names);
        return new MaskCatalogue([.. own, .. read]);
    }

    private static bool PictureText(PolicyNode? node) => node?.RequireText("'pictureText'") switch
    {
        null or "quarantine" => true,
        "off" => false,
        _ => throw node.Error("'pictureText' must be quarantine or off."),
    };

    private static MatchPolicy Match(PolicyNode node)
    {
        node.Require(PolicyNodeKind.Object, "'match'").RefuseOthers("'match'", "require", "centres", "propose");
        var centres = new Dictionary<string, IReadOnlyList<FieldRequirement>>(StringComparer.OrdinalIgnoreCase);
        foreach (PolicyMember centre in node.Member("centres")?.Require(PolicyNodeKind.Object, "'centres'").Members ?? [])
        {
            string code = centre.Name.Trim();
            if (code.Length == 0)
            {
                throw new PolicyException("a centre's code is blank.", centre.At);
            }
            centre.Value.Require(PolicyNodeKind.Object, "a centre").RefuseOthers("a centre", "require");
            if (!centres.TryAdd(code, Requirements(centre.Value.RequiredMember("require", "a centre"))))
            {
                throw new PolicyException("the centre stands twice; upper and lower case are the same.", centre.At);
            }
        }
        return new MatchPolicy
        {
            Require = node.Member("require") is { } require ? Requirements(require) : MatchPolicy.Default.Require,
            Centres = centres,
            Propose = node.Member("propose") is { } propose ? Propose(propose) : ProposalPolicy.Default,
        };
    }

    private static ProposalPolicy Propose(PolicyNode node)
    {
        node.Require(PolicyNodeKind.Object, "'propose'").RefuseOthers("'propose'", "score", "margin", "unambiguousScore", "unambiguousMargin");
        ProposalPolicy standing = ProposalPolicy.Default;
        return new ProposalPolicy
        {
            Score = Threshold(node, "score", ProposalPolicy.LowestScore, standing.Score),
            Margin = Threshold(node, "margin", 0, standing.Margin),
            UnambiguousScore = Threshold(node, "unambiguousScore", ProposalPolicy.LowestUnambiguousScore, standing.UnambiguousScore),
            UnambiguousMargin = Threshold(node, "unambiguousMargin", ProposalPolicy.LowestUnambiguousMargin, standing.UnambiguousMargin),
        };
    }

    private static int Threshold(PolicyNode node, string name, int lowest, int standing)
    {
        if (node.Member(name) is not { } member)
        {
            return standing;
        }
        int value = member.RequireInteger($"'{name}'");
        return value >= lowest && value <= ProposalPolicy.Highest ? value : throw member.Error($"'{name}' must be {lowest} to {ProposalPolicy.Highest}.");
    }

    private static List<FieldRequirement> Requirements(PolicyNode node)
    {
        var requirements = new List<FieldRequirement>();
        foreach (PolicyNode item in node.Require(PolicyNodeKind.Array, "'require'").Items)
        {
            string text = item.RequireText("a required field");
            requirements.Add(FieldRequirement.TryParse(text, out FieldRequirement? requirement, out string problem) ? requirement : throw item.Error(problem));
        }
        return MatchPolicy.Problem(requirements) is { } wrong ? throw node.Error(wrong) : requirements;
    }

    private static ExamLimits Exams(PolicyNode node)
    {
        node.Require(PolicyNodeKind.Object, "'exams'").RefuseOthers("'exams'", "perMedium", "perSubject");
        return new ExamLimits(Limit("perMedium"), Limit("perSubject"));

        int? Limit(string name)
        {
            if (node.Member(name) is not { } limit)
            {
                return null;
            }
            int number = limit.RequireInteger($"'{name}'");
            return number > 0 ? number : throw limit.Error($"'{name}' must be 1 or more.");
        }
    }

    private static RegistryLayout Registry(PolicyNode node)
    {
        node.Require(PolicyNodeKind.Object, "'registry'").RefuseOthers("'registry'", "columns", "birthDate");
        var columns = new Dictionary<RegistryColumn, string>();
        foreach (PolicyMember member in node.Member("columns")?.Require(PolicyNodeKind.Object, "'columns'").Members ?? [])
        {
            if (!Enum.TryParse(member.Name, out RegistryColumn column) || member.Name != column.ToString())
            {
                throw new PolicyException($"the registry has no column '{member.Name}'; the columns are {string.Join(", ", Enum.GetNames<RegistryColumn>())}.", member.At);
            }
            columns.Add(column, member.Value.RequireText($"the column for {column}"));
            if (RegistryLayout.ColumnProblem(columns) is { } problem)
            {
                throw member.Value.Error(problem);
            }
        }
        string? birthDate = null;
        if (node.Member("birthDate") is { } layout)
        {
            birthDate = layout.RequireText("'birthDate'");
            if (RegistryLayout.BirthDateProblem(birthDate) is { } problem)
            {
                throw layout.Error(problem);
            }
        }
        return new RegistryLayout { Columns = columns, BirthDate = birthDate };
    }
}
