using System.Globalization;
using Ospacs.Archive.Acceptance;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>One kind of picture on a contact sheet.</summary>
public sealed record ContactSheetGroup
{
    /// <summary>The maker, as the header says.</summary>
    public required string Manufacturer { get; init; }

    /// <summary>The model, as the header says.</summary>
    public required string ManufacturerModelName { get; init; }

    /// <summary>Pixels across.</summary>
    public required int Columns { get; init; }

    /// <summary>Pixels down.</summary>
    public required int Rows { get; init; }

    /// <summary>The mask rule; or null when none matches.</summary>
    public string? Rule { get; init; }

    /// <summary>How many images there are of the kind.</summary>
    public int Images { get; init; }

    /// <summary>Whether one of them is drawn; none is where none can be decoded.</summary>
    public bool IsDrawn { get; init; }
}

/// <summary>
/// A sheet with one picture of each scanner, size and mask rule, as it came and masked, for a person to look at. Identity side: it shows what
/// the masks hide. The file carries the fingerprints of the rules that it shows, so that an approval can be held against it.
/// </summary>
/// <param name="policy">The policy whose rules are shown.</param>
public sealed class ContactSheet(ArchivePolicy policy)
{
    private const int CellWidth = 480;
    private const int CellHeight = 400;
    private const int Gap = 8;
    private const int CaptionScale = 2;
    private const int MostDrawn = 200;
    private const string Comment = "Ospacs mask rules:";

    private readonly Dictionary<(string, string, int, int, string?), Kind> _kinds = [];

    /// <summary>Files that are no images, or could not be read.</summary>
    public int Skipped { get; private set; }

    /// <summary>The kinds, in the order in which they were met.</summary>
    public IReadOnlyList<ContactSheetGroup> Groups => [.. _kinds.Values.Select(kind => kind.Group)];

    /// <summary>The fingerprints of the rules that a sheet shows; none when the file is no sheet.</summary>
    /// <param name="png">The file.</param>
    public static IReadOnlySet<string> FingerprintsOn(ReadOnlySpan<byte> png) =>
        PngWriter.CommentOf(png) is { } comment && comment.StartsWith(Comment, StringComparison.Ordinal)
            ? comment[Comment.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : new HashSet<string>();

    /// <summary>Takes files in; of each kind the first that can be decoded is drawn.</summary>
    /// <param name="files">The files.</param>
    /// <param name="progress">Told after each file.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    public void Add(IReadOnlyList<ScannedFile> files, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        foreach (ScannedFile scanned in files)
        {
            cancellation.ThrowIfCancellationRequested();
            using DicomFile? file = OpenedFile.Open(scanned, out _, out _);
            if (file is null || !Add(file))
            {
                Skipped++;
            }
            progress?.Report(scanned.Number);
        }
    }

    /// <summary>Writes the sheet.</summary>
    /// <param name="output">Where to; it stays open.</param>
    public void Write(Stream output)
    {
        Kind[] drawn = [.. _kinds.Values.Where(kind => kind.Before is not null).OrderBy(kind => kind.Group.Rule is not null)];
        int caption = BurnedInText.HeightOf(CaptionScale) + (2 * Gap);
        int height = Gap + drawn.Sum(kind => caption + kind.Before!.Rows + Gap);
        var canvas = new PictureCanvas((2 * CellWidth) + (3 * Gap), Math.Max(height, caption));
        int top = Gap;
        foreach (Kind kind in drawn)
        {
            ContactSheetGroup group = kind.Group;
            string size = string.Create(CultureInfo.InvariantCulture, $"{group.Columns} X {group.Rows}");
            canvas.Write($"{group.Manufacturer} {group.ManufacturerModelName}, {size}, {group.Images} IMAGES, {(group.Rule is null ? "NO RULE" : "RULE: " + group.Rule)}", Gap, top, CaptionScale, group.Rule is null ? PictureCanvas.TextColour : PictureCanvas.White);
            top += caption - Gap;
            canvas.Put(kind.Before!, Gap, top);
            canvas.Put(kind.After!, CellWidth + (2 * Gap), top);
            top += kind.Before!.Rows + (2 * Gap);
        }
        HashSet<string> shown = [.. drawn.Select(kind => kind.Group.Rule).OfType<string>()];
        IEnumerable<string> fingerprints = policy.Masks.Rules.Where(rule => shown.Contains(rule.Name)).Select(RuleApprovals.Fingerprint);
        PngWriter.Write(output, canvas.Picture, $"{Comment} {string.Join(' ', fingerprints)}");
    }

    private bool Add(DicomFile file)
    {
        DicomDataset dataset = file.Dataset;
        string sopClass = dataset.GetCode(DicomTag.SOPClassUID);
        long columns = dataset.GetInteger(DicomTag.Columns) ?? 0;
        long rows = dataset.GetInteger(DicomTag.Rows) ?? 0;
        if (!(UltrasoundClasses.IsUltrasound(sopClass) || UltrasoundClasses.IsSecondaryCapture(sopClass)) || columns is <= 0 or > ushort.MaxValue || rows is <= 0 or > ushort.MaxValue)
        {
            return false;
        }
        MaskDecision? decision = policy.Masks.Select(dataset, file.FileMeta);
        var key = (dataset.GetCode(DicomTag.Manufacturer), dataset.GetCode(DicomTag.ManufacturerModelName), (int)columns, (int)rows, decision?.Rule);
        if (!_kinds.TryGetValue(key, out Kind? kind))
        {
            kind = new Kind(new ContactSheetGroup { Manufacturer = key.Item1, ManufacturerModelName = key.Item2, Columns = key.Item3, Rows = key.Item4, Rule = key.Item5 });
            _kinds.Add(key, kind);
        }
        kind.Group = kind.Group with { Images = kind.Group.Images + 1 };
        if (kind.Before is null && _kinds.Values.Count(k => k.Before is not null) < MostDrawn)
        {
            Draw(kind, file, decision);
        }
        return true;
    }

    private static void Draw(Kind kind, DicomFile file, MaskDecision? decision)
    {
        try
        {
            using var frames = PictureFrames.Of(file);
            Picture before = frames.Read(0);
            int factor = Math.Max((int)Math.Ceiling((double)before.Columns / CellWidth), (int)Math.Ceiling((double)before.Rows / CellHeight));
            var masked = new PictureCanvas(before.Columns, before.Rows);
            masked.Put(before, 0, 0);
            foreach (PixelRectangle area in decision?.Blank ?? [])
            {
                masked.Fill(area, PictureCanvas.White);
            }
            kind.Before = Reduced(before, factor);
            kind.After = decision is null ? new Picture(kind.Before.Columns, kind.Before.Rows, isColour: true) : Reduced(masked.Picture, factor);
            kind.Group = kind.Group with { IsDrawn = true };
        }
        catch (Exception e) when (e is PixelException or DicomFormatException)
        {
            // Another image of the kind may do better.
        }
    }

    private static Picture Reduced(Picture picture, int factor)
    {
        var canvas = new PictureCanvas(Math.Max(picture.Columns / factor, 1), Math.Max(picture.Rows / factor, 1));
        canvas.Put(picture, 0, 0, factor);
        return canvas.Picture;
    }

    private sealed class Kind(ContactSheetGroup group)
    {
        internal ContactSheetGroup Group { get; set; } = group;

        internal Picture? Before { get; set; }

        internal Picture? After { get; set; }
    }
}
