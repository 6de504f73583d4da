using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>What a policy says of one object's pixels.</summary>
/// <param name="Rule">The name of the rule that matched first.</param>
/// <param name="Blank">What is to be blanked, clipped to the image, without overlap; empty when the pixels are known to be clean.</param>
/// <param name="IsKnownClean">Whether the rule says that there is nothing to blank.</param>
public sealed record MaskDecision(string Rule, IReadOnlyList<PixelRectangle> Blank, bool IsKnownClean)
{
    /// <summary>What the rule's conditions say of the scanner: words of the policy, which tell nobody who a patient is.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>Where the scanner writes its settings, so that text is no sign of a name; clipped to the image.</summary>
    public IReadOnlyList<PixelRectangle> AcceptedText { get; init; } = [];
}
