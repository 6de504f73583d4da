using System.Buffers;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Goes through all blocks of a stream, scan by scan.</summary>
internal static class JpegBlockReader
{
    /// <summary>Reads the blocks, and notes the bytes that stand behind the last one of an interval (<see cref="JpegStream.Surplus"/>).</summary>
    /// <param name="stream">The structure of the frame.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="blocks">What takes them.</param>
    /// <exception cref="PixelException">The frame is damaged.</exception>
    internal static void Read<T>(JpegStream stream, ReadOnlySpan<byte> frame, ref T blocks) where T : struct, IJpegBlocks, allows ref struct
    {
        byte[] bits = ArrayPool<byte>.Shared.Rent(stream.Scans.Max(scan => scan.Intervals.Max(interval => interval.End - interval.Start)) + JpegBitReader.Slack);
        Span<int> dc = stackalloc int[4];
        try
        {
            foreach (JpegScan scan in stream.Scans)
            {
                for (int interval = 0; interval < scan.Intervals.Count; interval++)
                {
                    (int start, int end) = scan.Intervals[interval];
                    int length = JpegEntropy.Unstuff(frame[start..end], bits);
                    bits.AsSpan(length, JpegBitReader.Slack).Clear();
                    var reader = new JpegBitReader(bits, length);
                    (int first, int behind) = scan.UnitsOf(interval);
                    dc.Clear();
                    for (int unit = first; unit < behind; unit++)
                    {
                        ReadUnit(scan, unit, ref reader, 8L * length, dc, ref blocks);
                    }
                    int read = (int)((reader.Position + 7) >> 3);
                    if (read < length)
                    {
                        stream.AddSurplus(start + JpegEntropy.StuffedLength(bits.AsSpan(0, read)), end);
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bits);
        }
    }

    private static void ReadUnit<T>(JpegScan scan, int unit, scoped ref JpegBitReader reader, long end, scoped Span<int> dc, ref T blocks) where T : struct, IJpegBlocks, allows ref struct
    {
        int unitRow = unit / scan.Across;
        int unitColumn = unit - (unitRow * scan.Across);
        foreach (ref readonly JpegScanComponent part in scan.Components.AsSpan())
        {
            JpegComponent component = part.Component;
            JpegHuffmanTable dcTable = part.Dc.Table;
            JpegHuffmanTable acTable = part.Ac.Table;
            for (int row = unitRow * part.Down; row < (unitRow + 1) * part.Down; row++)
            {
                for (int column = unitColumn * part.Across; column < (unitColumn + 1) * part.Across; column++)
                {
                    int value = dc[component.Index] += reader.ReadDifference(dcTable);
                    if (value != (short)value)
                    {
                        throw JpegFault.OutOfRange();
                    }
                    if (row < component.BlocksDown && column < component.BlocksAcross)
                    {
                        blocks.Take(component, row, column, (short)value, acTable, ref reader);
                    }
                    else
                    {
                        reader.SkipAc(acTable);
                    }
                    reader.CheckEnd(end);
                }
            }
        }
    }
}
