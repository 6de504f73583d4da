using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// Looks for rows that belong to nothing, or lack what belongs to them. Every question is one statement, which sees the archive as it is at
/// one moment, and images are gone through in pieces: a batch that comes in between makes no finding, and waits for no more than a piece.
/// </summary>
internal sealed class SqliteOrphanSearch(SqliteDatabase database)
{
    private const long PieceLength = 2000;

    // The next key that an image or a part has: numbers may be missing by the million.
    private const string NextKey =
        "SELECT min(Next) FROM (SELECT min(ImageId) AS Next FROM Image WHERE ImageId >= ?1 UNION ALL SELECT min(ImageId) FROM ImagePart WHERE ImageId >= ?1)";

    private const string ImagesOfPiece = """
        SELECT * FROM (
            SELECT i.ImageId, i.MediaRef, i.Size, ifnull(p.Parts, 0) AS Parts, ifnull(p.First, 0) AS First, ifnull(p.Last, -1) AS Last, ifnull(p.Bytes, 0) AS Bytes,
                EXISTS (SELECT 1 FROM Study s WHERE s.StudyInstanceUid = i.StudyInstanceUid AND s.SubjectId = i.SubjectId) AS HasStudy,
                EXISTS (SELECT 1 FROM Policy y WHERE y.PolicyId = i.PolicyId) AS HasPolicy
            FROM Image i
            LEFT JOIN (SELECT ImageId, count(*) AS Parts, min(Number) AS First, max(Number) AS Last, sum(length(Bytes)) AS Bytes FROM ImagePart WHERE ImageId BETWEEN ?1 AND ?2 GROUP BY ImageId) p
                ON p.ImageId = i.ImageId
            WHERE i.ImageId BETWEEN ?1 AND ?2)
        WHERE Parts = 0 OR First <> 0 OR Last <> Parts - 1 OR Bytes <> Size OR NOT HasStudy OR NOT HasPolicy
        ORDER BY ImageId
        """;

    private const string PartsOfPiece = """
        SELECT ImageId, count(*) FROM ImagePart p
        WHERE ImageId BETWEEN ?1 AND ?2 AND NOT EXISTS (SELECT 1 FROM Image i WHERE i.ImageId = p.ImageId)
        GROUP BY ImageId ORDER BY ImageId
        """;

    private const string Studies = """
        SELECT StudyInstanceUid, Generation FROM Study s
        WHERE Generation > 0 AND NOT EXISTS (SELECT 1 FROM Study r WHERE r.StudyInstanceUid = s.RootStudyUid AND r.Generation = 0)
        ORDER BY StudyInstanceUid
        """;

    private const string Exports = """
        SELECT ExportId, count(*) FROM ExportImage x
        WHERE NOT EXISTS (SELECT 1 FROM Export e WHERE e.ExportId = x.ExportId)
        GROUP BY ExportId ORDER BY ExportId
        """;

    // A medium that was imported had its row before anything of it was entered. One that was not need have none: a file that waited in
    // the quarantine when the import of its medium was cut off may have been decided since.
    private const string Media = """
        SELECT MediaRef FROM (SELECT MediaRef FROM Image UNION SELECT MediaRef FROM MediaFile) r
        WHERE NOT EXISTS (SELECT 1 FROM Media m WHERE m.MediaRef = r.MediaRef)
            AND EXISTS (SELECT 1 FROM Audit a WHERE a.MediaRef = r.MediaRef AND a.Action = 'Import' AND a.Outcome <> 'Refused')
        ORDER BY MediaRef
        """;

    private const string CountedSubjects =
        "SELECT SubjectId AS Name, sum(Images) AS Images, sum(Frames) AS Frames, sum(Bytes) AS Bytes FROM "
        + "(SELECT Centre, SubjectId, count(*) AS Images, sum(NumberOfFrames) AS Frames, sum(Size) AS Bytes FROM Image GROUP BY Centre, SubjectId) GROUP BY SubjectId";

    private const string CountedCentres =
        "SELECT Centre AS Name, count(*) AS Images, sum(NumberOfFrames) AS Frames, sum(Size) AS Bytes FROM Image GROUP BY Centre";

    private const string Whole = """
        SELECT t.Subjects, t.Images, t.Frames, t.Bytes, c.Subjects, c.Images, c.Frames, c.Bytes
        FROM (SELECT count(DISTINCT SubjectId) AS Subjects, count(*) AS Images, ifnull(sum(NumberOfFrames), 0) AS Frames, ifnull(sum(Size), 0) AS Bytes FROM Image) c
        LEFT JOIN ArchiveTotal t ON t.ArchiveRow = 1
        """;

    /// <summary>What is wrong, by table.</summary>
    /// <param name="cancellation">Ends the search between two statements.</param>
    public IEnumerable<OrphanedRow> Rows(CancellationToken cancellation)
    {
        long? next = long.MinValue;
        while ((next = Next(next.Value)) is { } first)
        {
            long last = first > long.MaxValue - PieceLength ? long.MaxValue : first + PieceLength - 1;
            foreach (OrphanedRow row in Find(ImagesOfPiece, Image, cancellation, first, last).Concat(Find(PartsOfPiece, Parts, cancellation, first, last)))
            {
                yield return row;
            }

            if (last == long.MaxValue)
            {
                break;
            }

            next = last + 1;
        }

        IEnumerable<OrphanedRow> rest =
        [
            .. Find(Studies, row => new OrphanedRow("Study", $"study {row.GetText(0)}", $"the study of generation 0 that it is generation {row.GetInt64(1)} of has no row"), cancellation),
            .. Find(Exports, row => new OrphanedRow("ExportImage", Text($"export {row.GetInt64(0)}"), Text($"{row.GetInt64(1)} images went out on a medium that has no row")), cancellation),
            .. Find(Media, row => new OrphanedRow("Media", $"medium {row.GetText(0)}", "its row is missing, and it was imported", MediaRef: row.GetText(0)), cancellation),
            .. Find(Totals("SubjectTotal", "SubjectId", CountedSubjects), row => Total("SubjectTotal", "subject", row), cancellation),
            .. Find(Totals("CentreTotal", "Centre", CountedCentres), row => Total("CentreTotal", "centre", row), cancellation),
            .. Find(Whole, WholeTotal, cancellation),
        ];
        foreach (OrphanedRow row in rest)
        {
            yield return row;
        }
    }

    private long? Next(long from) => database.Run(() =>
    {
        using SqliteStatement statement = database.Prepare(NextKey);
        statement.Bind(1, from);
        return statement.Step() && !statement.IsNull(0) ? statement.GetInt64(0) : (long?)null;
    });

    private List<OrphanedRow> Find(string sql, Func<SqliteStatement, OrphanedRow?> read, CancellationToken cancellation, params long[] keys) => database.Run(
        () =>
        {
            List<OrphanedRow> found = [];
            using SqliteStatement statement = database.Prepare(sql);
            for (int i = 0; i < keys.Length; i++)
            {
                statement.Bind(i + 1, keys[i]);
            }

            while (statement.Step())
            {
                if (read(statement) is { } row)
                {
                    found.Add(row);
                }
            }

            return found;
        },
        cancellation);

    private static OrphanedRow Image(SqliteStatement row)
    {
        long size = row.GetInt64(2);
        long parts = row.GetInt64(3);
        long bytes = row.GetInt64(6);
        string problem = parts == 0 ? "it has no part"
            : row.GetInt64(4) != 0 || row.GetInt64(5) != parts - 1 ? "parts are missing between its first and its last one"
            : bytes != size ? Text($"its parts have {bytes} bytes, and its row says {size}")
            : row.GetInt64(7) == 0 ? "its study has no row, or is another subject's"
            : "its policy has no row";
        return new OrphanedRow("Image", Text($"image {row.GetInt64(0)}"), problem, row.GetInt64(0), row.GetText(1));
    }

    private static OrphanedRow Parts(SqliteStatement row) => new("ImagePart", Text($"image {row.GetInt64(0)}"), Text($"{row.GetInt64(1)} parts have no image"), row.GetInt64(0));

    // Names that are counted and those that are kept, each with both.
    private static string Totals(string table, string key, string counted) => $"""
        SELECT * FROM (
            SELECT ifnull(c.Name, t.{key}) AS Name, ifnull(t.Images, 0) AS KeptImages, ifnull(t.Frames, 0) AS KeptFrames, ifnull(t.Bytes, 0) AS KeptBytes,
                ifnull(c.Images, 0) AS Images, ifnull(c.Frames, 0) AS Frames, ifnull(c.Bytes, 0) AS Bytes
            FROM ({counted}) c FULL JOIN {table} t ON t.{key} = c.Name)
        WHERE KeptImages <> Images OR KeptFrames <> Frames OR KeptBytes <> Bytes
        ORDER BY Name
        """;

    private static OrphanedRow Total(string table, string what, SqliteStatement row) => new(
        table,
        $"{what} {row.GetText(0)}",
        Text($"{row.GetInt64(1)} images, {row.GetInt64(2)} frames and {row.GetInt64(3)} bytes are kept as its total, and there are {row.GetInt64(4)}, {row.GetInt64(5)} and {row.GetInt64(6)}"));

    private static OrphanedRow? WholeTotal(SqliteStatement row)
    {
        if (row.IsNull(0))
        {
            return new OrphanedRow("ArchiveTotal", "the archive", "its total is missing");
        }

        return Enumerable.Range(0, 4).All(i => row.GetInt64(i) == row.GetInt64(i + 4))
            ? null
            : new OrphanedRow(
                "ArchiveTotal",
                "the archive",
                Text($"{row.GetInt64(0)} subjects, {row.GetInt64(1)} images, {row.GetInt64(2)} frames and {row.GetInt64(3)} bytes are kept as its total, and there are {row.GetInt64(4)}, {row.GetInt64(5)}, {row.GetInt64(6)} and {row.GetInt64(7)}"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
