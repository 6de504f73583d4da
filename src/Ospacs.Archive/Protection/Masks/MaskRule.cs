using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>One rule of the catalogue: whose pictures it is for, and what is blanked in them.</summary>
public sealed class MaskRule
{
    /// <summary>The rule's name, which every image that it is applied to records.</summary>
    public required string Name { get; init; }

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

    /// <summary>Whether the rule names a SOP class; only such a rule speaks for Secondary Capture.</summary>
    public bool NamesSopClass => When.Any(c => c is ClassCondition);

    private IReadOnlyList<string> Conditions => [.. When.Select(c => c.Expected)];

    internal bool AsksForNoRegions => When.Any(c => c is RegionsCondition { Expects: false });

    private bool NamesImageType => When.Any(c => c.Keyword == "ImageType");

    internal MaskDecision? Decide(MaskSubject subject)
    {
        if ((subject.IsSecondaryCapture && !NamesSopClass) || !When.All(c => c.Holds(subject)))
        {
            return null;
        }
        // What a region claims, and what was once found clean, was said of pictures of tissue.
        bool isClaim = KeepsRegions || KnownClean is not null;
        if (isClaim && subject.IsReportPage && !NamesImageType)
        {
            return null;
        }
        if (isClaim && !subject.Regions.Hold && (KeepsRegions || !AsksForNoRegions))
        {
            return null;
        }
        if (KnownClean is not null)
        {
            return new MaskDecision(Name, [], IsKnownClean: true) { Conditions = Conditions };
        }
        IReadOnlyList<PixelRectangle> blank = Area(subject);
        // A mask that misses the picture was made for another one.
        return blank.Count > 0 ? new MaskDecision(Name, blank, IsKnownClean: false) { Conditions = Conditions } : null;
    }

    private IReadOnlyList<PixelRectangle> Area(MaskSubject subject)
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

    private static PixelRectangle Placed(PixelRectangle rectangle, MaskSubject subject) => rectangle with
    {
        X = rectangle.X < 0 ? subject.Columns + rectangle.X : rectangle.X,
        Y = rectangle.Y < 0 ? subject.Rows + rectangle.Y : rectangle.Y,
    };
}
