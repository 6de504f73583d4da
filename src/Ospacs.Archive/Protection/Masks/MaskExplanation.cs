namespace Ospacs.Archive.Protection.Masks;

/// <summary>How a catalogue decides on one object, and why not otherwise. It holds nothing of the object but values that name the scanner.</summary>
public sealed record MaskExplanation
{
    /// <summary>The rule that decides, or null when none does: the object is not safe.</summary>
    public string? Rule { get; init; }

    /// <summary>What is blanked in the pictures, or that nothing need be; null when no rule decides.</summary>
    public MaskDecision? Decision { get; init; }

    /// <summary>Why no rule decides, or null when one does.</summary>
    public string? Problem { get; init; }

    /// <summary>Every rule of the catalogue, in order.</summary>
    public IReadOnlyList<RuleExplanation> Rules { get; init; } = [];

    /// <summary>The rules that one condition alone keeps from matching.</summary>
    public IEnumerable<RuleExplanation> Nearly => Rules.Where(rule => rule.Nearly);
}

/// <summary>What one rule says of an object.</summary>
public sealed record RuleExplanation
{
    /// <summary>The rule's place in the catalogue, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>Where the rule's layout is known from, or null.</summary>
    public string? Source { get; init; }

    /// <summary>What the rule says by itself, whatever rules stand before it.</summary>
    public required RuleVerdict Verdict { get; init; }

    /// <summary>Whether it is the rule that decides: the first that matches, with none before it that ends the search.</summary>
    public bool Decides { get; init; }

    /// <summary>Every condition, the policy's own before those that the rule has by what it does.</summary>
    public required IReadOnlyList<ConditionExplanation> Conditions { get; init; }

    /// <summary>Whether exactly one condition keeps the rule from matching.</summary>
    public bool Nearly => Verdict != RuleVerdict.Matches && Failed.Count() == 1;

    /// <summary>The conditions that do not hold.</summary>
    public IEnumerable<ConditionExplanation> Failed => Conditions.Where(condition => !condition.Holds);
}

/// <summary>What one condition of a rule says of an object.</summary>
public sealed record ConditionExplanation
{
    /// <summary>The keyword of the DICOM dictionary; "HasRegions"; "Mask" for what is blanked; of a script's condition, the elements that it looks at.</summary>
    public required string Keyword { get; init; }

    /// <summary>What the policy expects, as it is written there.</summary>
    public required string Expected { get; init; }

    /// <summary>
    /// What stands in the object, where it names the scanner or its picture; an empty text where nothing does. Null for every other
    /// element, and where the value has a word in it that the object has for a person's name or a patient's number.
    /// </summary>
    public string? Found { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Holds { get; init; }

    /// <summary>Why it does not hold, where there is more to say than what was found; or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether the rule has the condition by what it does, rather than by what the policy says.</summary>
    public bool IsImplied { get; init; }

    /// <summary>The condition in a line, as "Rows = 480, found 600".</summary>
    public override string ToString() =>
        $"{Keyword} = {Expected}{(Found is null ? string.Empty : Found.Length == 0 ? ", found nothing" : $", found {Found}")}{(Reason is null ? string.Empty : $" ({Reason})")}";
}
