namespace Ospacs.Archive.Protection.Masks;

/// <summary>A condition that a rule has by what it does rather than by what it says. It holds as safely as any other, and is told of like one.</summary>
internal abstract class ImpliedCondition(string keyword, string expected) : RuleCondition(keyword, expected)
{
    internal override IEnumerable<string> KnownTexts(MaskSubject subject) => [];
}

/// <summary>A capture of a screen, which may show anything, is taken only by a rule that names its class.</summary>
internal sealed class NamedCaptureCondition() : ImpliedCondition("SOPClassUID", "no Secondary Capture, since the rule does not name its class")
{
    internal override IReadOnlyList<DicomTag> Elements => [DicomTag.SOPClassUID];

    private protected override Truth Holds(MaskSubject subject) => Of(!subject.IsSecondaryCapture);
}

/// <summary>What a region claims, what was once found clean, and what another program's script knows, was said of pictures of tissue.</summary>
internal sealed class TissueCondition() : ImpliedCondition("ImageType", "no page of text")
{
    internal override IReadOnlyList<DicomTag> Elements => [DicomTag.ImageType];

    private protected override Truth Holds(MaskSubject subject) => Of(!subject.IsReportPage);
}

/// <summary>A rule that keeps the regions, or for which an image was found clean, needs regions that can be believed.</summary>
internal sealed class BelievedRegionsCondition() : ImpliedCondition(RegionsCondition.Name, "regions that can be believed")
{
    internal override string? WhyNot(MaskSubject subject) => subject.Regions.WhyVoid ?? "there are no regions";

    private protected override Truth Holds(MaskSubject subject) => Of(subject.Regions.Hold);
}

/// <summary>A mask that blanks nothing of the picture was made for another one.</summary>
internal sealed class MaskMeetsCondition(MaskRule rule) : ImpliedCondition("Mask", "something of the picture is blanked")
{
    internal override string? WhyNot(MaskSubject subject) => rule.Blank.Count == 0 && !rule.KeepsRegions && rule.Keep is null ? "the rule has no region" : "the mask misses the picture";

    private protected override Truth Holds(MaskSubject subject) => Of(subject.AreaOf(rule).Count > 0);
}
