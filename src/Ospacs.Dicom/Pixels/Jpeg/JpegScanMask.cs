using System.Buffers;
using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// Writes the entropy-coded data of scans with masked blocks in it. The bits of all other blocks are copied; of the block behind a masked
/// one the DC difference is written anew, because what it is a difference to has changed.
/// </summary>
internal sealed class JpegScanMask : IDisposable
{
    /// <summary>Where fewer bytes than these remain, they are decoded rather than aligned.</summary>
    private const int ShortRest = 256;

    private readonly JpegMaskPlan _plan;
    private readonly JpegFill[] _fills;
    private readonly JpegTableChanges _changes;
    private readonly JpegBitWriter _writer = new();
    private readonly JpegAlignment _alignment = new();
    // Of each component: the DC coefficient of its last block in the source, and as it was written.
    private readonly int[] _read = new int[4];
    private readonly int[] _written = new int[4];
    private byte[] _bits = [];

    /// <summary>Makes it for an image.</summary>
    /// <param name="plan">Which blocks are masked.</param>
    /// <param name="fills">What they become, a component each.</param>
    /// <param name="changes">The tables that are written.</param>
    internal JpegScanMask(JpegMaskPlan plan, JpegFill[] fills, JpegTableChanges changes)
    {
        _plan = plan;
        _fills = fills;
        _changes = changes;
    }

    /// <summary>Blocks that were replaced.</summary>
    internal int BlocksChanged { get; private set; }

    /// <summary>Writes a scan's entropy-coded data with its restart markers.</summary>
    /// <param name="scan">The scan.</param>
    /// <param name="frame">The frame that it is in.</param>
    /// <param name="output">Where to.</param>
    internal void Write(JpegScan scan, ReadOnlySpan<byte> frame, JpegOutput output)
    {
        bool[] masked = _plan.UnitsOf(scan);
        bool recodes = scan.Components.Any(part => _changes.Recodes(part.Dc) || _changes.Recodes(part.Ac));
        for (int i = 0; i < scan.Intervals.Count; i++)
        {
            if (i > 0)
            {
                output.Write([0xFF, (byte)(JpegMarker.FirstRestart + ((i - 1) & 7))]);
            }
            (int start, int end) = scan.Intervals[i];
            ReadOnlySpan<byte> stuffed = frame[start..end];
            (int first, int behind) = scan.UnitsOf(i);
            int last = masked.AsSpan(first, behind - first).LastIndexOf(true) + first;
            if (last < first && !recodes)
            {
                output.Write(stuffed);
                continue;
            }
            ReadOnlySpan<byte> bits = Unstuff(stuffed, out int length);
            var reader = new JpegBitReader(bits, length);
            _writer.Clear();
            _alignment.Clear();
            Array.Clear(_read);
            Array.Clear(_written);
            if (recodes)
            {
                Recode(scan, first, behind, ref reader, 8L * length);
                Finish(output);
            }
            else
            {
                int rest = Mask(scan, masked.AsSpan(0, behind), first, last, ref reader, bits, 8L * length);
                Finish(output);
                output.Write(stuffed[JpegEntropy.StuffedLength(bits[..rest])..]);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        Return();
    }

    private void Finish(JpegOutput output)
    {
        _writer.Pad();
        JpegEntropy.Stuff(_writer.Bytes, output);
    }

    /// <summary>Writes an interval with masked blocks.</summary>
    /// <returns>The byte from which on the source is to be copied as it stands.</returns>
    private int Mask(JpegScan scan, ReadOnlySpan<bool> masked, int first, int last, ref JpegBitReader reader, ReadOnlySpan<byte> bits, long bitEnd)
    {
        long copied = 0;
        bool aligns = true;
        for (int unit = first; unit < masked.Length;)
        {
            if (masked[unit] || !_read.AsSpan().SequenceEqual(_written))
            {
                MaskUnit(scan, unit, ref reader, bits, bitEnd, ref copied);
                unit++;
                continue;
            }
            // Every component goes on from the value that it has in the source: the bits that follow mean what they meant.
            if (unit > last && aligns && bitEnd - reader.Position >= 8 * ShortRest)
            {
                _writer.Copy(bits, copied, reader.Position);
                copied = reader.Position;
                aligns = _alignment.TryShift(_writer, (int)(copied - _writer.Position) & 7);
                if (aligns)
                {
                    int whole = (int)((copied + 7) >> 3);
                    _writer.Copy(bits, copied, 8L * whole);
                    return whole;
                }
            }
            int next = unit > last ? masked.Length : masked[unit..].IndexOf(true) + unit;
            reader.SkipUnits(scan.Unit, _read, next - unit, bitEnd);
            _read.CopyTo(_written, 0);
            unit = next;
        }
        _writer.Copy(bits, copied, reader.Position);
        return (int)(bitEnd >> 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void MaskUnit(JpegScan scan, int unit, ref JpegBitReader reader, ReadOnlySpan<byte> bits, long bitEnd, ref long copied)
    {
        (int row, int column) = Math.DivRem(unit, scan.Across);
        foreach (ref readonly JpegUnitBlock block in scan.Unit.AsSpan())
        {
            int component = block.Component.Index;
            long start = reader.Position;
            bool inStep = _written[component] == _read[component];
            int dc = AddDc(component, reader.ReadDifference(block.Dc.Table));
            if (_plan.IsMasked(block.Component, block.IndexIn(row, column)))
            {
                reader.SkipAc(block.Ac.Table);
                if (copied < start)
                {
                    _writer.Copy(bits, copied, start);
                }
                WriteMasked(block);
                copied = reader.Position;
            }
            else
            {
                if (!inStep)
                {
                    _writer.Copy(bits, copied, start);
                    WriteDc(block, dc);
                    copied = reader.Position;
                }
                _written[component] = dc;
                reader.SkipAc(block.Ac.Table);
            }
            reader.CheckEnd(bitEnd);
        }
    }

    /// <summary>Writes an interval with codes of changed tables, masked or not.</summary>
    private void Recode(JpegScan scan, int first, int end, ref JpegBitReader reader, long bitEnd)
    {
        for (int unit = first; unit < end; unit++)
        {
            (int row, int column) = Math.DivRem(unit, scan.Across);
            foreach (ref readonly JpegUnitBlock block in scan.Unit.AsSpan())
            {
                int dc = AddDc(block.Component.Index, reader.ReadDifference(block.Dc.Table));
                if (_plan.IsMasked(block.Component, block.IndexIn(row, column)))
                {
                    reader.SkipAc(block.Ac.Table);
                    WriteMasked(block);
                }
                else
                {
                    WriteDc(block, dc);
                    RecodeAc(block, ref reader);
                }
                reader.CheckEnd(bitEnd);
            }
        }
    }

    private void RecodeAc(in JpegUnitBlock block, ref JpegBitReader reader)
    {
        JpegHuffmanTable table = _changes.TableFor(block.Ac);
        int left = 63;
        int symbol;
        do
        {
            symbol = reader.ReadAcSymbol(block.Ac.Table);
            left -= (symbol >> 4) + 1;
            if (left < 0 && symbol != 0)
            {
                throw JpegFault.TooLong();
            }
            int size = symbol & 15;
            _writer.Write(table.CodeOf(symbol), table.LengthOf(symbol));
            _writer.Write(reader.ReadBits(size), size);
        }
        while (symbol != 0 && left > 0);
    }

    private void WriteMasked(in JpegUnitBlock block)
    {
        ulong code = CodeOfDc(block, _fills[block.Component.Index].Dc, out int length);
        JpegHuffmanTable table = TableFor(block.Ac, 0);
        _alignment.Add(_writer.Position + length, table);
        _writer.Write((code << table.LengthOf(0)) | table.CodeOf(0), length + table.LengthOf(0));
        BlocksChanged++;
    }

    private void WriteDc(in JpegUnitBlock block, int dc)
    {
        ulong code = CodeOfDc(block, dc, out int length);
        _writer.Write(code, length);
    }

    /// <summary>The bits of a DC coefficient: the code of its difference's size, and the difference.</summary>
    private ulong CodeOfDc(in JpegUnitBlock block, int dc, out int length)
    {
        int difference = dc - _written[block.Component.Index];
        _written[block.Component.Index] = dc;
        int size = 32 - int.LeadingZeroCount(Math.Abs(difference));
        if (size > 15)
        {
            throw JpegFault.OutOfRange();
        }
        JpegHuffmanTable table = TableFor(block.Dc, size);
        length = table.LengthOf(size) + size;
        // Below zero: one less, in as many bits (T.81 Annex F.1.2.1).
        return ((ulong)table.CodeOf(size) << size) | ((uint)(difference + (difference >> 31)) & ((1u << size) - 1));
    }

    /// <summary>The table that is written for a definition. Where it lacks a symbol that is noted, and what is written now is of no use.</summary>
    private JpegHuffmanTable TableFor(JpegTableDefinition definition, int symbol)
    {
        JpegHuffmanTable table = _changes.TableFor(definition);
        if (table.LengthOf(symbol) == 0)
        {
            _changes.Lacks(definition, symbol);
        }
        return table;
    }

    private int AddDc(int component, int difference)
    {
        int dc = _read[component] + difference;
        _read[component] = dc;
        return dc == (short)dc ? dc : throw JpegFault.OutOfRange();
    }

    private ReadOnlySpan<byte> Unstuff(ReadOnlySpan<byte> stuffed, out int length)
    {
        if (_bits.Length < stuffed.Length + JpegBitReader.Slack)
        {
            Return();
            _bits = ArrayPool<byte>.Shared.Rent(stuffed.Length + JpegBitReader.Slack);
        }
        length = JpegEntropy.Unstuff(stuffed, _bits);
        _bits.AsSpan(length, JpegBitReader.Slack).Clear();
        return _bits;
    }

    private void Return()
    {
        if (_bits.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bits);
        }
        _bits = [];
    }
}
