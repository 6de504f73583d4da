namespace Ospacs.Archive.Store;

/// <summary>
/// Keeps count of the parts that a batch has written and whose image's row it has not: parts come in order and in bounds,
/// a row agrees with the bytes of its parts, and no part is left without a row. Every engine's batch has one.
/// </summary>
public sealed class PartLedger
{
    private readonly Dictionary<long, (int Parts, long Bytes)> _open = [];

    /// <summary>Whether no part is without its image's row.</summary>
    public bool IsSettled => _open.Count == 0;

    /// <summary>Checks a part that is about to be written.</summary>
    /// <param name="imageId">The image.</param>
    /// <param name="number">The part's number.</param>
    /// <param name="length">Its bytes.</param>
    /// <exception cref="ArchiveException">It is out of order, empty or too large.</exception>
    public void Check(long imageId, int number, int length)
    {
        if (number != _open.GetValueOrDefault(imageId).Parts)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"Part {number} of image {imageId} is out of order.");
        }

        if (length is 0 or > StoreLimits.PartSize)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"Part {number} of image {imageId} has {length} bytes; it may have 1 to {StoreLimits.PartSize}.");
        }
    }

    /// <summary>Counts a part that was written.</summary>
    /// <param name="imageId">The image.</param>
    /// <param name="length">Its bytes.</param>
    public void Add(long imageId, int length)
    {
        (int parts, long bytes) = _open.GetValueOrDefault(imageId);
        _open[imageId] = (parts + 1, bytes + length);
    }

    /// <summary>Checks that an image's row agrees with its parts.</summary>
    /// <param name="image">The row.</param>
    /// <exception cref="ArchiveException">Its size is not that of its parts, or it has none.</exception>
    public void Check(ImageRecord image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Check(image, image.ImageId);
    }

    /// <summary>Checks that an image's row agrees with the parts of a draft.</summary>
    /// <param name="image">The row.</param>
    /// <param name="draftId">The key that the parts are under.</param>
    /// <exception cref="ArchiveException">Its size is not that of the draft's parts, or there are none.</exception>
    public void Check(ImageRecord image, long draftId)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!_open.TryGetValue(draftId, out (int Parts, long Bytes) written) || written.Bytes != image.Size)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"Image {image.ImageId} has {image.Size} bytes by its row and {written.Bytes} in its parts.");
        }
    }

    /// <summary>Forgets an image or a draft, whose row was written or whose parts were moved or taken back.</summary>
    /// <param name="imageId">The image, or the draft.</param>
    public void Settle(long imageId) => _open.Remove(imageId);

    /// <summary>Checks that the batch may be made to last.</summary>
    /// <exception cref="ArchiveException">There are parts without their image's row.</exception>
    public void CheckSettled()
    {
        if (!IsSettled)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"There are parts of image {_open.Keys.Min()} without its row: write it or take them back first.");
        }
    }
}
