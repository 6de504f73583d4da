using System.Globalization;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Pixels.Jpeg;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

/// <summary>What must hold of a masked image beside its source.</summary>
internal static class JpegMaskJudge
{
    /// <summary>Every coefficient of a block that meets no rectangle is what it was; the others have no detail.</summary>
    internal static void AssertCoefficients(JpegCoefficients before, JpegCoefficients after, IReadOnlyList<PixelRectangle> rectangles)
    {
        JpegStream stream = before.Stream;
        int horizontal = stream.Components.Max(c => c.Horizontal);
        int vertical = stream.Components.Max(c => c.Vertical);
        foreach (JpegComponent c in stream.Components)
        {
            for (int row = 0; row < c.BlocksDown; row++)
            {
                for (int column = 0; column < c.BlocksAcross; column++)
                {
                    bool masked = false;
                    foreach (PixelRectangle r in rectangles)
                    {
                        masked |= column * 8 * horizontal < r.Right * c.Horizontal && (column + 1) * 8 * horizontal > r.X * c.Horizontal
                            && row * 8 * vertical < r.Bottom * c.Vertical && (row + 1) * 8 * vertical > r.Y * c.Vertical;
                    }
                    ReadOnlySpan<short> block = after.Block(c.Index, row, column);
                    Assert.True(masked ? block[1..].IndexOfAnyExcept((short)0) < 0 : block.SequenceEqual(before.Block(c.Index, row, column)));
                }
            }
        }
    }

    /// <summary>Inside a rectangle all is white; outside the grown ones, and one colour sample from their edges, all is what it was.</summary>
    /// <param name="report">What was blanked.</param>
    /// <param name="rectangles">What was to be blanked.</param>
    /// <param name="before">The source decoded, samples of a pixel side by side.</param>
    /// <param name="after">The masked image decoded.</param>
    /// <param name="white">White, a sample each; 255 where it is left out.</param>
    internal static void AssertPixels(JpegMaskReport report, IReadOnlyList<PixelRectangle> rectangles, byte[] before, byte[] after, params byte[] white)
    {
        JpegStream stream = report.Stream;
        int samples = stream.Components.Count;
        Assert.Equal(stream.Rows * stream.Columns * samples, before.Length);
        Assert.Equal(before.Length, after.Length);
        int marginX = stream.Components.Max(c => c.Horizontal) / stream.Components.Min(c => c.Horizontal);
        int marginY = stream.Components.Max(c => c.Vertical) / stream.Components.Min(c => c.Vertical);
        byte[] kinds = new byte[stream.Rows * stream.Columns];
        foreach (PixelRectangle r in report.Grown)
        {
            Mark(kinds, stream, r.X - marginX, r.Y - marginY, r.Right + marginX, r.Bottom + marginY, Near);
        }
        if (samples == 3 && (marginX > 1 || marginY > 1))
        {
            // Colour of blocks that are not masked reaches one sample into the mask.
            foreach (PixelRectangle r in report.Grown)
            {
                Mark(kinds, stream, r.X == 0 ? 0 : r.X + marginX, r.Y == 0 ? 0 : r.Y + marginY, r.Right == stream.Columns ? r.Right : r.Right - marginX, r.Bottom == stream.Rows ? r.Bottom : r.Bottom - marginY, Inner);
            }
        }
        else
        {
            Mark(kinds, stream, 0, 0, stream.Columns, stream.Rows, Inner);
        }
        foreach (PixelRectangle r in rectangles)
        {
            Mark(kinds, stream, r.X, r.Y, r.Right, r.Bottom, Inside);
        }
        for (int at = 0; at < before.Length; at++)
        {
            int kind = kinds[at / samples];
            int wanted = (kind & (Inside | Inner)) == (Inside | Inner) ? (white.Length > 0 ? white[at % samples] : 255) : (kind & Near) == 0 ? before[at] : after[at];
            if (after[at] != wanted)
            {
                Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"({at / samples % stream.Columns}, {at / samples / stream.Columns}) sample {at % samples} is {after[at]} and not {wanted}"));
            }
        }
    }

    private const int Near = 1;
    private const int Inner = 2;
    private const int Inside = 4;

    private static void Mark(byte[] kinds, JpegStream stream, int left, int top, int right, int bottom, byte kind)
    {
        for (int y = Math.Max(0, top); y < Math.Min(stream.Rows, bottom); y++)
        {
            for (int x = Math.Max(0, left); x < Math.Min(stream.Columns, right); x++)
            {
                kinds[(y * stream.Columns) + x] |= kind;
            }
        }
    }
}
