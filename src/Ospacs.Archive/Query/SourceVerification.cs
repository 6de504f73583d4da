using Ospacs.Archive.Ledger;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Query;

/// <summary>Holds images against the identity ledger. What it finds is told once a medium: to import that again is what helps.</summary>
internal sealed class SourceVerification(OspacsArchive archive)
{
    private readonly LedgerIndex _ledger = new(archive);
    private readonly SortedDictionary<string, (long Count, ImageRecord First)> _missing = new(StringComparer.Ordinal);

    /// <summary>Entries read.</summary>
    internal long Entries => _ledger.Records;

    /// <summary>Looks for an image's entry.</summary>
    /// <param name="image">The image.</param>
    internal void Check(ImageRecord image)
    {
        if (!_ledger.Holds(image))
        {
            (long count, ImageRecord first) = _missing.GetValueOrDefault(image.MediaRef, (0, image));
            _missing[image.MediaRef] = (count + 1, first);
        }
    }

    /// <summary>What is wrong, when all images are through.</summary>
    internal IEnumerable<VerificationFinding> Findings()
    {
        foreach (LedgerDamage damage in _ledger.FindDamage())
        {
            yield return new VerificationFinding(VerificationProblem.DamagedLedger, $"{damage} Bring the ledger's file back from a backup, or import the medium again.", MediaRef: damage.MediaRef);
        }
        const string Help = "stored before there was a ledger, or their lines are lost. Import the medium again: nothing is stored twice, and they are entered";
        foreach ((string mediaRef, (long count, ImageRecord first)) in _missing)
        {
            yield return count == 1
                ? new VerificationFinding(VerificationProblem.MissingSource, $"Image {first.SopInstanceUid} of subject {first.SubjectId}, medium {mediaRef}, has no entry in the identity ledger: {Help}.", first.ImageId, first.SopInstanceUid, mediaRef)
                : new VerificationFinding(VerificationProblem.MissingSource, $"{count} images of medium {mediaRef} have no entry in the identity ledger: {Help}.", MediaRef: mediaRef);
        }
    }
}
