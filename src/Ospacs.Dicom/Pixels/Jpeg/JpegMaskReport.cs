namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>What was blanked in a frame.</summary>
public sealed record JpegMaskReport
{
    /// <summary>The stream whose frame it is: its size, precision and components, to be held against the object's attributes.</summary>
    public required JpegStream Stream { get; init; }

    /// <summary>
    /// The rectangles in pixels as they grew to the edges of blocks, one for each that was asked for. Where colours have fewer samples than
    /// luminance, a strip at the edge of a rectangle keeps its luminance and loses its colour.
    /// </summary>
    public required IReadOnlyList<PixelRectangle> Grown { get; init; }

    /// <summary>Blocks of all components that were replaced, those that only fill up behind the image's edges included.</summary>
    public required int BlocksChanged { get; init; }

    /// <summary>The level that a decoder gives the first component of what was blanked: the highest one, unless the quantizer does not reach it; the lowest for MONOCHROME1.</summary>
    public required int WhiteLevel { get; init; }

    /// <summary>Whether the stream says that its colours are not those of the photometric interpretation. Programs that heed one of them alone show what was blanked in a tint.</summary>
    public required bool ContradictsPhotometric { get; init; }

    /// <summary>Whether Huffman tables lacked a code and got it.</summary>
    public required bool TablesExtended { get; init; }
}
