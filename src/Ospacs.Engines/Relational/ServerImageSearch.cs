using System.Text;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.Engines.Rows;

namespace Ospacs.Engines.Relational;

/// <summary>Answers one query for images. Nothing is held on the server while the caller looks at what it was given.</summary>
/// <remarks>
/// A query that narrows by subject, medium, day, UID or rule goes by that index: the keys of what it finds are sorted and kept (8 bytes each), and the rows fetched
/// a page at a time. Any other query follows the tree, a page at a time, each from where the one before ended: all centres in one go, or one centre after another.
/// </remarks>
internal sealed class ServerImageSearch
{
    /// <summary>Rows that are fetched at once.</summary>
    public const int PageRows = 500;

    private static readonly Comparer<string> Utf8Order = Comparer<string>.Create((x, y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y)));

    private readonly ServerChannel _channel;
    private readonly ImageQuery _query;
    private readonly (ServerStatement Keys, ServerStatement Counts)? _narrow;

    /// <summary>Prepares the search.</summary>
    public ServerImageSearch(ServerChannel channel, ImageQuery query)
    {
        _channel = channel;
        _query = query;
        _narrow = query switch
        {
            { Uids.Count: > 0 } => (ServerStatements.FindKeysOfUids, ServerStatements.CountImagesOfUids),
            { Subjects.Count: > 0 } => (ServerStatements.FindKeysOfSubjects, ServerStatements.CountImagesOfSubjects),
            { Media.Count: > 0 } => (ServerStatements.FindKeysOfMedia, ServerStatements.CountImagesOfMedia),
            { From: not null } or { To: not null } => (ServerStatements.FindKeysOfDays, ServerStatements.CountImagesOfDays),
            { Rules.Count: > 0 } => (ServerStatements.FindKeysOfRules, ServerStatements.CountImagesOfRules),
            _ => null,
        };
    }

    /// <summary>The images.</summary>
    public IEnumerable<ImageRecord> Images(CancellationToken cancellation) => _query.First == 0 ? [] : _narrow is { } narrow ? OfKeys(narrow.Keys, cancellation) : OfTree(cancellation);

    /// <summary>The branches of the tree.</summary>
    public IEnumerable<ImageCount> Counts(CancellationToken cancellation) => _narrow is { } narrow
        ? _channel.Run(session => session.Query(ServerRows.Count, narrow.Counts.With(Conditions()), cancellation), cancellation)
        : Centres().SelectMany(centre => Branches(centre, cancellation));

    private IEnumerable<ImageRecord> OfKeys(ServerStatement statement, CancellationToken cancellation)
    {
        List<long> keys = _channel.Run(session => session.Query(row => row.GetInt64(0), statement.With([.. Conditions(), _query.Skip, _query.First]), cancellation), cancellation);
        foreach (long[] page in keys.Chunk(PageRows))
        {
            ServerCall call = ServerStatements.GetImagesOfKeys.With(ServerValue.List(page));
            Dictionary<long, ImageRecord> images = _channel.Run(session => session.Query(StoredRows.Image, call, cancellation), cancellation)
                .ToDictionary(image => image.ImageId);
            foreach (long key in page)
            {
                // An image that was removed since its key was read is left out.
                if (images.TryGetValue(key, out ImageRecord? image))
                {
                    yield return image;
                }
            }
        }
    }

    private IEnumerable<ImageRecord> OfTree(CancellationToken cancellation)
    {
        long left = _query.First ?? long.MaxValue;
        long skip = _query.Skip;
        foreach (string? centre in Centres())
        {
            ServerStatement statement = centre is null ? ServerStatements.ReadTree : ServerStatements.ReadTreeOfCentre;
            Place place = Place.Before(centre);
            List<ImageRecord> page;
            long limit;
            do
            {
                limit = Math.Min(left, PageRows);
                ServerCall call = statement.With(place.Centre, place.SubjectId, place.DateOrder, place.SeriesOrder, place.InstanceOrder, place.ImageId, skip, limit);
                page = _channel.Run(session => session.Query(StoredRows.Image, call, cancellation), cancellation);
                if (page.Count > 0)
                {
                    place = Place.Of(page[^1]);
                    skip = 0;
                    left -= page.Count;
                }

                foreach (ImageRecord image in page)
                {
                    yield return image;
                }
            }
            while (page.Count == limit && left > 0);

            if (left == 0)
            {
                yield break;
            }

            // What is passed over may end in another centre.
            if (skip > 0 && centre is not null)
            {
                skip -= _channel.Run(session => session.One(row => row.GetInt64(0), ServerStatements.CountImagesOfCentre.With(centre)), cancellation);
            }
        }
    }

    private IEnumerable<ImageCount> Branches(string? centre, CancellationToken cancellation)
    {
        ServerStatement statement = centre is null ? ServerStatements.CountTree : ServerStatements.CountTreeOfCentre;
        Place place = Place.Before(centre);
        List<ImageCount> page;
        do
        {
            ServerCall call = statement.With(place.Centre, place.SubjectId, place.DateOrder, (long)PageRows);
            page = _channel.Run(session => session.Query(ServerRows.Count, call, cancellation), cancellation);
            foreach (ImageCount branch in page)
            {
                place = place with { Centre = branch.Centre, SubjectId = branch.SubjectId, DateOrder = ServerValue.Day(branch.StudyDate) ?? 0 };
                yield return branch;
            }
        }
        while (page.Count == PageRows);
    }

    // Null stands for all of them at once.
    private IEnumerable<string?> Centres() => _query.Centres.Count == 0 ? [null] : _query.Centres.Distinct(StringComparer.Ordinal).Order(Utf8Order);

    private object?[] Conditions() =>
    [
        ServerValue.ListOrNull(_query.Uids),
        ServerValue.ListOrNull(_query.Subjects),
        ServerValue.ListOrNull(_query.Media),
        ServerValue.ListOrNull(_query.Centres),
        ServerValue.ListOrNull(_query.Rules),
        ServerValue.Day(_query.From),
        ServerValue.Day(_query.To),
    ];

    // A place in the tree's order. What is missing comes first.
    private readonly record struct Place(string Centre, string SubjectId, long DateOrder, long SeriesOrder, long InstanceOrder, long ImageId)
    {
        private const long Missing = -2147483649;

        // No key is empty, so nothing sorts before this.
        public static Place Before(string? centre) => new(centre ?? string.Empty, string.Empty, -1, Missing - 1, Missing - 1, 0);

        public static Place Of(ImageRecord image) => new(
            image.Centre, image.SubjectId, ServerValue.Day(image.StudyDate) ?? 0, image.SeriesNumber ?? Missing, image.InstanceNumber ?? Missing, image.ImageId);
    }
}
