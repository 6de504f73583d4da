namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>
/// A part of a signature. "Not" is carried down to the tests (De Morgan), so that each of them knows whether what is not there would
/// speak for the rule: what is missing contains no name, and proves nothing.
/// </summary>
/// <param name="Written">The part as it is written, with one space for any.</param>
internal abstract record SignatureNode(string Written)
{
    /// <summary>Whether the part is so or, where it is negated, whether it is not.</summary>
    internal abstract Truth Test(MaskSubject subject, bool negated);

    /// <summary>The tests within, each with whether it is negated.</summary>
    internal abstract IEnumerable<(SignatureTest Test, bool Negated)> Tests(bool negated = false);

    /// <summary>The rule's conditions: what stands between the topmost "and"s, each part by itself.</summary>
    internal virtual IEnumerable<RuleCondition> Conditions()
    {
        yield return new ScriptCondition(this);
    }
}

/// <summary>Parts of which all must be so ("*"), or any one ("+").</summary>
/// <param name="Parts">The parts, two at least.</param>
/// <param name="All">Whether all must be.</param>
/// <param name="Written">The part as it is written.</param>
internal sealed record SignatureGroup(IReadOnlyList<SignatureNode> Parts, bool All, string Written) : SignatureNode(Written)
{
    internal override Truth Test(MaskSubject subject, bool negated)
    {
        // Of "all", one that is not so settles it; of "any", one that is. Negated, one is the other.
        Truth settles = All != negated ? Truth.No : Truth.Yes;
        bool isUnknown = false;
        foreach (SignatureNode part in Parts)
        {
            Truth truth = part.Test(subject, negated);
            if (truth == settles)
            {
                return settles;
            }
            isUnknown |= truth == Truth.Unknown;
        }
        return isUnknown ? Truth.Unknown : settles == Truth.No ? Truth.Yes : Truth.No;
    }

    internal override IEnumerable<(SignatureTest Test, bool Negated)> Tests(bool negated) => Parts.SelectMany(part => part.Tests(negated));

    internal override IEnumerable<RuleCondition> Conditions() => All ? Parts.SelectMany(part => part.Conditions()) : base.Conditions();
}

/// <summary>A part that must not be so ("!").</summary>
/// <param name="Part">The part.</param>
/// <param name="Written">The part as it is written.</param>
internal sealed record SignatureNot(SignatureNode Part, string Written) : SignatureNode(Written)
{
    internal override Truth Test(MaskSubject subject, bool negated) => Part.Test(subject, !negated);

    internal override IEnumerable<(SignatureTest Test, bool Negated)> Tests(bool negated) => Part.Tests(!negated);
}

/// <summary>The words "true" and "false".</summary>
/// <param name="Value">Which.</param>
internal sealed record SignatureConstant(bool Value) : SignatureNode(Value ? "true" : "false")
{
    internal override Truth Test(MaskSubject subject, bool negated) => Value != negated ? Truth.Yes : Truth.No;

    internal override IEnumerable<(SignatureTest Test, bool Negated)> Tests(bool negated) => [];
}

/// <summary>An element held against a text.</summary>
/// <param name="Element">The element.</param>
/// <param name="Method">How.</param>
/// <param name="Written">The part as it is written.</param>
internal sealed record SignatureTest(ElementPath Element, TextMethod Method, string Written) : SignatureNode(Written)
{
    internal override Truth Test(MaskSubject subject, bool negated)
    {
        string? value;
        try
        {
            value = Element.Read(subject, asNumber: Method.IsNumeric);
        }
        catch (DicomTextException)
        {
            return Truth.Unknown;
        }
        Truth truth = Method.Test(value ?? string.Empty);
        if (!negated)
        {
            // No number is neither less nor greater than one.
            return truth == Truth.Unknown && Method.IsNoNumber(value ?? string.Empty) ? Truth.No : truth;
        }
        return truth switch
        {
            Truth.Yes => Truth.No,
            // A scanner that does not give its name is not thereby another one's.
            Truth.No => value is null ? Truth.Unknown : Truth.Yes,
            _ => Truth.Unknown,
        };
    }

    internal override IEnumerable<(SignatureTest Test, bool Negated)> Tests(bool negated)
    {
        yield return (this, negated);
    }

    internal override IEnumerable<RuleCondition> Conditions()
    {
        if (Element.IsSopClass && Method is { Kind: TextMethodKind.Equals, IgnoresCase: false } && DicomUID.IsValid(Method.Text))
        {
            yield return new ClassCondition(Method.Text);
        }
        else
        {
            yield return new ScriptCondition(this);
        }
    }
}
