using System.Globalization;
using System.Text.RegularExpressions;

namespace Ospacs.Archive.Protection;

/// <summary>One condition of a rule's "when": a keyword, and what the object must have there.</summary>
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

    internal abstract bool Holds(MaskSubject subject);

    /// <summary>Keyword and expected value.</summary>
    public override string ToString() => $"{Keyword} = {Expected}";
}

/// <summary>
/// A whole value, case and the spaces around it apart: the element's text as a whole, or any one of its values.
/// An empty text asks for an element that is missing or empty; any other never matches such a one.
/// </summary>
internal sealed class ValueCondition : RuleCondition
{
    private readonly string[] _values;

    internal ValueCondition(DicomDictionaryEntry entry, string value) : base(entry.Keyword, value)
    {
        Tag = entry.Tag;
        _values = value.Length == 0 ? [] : [.. value.Split('\\').Select(v => v.Trim())];
    }

    internal DicomTag Tag { get; }

    internal override bool Holds(MaskSubject subject)
    {
        IReadOnlyList<string> found = subject.Values(Tag);
        return found.SequenceEqual(_values, StringComparer.OrdinalIgnoreCase)
            || (_values.Length == 1 && found.Contains(_values[0], StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>A number: any one of the element's values is equal to it.</summary>
internal sealed class NumberCondition : RuleCondition
{
    private readonly double _number;

    internal NumberCondition(DicomDictionaryEntry entry, double number) : base(entry.Keyword, number.ToString(CultureInfo.InvariantCulture))
    {
        Tag = entry.Tag;
        _number = number;
    }

    internal DicomTag Tag { get; }

    internal override bool Holds(MaskSubject subject) =>
        subject.Values(Tag).Any(v => double.TryParse(v, NumberStyles.Float, CultureInfo.InvariantCulture, out double found) && found == _number);
}

/// <summary>A regular expression, looked for in the element's values with backslashes between them.</summary>
internal sealed class PatternCondition : RuleCondition
{
    internal PatternCondition(DicomDictionaryEntry entry, Regex pattern, string written) : base(entry.Keyword, written)
    {
        Tag = entry.Tag;
        Pattern = pattern;
    }

    internal DicomTag Tag { get; }

    internal Regex Pattern { get; }

    internal override bool Holds(MaskSubject subject) =>
        subject.Values(Tag) is { Count: > 0 } values && Pattern.IsMatch(string.Join('\\', values));
}

/// <summary>A SOP class, named.</summary>
internal sealed class ClassCondition(string uid) : RuleCondition("SOPClassUID", uid)
{
    internal override bool Holds(MaskSubject subject) => subject.SopClass == Expected;
}

/// <summary>Whether the object has ultrasound regions that can be believed.</summary>
internal sealed class RegionsCondition(bool expected) : RuleCondition(Name, expected ? "true" : "false")
{
    internal const string Name = "HasRegions";

    internal bool Expects => expected;

    internal override bool Holds(MaskSubject subject) => subject.Regions.Hold == expected;
}
