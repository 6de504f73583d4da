using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Which blocks of each component meet a rectangle.</summary>
internal sealed class JpegMaskPlan
{
    private readonly JpegStream _stream;
    // Of each component, a cell for each block, padding included, row by row.
    private readonly bool[][] _blocks;
    private readonly List<BlockArea> _areas = [];

    /// <summary>Makes the plan.</summary>
    /// <param name="stream">The image.</param>
    /// <param name="rectangles">Rectangles within it.</param>
    internal JpegMaskPlan(JpegStream stream, IReadOnlyList<PixelRectangle> rectangles)
    {
        _stream = stream;
        _blocks = [.. stream.Components.Select(component => new bool[component.PaddedAcross * component.PaddedDown])];
        foreach (PixelRectangle rectangle in rectangles)
        {
            foreach (JpegComponent component in stream.Components)
            {
                Mark(component, rectangle);
            }
        }
    }

    /// <summary>A rectangle in pixels, grown to the edges of the blocks of all components that it meets.</summary>
    internal static PixelRectangle Grow(JpegStream stream, PixelRectangle rectangle)
    {
        int left = rectangle.X;
        int top = rectangle.Y;
        int right = rectangle.Right;
        int bottom = rectangle.Bottom;
        foreach (JpegComponent component in stream.Components)
        {
            (int firstColumn, int endColumn) = Blocks(rectangle.X, rectangle.Right, component.Horizontal, stream.MaximumHorizontal);
            (int firstRow, int endRow) = Blocks(rectangle.Y, rectangle.Bottom, component.Vertical, stream.MaximumVertical);
            left = Math.Min(left, firstColumn * 8 * stream.MaximumHorizontal / component.Horizontal);
            top = Math.Min(top, firstRow * 8 * stream.MaximumVertical / component.Vertical);
            right = Math.Max(right, JpegStream.Ratio(endColumn, 8 * stream.MaximumHorizontal, component.Horizontal));
            bottom = Math.Max(bottom, JpegStream.Ratio(endRow, 8 * stream.MaximumVertical, component.Vertical));
        }
        right = Math.Min(right, stream.Columns);
        bottom = Math.Min(bottom, stream.Rows);
        return new PixelRectangle(left, top, right - left, bottom - top);
    }

    /// <summary>Whether a block is masked.</summary>
    /// <param name="component">Its component.</param>
    /// <param name="block">Its place among those of the component, padding included.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsMasked(JpegComponent component, int block) => _blocks[component.Index][block];

    /// <summary>Whether each unit of a scan has a masked block.</summary>
    internal bool[] UnitsOf(JpegScan scan)
    {
        bool[] units = new bool[scan.Across * scan.Down];
        foreach (JpegScanComponent part in scan.Components)
        {
            foreach (BlockArea area in _areas)
            {
                if (area.Component != part.Component)
                {
                    continue;
                }
                int first = area.FirstColumn / part.Across;
                int end = Math.Min((area.EndColumn + part.Across - 1) / part.Across, scan.Across);
                for (int row = area.FirstRow / part.Down; row < Math.Min((area.EndRow + part.Down - 1) / part.Down, scan.Down); row++)
                {
                    units.AsSpan((row * scan.Across) + first, end - first).Fill(true);
                }
            }
        }
        return units;
    }

    private void Mark(JpegComponent component, PixelRectangle rectangle)
    {
        (int firstColumn, int endColumn) = Blocks(rectangle.X, rectangle.Right, component.Horizontal, _stream.MaximumHorizontal);
        (int firstRow, int endRow) = Blocks(rectangle.Y, rectangle.Bottom, component.Vertical, _stream.MaximumVertical);
        // Blocks behind an edge of the image mostly repeat what stands in the last block before it.
        endColumn = endColumn == component.BlocksAcross ? component.PaddedAcross : endColumn;
        endRow = endRow == component.BlocksDown ? component.PaddedDown : endRow;
        for (int row = firstRow; row < endRow; row++)
        {
            _blocks[component.Index].AsSpan((row * component.PaddedAcross) + firstColumn, endColumn - firstColumn).Fill(true);
        }
        _areas.Add(new BlockArea(component, firstColumn, endColumn, firstRow, endRow));
    }

    /// <summary>The blocks of a component that meet a range of pixels.</summary>
    private static (int First, int End) Blocks(int from, int to, int sampling, int maximum) =>
        ((int)((long)from * sampling / (8 * maximum)), JpegStream.Ratio(to, sampling, 8 * maximum));

    private readonly record struct BlockArea(JpegComponent Component, int FirstColumn, int EndColumn, int FirstRow, int EndRow);
}
