namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Takes the blocks of a stream as they are read.</summary>
internal interface IJpegBlocks
{
    /// <summary>Takes a block, whose AC coefficients it reads from the reader; it is called for blocks that hold some of the image.</summary>
    /// <param name="component">The block's component.</param>
    /// <param name="row">Its row among those of the component.</param>
    /// <param name="column">Its column.</param>
    /// <param name="dc">Its quantized DC coefficient.</param>
    /// <param name="table">The table of its AC coefficients.</param>
    /// <param name="reader">Stands at the first of them.</param>
    void Take(JpegComponent component, int row, int column, short dc, JpegHuffmanTable table, ref JpegBitReader reader);
}
