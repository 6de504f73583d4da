using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Relational;

/// <summary>What became of images, over the store's channel.</summary>
internal sealed class ServerImageHistory(ServerChannel channel) : IImageHistory
{
    private const int PageRows = 500;

    /// <inheritdoc/>
    public ImageRecord? FindImage(long imageId) => One(StoredRows.Image, ServerStatements.FindImage.With(imageId));

    /// <inheritdoc/>
    public StudyRecord? FindStudy(string studyInstanceUid) => One(ServerHistoryRows.Study, ServerStatements.FindStudy.With(studyInstanceUid));

    /// <inheritdoc/>
    public IReadOnlyList<StudyRecord> GetStudies(string rootStudyUid) => All(ServerHistoryRows.Study, ServerStatements.GetStudies.With(rootStudyUid));

    /// <inheritdoc/>
    public IReadOnlyList<long> FindByUid(string uid) => All(row => row.GetInt64(0), ServerStatements.FindHistoryOfUid.With(uid));

    /// <inheritdoc/>
    public IReadOnlyList<long> FindBySubject(string subjectId) => All(row => row.GetInt64(0), ServerStatements.FindHistoryOfSubject.With(subjectId));

    /// <inheritdoc/>
    public RetiredVersion? FindRetired(string sopInstanceUid) => One(StoredRows.Version, ServerStatements.FindRetired.With(sopInstanceUid));

    /// <inheritdoc/>
    public IReadOnlyList<RetiredVersion> GetRetired(long imageId) => All(StoredRows.Version, ServerStatements.GetRetired.With(imageId));

    /// <inheritdoc/>
    public Tombstone? FindTombstone(ReadOnlySpan<byte> sourceHash, string? rootSopUid = null) =>
        One(StoredRows.Tombstone, ServerStatements.FindTombstone.With(sourceHash.ToArray(), rootSopUid));

    /// <inheritdoc/>
    public Tombstone? GetTombstone(long imageId) => One(StoredRows.Tombstone, ServerStatements.GetTombstone.With(imageId));

    /// <inheritdoc/>
    public IReadOnlyList<(ExportRecord Export, ExportImageRecord Image)> GetExports(long imageId) => All(StoredRows.ExportWithImage, ServerStatements.GetExports.With(imageId));

    /// <inheritdoc/>
    public IEnumerable<RetiredVersion> ReadRetired(CancellationToken cancellation = default) =>
        Pages(StoredRows.Version, ServerStatements.ReadRetired, [0L, 0L], last => [last.ImageId, (long)last.Version], cancellation);

    /// <inheritdoc/>
    public IEnumerable<Tombstone> ReadTombstones(CancellationToken cancellation = default) =>
        Pages(StoredRows.Tombstone, ServerStatements.ReadTombstones, [0L], last => [last.ImageId], cancellation);

    /// <inheritdoc/>
    public IEnumerable<ExportRecord> ReadExports(CancellationToken cancellation = default) =>
        Pages(StoredRows.Export, ServerStatements.ReadExports, [0L], last => [last.ExportId], cancellation);

    /// <inheritdoc/>
    public IEnumerable<(long ExportId, ExportImageRecord Image)> ReadExportImages(CancellationToken cancellation = default) =>
        Pages(StoredRows.ExportImage, ServerStatements.ReadExportImages, [0L, 0L], last => [last.ExportId, last.Image.ImageId], cancellation);

    private T? One<T>(Func<ServerRow, T> read, ServerCall call) => channel.Run(session => session.One(read, call));

    private List<T> All<T>(Func<ServerRow, T> read, ServerCall call) => channel.Run(session => session.Query(read, call));

    // Each page behind the last row of the one before; nothing is held between them.
    private IEnumerable<T> Pages<T>(Func<ServerRow, T> read, ServerStatement statement, object?[] start, Func<T, object?[]> keyOf, CancellationToken cancellation)
    {
        object?[] key = start;
        List<T> page;
        do
        {
            ServerCall call = statement.With([.. key, (long)PageRows]);
            page = channel.Run(session => session.Query(read, call, cancellation), cancellation);
            foreach (T row in page)
            {
                key = keyOf(row);
                yield return row;
            }
        }
        while (page.Count == PageRows);
    }
}
