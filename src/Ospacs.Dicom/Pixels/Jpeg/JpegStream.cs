namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>What the colours of a JPEG stream are, so far as the stream itself says.</summary>
public enum JpegColour
{
    /// <summary>The stream does not say, or has a single component.</summary>
    Unsaid,
    /// <summary>Luminance and two colour differences.</summary>
    Ybr,
    /// <summary>Red, green and blue.</summary>
    Rgb,
}

/// <summary>
/// The structure of a JPEG image with Huffman coding: baseline (process 1) and extended sequential (processes 2 and 4), of 8 or 12 bits
/// (ITU-T T.81). It keeps places within the frame and none of its bytes.
/// </summary>
public sealed class JpegStream
{
    /// <summary>Blocks that an image may have, of all components; they stand for 128 million samples.</summary>
    internal const int MaximumBlocks = 1 << 21;

    /// <summary>Bytes of a JFIF segment without a thumbnail (T.871 section 10.1).</summary>
    internal const int JfifLength = 14;

    /// <summary>Bytes of an Adobe segment (T.872 section 6.5.3).</summary>
    internal const int AdobeLength = 12;

    private readonly List<JpegSegment> _segments = [];
    private readonly List<JpegScan> _scans = [];
    private readonly List<(int Start, int End)> _surplus = [];
    private readonly JpegComponent[] _components;

    internal JpegStream(int rows, int columns, int precision, bool isExtended, JpegComponent[] components)
    {
        Rows = rows;
        Columns = columns;
        Precision = precision;
        IsExtended = isExtended;
        _components = components;
        MaximumHorizontal = components.Max(component => component.Horizontal);
        MaximumVertical = components.Max(component => component.Vertical);
        UnitsAcross = Ratio(columns, 1, 8 * MaximumHorizontal);
        UnitsDown = Ratio(rows, 1, 8 * MaximumVertical);
        foreach (JpegComponent component in components)
        {
            component.Width = Ratio(columns, component.Horizontal, MaximumHorizontal);
            component.Height = Ratio(rows, component.Vertical, MaximumVertical);
            component.PaddedAcross = UnitsAcross * component.Horizontal;
            component.PaddedDown = UnitsDown * component.Vertical;
        }
    }

    /// <summary>Rows of the image.</summary>
    public int Rows { get; }

    /// <summary>Columns of the image.</summary>
    public int Columns { get; }

    /// <summary>Bits of a sample: 8 or 12.</summary>
    public int Precision { get; }

    /// <summary>Whether the stream declares the extended process rather than the baseline one.</summary>
    public bool IsExtended { get; }

    /// <summary>The components, one to four, in the order of the frame.</summary>
    public IReadOnlyList<JpegComponent> Components => _components;

    /// <summary>What the stream says of its colours: by a JFIF segment, else an Adobe segment, else the identifiers R, G, B. Common decoders keep to this order.</summary>
    public JpegColour Colour { get; internal set; }

    /// <summary>Whether an Adobe segment is there, in which case four components are stored inverted.</summary>
    internal bool HasAdobe { get; set; }

    internal IReadOnlyList<JpegScan> Scans => _scans;

    internal IReadOnlyList<JpegSegment> Segments => _segments;

    /// <summary>Whole bytes of entropy-coded data that no block is coded in, as places in the frame, when the blocks have been read. Decoders pass over them; they can hold anything.</summary>
    internal IReadOnlyList<(int Start, int End)> Surplus => _surplus;

    internal int MaximumHorizontal { get; }

    internal int MaximumVertical { get; }

    /// <summary>MCUs across of a scan of all components.</summary>
    internal int UnitsAcross { get; }

    /// <summary>MCUs down of a scan of all components.</summary>
    internal int UnitsDown { get; }

    /// <summary>Reads the structure. The entropy-coded data is looked through for markers and not decoded.</summary>
    /// <param name="frame">One image, all its fragments together; padding may stand behind.</param>
    /// <exception cref="PixelException">It is no such image, or a damaged one.</exception>
    public static JpegStream Parse(ReadOnlySpan<byte> frame) => new JpegParser(frame).Parse();

    internal void Add(JpegSegment segment) => _segments.Add(segment);

    internal void Add(JpegScan scan) => _scans.Add(scan);

    internal void AddSurplus(int start, int end) => _surplus.Add((start, end));

    /// <summary>value x numerator / denominator, rounded up.</summary>
    internal static int Ratio(int value, int numerator, int denominator) => (int)(((long)value * numerator + denominator - 1) / denominator);
}
