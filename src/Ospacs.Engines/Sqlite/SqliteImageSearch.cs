using System.Text;
using System.Text.Json;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Sqlite;

/// <summary>
/// Answers one query for images. No lock is held while the caller looks at what it was given.
/// </summary>
/// <remarks>
/// A query that narrows by subject, medium, day, UID or rule goes by that index: the keys of what it finds are sorted and
/// kept (8 bytes each), and the rows read as the caller asks for them. Any other query follows the tree's index, which is in
/// the order that is wanted, a page at a time, each from where the one before ended. The index is named in the statement,
/// since SQLite knows nothing of how many rows a value has.
/// </remarks>
internal sealed class SqliteImageSearch
{
    /// <summary>Rows that are read while the connection is held.</summary>
    public const int PageRows = 500;

    // Every centre there is, each found by one step down the tree's index.
    internal const string EveryCentre =
        "WITH RECURSIVE Each (Centre) AS (SELECT min(Centre) FROM Image UNION ALL SELECT (SELECT min(Centre) FROM Image WHERE Centre > Each.Centre) FROM Each WHERE Each.Centre IS NOT NULL) "
        + "SELECT Centre FROM Each WHERE Centre IS NOT NULL";

    private static readonly Comparer<string> Utf8Order = Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)));

    private readonly SqliteDatabase _database;
    private readonly ImageQuery _query;
    private readonly bool _byTree;
    private readonly string _source;

    /// <summary>Prepares the search.</summary>
    public SqliteImageSearch(SqliteDatabase database, ImageQuery query)
    {
        _database = database;
        _query = query;
        _byTree = query is { Uids.Count: 0, Subjects.Count: 0, Media.Count: 0, From: null, To: null, Rules.Count: 0 };
        _source = Source();
    }

    /// <summary>The statement that gives the keys, for tests of how it is carried out.</summary>
    internal string KeyStatement =>
        "SELECT ImageId, Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder FROM " + _source
        + (_byTree ? " AND (Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId) > (?8, ?9, ?10, ?11, ?12, ?13)" : string.Empty)
        + " ORDER BY Centre, SubjectId, DateOrder, SeriesOrder, InstanceOrder, ImageId LIMIT ?14 OFFSET ?15";

    /// <summary>The statement that counts, for tests of how it is carried out.</summary>
    internal string CountStatement =>
        "SELECT Centre, SubjectId, DateOrder, count(*), sum(NumberOfFrames), sum(Size) FROM " + _source
        + (_byTree ? " AND (Centre, SubjectId, DateOrder) > (?8, ?9, ?10)" : string.Empty)
        + " GROUP BY Centre, SubjectId, DateOrder ORDER BY Centre, SubjectId, DateOrder LIMIT ?14 OFFSET ?15";

    /// <summary>The images.</summary>
    public IEnumerable<ImageRecord> Images(CancellationToken cancellation)
    {
        long left = _query.First ?? long.MaxValue;
        long skip = _query.Skip;
        Place place = Start();
        while (left > 0)
        {
            long limit = _byTree ? Math.Min(left, PageRows) : left;
            Place from = place;
            (List<long> keys, place) = _database.Run(() => Keys(from, limit, skip), cancellation);
            foreach (long[] page in keys.Chunk(PageRows))
            {
                foreach (ImageRecord image in _database.Run(() => Rows(page), cancellation))
                {
                    yield return image;
                }
            }

            if (!_byTree || keys.Count < limit)
            {
                yield break;
            }

            left -= keys.Count;
            skip = 0;
        }
    }

    /// <summary>The branches of the tree.</summary>
    public IEnumerable<ImageCount> Counts(CancellationToken cancellation)
    {
        Place place = Start();
        List<ImageCount> page;
        do
        {
            Place from = place;
            (page, place) = _database.Run(() => Branches(from), cancellation);
            foreach (ImageCount branch in page)
            {
                yield return branch;
            }
        }
        while (_byTree && page.Count == PageRows);
    }

    private string Source()
    {
        StringBuilder text = new("Image ");
        string index = _query switch
        {
            { Uids.Count: > 0 } => string.Empty,
            { Subjects.Count: > 0 } => "INDEXED BY Image_Tree ",
            { Media.Count: > 0 } => "INDEXED BY Image_Media ",
            { From: not null } or { To: not null } => "INDEXED BY Image_Date ",
            { Rules.Count: > 0 } => "INDEXED BY Image_Rule ",
            _ => "INDEXED BY Image_Tree ",
        };
        text.Append(index).Append("WHERE true");

        // A plus sign keeps SQLite from looking for an index of its own choice.
        if (_query.Uids.Count > 0)
        {
            text.Append(" AND ImageId IN (SELECT ImageId FROM Image WHERE SopInstanceUid IN (SELECT value FROM json_each(?4))")
                .Append(" UNION SELECT ImageId FROM Image WHERE StudyInstanceUid IN (SELECT value FROM json_each(?4))")
                .Append(" UNION SELECT ImageId FROM Image WHERE SeriesInstanceUid IN (SELECT value FROM json_each(?4)))");
        }

        bool bySubject = _query.Subjects.Count > 0 && _query.Uids.Count == 0;
        if (_query.Centres.Count > 0)
        {
            text.Append(bySubject ? " AND Centre IN (SELECT value FROM json_each(?1))" : " AND +Centre IN (SELECT value FROM json_each(?1))");
            text.Append(_byTree ? " AND Centre <= (SELECT max(value) FROM json_each(?1))" : string.Empty);
        }
        else if (bySubject)
        {
            text.Append(" AND Centre IN (").Append(EveryCentre).Append(')');
        }

        if (_query.Subjects.Count > 0)
        {
            text.Append(bySubject ? " AND SubjectId IN (SELECT value FROM json_each(?2))" : " AND +SubjectId IN (SELECT value FROM json_each(?2))");
        }

        string plus = _query.Uids.Count > 0 ? "+" : string.Empty;
        text.Append(_query.Media.Count > 0 ? $" AND {plus}MediaRef IN (SELECT value FROM json_each(?3))" : string.Empty);
        text.Append(_query.Rules.Count > 0 ? $" AND {plus}MaskRule IN (SELECT value FROM json_each(?5))" : string.Empty);
        text.Append(_query.From is not null ? $" AND {plus}StudyDate >= ?6" : string.Empty);
        text.Append(_query.To is not null ? $" AND {plus}StudyDate <= ?7" : string.Empty);
        return text.ToString();
    }

    private (List<long> Keys, Place Last) Keys(Place from, long limit, long skip)
    {
        using SqliteStatement statement = _database.Prepare(KeyStatement);
        Bind(statement, from, limit == long.MaxValue ? -1 : limit, skip);
        List<long> keys = [];
        Place last = from;
        while (statement.Step())
        {
            keys.Add(statement.GetInt64(0));
            if (_byTree && keys.Count == limit)
            {
                last = new Place(statement.GetText(1), statement.GetText(2), statement.GetInt64(3), statement.GetInt64(4), statement.GetInt64(5), statement.GetInt64(0));
            }
        }

        return (keys, last);
    }

    private List<ImageRecord> Rows(long[] keys)
    {
        List<ImageRecord> images = new(keys.Length);
        foreach (long key in keys)
        {
            using SqliteStatement statement = _database.Prepare(SqliteRows.ImageById);
            statement.Bind(1, key);

            // An image that was removed since its key was read is left out.
            if (statement.Step())
            {
                images.Add(StoredRows.Image(statement));
            }
        }

        return images;
    }

    private (List<ImageCount> Branches, Place Last) Branches(Place from)
    {
        using SqliteStatement statement = _database.Prepare(CountStatement);
        Bind(statement, from, _byTree ? PageRows : -1, 0);
        List<ImageCount> branches = [];
        Place last = from;
        while (statement.Step())
        {
            // One string for the many branches of a centre.
            string centre = statement.GetText(0);
            centre = branches.Count > 0 && string.Equals(branches[^1].Centre, centre, StringComparison.Ordinal) ? branches[^1].Centre : centre;
            branches.Add(new ImageCount(centre, statement.GetText(1), statement.GetDay(2), statement.GetInt64(3), statement.GetInt64(4), statement.GetInt64(5)));
            last = new Place(branches[^1].Centre, branches[^1].SubjectId, statement.GetInt64(2), 0, 0, 0);
        }

        return (branches, last);
    }

    private void Bind(SqliteStatement statement, Place from, long limit, long skip)
    {
        statement.Bind(1, List(_query.Centres));
        statement.Bind(2, List(_query.Subjects));
        statement.Bind(3, List(_query.Media));
        statement.Bind(4, List(_query.Uids));
        statement.Bind(5, List(_query.Rules));
        statement.Bind(6, _query.From);
        statement.Bind(7, _query.To);
        statement.Bind(8, from.Centre);
        statement.Bind(9, from.SubjectId);
        statement.Bind(10, from.DateOrder);
        statement.Bind(11, from.SeriesOrder);
        statement.Bind(12, from.InstanceOrder);
        statement.Bind(13, from.ImageId);
        statement.Bind(14, limit);
        statement.Bind(15, skip);
    }

    // Before the first image of the first centre that is asked for. No key is empty, so nothing sorts before this.
    private Place Start() => new(_query.Centres.Count > 0 ? _query.Centres.Min(Utf8Order)! : string.Empty, string.Empty, -1, long.MinValue, long.MinValue, 0);

    // A list is one parameter, whatever its length: the number of parameters of a statement is limited.
    private static string? List(IReadOnlyList<string> values) => values.Count > 0 ? JsonSerializer.Serialize(values) : null;

    private readonly record struct Place(string Centre, string SubjectId, long DateOrder, long SeriesOrder, long InstanceOrder, long ImageId);
}
