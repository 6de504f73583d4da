namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// How much each thing that can be measured of a row of glyphs speaks for text and against it, in natural logarithms of odds. The points
/// were fitted by bench/text-fit.py to the made pictures of bench/text-corpus.py, seed 1; what they are worth was measured on pictures of
/// another seed and on real ones (docs/verification.md).
/// </summary>
internal static class TextEvidence
{
    /// <summary>What a row must have to be taken for text.</summary>
    internal const double Threshold = 3.0;

    /// <summary>The most points that <see cref="Prominence"/> gives.</summary>
    internal const double MostProminence = 2.6;

    private const double Before = -4.55;

    // Each: the edges between its steps, and the points of each step, one more than the edges.
    private static readonly double[] CountEdges = [1.5, 2.5, 3.5, 5.5, 8.5];
    private static readonly double[] CountPoints = [-2.8, -1.5, -0.4, 0.5, 1.7, 2.5];
    private static readonly double[] BottomEdges = [0.5, 0.6, 1.0];
    private static readonly double[] BottomPoints = [-0.7, -0.3, 0.3, 0.7];
    private static readonly double[] TopEdges = [0.5, 0.55, 0.8, 1.0];
    private static readonly double[] TopPoints = [-0.6, -0.1, -0.1, 0.4, 0.5];
    private static readonly double[] UnevennessEdges = [0.13, 0.17, 0.19, 0.2, 0.22, 0.25];
    private static readonly double[] UnevennessPoints = [0.0, 0.7, 0.3, -0.3, -0.6, -0.3, 0.1];
    private static readonly double[] FallEdges = [0.36, 0.44, 0.49, 0.55, 0.61, 0.77];
    private static readonly double[] FallPoints = [-1.3, -0.8, -0.9, -0.5, -0.1, 1.3, 2.2];
    private static readonly double[] StrokesEdges = [2.0, 2.5, 3.11, 4.11, 5.99, 9.82];
    private static readonly double[] StrokesPoints = [-3.2, -2.0, -0.5, 0.2, 1.4, 2.1, 2.1];
    private static readonly double[] DensityEdges = [0.27, 0.32, 0.36, 0.4, 0.44, 0.52];
    private static readonly double[] DensityPoints = [-2.1, -1.1, -0.4, -0.1, 0.6, 1.3, 1.8];
    private static readonly double[] ContrastEdges = [40.6, 43.33, 47.14, 54.0, 71.47, 123.34];
    private static readonly double[] ContrastPoints = [-1.9, -1.9, -1.0, -0.2, 1.3, 1.7, 2.0];
    private static readonly double[] PeakEdges = [0.0, 0.02, 0.05, 0.08, 0.13];
    private static readonly double[] PeakPoints = [0.0, 0.8, 0.2, -0.2, -0.4, -0.4];
    private static readonly double[] ProminenceEdges = [0.95, 1.06, 1.18, 1.37, 1.75, 3.55];
    private static readonly double[] ProminencePoints = [-0.5, -1.7, -1.0, -0.4, 0.4, 0.7, 2.6];

    /// <summary>The points of what can be seen in the glyphs alone.</summary>
    /// <param name="glyphs">Their number.</param>
    /// <param name="bottoms">The part of them whose lower edges stand on one line.</param>
    /// <param name="tops">The part of them whose upper edges do.</param>
    /// <param name="unevenness">The spread of brightness within a glyph, of its contrast: letters are of one grey.</param>
    /// <param name="fall">How much of the contrast is gone two pixels beside a stroke: letters are sharp.</param>
    /// <param name="strokes">Strokes that a line through the row crosses, on average.</param>
    /// <param name="density">The part of the glyphs' boxes that is stroke.</param>
    /// <param name="contrast">The contrast, in levels of 255.</param>
    /// <param name="peaks">The spread of the glyphs' highest contrasts, of their mean: all letters are of the same grey.</param>
    internal static double OfGlyphs(int glyphs, double bottoms, double tops, double unevenness, double fall, double strokes, double density, double contrast, double peaks) =>
        Before
        + Points(CountEdges, CountPoints, glyphs)
        + Points(BottomEdges, BottomPoints, bottoms)
        + Points(TopEdges, TopPoints, tops)
        + Points(UnevennessEdges, UnevennessPoints, unevenness)
        + Points(FallEdges, FallPoints, fall)
        + Points(StrokesEdges, StrokesPoints, strokes)
        + Points(DensityEdges, DensityPoints, density)
        + Points(ContrastEdges, ContrastPoints, contrast)
        + Points(PeakEdges, PeakPoints, peaks);

    /// <summary>The points of how far a row stands out from what is around it: speckle looks like its neighbours.</summary>
    /// <param name="ratio">The mean contrast within the row's box over that around it.</param>
    internal static double Prominence(double ratio) => Points(ProminenceEdges, ProminencePoints, ratio);

    private static double Points(double[] edges, double[] points, double value)
    {
        int step = 0;
        while (step < edges.Length && value >= edges[step])
        {
            step++;
        }
        return points[step];
    }
}
