using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// What makes two JPEG images the same: equal coefficients, however they are coded. Huffman tables, restart markers, scans and application
/// segments play no part.
/// <para>
/// The canonical form, all numbers big-endian: rows and columns (2 bytes each), precision (1), number of components (1); then for each
/// component its horizontal and vertical sampling (1 each), its 64 quantization steps in zigzag order (2 each), the length of its blocks
/// in this form (4), and the blocks that hold some of the image, row by row. A block is its quantized DC coefficient itself (2); then for
/// each AC coefficient that is not zero, in zigzag order, a byte of run and size as T.81 Annex F.1.2.2 has it, 0xF0 before it for every
/// sixteen zeros, and the coefficient's additional bits in one byte, or in two where they are more than eight; and a zero byte.
/// </para>
/// </summary>
public static class JpegIdentity
{
    /// <summary>Appends the canonical form of a frame to a hash.</summary>
    /// <param name="frame">The frame, all its fragments together; padding may stand behind.</param>
    /// <param name="hash">The hash; it gets nothing when an error is thrown.</param>
    /// <returns>The structure of the image.</returns>
    /// <exception cref="PixelException">The frame is no JPEG image of sequential Huffman coding, or is damaged.</exception>
    public static JpegStream Append(ReadOnlySpan<byte> frame, IncrementalHash hash)
    {
        JpegStream stream = JpegStream.Parse(frame);
        int expected = frame.Length;
        Rows[] components = [.. stream.Components.Select(component => new Rows(component, expected))];
        try
        {
            var blocks = new Blocks(components);
            JpegBlockReader.Read(stream, frame, ref blocks);
            Append(stream, components, hash);
            return stream;
        }
        finally
        {
            foreach (Rows component in components)
            {
                component.Dispose();
            }
        }
    }

    private static void Append(JpegStream stream, Rows[] components, IncrementalHash hash)
    {
        Span<byte> head = stackalloc byte[134];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)stream.Rows);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)stream.Columns);
        head[4] = (byte)stream.Precision;
        head[5] = (byte)stream.Components.Count;
        hash.AppendData(head[..6]);
        foreach (JpegComponent component in stream.Components)
        {
            ReadOnlySpan<byte> written = components[component.Index].Join();
            head[0] = (byte)component.Horizontal;
            head[1] = (byte)component.Vertical;
            for (int i = 0; i < 64; i++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(head[(2 + (2 * i))..], component.Steps[i]);
            }
            BinaryPrimitives.WriteInt32BigEndian(head[130..], written.Length);
            hash.AppendData(head);
            hash.AppendData(written);
        }
    }

    private readonly struct Blocks(Rows[] components) : IJpegBlocks
    {
        public void Take(JpegComponent component, int row, int column, short dc, JpegHuffmanTable table, ref JpegBitReader reader)
        {
            Rows rows = components[component.Index];
            if (column == 0 && row % component.Vertical == 0)
            {
                rows.Join();
            }
            JpegOutput output = rows.Of(row);
            Span<byte> target = output.GetSpan(JpegBitReader.LargestCopy + 2);
            BinaryPrimitives.WriteInt16BigEndian(target, dc);
            output.Advance(2 + reader.CopyAc(table, target[2..]));
        }
    }

    /// <summary>The blocks of a component. Where it is sampled more finely downwards, an interleaved scan goes through several rows at once.</summary>
    private sealed class Rows(JpegComponent component, int expected) : IDisposable
    {
        private readonly JpegOutput[] _rows = [.. Enumerable.Range(0, component.Vertical).Select(_ => new JpegOutput(expected))];

        internal JpegOutput Of(int row) => _rows[row % _rows.Length];

        /// <summary>Puts the rows that are whole behind one another.</summary>
        internal ReadOnlySpan<byte> Join()
        {
            for (int i = 1; i < _rows.Length; i++)
            {
                _rows[0].Write(_rows[i].Written);
                _rows[i].Clear();
            }
            return _rows[0].Written;
        }

        public void Dispose()
        {
            foreach (JpegOutput row in _rows)
            {
                row.Dispose();
            }
        }
    }
}
