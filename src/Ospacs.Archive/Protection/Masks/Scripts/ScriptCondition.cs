namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>A part of a script's signature as a condition of its rule.</summary>
internal sealed class ScriptCondition(SignatureNode node) : RuleCondition(KeywordOf(node), node.Written)
{
    internal override IReadOnlyList<DicomTag> Elements { get; } = [.. node.Tests().Select(part => part.Test.Element.TopTag).OfType<DicomTag>().Distinct()];

    /// <summary>A test that says that a picture is no page of text names none, and nor does one for "PRIMARY".</summary>
    internal override bool NamesPages =>
        node is SignatureTest { Element.TopTag: var tag } test && tag == DicomTag.ImageType && !test.Method.IsNumeric && ReportPage.IsNamedBy([test.Method.Text]);

    /// <summary>Of a choice, only what the object has: the other makers' names could be its patient's.</summary>
    internal override IEnumerable<string> KnownTexts(MaskSubject subject) =>
        node.Tests().Where(part => !part.Negated && part.Test.Test(subject, negated: false) == Truth.Yes).Select(part => part.Test.Method.Text);

    /// <summary>The part as the script has it.</summary>
    public override string ToString() => Expected;

    private protected override Truth Holds(MaskSubject subject) => node.Test(subject, negated: false);

    private static string KeywordOf(SignatureNode node) => string.Join(", ", node.Tests().Select(part => part.Test.Element.Written).Distinct(StringComparer.Ordinal));
}
