namespace Ospacs.Archive.Protection.Masks;

/// <summary>What a rule says of an object.</summary>
public enum RuleVerdict
{
    /// <summary>It is not for this object; the next rule has its say.</summary>
    DoesNotMatch,
    /// <summary>It is for this object.</summary>
    Matches,
    /// <summary>Whether it is for this object cannot be known, or it is and cannot be carried out: no rule behind it has a say.</summary>
    DecidesNothing,
}
