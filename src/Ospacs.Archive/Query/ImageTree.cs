using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Query;

/// <summary>
/// Makes the tree of images: centre, subject, date, image. The branches are counted first and kept (a record a subject and day);
/// the images stream through.
/// </summary>
public static class ImageTree
{
    private const string Branch = "├─ ";
    private const string LastBranch = "└─ ";
    private const string Trunk = "│  ";
    private const string NoTrunk = "   ";

    /// <summary>The nodes, from the root down.</summary>
    /// <param name="counts">The branches, ordered by centre, subject and date.</param>
    /// <param name="images">The images, in the same order.</param>
    /// <returns>The nodes, each with its drawn line.</returns>
    public static IEnumerable<ImageTreeNode> Of(IEnumerable<ImageCount> counts, IEnumerable<ImageRecord> images)
    {
        List<ImageCount> all = [.. counts];
        using IEnumerator<ImageRecord> leaves = images.GetEnumerator();
        bool more = leaves.MoveNext();
        foreach (List<ImageCount> centre in Runs(all, count => count.Centre))
        {
            yield return Node(ImageTreeLevel.Centre, centre[0].Centre, centre);
            List<List<ImageCount>> subjects = Runs(centre, count => count.SubjectId);
            for (int s = 0; s < subjects.Count; s++)
            {
                List<ImageCount> subject = subjects[s];
                bool lastSubject = s == subjects.Count - 1;
                yield return Node(ImageTreeLevel.Subject, (lastSubject ? LastBranch : Branch) + subject[0].SubjectId, subject) with { SubjectId = subject[0].SubjectId };
                for (int d = 0; d < subject.Count; d++)
                {
                    ImageCount day = subject[d];
                    bool lastDay = d == subject.Count - 1;
                    string before = lastSubject ? NoTrunk : Trunk;
                    yield return Node(ImageTreeLevel.Date, before + (lastDay ? LastBranch : Branch) + DateText(day.StudyDate), [day]) with { SubjectId = day.SubjectId, StudyDate = day.StudyDate };
                    before += lastDay ? NoTrunk : Trunk;
                    while (more && BelongsTo(leaves.Current, day))
                    {
                        ImageRecord image = leaves.Current;
                        more = leaves.MoveNext();
                        bool lastImage = !more || !BelongsTo(leaves.Current, day);
                        yield return Leaf(image, before + (lastImage ? LastBranch : Branch));
                    }
                }
            }
        }
    }

    private static bool BelongsTo(ImageRecord image, ImageCount day) =>
        image.StudyDate == day.StudyDate
        && string.Equals(image.SubjectId, day.SubjectId, StringComparison.Ordinal)
        && string.Equals(image.Centre, day.Centre, StringComparison.Ordinal);

    private static ImageTreeNode Node(ImageTreeLevel level, string line, List<ImageCount> counts) => new()
    {
        Level = level,
        Line = line,
        Centre = counts[0].Centre,
        Images = counts.Sum(count => count.Images),
        Frames = counts.Sum(count => count.Frames),
        Bytes = counts.Sum(count => count.Bytes),
    };

    private static ImageTreeNode Leaf(ImageRecord image, string before) => new()
    {
        Level = ImageTreeLevel.Image,
        Line = string.Create(CultureInfo.InvariantCulture, $"{before}{Numbered(image)} {(image.NumberOfFrames > 1 ? "clip" : "still")} {image.Columns}x{image.Rows} {image.ManufacturerModelName}").TrimEnd(),
        Centre = image.Centre,
        SubjectId = image.SubjectId,
        StudyDate = image.StudyDate,
        Images = 1,
        Frames = image.NumberOfFrames,
        Bytes = image.Size,
        Image = image,
    };

    private static string Numbered(ImageRecord image) => string.Create(CultureInfo.InvariantCulture, $"{image.SeriesNumber?.ToString(CultureInfo.InvariantCulture) ?? "-"}.{image.InstanceNumber?.ToString(CultureInfo.InvariantCulture) ?? "-"}");

    private static string DateText(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no date";

    private static List<List<ImageCount>> Runs(List<ImageCount> counts, Func<ImageCount, string> key)
    {
        var runs = new List<List<ImageCount>>();
        foreach (ImageCount count in counts)
        {
            if (runs.Count == 0 || !string.Equals(key(runs[^1][0]), key(count), StringComparison.Ordinal))
            {
                runs.Add([]);
            }
            runs[^1].Add(count);
        }
        return runs;
    }
}
