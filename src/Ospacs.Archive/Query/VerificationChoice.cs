using Ospacs.Archive.Store;

namespace Ospacs.Archive.Query;

/// <summary>Which images a verification reads back, by their keys, in pieces: the archive is held for no more than one.</summary>
internal static class VerificationChoice
{
    private const int PieceLength = 1000;

    /// <summary>All images behind a key, in the order of their keys.</summary>
    internal static IEnumerable<ImageRecord> Behind(IArchiveStore store, long after, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            IReadOnlyList<ImageRecord> piece = store.GetImages(after, PieceLength);
            foreach (ImageRecord image in piece)
            {
                yield return image;
            }
            if (piece.Count == 0)
            {
                yield break;
            }
            after = piece[^1].ImageId;
        }
    }

    /// <summary>Those images of a list of keys that are there.</summary>
    internal static IEnumerable<ImageRecord> Of(IArchiveStore store, IEnumerable<long> imageIds) => imageIds.Select(store.History.FindImage).OfType<ImageRecord>();

    /// <summary>The next images behind a key, from the first one on again when the last one is through; each once.</summary>
    internal static IEnumerable<ImageRecord> Turn(IArchiveStore store, long after, long count, CancellationToken cancellation) =>
        Behind(store, after, cancellation).Concat(Behind(store, 0, cancellation).TakeWhile(image => image.ImageId <= after)).Take((int)Math.Min(count, int.MaxValue));

    /// <summary>Images that chance draws: each with the same probability, by itself.</summary>
    internal static IEnumerable<ImageRecord> Sample(IArchiveStore store, double percent, CancellationToken cancellation) =>
        Behind(store, 0, cancellation).Where(_ => Random.Shared.NextDouble() * 100 < percent);
}
