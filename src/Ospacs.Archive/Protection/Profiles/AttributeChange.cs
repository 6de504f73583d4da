namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What was done with one attribute of one object, and by which rule.</summary>
/// <param name="Path">Where it stands: its tag, below the sequences and items that hold it, as "(0008,1115)[1].(0020,000E)"; items count from 1.</param>
/// <param name="Keyword">The keyword of the dictionary; empty for a private or unknown element.</param>
/// <param name="Action">What was done in the end.</param>
/// <param name="Rule">The rule: the table's code, an option's code, the allow-list, or the policy's own word with its reason.</param>
/// <param name="NewValue">What stands there now, where it is text of up to 64 characters; else null. It may go to a log.</param>
public sealed record AttributeChange(string Path, string Keyword, ProtectionAction Action, string Rule, string? NewValue)
{
    /// <summary>What stood there: identity side, never in a log. Null where it is no text, or was not asked for.</summary>
    public string? OldValue { get; init; }
}
