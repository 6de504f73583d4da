using System.Text;
using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.Engines.Tests.Conformance;

public abstract partial class ArchiveStoreConformance
{
    private static readonly string[] Centres = ["C01", "C02", "c01", "C10"];
    private static readonly string?[] Days = [null, "1999-12-31", "2020-05-17", "2020-05-18", "2024-02-29"];

    [Fact]
    public void Every_query_finds_exactly_the_images_it_means_and_in_order()
    {
        IArchiveStore store = Create();
        IReadOnlyList<ImageRecord> all = [.. store.Store(Trial(1700)).Order(Comparer<ImageRecord>.Create(InOrder))];
        foreach (ImageQuery query in Queries(all))
        {
            List<ImageRecord> expected = [.. all.Where(image => Means(query, image))];
            List<ImageRecord> found = [.. store.FindImages(query)];
            Assert.Equal(expected.Select(image => image.ImageId), found.Select(image => image.ImageId));
            Assert.All(expected.Zip(found), pair => Same(pair.First, pair.Second));
            Assert.Equal(Branches(expected), store.CountImages(query));

            // Pages of a query are slices of the same list.
            Assert.Equal(expected.Skip(3).Take(501).Select(image => image.ImageId), store.FindImages(query with { Skip = 3, First = 501 }).Select(image => image.ImageId));
            Assert.Equal(expected.Skip(700).Select(image => image.ImageId), store.FindImages(query with { Skip = 700 }).Select(image => image.ImageId));
            Assert.Equal(Branches(expected), store.CountImages(query with { Skip = 1, First = 1 }));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(499, 2)]
    [InlineData(500, 500)]
    [InlineData(0, 1000)]
    [InlineData(0, 1001)]
    [InlineData(999, 5)]
    [InlineData(1000, 5)]
    [InlineData(1000000, null)]
    public void A_page_may_begin_and_end_anywhere(int skip, int? first)
    {
        IArchiveStore store = Create();
        List<long> all = [.. store.Store(Trial(1000)).Order(Comparer<ImageRecord>.Create(InOrder)).Select(image => image.ImageId)];
        Assert.Equal(all.Skip(skip).Take(first ?? int.MaxValue), store.FindImages(new() { Skip = skip, First = first }).Select(image => image.ImageId));
    }

    [Fact]
    public void A_list_of_many_values_is_taken_whole()
    {
        IArchiveStore store = Create();
        store.Store(Trial(50));
        string[] subjects = [.. Enumerable.Range(0, 70000).Select(i => $"X{i}"), .. Enumerable.Range(0, 20).Select(Subject)];
        Assert.Equal(store.FindImages(new()).Count(), store.FindImages(new() { Subjects = subjects }).Count());
    }

    [Fact]
    public void The_tree_counts_images_frames_and_bytes()
    {
        IArchiveStore store = Create();
        using (IStoreBatch batch = store.BeginBatch())
        {
            batch.Write(SampleRows.Image(1, "S2", "C02", "2020-01-02") with { NumberOfFrames = 40 }, new byte[10], new byte[5]);
            batch.Write(SampleRows.Image(2, "S2", "C02", "2020-01-02"), new byte[7]);
            batch.Write(SampleRows.Image(3, "S2", "C02", null), new byte[1]);
            batch.Write(SampleRows.Image(4, "S2", "C01", "2020-01-02") with { StudyInstanceUid = "1.2.3" }, new byte[2]);
            batch.Write(SampleRows.Image(5, "S1", "C02", "2020-01-03"), new byte[3]);
            batch.Commit();
        }

        Assert.Equal(
            [
                new ImageCount("C01", "S2", new DateOnly(2020, 1, 2), 1, 1, 2),
                new ImageCount("C02", "S1", new DateOnly(2020, 1, 3), 1, 1, 3),
                new ImageCount("C02", "S2", null, 1, 1, 1),
                new ImageCount("C02", "S2", new DateOnly(2020, 1, 2), 2, 41, 22),
            ],
            store.CountImages(new()));
    }

    [Fact]
    public void A_slow_reader_locks_nobody_out_and_nobody_locks_it_out()
    {
        IArchiveStore store = Create();
        store.Store(Trial(1200));
        IArchiveStore reader = Open(StoreAccess.Read);
        using IEnumerator<ImageRecord> images = reader.FindImages(new()).GetEnumerator();
        using IEnumerator<ImageRecord> dated = reader.FindImages(new() { From = DateOnly.MinValue }).GetEnumerator();
        using IEnumerator<ImageCount> branches = reader.CountImages(new()).GetEnumerator();
        using IEnumerator<ReadOnlyMemory<byte>> parts = reader.ReadParts(1).GetEnumerator();
        Assert.True(images.MoveNext() && dated.MoveNext() && branches.MoveNext() && parts.MoveNext());
        ImageRecord late = Assert.Single(store.Store(SampleRows.Image(5000, subject: "Z9", centre: "Z")));

        List<long> rest = [images.Current.ImageId];
        while (images.MoveNext())
        {
            rest.Add(images.Current.ImageId);
        }

        Assert.Equal(1200, rest.Count(id => id != late.ImageId));
        Assert.Equal(rest.Count, rest.Distinct().Count());
    }

    [Fact]
    public void A_search_can_be_cancelled_half_way()
    {
        IArchiveStore store = Create();
        store.Store(Trial(1200));
        using CancellationTokenSource cancellation = new();
        int seen = 0;
        Assert.Throws<OperationCanceledException>(() =>
        {
            foreach (ImageRecord image in store.FindImages(new(), cancellation.Token))
            {
                seen++;
                cancellation.Cancel();
            }
        });
        Assert.InRange(seen, 1, 1199);
        Assert.Throws<OperationCanceledException>(() => store.CountImages(new(), cancellation.Token).Count());
        Assert.Throws<OperationCanceledException>(() => store.ReadParts(1, cancellation.Token).Count());
        Assert.Throws<OperationCanceledException>(() => store.GetAudit(new(), cancellation.Token).Count());
    }

    // Made in an order that is not the one asked for, with every value missing somewhere.
    private static IEnumerable<ImageRecord> Trial(int images)
    {
        Random random = new(7);
        for (int i = 1; i <= images; i++)
        {
            string subject = Subject(random.Next(20));
            string? day = Days[random.Next(Days.Length)];
            yield return SampleRows.Image(i, subject, Centres[random.Next(Centres.Length)], day, $"M{random.Next(6)}", $"rule {random.Next(3)}") with
            {
                SeriesInstanceUid = SampleRows.Uid($"series {subject} {day} {i % 2}"),
                SeriesNumber = random.Next(4) is > 0 and int series ? series - 2 : null,
                InstanceNumber = random.Next(4) is > 0 and int instance ? instance - 2 : null,
                NumberOfFrames = random.Next(1, 9),
            };
        }
    }

    private static string Subject(int number) => number switch
    {
        0 => "🩻",
        1 => "\uFB00",
        2 => "s05",
        3 => "S05 ",
        _ => $"S{number:D2}",
    };

    private static IEnumerable<ImageQuery> Queries(IReadOnlyList<ImageRecord> all)
    {
        ImageRecord some = all.First(image => image.StudyDate is not null);
        DateOnly day = some.StudyDate!.Value;
        yield return new();
        yield return new() { Centres = ["C01"] };
        yield return new() { Centres = ["C02", "c01", "none"] };
        yield return new() { Centres = ["none"] };
        yield return new() { Subjects = [some.SubjectId] };
        yield return new() { Subjects = ["S05", "S05 ", "🩻", "none"] };
        yield return new() { Subjects = ["S05", "S06"], Centres = ["C10", "c01"] };
        yield return new() { Media = ["M1"] };
        yield return new() { Media = ["M1", "M3", "M4", "m5"] };
        yield return new() { From = new DateOnly(2020, 5, 18) };
        yield return new() { To = new DateOnly(2020, 5, 17) };
        yield return new() { From = day, To = day };
        yield return new() { From = new DateOnly(2025, 1, 1) };
        yield return new() { Rules = ["rule 1"] };
        yield return new() { Rules = ["rule 1", "rule 2"] };
        yield return new() { Uids = [some.SopInstanceUid] };
        yield return new() { Uids = [some.SeriesInstanceUid] };
        yield return new() { Uids = [some.StudyInstanceUid, all[^1].SopInstanceUid, "1.2.3"] };
        yield return new() { Uids = ["1.2.3"] };
        yield return new() { Uids = [.. all.Take(300).Select(image => image.SopInstanceUid)], Media = ["M1", "M2"], Centres = ["C01"], Rules = ["rule 0"] };
        yield return new() { Uids = [.. all.Select(image => image.StudyInstanceUid).Distinct()], From = day, Subjects = ["S05", "S06"] };
        yield return new() { Subjects = ["S05", "S07", "S08"], Media = ["M1", "M2", "M3"], Rules = ["rule 0", "rule 2"], From = new DateOnly(2000, 1, 1), To = new DateOnly(2020, 5, 18) };
        yield return new() { Media = ["M1", "M2"], Centres = ["C01", "C02"], To = new DateOnly(2024, 1, 1), Rules = ["rule 1"] };
        yield return new() { Centres = ["C01"], From = new DateOnly(2020, 1, 1) };
        yield return new() { Centres = ["C01"], Rules = ["rule 2"] };
    }

    private static bool Means(ImageQuery query, ImageRecord image) =>
        Holds(query.Subjects, image.SubjectId)
        && Holds(query.Media, image.MediaRef)
        && Holds(query.Centres, image.Centre)
        && Holds(query.Rules, image.Rule)
        && (query.Uids.Count == 0 || query.Uids.Contains(image.SopInstanceUid) || query.Uids.Contains(image.SeriesInstanceUid) || query.Uids.Contains(image.StudyInstanceUid))
        && (query.From is null || image.StudyDate >= query.From)
        && (query.To is null || image.StudyDate <= query.To);

    private static bool Holds(IReadOnlyList<string> values, string value) => values.Count == 0 || values.Contains(value, StringComparer.Ordinal);

    private static IEnumerable<ImageCount> Branches(IEnumerable<ImageRecord> ordered) => ordered
        .GroupBy(image => (image.Centre, image.SubjectId, image.StudyDate))
        .Select(branch => new ImageCount(branch.Key.Centre, branch.Key.SubjectId, branch.Key.StudyDate, branch.Count(), branch.Sum(image => (long)image.NumberOfFrames), branch.Sum(image => image.Size)));

    // What is missing comes first; text goes by its UTF-8 bytes.
    private static int InOrder(ImageRecord x, ImageRecord y) =>
        Utf8(x.Centre, y.Centre) is not 0 and int centre ? centre
        : Utf8(x.SubjectId, y.SubjectId) is not 0 and int subject ? subject
        : Nullable.Compare(x.StudyDate, y.StudyDate) is not 0 and int day ? day
        : Nullable.Compare(x.SeriesNumber, y.SeriesNumber) is not 0 and int series ? series
        : Nullable.Compare(x.InstanceNumber, y.InstanceNumber) is not 0 and int instance ? instance
        : x.ImageId.CompareTo(y.ImageId);

    private static int Utf8(string x, string y) => Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
}
