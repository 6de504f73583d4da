using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>
/// What Sequence of Ultrasound Regions (0018,6011) claims (PS3.3 section C.8.5.5). A claim is no proof: one region that cannot be
/// right voids them all, and so does a claim to <see cref="WholeFrame"/> of the picture or more, which leaves no room for the
/// strip that scanners write the patient's name in.
/// </summary>
public sealed class UltrasoundRegions
{
    /// <summary>
    /// The part of the picture from which on regions, taken together, say nothing. Screens of which the region is the whole but for
    /// the header claim 0.90 and more; honest ones, two sectors side by side among them, stay under 0.80.
    /// </summary>
    public const double WholeFrame = 0.85;

    /// <summary>The most regions that are believed; scanners send up to five.</summary>
    public const int MostRegions = 64;

    private static readonly UltrasoundRegions None = new([], null);

    private UltrasoundRegions(IReadOnlyList<PixelRectangle> rectangles, string? whyVoid)
    {
        Rectangles = rectangles;
        WhyVoid = whyVoid;
    }

    /// <summary>The regions, clipped to the picture; none when there are none or they are void.</summary>
    public IReadOnlyList<PixelRectangle> Rectangles { get; }

    /// <summary>Whether there are regions, and they can be believed.</summary>
    public bool Hold => Rectangles.Count > 0;

    /// <summary>Why the regions are void, or null when they are not or there are none.</summary>
    public string? WhyVoid { get; }

    /// <summary>Reads an object's regions.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="columns">Columns of the picture.</param>
    /// <param name="rows">Rows of the picture.</param>
    public static UltrasoundRegions Of(DicomDataset dataset, int columns, int rows)
    {
        IReadOnlyList<DicomItem> items = dataset.GetItems(DicomTag.SequenceOfUltrasoundRegions);
        if (items.Count == 0)
        {
            return None;
        }
        if (items.Count > MostRegions)
        {
            return Void("there are too many regions");
        }
        var rectangles = new List<PixelRectangle>();
        var area = new PixelArea(columns, rows);
        foreach (DicomItem item in items)
        {
            if (Corners(item.Dataset) is not var (x0, y0, x1, y1))
            {
                return Void("a region lacks a corner");
            }
            if (x1 <= x0 || y1 <= y0)
            {
                return Void("a region is empty or inverted");
            }
            // The corners are inclusive. One pixel outside is a known slip of counting from 1; more is another picture's region.
            if (x0 < -1 || y0 < -1 || x1 > columns || y1 > rows)
            {
                return Void("a region lies outside the picture");
            }
            int left = (int)Math.Max(x0, 0);
            int top = (int)Math.Max(y0, 0);
            int right = (int)Math.Min(x1, columns - 1);
            int bottom = (int)Math.Min(y1, rows - 1);
            if (right < left || bottom < top)
            {
                return Void("a region lies outside the picture");
            }
            var rectangle = new PixelRectangle(left, top, right - left + 1, bottom - top + 1);
            rectangles.Add(rectangle);
            area.Add(rectangle);
        }
        return area.Count >= WholeFrame * columns * rows ? Void("the regions span the whole frame") : new UltrasoundRegions(rectangles, null);
    }

    private static UltrasoundRegions Void(string why) => new([], why);

    private static (long X0, long Y0, long X1, long Y1)? Corners(DicomDataset region) =>
        region.GetInteger(DicomTag.RegionLocationMinX0) is { } x0 && region.GetInteger(DicomTag.RegionLocationMinY0) is { } y0 &&
        region.GetInteger(DicomTag.RegionLocationMaxX1) is { } x1 && region.GetInteger(DicomTag.RegionLocationMaxY1) is { } y1
            ? (x0, y0, x1, y1)
            : null;
}
