namespace Ospacs.Archive.Store;

/// <summary>
/// What a batch changes in the archive's totals, gathered while it is written: each total is written once a batch, just before it is made to
/// last, and no trigger has to run for each image. Every engine's batch has one.
/// </summary>
public sealed class BatchTotals
{
    private readonly Dictionary<string, TotalsChange> _subjects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TotalsChange> _centres = new(StringComparer.Ordinal);

    /// <summary>Whether no total changes.</summary>
    public bool IsEmpty => Subjects.Count == 0 && Centres.Count == 0;

    /// <summary>The totals of subjects that change, in the order of their UTF-16 units, so that no two writers take rows in opposite orders.</summary>
    public IReadOnlyList<TotalsChange> Subjects => Changed(_subjects);

    /// <summary>The totals of centres that change, in the same order.</summary>
    public IReadOnlyList<TotalsChange> Centres => Changed(_centres);

    /// <summary>The change of the whole archive's total; its key is empty.</summary>
    public TotalsChange Whole { get; private set; } = new(string.Empty, 0, 0, 0);

    /// <summary>An image was written.</summary>
    /// <param name="image">Its row.</param>
    public void Add(ImageRecord image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Count(image, 1);
    }

    /// <summary>An image was removed.</summary>
    /// <param name="image">The row that it had.</param>
    public void Remove(ImageRecord image)
    {
        ArgumentNullException.ThrowIfNull(image);
        Count(image, -1);
    }

    /// <summary>An image was given another object, or to another subject.</summary>
    /// <param name="before">The row that it had.</param>
    /// <param name="now">The row that it has.</param>
    public void Replace(ImageRecord before, ImageRecord now)
    {
        Remove(before);
        Add(now);
    }

    /// <summary>Forgets every change: they are written.</summary>
    public void Clear()
    {
        _subjects.Clear();
        _centres.Clear();
        Whole = new TotalsChange(string.Empty, 0, 0, 0);
    }

    private void Count(ImageRecord image, int sign)
    {
        Count(_subjects, image.SubjectId, image, sign);
        Count(_centres, image.Centre, image, sign);
        Whole = Whole.With(image, sign);
    }

    private static void Count(Dictionary<string, TotalsChange> totals, string key, ImageRecord image, int sign) =>
        totals[key] = totals.GetValueOrDefault(key, new TotalsChange(key, 0, 0, 0)).With(image, sign);

    private static IReadOnlyList<TotalsChange> Changed(Dictionary<string, TotalsChange> totals) =>
        [.. totals.Values.Where(change => change is not { Images: 0, Frames: 0, Bytes: 0 }).OrderBy(change => change.Key, StringComparer.Ordinal)];
}

/// <summary>By how much a total changes. A total that comes to no images has no row.</summary>
/// <param name="Key">The subject, or the centre.</param>
/// <param name="Images">Images more or fewer.</param>
/// <param name="Frames">Frames more or fewer.</param>
/// <param name="Bytes">Bytes of objects more or fewer.</param>
public readonly record struct TotalsChange(string Key, long Images, long Frames, long Bytes)
{
    internal TotalsChange With(ImageRecord image, int sign) =>
        this with { Images = Images + sign, Frames = Frames + ((long)sign * image.NumberOfFrames), Bytes = Bytes + (sign * image.Size) };
}
