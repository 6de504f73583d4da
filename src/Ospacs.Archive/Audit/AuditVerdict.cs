using System.Globalization;

namespace Ospacs.Archive.Audit;

/// <summary>What came of verifying an audit trail.</summary>
/// <param name="Entries">How many entries hold, from the first on.</param>
/// <param name="Break">The first place where the trail does not hold, or null when all of it does.</param>
public sealed record AuditVerdict(long Entries, AuditBreak? Break)
{
    /// <summary>Whether the whole trail holds.</summary>
    public bool Holds => Break is null;

    /// <summary>The last entry that holds, or null for none.</summary>
    public AuditEntry? Last { get; init; }
}

/// <summary>Where an audit trail does not hold.</summary>
/// <param name="Sequence">The first entry that is wrong or not there.</param>
/// <param name="Kind">What is wrong.</param>
/// <param name="Anchor">The anchor that shows it, or null when the trail itself does.</param>
public sealed record AuditBreak(long Sequence, AuditBreakKind Kind, AuditAnchor? Anchor = null)
{
    /// <summary>How many entries are not there, where that is known; else 0.</summary>
    public long Lost { get; init; }

    /// <summary>The last entry that holds, or null for none.</summary>
    public AuditEntry? Before { get; init; }

    /// <summary>What stands in the entry's place, or comes after the gap; or null.</summary>
    public AuditEntry? Found { get; init; }

    /// <summary>In words: which entry, what is wrong with it, between which others, and who has seen it otherwise. Only what holds is quoted.</summary>
    public override string ToString()
    {
        string what = Kind switch
        {
            AuditBreakKind.Altered => $"entry {Sequence} is not as it was written",
            AuditBreakKind.CodeAltered => $"the code of entry {Sequence} is not as it was written; what the entry says is",
            AuditBreakKind.Missing => Lost > 1 ? $"entries {Sequence} to {Sequence + Lost - 1} were left out, and later ones are there" : $"entry {Sequence} was left out, and later ones are there",
            AuditBreakKind.Reordered => Found is { } other && other.Sequence > Sequence ? $"entry {Sequence} is not in its place: it stands under number {other.Sequence}" : $"entry {Sequence} is not in its place",
            AuditBreakKind.Recoded => $"neither entry {Sequence} nor any link behind it was made with the archive's key: the trail was written anew from there on",
            AuditBreakKind.Unreadable => $"entry {Sequence} cannot be read",
            AuditBreakKind.Rewritten => $"entry {Sequence} fits the trail, but is not the one that {Witness} has seen: the trail was written anew with the archive's key",
            AuditBreakKind.Outdated => string.Create(
                CultureInfo.InvariantCulture, $"the trail ends before entry {Sequence}, and {Witness} has seen entry {Anchor?.Sequence}: the database is older than the anchors of its identity folder. An old backup of it was put back, or the trail's end was cut off; {Lost} entries are not there"),
            _ => string.Create(CultureInfo.InvariantCulture, $"its end was cut off: it ends before entry {Sequence}, and {Witness} has seen entry {Anchor?.Sequence}; {Lost} entries are not there"),
        };
        string sound = Before is null
            ? "No entry before it holds."
            : string.Create(CultureInfo.InvariantCulture, $"The last entry that holds is {Before.Sequence}, {Before.Action} of {Before.TimeUtc:yyyy-MM-dd HH:mm:ss} UTC{(Before.MediaRef is null ? string.Empty : $", medium {Before.MediaRef}")}.");
        return $"The audit trail is broken at entry {Sequence} ({Kind}): {what}. {sound}";
    }

    private string Witness => Anchor switch
    {
        { Witness: AuditWitness.Passport } => $"the passport of medium {Anchor.MediaRef}",
        { Witness: AuditWitness.IdentityFolder } => "the identity folder",
        _ => "the earlier bundle",
    };
}

/// <summary>What is wrong with an audit trail.</summary>
public enum AuditBreakKind
{
    /// <summary>The entry's code does not fit what it says: it is not as it was written.</summary>
    Altered,
    /// <summary>The entry's code is another one, and the entry as it was: the next entry shows it.</summary>
    CodeAltered,
    /// <summary>The entry is not there, and later ones are, also where these were counted anew.</summary>
    Missing,
    /// <summary>The entry is not in its place, or is there twice, or another was put before it.</summary>
    Reordered,
    /// <summary>The entry and all that follow have codes of another key: somebody without the archive's wrote them anew.</summary>
    Recoded,
    /// <summary>The entry's row cannot be read.</summary>
    Unreadable,
    /// <summary>The trail ends before this entry, which a medium's passport or a bundle has seen.</summary>
    Truncated,
    /// <summary>The trail ends before this entry, and the identity folder alone has seen it: the database is older than its identity folder.</summary>
    Outdated,
    /// <summary>The entry fits the trail, but is not the one that an anchor has seen: the trail was written anew by somebody with the key.</summary>
    Rewritten,
}
