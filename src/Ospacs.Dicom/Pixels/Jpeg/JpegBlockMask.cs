using System.Buffers;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// Blanks rectangles of a JPEG image to white without decoding and encoding it again: the coefficients of every block that meets a
/// rectangle are replaced, and all others stay as they are. What could carry text beside the image is left out: comments and application
/// segments, but for what JFIF and Adobe say of the colours, and whatever stands behind the end of the image.
/// </summary>
public static class JpegBlockMask
{
    /// <summary>Masks a frame.</summary>
    /// <param name="frame">The frame, all its fragments together; padding may stand behind.</param>
    /// <param name="rectangles">What is to be blanked, in pixels; may be empty.</param>
    /// <param name="colour">What the object says of its colours.</param>
    /// <param name="output">Where the masked frame goes, an even number of bytes. It gets all of it, or nothing when an error is thrown.</param>
    /// <returns>What was blanked.</returns>
    /// <exception cref="PixelException">The frame is no JPEG image of sequential Huffman coding (Unsupported where it is another JPEG), is damaged, or is smaller than a rectangle says.</exception>
    /// <exception cref="ArgumentException">A rectangle is empty or begins outside the image.</exception>
    public static JpegMaskReport Apply(ReadOnlySpan<byte> frame, IReadOnlyList<PixelRectangle> rectangles, JpegMaskColour colour, IBufferWriter<byte> output)
    {
        JpegStream stream = JpegStream.Parse(frame);
        IReadOnlyList<PixelRectangle> grown = Grow(stream, rectangles);
        int[] levels = colour.LevelsOf(stream);
        JpegFill[] fills = [.. stream.Components.Select((component, i) => JpegFill.Nearest(levels[i], component.Steps[0], stream.Precision))];
        var plan = new JpegMaskPlan(stream, rectangles);
        var changes = new JpegTableChanges();
        int blocks;
        using var masked = new JpegOutput(frame.Length);
        do
        {
            changes.Extend();
            masked.Clear();
            using var scans = new JpegScanMask(plan, fills, changes);
            Write(stream, frame, scans, changes, masked);
            blocks = scans.BlocksChanged;
        }
        while (changes.IsLacking);
        output.Write(masked.Written);
        return new JpegMaskReport
        {
            Stream = stream,
            Grown = grown,
            BlocksChanged = blocks,
            WhiteLevel = fills[0].Level,
            ContradictsPhotometric = colour.Contradicts(stream),
            TablesExtended = changes.Any,
        };
    }

    /// <summary>Rectangles as they grow to the edges of the blocks that they meet, of all components: <see cref="JpegMaskReport.Grown"/>.</summary>
    /// <param name="stream">The image.</param>
    /// <param name="rectangles">Rectangles within it.</param>
    /// <exception cref="PixelException">A rectangle does not fit the image.</exception>
    /// <exception cref="ArgumentException">A rectangle is empty or begins outside the image.</exception>
    public static IReadOnlyList<PixelRectangle> Grow(JpegStream stream, IReadOnlyList<PixelRectangle> rectangles)
    {
        foreach (PixelRectangle rectangle in rectangles)
        {
            Check(rectangle, stream);
        }
        return [.. rectangles.Select(rectangle => JpegMaskPlan.Grow(stream, rectangle))];
    }

    private static void Check(PixelRectangle rectangle, JpegStream stream)
    {
        (int x, int y, int width, int height) = rectangle;
        if (x < 0 || y < 0 || width < 1 || height < 1)
        {
            throw new ArgumentException("A rectangle to be blanked is empty or begins outside the image.", nameof(rectangle));
        }
        if ((long)x + width > stream.Columns || (long)y + height > stream.Rows)
        {
            throw JpegFault.Inconsistent("holds a JPEG image that is smaller than a rectangle to be blanked");
        }
    }

    private static void Write(JpegStream stream, ReadOnlySpan<byte> frame, JpegScanMask scans, JpegTableChanges changes, JpegOutput output)
    {
        output.Write([0xFF, JpegMarker.StartOfImage]);
        foreach (JpegSegment segment in stream.Segments)
        {
            ReadOnlySpan<byte> parameters = frame.Slice(segment.Start, segment.Length);
            switch (segment.Marker)
            {
                case JpegMarker.FirstApplication when parameters.StartsWith("JFIF\0"u8) && parameters.Length >= JpegStream.JfifLength:
                    // Version, density; and no thumbnail.
                    WriteSegment(segment.Marker, [.. parameters[..(JpegStream.JfifLength - 2)], 0, 0], output);
                    break;
                case JpegMarker.Adobe when parameters.StartsWith("Adobe"u8) && parameters.Length >= JpegStream.AdobeLength:
                    WriteSegment(segment.Marker, parameters[..JpegStream.AdobeLength], output);
                    break;
                case >= JpegMarker.FirstApplication and <= JpegMarker.LastApplication or >= JpegMarker.FirstExtension and <= JpegMarker.Comment:
                    break;
                case JpegMarker.HuffmanTables:
                    WriteTables(segment, changes, output);
                    break;
                default:
                    WriteSegment(segment.Marker, parameters, output);
                    if (segment.Scan is { } scan)
                    {
                        scans.Write(scan, frame, output);
                    }
                    break;
            }
        }
        output.Write([0xFF, JpegMarker.EndOfImage]);
        if ((output.Length & 1) != 0)
        {
            output.Write([0]);
        }
    }

    private static void WriteTables(JpegSegment segment, JpegTableChanges changes, JpegOutput output)
    {
        var parameters = new ArrayBufferWriter<byte>();
        foreach (JpegTableDefinition definition in segment.Tables)
        {
            parameters.Write([definition.ClassAndIdentifier]);
            parameters.Write(changes.TableFor(definition).Definition);
        }
        WriteSegment(segment.Marker, parameters.WrittenSpan, output);
    }

    private static void WriteSegment(byte marker, ReadOnlySpan<byte> parameters, JpegOutput output)
    {
        int length = parameters.Length + 2;
        output.Write([0xFF, marker, (byte)(length >> 8), (byte)length]);
        output.Write(parameters);
    }
}
