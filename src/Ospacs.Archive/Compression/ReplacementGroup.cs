using System.Diagnostics;

namespace Ospacs.Archive.Compression;

/// <summary>Compressed objects that are written together, in their order, kept until they are durable; disposing it lets go of them. Nothing of the archive is held while they are gathered.</summary>
internal sealed class ReplacementGroup : IDisposable
{
    // Compressed objects wait in memory.
    private const long MostBytes = 32L << 20;
    private const int MostImages = 2000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly List<CompressedObject> _images = [];
    private long _begun = Stopwatch.GetTimestamp();
    private long _bytes;

    /// <summary>The images, those that stay as they are among them.</summary>
    internal IReadOnlyList<CompressedObject> Images => _images;

    /// <summary>Whether it is time to write them.</summary>
    internal bool IsFull => _images.Count > 0 && (_bytes >= MostBytes || _images.Count >= MostImages || Stopwatch.GetElapsedTime(_begun) >= Longest || IsStreamed(_images[^1]));

    /// <summary>Adds an image, which the group disposes of.</summary>
    /// <param name="image">The image.</param>
    internal void Add(CompressedObject image)
    {
        if (_images.Count == 0)
        {
            _begun = Stopwatch.GetTimestamp();
        }
        _images.Add(image);
        _bytes += image.Parts?.Borrowed ?? 0;
    }

    /// <summary>Lets go of the images: they are told.</summary>
    internal void Clear()
    {
        _images.ForEach(image => image.Dispose());
        _images.Clear();
        _bytes = 0;
    }

    public void Dispose() => Clear();

    /// <summary>An object that is made while it is written ends its group.</summary>
    private static bool IsStreamed(CompressedObject image) => image is { Outcome: OptimizationOutcome.Compressed, Parts: null };
}
