using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>Moves rows between a frame's cells, where the samples of a pixel stand side by side, and the lines of a scan's components.</summary>
internal static class JpegLsRows
{
    /// <summary>Bytes of scratch that a row needs.</summary>
    internal static int ScratchOf(in FrameLayout layout) => layout.Columns * layout.SamplesPerPixel * (layout.BitsAllocated / 8);

    /// <summary>Takes a row out of its cells, all components of the frame.</summary>
    internal static void Load(ReadOnlySpan<byte> row, in FrameLayout layout, JpegLsState state, Span<byte> scratch)
    {
        int columns = layout.Columns;
        int components = layout.SamplesPerPixel;
        if (components == 1)
        {
            SampleCells.Load(row, layout, state.Line(0).Slice(1, columns));
            return;
        }
        int plane = columns * (layout.BitsAllocated / 8);
        if (layout.BitsAllocated == 8)
        {
            SampleInterleaving.Deinterleave(row, scratch, plane, components, columns);
        }
        for (int component = 0; component < components; component++)
        {
            Span<byte> cells = scratch.Slice(component * plane, plane);
            if (layout.BitsAllocated != 8)
            {
                SampleCells.Gather(row, component, layout, cells);
            }
            SampleCells.Load(cells, layout, state.Line(component).Slice(1, columns));
        }
    }

    /// <summary>Puts the lines of a scan into the cells of a row, which may have more components.</summary>
    internal static void Store(in JpegLsScan scan, JpegLsState state, in FrameLayout layout, int precision, Span<byte> row, Span<byte> scratch)
    {
        int columns = layout.Columns;
        if (layout.SamplesPerPixel == 1)
        {
            SampleCells.Store(state.Line(0).Slice(1, columns), layout, precision, row);
            return;
        }
        int plane = columns * (layout.BitsAllocated / 8);
        bool together = layout.BitsAllocated == 8 && scan.Components == layout.SamplesPerPixel;
        for (int component = 0; component < scan.Components; component++)
        {
            Span<byte> cells = scratch.Slice(component * plane, plane);
            SampleCells.Store(state.Line(component).Slice(1, columns), layout, precision, cells);
            if (!together)
            {
                SampleCells.Scatter(cells, 0, 1, row, scan.Places[component], layout);
            }
        }
        if (together)
        {
            SampleInterleaving.Interleave(scratch, plane, scan.Components, columns, row);
        }
    }
}
