using System.Globalization;
using System.Text.RegularExpressions;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>Reads the policy's mask rules.</summary>
internal static class MaskRuleReader
{
    /// <summary>The most rectangles in one list: they are told apart pair by pair.</summary>
    private const int MostRectangles = 256;

    /// <summary>Farther out than any picture: Rows and Columns are 16-bit numbers.</summary>
    private const int FarthestPixel = 1_000_000;

    /// <summary>Reads the rules.</summary>
    /// <param name="node">The list.</param>
    /// <param name="names">Takes up the names of the rules.</param>
    internal static IReadOnlyList<MaskRule> Read(PolicyNode node, ISet<string> names)
    {
        var rules = new List<MaskRule>();
        foreach (PolicyNode item in node.Require(PolicyNodeKind.Array, "'masks'").Items)
        {
            MaskRule rule = ReadRule(item);
            if (!names.Add(rule.Name))
            {
                throw item.Member("name")!.Error($"two rules have the name '{rule.Name}'; images record it, so it must say which.");
            }
            rules.Add(rule);
        }
        return rules;
    }

    private static MaskRule ReadRule(PolicyNode node)
    {
        node.Require(PolicyNodeKind.Object, "a rule").RefuseOthers("the rule", "name", "source", "when", "blank", "keep", "knownClean", "text");
        string name = PolicyReader.LongString(node.RequiredMember("name", "the rule"), "the rule's name");
        PolicyNode when = node.RequiredMember("when", $"the rule '{name}'").Require(PolicyNodeKind.Object, "'when'");
        PolicyNode? blank = node.Member("blank");
        PolicyNode? keep = node.Member("keep");
        PolicyNode? knownClean = node.Member("knownClean");
        if (blank is null && keep is null && knownClean is null)
        {
            throw node.Error($"the rule '{name}' says nothing of the pixels: it needs 'blank', 'keep' or 'knownClean'.");
        }
        if (knownClean is not null && (blank ?? keep) is not null)
        {
            throw knownClean.Error($"the rule '{name}' says both that the pixels are clean and what to mask in them.");
        }

        PolicyNode? text = node.Member("text");
        bool acceptsText = text?.Kind == PolicyNodeKind.Text;
        if (acceptsText && text!.Text.Trim() != "accepted")
        {
            throw text.Error("'text' must be \"accepted\" or a list of rectangles.");
        }
        bool keepsRegions = keep?.Kind == PolicyNodeKind.Text;
        if (keepsRegions && keep!.Text.Trim() != "regions")
        {
            throw keep.Error("'keep' must be \"regions\" or a list of rectangles.");
        }
        var rule = new MaskRule
        {
            Name = name,
            Source = node.Member("source")?.RequireText("'source'"),
            When = ReadConditions(when),
            Blank = blank is null ? [] : ReadRectangles(blank, "'blank'"),
            Keep = keep is null || keepsRegions ? null : ReadRectangles(keep, "'keep'"),
            KeepsRegions = keepsRegions,
            KnownClean = knownClean?.RequireText("'knownClean'"),
            Text = text is null || acceptsText ? [] : ReadRectangles(text, "'text'"),
            AcceptsText = acceptsText,
        };
        return keepsRegions && rule.AsksForNoRegions
            ? throw keep!.Error($"the rule '{name}' keeps the regions of images that have none; it could never match.")
            : rule;
    }

    private static List<RuleCondition> ReadConditions(PolicyNode when)
    {
        var conditions = new List<RuleCondition>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PolicyMember member in when.Members)
        {
            if (!seen.Add(member.Name))
            {
                throw new PolicyException($"'{member.Name}' stands twice in one 'when'; upper and lower case are the same.", member.At);
            }
            conditions.Add(ReadCondition(member));
        }
        return conditions;
    }

    private static RuleCondition ReadCondition(PolicyMember member)
    {
        PolicyNode value = member.Value;
        if (member.Name.Equals(RegionsCondition.Name, StringComparison.OrdinalIgnoreCase))
        {
            return new RegionsCondition(value.Require(PolicyNodeKind.Boolean, $"'{RegionsCondition.Name}'").Boolean);
        }
        DicomDictionaryEntry entry = DicomDictionary.FindKeyword(member.Name)
            ?? throw new PolicyException($"'{member.Name}' is no keyword of the DICOM dictionary.", member.At);
        if (!ElementText.CanRead(entry))
        {
            throw new PolicyException($"{entry.Keyword} has no text or number that could be compared.", member.At);
        }
        if (entry.Tag == DicomTag.SOPClassUID)
        {
            return ReadClass(value);
        }
        return value.Kind switch
        {
            PolicyNodeKind.Number => new NumberCondition(entry, ReadNumber(value, entry)),
            PolicyNodeKind.Text when value.Text.StartsWith('/') => new PatternCondition(entry, ReadPattern(value), value.Text),
            PolicyNodeKind.Text => new ValueCondition(entry, value.Text.Trim()),
            _ => throw value.Error($"'{member.Name}' must be compared with a text, a number or a \"/regular expression/\"."),
        };
    }

    /// <summary>A class is named whole: a pattern could let classes in that nobody thought of.</summary>
    private static ClassCondition ReadClass(PolicyNode value)
    {
        string text = value.RequireText("'SOPClassUID'");
        string? uid = DicomUID.IsValid(text) ? text : DicomUID.FindKeyword(text);
        return uid is not null ? new ClassCondition(uid) : throw value.Error("'SOPClassUID' must be one class, by its UID or the standard's keyword, as \"SecondaryCaptureImageStorage\".");
    }

    private static double ReadNumber(PolicyNode value, DicomDictionaryEntry entry) =>
        double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw value.Error($"the number for {entry.Keyword} is out of range.");

    private static Regex ReadPattern(PolicyNode value)
    {
        string text = value.Text;
        RegexOptions options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
        int end = text.LastIndexOf('/');
        string flags = text[(end + 1)..];
        if (end < 2 || (flags.Length > 0 && flags != "i"))
        {
            throw value.Error("a regular expression stands between two strokes, with an i behind where case does not matter: \"/^LOGIQ/i\".");
        }
        if (flags.Length > 0)
        {
            options |= RegexOptions.IgnoreCase;
        }
        try
        {
            return new Regex(text[1..end], options);
        }
        catch (RegexParseException e)
        {
            throw new PolicyException($"the regular expression is wrong at its character {e.Offset + 1} ({e.Error}).", value.At, e);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException)
        {
            throw new PolicyException("the regular expression looks around, looks back, or is too large: such a one can take for ever, and is refused.", value.At, e);
        }
    }

    private static List<PixelRectangle> ReadRectangles(PolicyNode node, string name)
    {
        var rectangles = new List<PixelRectangle>();
        foreach (PolicyNode item in node.Require(PolicyNodeKind.Array, name).Items)
        {
            item.Require(PolicyNodeKind.Array, "a rectangle");
            if (item.Items.Count != 4)
            {
                throw item.Error("a rectangle has four numbers: x, y, width, height.");
            }
            int x = Pixel(item.Items[0], "x");
            int y = Pixel(item.Items[1], "y");
            rectangles.Add(new PixelRectangle(x, y, Extent(item.Items[2], "the width"), Extent(item.Items[3], "the height")));
        }
        if (rectangles.Count is 0 or > MostRectangles)
        {
            throw node.Error(rectangles.Count == 0 ? $"{name} has no rectangle." : $"{name} has more than {MostRectangles} rectangles.");
        }
        return rectangles;
    }

    private static int Pixel(PolicyNode node, string name)
    {
        int value = node.RequireInteger(name);
        return value is >= -FarthestPixel and <= FarthestPixel ? value : throw node.Error($"{name} is out of range.");
    }

    private static int Extent(PolicyNode node, string name)
    {
        int value = Pixel(node, name);
        return value > 0 ? value : throw node.Error($"{name} must be 1 or more.");
    }
}
