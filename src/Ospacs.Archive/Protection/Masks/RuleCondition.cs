using System.Globalization;
using System.Text.RegularExpressions;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>One condition of a rule: a keyword, and what the object must have there.</summary>
public abstract class RuleCondition
{
    private protected RuleCondition(string keyword, string expected)
    {
        Keyword = keyword;
        Expected = expected;
    }

    /// <summary>The keyword of the DICOM dictionary, or "HasRegions".</summary>
    public string Keyword { get; }

    /// <summary>What the policy says must be there.</summary>
    public string Expected { get; }

    /// <summary>The elements that the condition looks at; none when it looks at the picture or its regions.</summary>
    internal virtual IReadOnlyList<DicomTag> Elements => [];

    /// <summary>Whether the condition holds. A value that cannot be read decides nothing: whoever cannot read the scanner's name does not know the scanner.</summary>
    internal Truth Test(MaskSubject subject)
    {
        try
        {
            return Holds(subject);
        }
        catch (DicomTextException)
        {
            return Truth.Unknown;
        }
    }

    /// <summary>What the condition says of an object for which it holds: words of the policy, which tell nobody who a patient is.</summary>
    internal virtual IEnumerable<string> KnownTexts(MaskSubject subject) => [Expected];

    /// <summary>Whether the condition speaks of pages of text, so that the rule may be for one.</summary>
    internal virtual bool NamesPages => Keyword == "ImageType";

    /// <summary>Why it does not hold, where there is more to say than what was found; or null.</summary>
    internal virtual string? WhyNot(MaskSubject subject) => null;

    private protected abstract Truth Holds(MaskSubject subject);

    private protected static Truth Of(bool holds) => holds ? Truth.Yes : Truth.No;

    /// <summary>Keyword and expected value.</summary>
    public override string ToString() => $"{Keyword} = {Expected}";
}

/// <summary>A condition on the text of one element.</summary>
internal abstract class ElementCondition : RuleCondition
{
    private protected ElementCondition(DicomDictionaryEntry entry, string expected) : base(entry.Keyword, expected) => Tag = entry.Tag;

    internal DicomTag Tag { get; }

    internal override IReadOnlyList<DicomTag> Elements => [Tag];

    private protected sealed override Truth Holds(MaskSubject subject) => Of(Holds(subject.Values(Tag)));

    private protected abstract bool Holds(IReadOnlyList<string> found);
}

/// <summary>
/// A whole value, case and the spaces around it apart: the element's text as a whole, or any one of its values.
/// An empty text asks for an element that is missing or empty; any other never matches such a one.
/// </summary>
internal sealed class ValueCondition : ElementCondition
{
    private readonly string[] _values;

    internal ValueCondition(DicomDictionaryEntry entry, string value) : base(entry, value) =>
        _values = value.Length == 0 ? [] : [.. value.Split('\\').Select(v => v.Trim())];

    private protected override bool Holds(IReadOnlyList<string> found) =>
        found.SequenceEqual(_values, StringComparer.OrdinalIgnoreCase)
        || (_values.Length == 1 && found.Contains(_values[0], StringComparer.OrdinalIgnoreCase));
}

/// <summary>A number: any one of the element's values is equal to it.</summary>
internal sealed class NumberCondition(DicomDictionaryEntry entry, double number) : ElementCondition(entry, number.ToString(CultureInfo.InvariantCulture))
{
    private protected override bool Holds(IReadOnlyList<string> found) =>
        found.Any(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value == number);
}

/// <summary>A regular expression, looked for in the element's values with backslashes between them.</summary>
internal sealed class PatternCondition(DicomDictionaryEntry entry, Regex pattern, string written) : ElementCondition(entry, written)
{
    /// <summary>The expression.</summary>
    internal Regex Pattern => pattern;

    private protected override bool Holds(IReadOnlyList<string> found) => found.Count > 0 && pattern.IsMatch(string.Join('\\', found));
}

/// <summary>A SOP class, named.</summary>
internal sealed class ClassCondition(string uid) : RuleCondition("SOPClassUID", uid)
{
    internal override IReadOnlyList<DicomTag> Elements => [DicomTag.SOPClassUID];

    private protected override Truth Holds(MaskSubject subject) => Of(subject.SopClass == Expected);
}

/// <summary>Whether the object has ultrasound regions that can be believed.</summary>
internal sealed class RegionsCondition(bool expected) : RuleCondition(Name, expected ? "true" : "false")
{
    internal const string Name = "HasRegions";

    internal bool Expects => expected;

    internal override string? WhyNot(MaskSubject subject) => subject.Regions.WhyVoid;

    private protected override Truth Holds(MaskSubject subject) => Of(subject.Regions.Hold == expected);
}
