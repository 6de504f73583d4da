using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>One rule of the catalogue: whose pictures it is for, and what is blanked in them.</summary>
public sealed class MaskRule
{
    private RuleCondition[]? _own;
    private RuleCondition[]? _implied;

    /// <summary>The rule's name, which every image that it is applied to records.</summary>
    public required string Name { get; init; }

    /// <summary>Where the layout is known from, and how surely; or null when the policy does not say.</summary>
    public string? Source { get; init; }

    /// <summary>The conditions, all of which must hold; none of them means that the rule is for every picture.</summary>
    public required IReadOnlyList<RuleCondition> When { get; init; }

    /// <summary>Rectangles that are blanked; a negative X or Y counts from the right or the bottom.</summary>
    public IReadOnlyList<PixelRectangle> Blank { get; init; } = [];

    /// <summary>Rectangles outside which everything is blanked, or null.</summary>
    public IReadOnlyList<PixelRectangle>? Keep { get; init; }

    /// <summary>Whether everything outside the object's own ultrasound regions is blanked.</summary>
    public bool KeepsRegions { get; init; }

    /// <summary>Why there is nothing to blank, or null.</summary>
    public string? KnownClean { get; init; }

    /// <summary>Rectangles in which text is accepted, since the scanner writes its settings there; a negative X or Y counts from the right or the bottom.</summary>
    public IReadOnlyList<PixelRectangle> Text { get; init; } = [];

    /// <summary>Whether text is accepted wherever the rule keeps the picture.</summary>
    public bool AcceptsText { get; init; }

    /// <summary>
    /// Whether the rule is one of a CTP script. There the first signature that matches decides, whatever becomes of it: a rule that
    /// cannot be carried out safely ends the search, since CTP would never have come to the next one.
    /// </summary>
    public bool IsOfScript { get; init; }

    /// <summary>Everything that the rule says, in one line that is the same for the same rule.</summary>
    public string Definition => string.Join("; ",
    [
        Name, .. When.Select(condition => condition.ToString()), "blank " + string.Join(' ', Blank), "keep " + (KeepsRegions ? "regions" : Keep is null ? "all" : string.Join(' ', Keep)), "clean " + (KnownClean ?? "no"), "text " + (AcceptsText ? "accepted" : string.Join(' ', Text)),
    ]);

    /// <summary>Whether the rule names a SOP class; only such a rule speaks for Secondary Capture.</summary>
    public bool NamesSopClass => When.Any(c => c is ClassCondition);

    internal bool AsksForNoRegions => When.Any(c => c is RegionsCondition { Expects: false });

    /// <summary>
    /// The one way to decide. Every condition is tried in turn, and the first one that does not hold settles the rule; with a record,
    /// the others are tried too, and change nothing.
    /// </summary>
    /// <param name="subject">The object.</param>
    /// <param name="record">What is told of every condition, or null.</param>
    /// <param name="decision">What to blank, when the rule matches.</param>
    internal RuleVerdict Decide(MaskSubject subject, RuleRecord? record, out MaskDecision? decision)
    {
        decision = null;
        _own ??= [.. When];
        RuleVerdict verdict = Decide(_own, isImplied: false, RuleVerdict.Matches, subject, record);
        if (verdict == RuleVerdict.Matches || record is not null)
        {
            // What the rule has by what it does comes behind what it says.
            _implied ??= [.. Limits()];
            verdict = Decide(_implied, isImplied: true, verdict, subject, record);
        }
        if (verdict == RuleVerdict.Matches)
        {
            decision = new MaskDecision(Name, KnownClean is null ? subject.AreaOf(this) : [], KnownClean is not null)
            {
                // What a rule says of a patient excuses no patient's name.
                Conditions = [.. When.Where(c => !c.Elements.Any(tag => tag.Group == 0x0010)).SelectMany(c => c.KnownTexts(subject))],
                AcceptedText = AcceptsText ? [new PixelRectangle(0, 0, subject.Columns, subject.Rows)] : TextArea(subject),
            };
        }
        return verdict;
    }

    /// <summary>What is blanked in an object's picture, without overlap.</summary>
    internal IReadOnlyList<PixelRectangle> Area(MaskSubject subject)
    {
        var area = new PixelArea(subject.Columns, subject.Rows);
        if (KeepsRegions || Keep is not null)
        {
            area.Fill();
            foreach (PixelRectangle kept in KeepsRegions ? subject.Regions.Rectangles : Keep!)
            {
                area.Remove(Placed(kept, subject));
            }
        }
        foreach (PixelRectangle blanked in Blank)
        {
            area.Add(Placed(blanked, subject));
        }
        return area.Rectangles;
    }

    private IReadOnlyList<PixelRectangle> TextArea(MaskSubject subject)
    {
        if (Text.Count == 0)
        {
            return [];
        }
        var area = new PixelArea(subject.Columns, subject.Rows);
        foreach (PixelRectangle accepted in Text)
        {
            area.Add(Placed(accepted, subject));
        }
        return area.Rectangles;
    }

    private RuleVerdict Decide(RuleCondition[] conditions, bool isImplied, RuleVerdict verdict, MaskSubject subject, RuleRecord? record)
    {
        foreach (RuleCondition condition in conditions)
        {
            Truth truth = condition.Test(subject);
            record?.Add(condition, truth, isImplied);
            if (verdict != RuleVerdict.Matches || truth == Truth.Yes)
            {
                continue;
            }
            verdict = truth == Truth.Unknown || (isImplied && IsOfScript) ? RuleVerdict.DecidesNothing : RuleVerdict.DoesNotMatch;
            if (record is null)
            {
                break;
            }
        }
        return verdict;
    }

    private IEnumerable<RuleCondition> Limits()
    {
        if (!NamesSopClass)
        {
            yield return new NamedCaptureCondition();
        }
        bool isClaim = KeepsRegions || KnownClean is not null;
        if ((isClaim || IsOfScript) && !When.Any(c => c.NamesPages))
        {
            yield return new TissueCondition();
        }
        if (isClaim && (KeepsRegions || !AsksForNoRegions))
        {
            yield return new BelievedRegionsCondition();
        }
        if (KnownClean is null)
        {
            yield return new MaskMeetsCondition(this);
        }
    }

    private PixelRectangle Placed(PixelRectangle rectangle, MaskSubject subject) => rectangle with
    {
        X = Placed(rectangle.X, subject.Columns),
        Y = Placed(rectangle.Y, subject.Rows),
    };

    private int Placed(int place, int size)
    {
        int placed = place < 0 ? size + place : place;
        // CTP moves what begins beyond the far edge to the edge, and blanks all of its width there.
        return IsOfScript ? Math.Max(placed, 0) : placed;
    }
}
