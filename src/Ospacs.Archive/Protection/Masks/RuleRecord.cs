namespace Ospacs.Archive.Protection.Masks;

/// <summary>Gathers what one rule's conditions say of an object.</summary>
internal sealed class RuleRecord(MaskSubject subject, ScannerValues values)
{
    private readonly List<ConditionExplanation> _conditions = [];

    internal IReadOnlyList<ConditionExplanation> Conditions => _conditions;

    internal void Add(RuleCondition condition, Truth truth, bool isImplied) => _conditions.Add(new ConditionExplanation
    {
        Keyword = condition.Keyword,
        Expected = condition.Expected,
        Holds = truth == Truth.Yes,
        Found = values.Found(condition),
        Reason = truth switch
        {
            Truth.Yes => null,
            Truth.Unknown => "cannot be known",
            _ => condition.WhyNot(subject) ?? (values.AreMissing(condition) ? "is missing or empty" : null),
        },
        IsImplied = isImplied,
    });
}
