namespace Ospacs.Archive.Audit;

/// <summary>What came of verifying an audit trail.</summary>
/// <param name="Entries">How many entries hold, from the first on.</param>
/// <param name="Break">The first place where the trail does not hold, or null when all of it does.</param>
public sealed record AuditVerdict(long Entries, AuditBreak? Break)
{
    /// <summary>Whether the whole trail holds.</summary>
    public bool Holds => Break is null;
}

/// <summary>Where an audit trail does not hold.</summary>
/// <param name="Sequence">The first entry that is wrong or not there.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="MediaRef">The medium whose passport shows it, or null when the trail itself does.</param>
public sealed record AuditBreak(long Sequence, AuditBreakKind Kind, string? MediaRef = null);

/// <summary>What is wrong with an audit trail.</summary>
public enum AuditBreakKind
{
    /// <summary>The entry's code does not fit: it, or the entry before it, is not as it was written; or the key is another one.</summary>
    Altered,
    /// <summary>The entry is not there, and later ones are.</summary>
    Missing,
    /// <summary>The entry is not in its place, or is there twice.</summary>
    Reordered,
    /// <summary>The trail ends before this entry, which a medium's passport has seen.</summary>
    Truncated,
    /// <summary>The entry fits the trail, but is not the one that a medium's passport has seen: the trail was written anew.</summary>
    Rewritten,
}
