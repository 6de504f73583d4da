namespace Ospacs.Archive.Ledger;

/// <summary>Lines of a ledger's file that are no records of this archive: altered, cut off, or another archive's.</summary>
/// <param name="MediaRef">The medium as far as it is known: what its file is called.</param>
/// <param name="Lines">How many lines.</param>
/// <param name="FirstLine">The first of them, from 1.</param>
public sealed record LedgerDamage(string MediaRef, long Lines, long FirstLine)
{
    /// <summary>In words; nothing of what stands there.</summary>
    public override string ToString() => Lines == 1
        ? $"Line {FirstLine} of the identity ledger of medium {MediaRef} cannot be read: it is altered, or another archive's."
        : $"{Lines} lines of the identity ledger of medium {MediaRef} cannot be read, line {FirstLine} the first: they are altered, or another archive's.";
}
