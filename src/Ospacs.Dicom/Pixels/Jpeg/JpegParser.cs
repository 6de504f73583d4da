using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Reads the marker segments of a frame (T.81 Annex B). Every length is held against what is there.</summary>
internal ref struct JpegParser(ReadOnlySpan<byte> frame)
{
    private const int Tables = 4;

    private readonly ReadOnlySpan<byte> _frame = frame;
    private readonly ushort[]?[] _quantization = new ushort[]?[Tables];
    private readonly JpegTableDefinition?[] _dc = new JpegTableDefinition?[Tables];
    private readonly JpegTableDefinition?[] _ac = new JpegTableDefinition?[Tables];
    private readonly List<JpegSegment> _before = [];
    private JpegStream? _stream;
    private int _at;
    private int _restartInterval;
    private int? _adobeTransform;
    private bool _hasJfif;

    internal JpegStream Parse()
    {
        ReadStart();
        while (true)
        {
            byte marker = NextMarker();
            if (marker == JpegMarker.EndOfImage)
            {
                return Finish();
            }
            ReadOnlySpan<byte> parameters = ReadParameters(marker, out JpegSegment segment);
            switch (marker)
            {
                case JpegMarker.StartOfFrameBaseline or JpegMarker.StartOfFrameExtended:
                    ReadFrame(marker, parameters);
                    break;
                case JpegMarker.QuantizationTables:
                    ReadQuantization(parameters);
                    break;
                case JpegMarker.HuffmanTables:
                    segment = segment with { Tables = ReadHuffman(parameters) };
                    break;
                case JpegMarker.RestartInterval:
                    _restartInterval = parameters.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(parameters) : throw Damaged();
                    break;
                case JpegMarker.NumberOfLines:
                    throw JpegFault.Unsupported("holds a JPEG image that says its number of lines only at its end");
                case JpegMarker.StartOfScan:
                    segment = segment with { Scan = ReadScan(parameters) };
                    break;
                case JpegMarker.FirstApplication when parameters.Length >= JpegStream.JfifLength && parameters.StartsWith("JFIF\0"u8):
                    _hasJfif = true;
                    break;
                case JpegMarker.Adobe when parameters.Length >= JpegStream.AdobeLength && parameters.StartsWith("Adobe"u8):
                    _adobeTransform = parameters[11];
                    break;
                case >= JpegMarker.FirstApplication and <= JpegMarker.LastApplication or >= JpegMarker.FirstExtension and <= JpegMarker.Comment:
                    break;
                default:
                    throw JpegFault.Inconsistent("holds a JPEG stream with a marker that has no place there", segment.Start - 4);
            }
            Keep(segment);
        }
    }

    private readonly void Keep(JpegSegment segment)
    {
        if (_stream is null)
        {
            _before.Add(segment);
        }
        else
        {
            _stream.Add(segment);
        }
    }

    private void ReadStart()
    {
        if (_frame.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x4F, 0xFF, 0x51]) || _frame.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'j', (byte)'P']))
        {
            throw JpegFault.Unsupported("holds JPEG 2000");
        }
        if (_frame.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]) || _frame.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L']))
        {
            throw JpegFault.Unsupported("holds JPEG XL");
        }
        if (!_frame.StartsWith((ReadOnlySpan<byte>)[0xFF, JpegMarker.StartOfImage]))
        {
            throw JpegFault.Inconsistent("holds a frame that is not JPEG");
        }
        _at = 2;
    }

    /// <summary>Reads a marker, which bytes of ones may stand before (T.81 section B.1.1.2).</summary>
    private byte NextMarker()
    {
        int at = _at;
        if (at >= _frame.Length)
        {
            throw JpegFault.Inconsistent("holds a JPEG stream that has no end of image");
        }
        while (at < _frame.Length && _frame[at] == 0xFF)
        {
            at++;
        }
        if (at == _at || at == _frame.Length || _frame[at] == 0)
        {
            throw JpegFault.Inconsistent("holds a JPEG stream without a marker where one must stand", at);
        }
        _at = at + 1;
        return _frame[at];
    }

    private ReadOnlySpan<byte> ReadParameters(byte marker, out JpegSegment segment)
    {
        if (JpegMarker.UnsupportedProcess(marker) is { } process)
        {
            throw JpegFault.Unsupported($"holds {process}");
        }
        int length = _frame.Length - _at >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(_frame[_at..]) : 0;
        // Markers that stand alone are none of those that may stand here.
        if (JpegMarker.IsRestart(marker) || marker is JpegMarker.StartOfImage or 0x01 || length < 2 || length > _frame.Length - _at)
        {
            throw Damaged();
        }
        segment = new JpegSegment(marker, _at + 2, length - 2);
        _at += length;
        return _frame.Slice(segment.Start, segment.Length);
    }

    private void ReadFrame(byte marker, ReadOnlySpan<byte> parameters)
    {
        if (_stream is not null || parameters.Length < 6 || parameters.Length != 6 + (3 * parameters[5]))
        {
            throw Damaged();
        }
        int precision = parameters[0];
        bool extended = marker == JpegMarker.StartOfFrameExtended;
        if (precision != 8 && !(extended && precision == 12))
        {
            throw JpegFault.Inconsistent("holds a JPEG frame of a precision that its process does not have");
        }
        int rows = BinaryPrimitives.ReadUInt16BigEndian(parameters[1..]);
        int columns = BinaryPrimitives.ReadUInt16BigEndian(parameters[3..]);
        int count = parameters[5];
        if (rows == 0)
        {
            throw JpegFault.Unsupported("holds a JPEG image that says its number of lines only at its end");
        }
        if (columns == 0 || count == 0)
        {
            throw Damaged();
        }
        if (count > 4)
        {
            throw JpegFault.Unsupported("holds a JPEG image of more than four components");
        }
        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> one = parameters.Slice(6 + (3 * i), 3);
            (int horizontal, int vertical, byte identifier) = (one[1] >> 4, one[1] & 15, one[0]);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || one[2] >= Tables || components.AsSpan(0, i).ToArray().Any(other => other.Identifier == identifier))
            {
                throw Damaged();
            }
            components[i] = new JpegComponent(i, identifier, horizontal, vertical, one[2]);
        }
        _stream = new JpegStream(rows, columns, precision, extended, components);
        if (components.Sum(component => (long)component.PaddedAcross * component.PaddedDown) > JpegStream.MaximumBlocks)
        {
            throw JpegFault.Unsupported("holds a JPEG image that is too large");
        }
        _before.ForEach(_stream.Add);
    }

    private readonly void ReadQuantization(ReadOnlySpan<byte> parameters)
    {
        while (parameters.Length > 0)
        {
            bool wide = parameters[0] >> 4 == 1;
            int identifier = parameters[0] & 15;
            int length = wide ? 128 : 64;
            if (parameters[0] >> 4 > 1 || identifier >= Tables || parameters.Length <= length)
            {
                throw Damaged();
            }
            ushort[] steps = new ushort[64];
            for (int i = 0; i < 64; i++)
            {
                steps[i] = wide ? BinaryPrimitives.ReadUInt16BigEndian(parameters[(1 + (2 * i))..]) : parameters[1 + i];
            }
            if (steps.Contains((ushort)0))
            {
                throw JpegFault.Inconsistent("holds a JPEG quantization table with a step of zero");
            }
            _quantization[identifier] = steps;
            parameters = parameters[(1 + length)..];
        }
    }

    private readonly List<JpegTableDefinition> ReadHuffman(ReadOnlySpan<byte> parameters)
    {
        var tables = new List<JpegTableDefinition>();
        while (parameters.Length > 0)
        {
            byte place = parameters[0];
            int length = 16;
            for (int i = 1; i <= 16 && i < parameters.Length; i++)
            {
                length += parameters[i];
            }
            if (place >> 4 > 1 || (place & 15) >= Tables || parameters.Length < 17 || length > 16 + 256 || length >= parameters.Length)
            {
                throw Damaged();
            }
            JpegHuffmanTable table = JpegHuffmanTable.Of(parameters.Slice(1, length), place >> 4 == 0) ?? throw JpegFault.Inconsistent("holds a JPEG Huffman table that contradicts itself");
            var definition = new JpegTableDefinition(place, table);
            (place >> 4 == 0 ? _dc : _ac)[place & 15] = definition;
            tables.Add(definition);
            parameters = parameters[(1 + length)..];
        }
        return tables;
    }

    private JpegScan ReadScan(ReadOnlySpan<byte> parameters)
    {
        if (_stream is null || parameters.Length < 4 || parameters[0] is < 1 or > 4 || parameters.Length != 4 + (2 * parameters[0]))
        {
            throw Damaged();
        }
        // Where the spectrum begins and ends matters to progressive JPEG alone; some devices leave zeros there.
        int count = parameters[0];
        bool interleaved = count > 1;
        var components = new JpegScanComponent[count];
        int blocks = 0;
        for (int i = 0; i < count; i++)
        {
            byte identifier = parameters[1 + (2 * i)];
            byte tables = parameters[2 + (2 * i)];
            JpegComponent? component = _stream.Components.FirstOrDefault(one => one.Identifier == identifier);
            // The order is that of the frame (T.81 section B.2.3), and each component is coded once.
            if (component is null || component.IsScanned || tables >> 4 >= Tables || (tables & 15) >= Tables || (i > 0 && components[i - 1].Component.Index >= component.Index))
            {
                throw Damaged();
            }
            if (_dc[tables >> 4] is not { } dc || _ac[tables & 15] is not { } ac || _quantization[component.QuantizationTable] is not { } steps)
            {
                throw JpegFault.Inconsistent("holds a JPEG scan without one of its tables");
            }
            component.IsScanned = true;
            component.Steps = steps;
            components[i] = new JpegScanComponent(component, dc, ac)
            {
                Across = interleaved ? component.Horizontal : 1,
                Down = interleaved ? component.Vertical : 1,
            };
            blocks += components[i].Across * components[i].Down;
        }
        if (blocks > 10)
        {
            throw Damaged();
        }
        var scan = new JpegScan(components)
        {
            Across = interleaved ? _stream.UnitsAcross : components[0].Component.BlocksAcross,
            Down = interleaved ? _stream.UnitsDown : components[0].Component.BlocksDown,
            RestartInterval = _restartInterval,
        };
        _stream.Add(scan);
        ReadIntervals(scan, blocks);
        return scan;
    }

    /// <summary>Finds the intervals of a scan, each but the last ended by a restart marker of the right number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ReadIntervals(JpegScan scan, int blocksOfUnit)
    {
        int start = _at;
        int at = _at;
        while (true)
        {
            int ones = _frame[at..].IndexOf((byte)0xFF);
            if (ones < 0)
            {
                throw JpegFault.Inconsistent("holds a JPEG stream that has no end of image");
            }
            int marker = at + ones;
            int next = marker + 1;
            if (next < _frame.Length && _frame[next] == 0)
            {
                at = next + 1;
                continue;
            }
            while (next < _frame.Length && _frame[next] == 0xFF)
            {
                next++;
            }
            if (next == _frame.Length || _frame[next] == 0)
            {
                throw JpegFault.Inconsistent("holds a JPEG stream without a marker where one must stand", marker);
            }
            (int first, int end) = scan.UnitsOf(scan.Intervals.Count);
            // A block has two codes at least, and a code one bit.
            if ((end - first) * 2L * blocksOfUnit > 8L * (marker - start))
            {
                throw JpegFault.EndsEarly();
            }
            int number = scan.Intervals.Count;
            scan.Intervals.Add((start, marker));
            if (!JpegMarker.IsRestart(_frame[next]))
            {
                _at = marker;
                break;
            }
            if (_frame[next] != JpegMarker.FirstRestart + (number & 7) || number + 1 >= scan.IntervalCount)
            {
                throw JpegFault.Inconsistent("holds a JPEG stream with a restart marker that has no place there", marker);
            }
            start = at = next + 1;
        }
        if (scan.Intervals.Count != scan.IntervalCount)
        {
            throw JpegFault.EndsEarly();
        }
    }

    private readonly JpegStream Finish()
    {
        if (_stream is null || _stream.Components.Any(component => !component.IsScanned))
        {
            throw JpegFault.Inconsistent("holds a JPEG stream without a scan of each component");
        }
        if (_frame[_at..].IndexOf((ReadOnlySpan<byte>)[0xFF, JpegMarker.StartOfImage, 0xFF]) >= 0)
        {
            throw JpegFault.Inconsistent("holds a second JPEG image behind that of a frame", _at);
        }
        _stream.HasAdobe = _adobeTransform is not null;
        _stream.Colour = ColourOf(_stream.Components);
        return _stream;
    }

    private readonly JpegColour ColourOf(IReadOnlyList<JpegComponent> components)
    {
        if (components.Count < 3)
        {
            return JpegColour.Unsaid;
        }
        // The order is that of the common decoders.
        if (_hasJfif)
        {
            return JpegColour.Ybr;
        }
        if (_adobeTransform is { } transform)
        {
            return transform == 0 ? JpegColour.Rgb : JpegColour.Ybr;
        }
        return components.Count == 3 && components.Select(component => component.Identifier).SequenceEqual("RGB"u8.ToArray()) ? JpegColour.Rgb : JpegColour.Unsaid;
    }

    private readonly PixelException Damaged() => JpegFault.Inconsistent("holds a JPEG segment that is damaged", _at);
}
