using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Sqlite;

/// <summary>What became of images, on the store's connection.</summary>
internal sealed class SqliteImageHistory(SqliteDatabase database) : IImageHistory
{
    private const int PageRows = 500;

    /// <inheritdoc/>
    public ImageRecord? FindImage(long imageId) => One(SqliteRows.ImageById, s => s.Bind(1, imageId), StoredRows.Image);

    /// <inheritdoc/>
    public StudyRecord? FindStudy(string studyInstanceUid) =>
        One("SELECT StudyInstanceUid, SubjectId, ifnull(RootStudyUid, StudyInstanceUid), Generation FROM Study WHERE StudyInstanceUid = ?", s => s.Bind(1, studyInstanceUid), Study);

    /// <inheritdoc/>
    public IReadOnlyList<StudyRecord> GetStudies(string rootStudyUid) => All(
        "SELECT StudyInstanceUid, SubjectId, StudyInstanceUid, 0 FROM Study WHERE StudyInstanceUid = ?1 AND Generation = 0 "
        + "UNION ALL SELECT StudyInstanceUid, SubjectId, RootStudyUid, Generation FROM Study WHERE RootStudyUid = ?1 ORDER BY 4",
        s => s.Bind(1, rootStudyUid), Study);

    /// <inheritdoc/>
    public IReadOnlyList<long> FindByUid(string uid) => All(
        "SELECT ImageId FROM Image WHERE SopInstanceUid = ?1 UNION SELECT ImageId FROM Image WHERE StudyInstanceUid = ?1 UNION SELECT ImageId FROM Image WHERE SeriesInstanceUid = ?1 "
        + "UNION SELECT ImageId FROM ImageVersion WHERE SopInstanceUid = ?1 UNION SELECT ImageId FROM ImageVersion WHERE StudyInstanceUid = ?1 UNION SELECT ImageId FROM ImageVersion WHERE SeriesInstanceUid = ?1 "
        + "UNION SELECT ImageId FROM Tombstone WHERE SopInstanceUid = ?1 UNION SELECT ImageId FROM Tombstone WHERE StudyInstanceUid = ?1 UNION SELECT ImageId FROM Tombstone WHERE SeriesInstanceUid = ?1 ORDER BY 1",
        s => s.Bind(1, uid), row => row.GetInt64(0));

    /// <inheritdoc/>
    public IReadOnlyList<long> FindBySubject(string subjectId) => All(
        "SELECT i.ImageId FROM (" + SqliteImageSearch.EveryCentre + ") c JOIN Image i INDEXED BY Image_Tree ON i.Centre = c.Centre AND i.SubjectId = ?1 UNION SELECT ImageId FROM ImageVersion WHERE SubjectId = ?1 UNION SELECT ImageId FROM Tombstone WHERE SubjectId = ?1 ORDER BY 1",
        s => s.Bind(1, subjectId), row => row.GetInt64(0));

    /// <inheritdoc/>
    public RetiredVersion? FindRetired(string sopInstanceUid) =>
        One(SqliteHistoryRows.SelectVersion + "WHERE SopInstanceUid = ?", s => s.Bind(1, sopInstanceUid), StoredRows.Version);

    /// <inheritdoc/>
    public IReadOnlyList<RetiredVersion> GetRetired(long imageId) =>
        All(SqliteHistoryRows.SelectVersion + "WHERE ImageId = ? ORDER BY Version", s => s.Bind(1, imageId), StoredRows.Version);

    /// <inheritdoc/>
    public Tombstone? FindTombstone(ReadOnlySpan<byte> sourceHash, string? rootSopUid = null)
    {
        byte[] hash = sourceHash.ToArray();
        return One(
            SqliteHistoryRows.SelectTombstone + "WHERE SourceHash = ?1 OR RootSopUid = ?2 LIMIT 1",
            s =>
            {
                s.Bind(1, hash);
                s.Bind(2, rootSopUid);
            },
            StoredRows.Tombstone);
    }

    /// <inheritdoc/>
    public Tombstone? GetTombstone(long imageId) => One(SqliteHistoryRows.SelectTombstone + "WHERE ImageId = ?", s => s.Bind(1, imageId), StoredRows.Tombstone);

    /// <inheritdoc/>
    public IReadOnlyList<(ExportRecord Export, ExportImageRecord Image)> GetExports(long imageId) =>
        All(SqliteHistoryRows.SelectExports, s => s.Bind(1, imageId), StoredRows.ExportWithImage);

    /// <inheritdoc/>
    public IEnumerable<RetiredVersion> ReadRetired(CancellationToken cancellation = default) =>
        Pages(SqliteHistoryRows.SelectVersion + "WHERE (ImageId, Version) > (?1, ?2) ORDER BY ImageId, Version LIMIT ?3", StoredRows.Version, last => (last.ImageId, last.Version), cancellation);

    /// <inheritdoc/>
    public IEnumerable<Tombstone> ReadTombstones(CancellationToken cancellation = default) =>
        Pages(SqliteHistoryRows.SelectTombstone + "WHERE ImageId > max(?1, ?2) ORDER BY ImageId LIMIT ?3", StoredRows.Tombstone, last => (last.ImageId, 0), cancellation);

    /// <inheritdoc/>
    public IEnumerable<ExportRecord> ReadExports(CancellationToken cancellation = default) =>
        Pages(SqliteHistoryRows.SelectExport + "WHERE ExportId > max(?1, ?2) ORDER BY ExportId LIMIT ?3", StoredRows.Export, last => (last.ExportId, 0), cancellation);

    /// <inheritdoc/>
    public IEnumerable<(long ExportId, ExportImageRecord Image)> ReadExportImages(CancellationToken cancellation = default) =>
        Pages(SqliteHistoryRows.SelectExportImage + "WHERE (ExportId, ImageId) > (?1, ?2) ORDER BY ExportId, ImageId LIMIT ?3", StoredRows.ExportImage, last => (last.ExportId, last.Image.ImageId), cancellation);

    // Each page after the last row of the one before; no lock is held between them.
    private IEnumerable<T> Pages<T>(string sql, Func<SqliteStatement, T> read, Func<T, (long, long)> keyOf, CancellationToken cancellation)
    {
        (long First, long Second) key = (0, 0);
        List<T> page;
        do
        {
            page = database.Run(
                () =>
                {
                    using SqliteStatement statement = database.Prepare(sql);
                    statement.Bind(1, key.First);
                    statement.Bind(2, key.Second);
                    statement.Bind(3, (long)PageRows);
                    List<T> rows = [];
                    while (statement.Step())
                    {
                        rows.Add(read(statement));
                    }

                    return rows;
                },
                cancellation);
            foreach (T row in page)
            {
                key = keyOf(row);
                yield return row;
            }
        }
        while (page.Count == PageRows);
    }

    private static StudyRecord Study(SqliteStatement row) => new(row.GetText(0), row.GetText(1), row.GetText(2), row.GetInt32(3));

    private T? One<T>(string sql, Action<SqliteStatement> bind, Func<SqliteStatement, T> read) where T : class => database.Run(() =>
    {
        using SqliteStatement statement = database.Prepare(sql);
        bind(statement);
        return statement.Step() ? read(statement) : null;
    });

    private List<T> All<T>(string sql, Action<SqliteStatement> bind, Func<SqliteStatement, T> read) => database.Run(() =>
    {
        using SqliteStatement statement = database.Prepare(sql);
        bind(statement);
        List<T> rows = [];
        while (statement.Step())
        {
            rows.Add(read(statement));
        }

        return rows;
    });
}
