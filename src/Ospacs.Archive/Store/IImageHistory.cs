namespace Ospacs.Archive.Store;

/// <summary>What became of images: the versions that were retired, the images that were removed, the media that were written. Nothing of it ever changes.</summary>
public interface IImageHistory
{
    /// <summary>An image by its key, or null.</summary>
    /// <param name="imageId">The key.</param>
    ImageRecord? FindImage(long imageId);

    /// <summary>A study, or null where no image ever had this UID.</summary>
    /// <param name="studyInstanceUid">Study Instance UID, of any generation.</param>
    StudyRecord? FindStudy(string studyInstanceUid);

    /// <summary>The generations of a study, in their order; empty where no image ever had this UID.</summary>
    /// <param name="rootStudyUid">The study of generation 0.</param>
    IReadOnlyList<StudyRecord> GetStudies(string rootStudyUid);

    /// <summary>The keys of images, those that were removed among them, that have or ever had a UID (study, series or SOP instance), in their order.</summary>
    /// <param name="uid">The UID.</param>
    IReadOnlyList<long> FindByUid(string uid);

    /// <summary>The keys of images, those that were removed among them, that belong or ever belonged to a subject, in their order.</summary>
    /// <param name="subjectId">The subject.</param>
    IReadOnlyList<long> FindBySubject(string subjectId);

    /// <summary>The retired version that had a SOP Instance UID, or null.</summary>
    /// <param name="sopInstanceUid">The UID.</param>
    RetiredVersion? FindRetired(string sopInstanceUid);

    /// <summary>The retired versions of an image, oldest first.</summary>
    /// <param name="imageId">The image.</param>
    IReadOnlyList<RetiredVersion> GetRetired(long imageId);

    /// <summary>The tombstone that a source meets, or null: of the same file, or of another file of the same object.</summary>
    /// <param name="sourceHash">The keyed hash of the source, 32 bytes.</param>
    /// <param name="rootSopUid">The SOP Instance UID that protection gives it, or null where that is not known.</param>
    Tombstone? FindTombstone(ReadOnlySpan<byte> sourceHash, string? rootSopUid = null);

    /// <summary>An image's tombstone, or null.</summary>
    /// <param name="imageId">The image.</param>
    Tombstone? GetTombstone(long imageId);

    /// <summary>The media that an image went out on, oldest first, each with what it went out as.</summary>
    /// <param name="imageId">The image.</param>
    IReadOnlyList<(ExportRecord Export, ExportImageRecord Image)> GetExports(long imageId);

    /// <summary>Every retired version, by image and version; read by pages.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    IEnumerable<RetiredVersion> ReadRetired(CancellationToken cancellation = default);

    /// <summary>Every tombstone, by image; read by pages.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    IEnumerable<Tombstone> ReadTombstones(CancellationToken cancellation = default);

    /// <summary>Every medium that was written, oldest first; read by pages.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    IEnumerable<ExportRecord> ReadExports(CancellationToken cancellation = default);

    /// <summary>Every image on every medium that was written, with the export's number, by that and by image; read by pages.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    IEnumerable<(long ExportId, ExportImageRecord Image)> ReadExportImages(CancellationToken cancellation = default);
}
