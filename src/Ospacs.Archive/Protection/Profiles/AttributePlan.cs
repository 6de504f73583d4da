namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What is done with one attribute at one place of an object, and by which rule.</summary>
internal sealed class AttributePlan
{
    /// <summary>What is done.</summary>
    internal required ProtectionAction Action { get; init; }

    /// <summary>What is done when that cannot be done: a date that is none, a text of which nothing is left, a value of another kind than the standard's.</summary>
    internal ProtectionAction Otherwise { get; init; } = ProtectionAction.Remove;

    /// <summary>The rule, in words that may stand in a report.</summary>
    internal required string Rule { get; init; }

    /// <summary>Whether the standard has a sequence here.</summary>
    internal bool IsSequence { get; init; }

    /// <summary>Whether free text may stand here and stay.</summary>
    internal bool MayBeText { get; init; }

    /// <summary>Whether bytes may stand here and stay.</summary>
    internal bool MayBeBulk { get; init; }

    /// <summary>What is done inside the items.</summary>
    internal ObjectPlan? Items { get; init; }
}
