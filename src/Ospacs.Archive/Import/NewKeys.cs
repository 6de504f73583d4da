using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>
/// What the archive has not met of a group that is being written. It is asked once for all files of the group: of a file that is new, as most
/// are, nothing is asked any more, which on a database server is most of the time that an image takes. The archive is the batch's alone
/// meanwhile, so that what is new stays so until the batch itself writes it.
/// </summary>
internal sealed class NewKeys
{
    private readonly HashSet<string> _sources;
    private readonly HashSet<string> _sopInstances;
    private readonly HashSet<string> _studies;
    private readonly HashSet<string> _pixels;
    private readonly HashSet<string> _knownSources;

    private NewKeys(ImageKeys asked, ImageKeys known)
    {
        _sources = Without(Texts(asked.Sources), Texts(known.Sources));
        _sopInstances = Without(asked.SopInstances, known.SopInstances);
        _studies = Without(asked.Studies, known.Studies);
        _pixels = Without(Texts(asked.Pixels), Texts(known.Pixels));
        _knownSources = [.. Texts(known.Sources)];
    }

    /// <summary>Asks the archive.</summary>
    /// <param name="store">The archive, with the batch open.</param>
    /// <param name="files">The files that the batch is to write.</param>
    public static NewKeys Of(IArchiveStore store, IReadOnlyList<PreparedFile> files)
    {
        ImageRecord[] images = [.. files.Where(file => file.Outcome == FileOutcome.Stored).Select(file => file.Image!)];
        var asked = new ImageKeys
        {
            Sources = [.. files.Where(file => file.SourceHash.Length > 0).Select(file => file.SourceHash)],
            SopInstances = [.. images.Select(image => image.SopInstanceUid).Distinct(StringComparer.Ordinal)],
            Studies = [.. images.Select(image => image.StudyInstanceUid).Distinct(StringComparer.Ordinal)],
            Pixels = [.. images.Select(image => image.PixelSha256).OfType<byte[]>()],
        };
        return new NewKeys(asked, asked.Sources.Count > 0 ? store.FindKnown(asked) : asked);
    }

    /// <summary>Whether no image and no tombstone is of this source file.</summary>
    public bool IsNewSource(byte[] sourceHash) => _sources.Contains(Convert.ToHexString(sourceHash));

    /// <summary>Whether an image or a tombstone was of this source file when the batch began.</summary>
    public bool WasKnown(byte[] sourceHash) => _knownSources.Contains(Convert.ToHexString(sourceHash));

    /// <summary>Whether no image has or had this SOP Instance UID, and none that had it at first was removed.</summary>
    public bool IsNewSopInstance(string sopInstanceUid) => _sopInstances.Contains(sopInstanceUid);

    /// <summary>Whether no image was ever of this study.</summary>
    public bool IsNewStudy(string studyInstanceUid) => _studies.Contains(studyInstanceUid);

    /// <summary>Whether no image has these pixels.</summary>
    public bool IsNewPixels(byte[] pixelSha256) => _pixels.Contains(Convert.ToHexString(pixelSha256));

    /// <summary>The batch has written an image.</summary>
    /// <param name="image">The image.</param>
    public void Remove(ImageRecord image)
    {
        _sources.Remove(Convert.ToHexString(image.SourceHash));
        _sopInstances.Remove(image.SopInstanceUid);
        _studies.Remove(image.StudyInstanceUid);
        if (image.PixelSha256 is { } pixels)
        {
            _pixels.Remove(Convert.ToHexString(pixels));
        }
    }

    private static HashSet<string> Without(IEnumerable<string> asked, IEnumerable<string> known)
    {
        var left = new HashSet<string>(asked, StringComparer.Ordinal);
        left.ExceptWith(known);
        return left;
    }

    private static IEnumerable<string> Texts(IReadOnlyList<byte[]> hashes) => hashes.Select(Convert.ToHexString);
}
