using System.Buffers;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// Brings what follows the masked blocks of an interval to the place within its byte that it had, so that the rest of the interval is
/// copied as bytes: runs of sixteen zeros are put before the end of some masked blocks, where they change no coefficient. Shifting the
/// bits instead would want the true end of the last block, which only decoding everything finds: the ones that fill its byte up look
/// like bits of a coefficient.
/// </summary>
internal sealed class JpegAlignment
{
    private const int ZeroRun = 0xF0;
    private const int Kept = 16;
    private const int MostRuns = 3;

    private readonly (long Position, JpegHuffmanTable Table)[] _ends = new (long, JpegHuffmanTable)[Kept];
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private int _count;

    /// <summary>Forgets the blocks of an earlier interval.</summary>
    internal void Clear() => _count = 0;

    /// <summary>Notes where the end of a masked block was written.</summary>
    internal void Add(long position, JpegHuffmanTable table) => _ends[_count++ % Kept] = (position, table);

    /// <summary>Moves what was written last on by a number of bits that is one of eight.</summary>
    /// <param name="writer">What was written.</param>
    /// <param name="shift">By how many bits, modulo 8.</param>
    /// <returns>Whether the tables allow it.</returns>
    internal bool TryShift(JpegBitWriter writer, int shift)
    {
        if (shift == 0)
        {
            return true;
        }
        int first = Math.Max(0, _count - Kept);
        Span<byte> runs = stackalloc byte[Kept];
        if (!TryPlan(first, shift, runs))
        {
            return false;
        }
        int at = first;
        while (runs[at - first] == 0)
        {
            at++;
        }
        long origin = _ends[at % Kept].Position;
        _scratch.ResetWrittenCount();
        long end = writer.Position;
        writer.TakeBack(origin, _scratch);
        ReadOnlySpan<byte> taken = _scratch.WrittenSpan;
        long bytes = origin & ~7L;
        long done = origin;
        for (; at < _count; at++)
        {
            (long position, JpegHuffmanTable table) = _ends[at % Kept];
            writer.Copy(taken, done - bytes, position - bytes);
            done = position;
            for (int run = 0; run < runs[at - first]; run++)
            {
                writer.Write(table.CodeOf(ZeroRun), table.LengthOf(ZeroRun));
            }
        }
        writer.Copy(taken, done - bytes, end - bytes);
        return true;
    }

    /// <summary>Finds how many runs to put into which blocks, as few bits as may be.</summary>
    private bool TryPlan(int first, int shift, Span<byte> runs)
    {
        // cost[i, r]: the fewest bits that the blocks up to i add with a remainder of r; choice: the runs of block i in that.
        Span<int> cost = stackalloc int[(Kept + 1) * 8];
        Span<byte> choice = stackalloc byte[(Kept + 1) * 8];
        cost.Fill(int.MaxValue);
        cost[0] = 0;
        int blocks = _count - first;
        for (int i = 0; i < blocks; i++)
        {
            int length = _ends[(first + i) % Kept].Table.LengthOf(ZeroRun);
            for (int from = 0; from < 8; from++)
            {
                int before = cost[(8 * i) + from];
                for (int count = 0; before != int.MaxValue && count <= (length == 0 ? 0 : MostRuns); count++)
                {
                    int to = (8 * (i + 1)) + ((from + (count * length)) & 7);
                    if (before + (count * length) < cost[to])
                    {
                        cost[to] = before + (count * length);
                        choice[to] = (byte)count;
                    }
                }
            }
        }
        if (cost[(8 * blocks) + shift] == int.MaxValue)
        {
            return false;
        }
        for (int i = blocks; i > 0; i--)
        {
            byte count = choice[(8 * i) + shift];
            runs[i - 1] = count;
            shift = (shift - (count * _ends[(first + i - 1) % Kept].Table.LengthOf(ZeroRun))) & 7;
        }
        return true;
    }
}
