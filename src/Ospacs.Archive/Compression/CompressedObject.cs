using Ospacs.Archive.Import;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Compression;

/// <summary>An image that has been looked at: what is to become of it, and the object to store in its place.</summary>
internal sealed record CompressedObject(ImageRecord Image) : IDisposable
{
    /// <summary>What becomes of it. When it is <see cref="OptimizationOutcome.Compressed"/>, either <see cref="Parts"/> is there or it is to be streamed.</summary>
    internal OptimizationOutcome Outcome { get; init; }

    internal string? Message { get; init; }

    /// <summary>The row with the new object.</summary>
    internal ImageRecord? Row { get; init; }

    /// <summary>The new object, when it is small enough to wait in memory.</summary>
    internal PartList? Parts { get; init; }

    internal OptimizedImage Tell() => new(Image.ImageId, Image.SopInstanceUid, Image.SubjectId, Image.MediaRef, Outcome, Image.Size, Outcome == OptimizationOutcome.Compressed ? Row!.Size : Image.Size, Message);

    public void Dispose() => Parts?.Dispose();
}
