using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>What the marker segments of a lossless JPEG stream say (ISO 10918-1 Annex B), read up to the scan that comes next.</summary>
internal ref struct JpegLosslessHeader(ReadOnlySpan<byte> stream)
{
    private const int MostComponents = 4;

    private readonly ReadOnlySpan<byte> _stream = stream;
    // Where the segments of the Huffman tables 0 to 3 stand, or 0: a table is only made when a scan uses it.
    private FourNumbers _tables;
    private ComponentBytes _components;
    private uint _decoded;

    /// <summary>Bits of a sample; 0 as long as there was no frame header.</summary>
    internal int Precision { get; private set; }

    /// <summary>Components of the frame.</summary>
    internal int Components { get; private set; }

    /// <summary>Pixels between restarts, or 0.</summary>
    internal int RestartInterval { get; private set; }

    /// <summary>Where in the stream to go on.</summary>
    internal int Position { get; set; }

    /// <summary>Whether every component has been in a scan.</summary>
    internal readonly bool IsComplete => Components > 0 && _decoded == (1u << Components) - 1;

    /// <summary>Reads up to the entropy-coded data of the next scan.</summary>
    /// <param name="layout">What the frame must be like.</param>
    internal JpegLosslessScan ReadToScan(in FrameLayout layout)
    {
        if (Position == 0)
        {
            if (_stream.Length < 4 || _stream[0] != 0xFF || _stream[1] != 0xD8)
            {
                throw Damaged("holds a frame that is no JPEG stream");
            }
            Position = 2;
        }
        while (true)
        {
            byte marker = ReadMarker();
            ReadOnlySpan<byte> segment = ReadSegment();
            switch (marker)
            {
                case 0xC3:
                    ReadFrame(segment, layout);
                    break;
                case 0xC4:
                    FindTables(segment, Position - segment.Length);
                    break;
                case 0xDD:
                    RestartInterval = segment.Length == 2 ? BinaryPrimitives.ReadUInt16BigEndian(segment) : throw Damaged("holds a restart interval of a wrong length");
                    break;
                case 0xDA:
                    return ReadScan(segment);
                case (>= 0xC0 and <= 0xCF) or 0xDC or 0xDE or 0xDF:
                    throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "holds a frame of another JPEG process than the lossless one");
                case (>= 0xE0 and <= 0xEF) or 0xFE or 0xDB:
                    break;
                default:
                    throw Damaged("holds a frame with a marker that does not belong there");
            }
        }
    }

    /// <summary>Looks behind the last scan: padding and comments are nothing to keep, but an image that the object does not count would be lost.</summary>
    internal readonly void CheckEnd()
    {
        if (_stream[Position..].IndexOf((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) >= 0)
        {
            throw Damaged("holds a second image behind that of a frame");
        }
    }

    internal static PixelException Damaged(string problem) => new(PixelProblem.Inconsistent, DicomTag.PixelData, problem);

    private byte ReadMarker()
    {
        if (_stream.Length - Position < 2 || _stream[Position] != 0xFF)
        {
            throw Damaged("holds a frame that ends or breaks off before its samples");
        }
        // Any number of bytes of 255 may stand before a marker.
        while (Position < _stream.Length && _stream[Position] == 0xFF)
        {
            Position++;
        }
        return Position < _stream.Length ? _stream[Position++] : throw Damaged("holds a frame that ends before its samples");
    }

    private ReadOnlySpan<byte> ReadSegment()
    {
        int left = _stream.Length - Position;
        int length = left >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(_stream[Position..]) : 0;
        if (length < 2 || length > left)
        {
            throw Damaged("holds a frame with a marker segment that runs beyond its end");
        }
        ReadOnlySpan<byte> segment = _stream.Slice(Position + 2, length - 2);
        Position += length;
        return segment;
    }

    private void ReadFrame(ReadOnlySpan<byte> segment, in FrameLayout layout)
    {
        if (Components > 0 || segment.Length < 6 || segment.Length != 6 + (3 * segment[5]))
        {
            throw Damaged("holds a frame with a header of a wrong length, or two");
        }
        if (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]) != layout.Rows || BinaryPrimitives.ReadUInt16BigEndian(segment[3..]) != layout.Columns || segment[5] != layout.SamplesPerPixel)
        {
            throw Damaged("holds a frame of another size than the object's");
        }
        Precision = segment[0];
        if (Precision is < 2 or > 16)
        {
            throw Damaged("holds a frame whose precision is out of range");
        }
        SampleCells.CheckPrecision(Precision, layout);
        Components = segment[5];
        for (int component = 0; component < Components; component++)
        {
            _components[component] = segment[6 + (3 * component)];
            if (_components[..component].Contains(_components[component]))
            {
                throw Damaged("holds a frame with two components of the same name");
            }
            // Of a single component the factors say nothing (ISO 10918-1 section A.2.2).
            if (Components > 1 && segment[7 + (3 * component)] != 0x11)
            {
                throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "holds a lossless frame with subsampled components");
            }
        }
    }

    private void FindTables(ReadOnlySpan<byte> segment, int offset)
    {
        while (segment.Length > 0)
        {
            int codes = 0;
            for (int i = 1; i < 17 && i < segment.Length; i++)
            {
                codes += segment[i];
            }
            if (segment.Length < 17 + codes || codes > 256 || segment[0] >> 4 > 1 || (segment[0] & 15) > 3)
            {
                throw Damaged("holds a frame with a damaged Huffman table");
            }
            // Class 1 is of no use here; a stream may bring it along.
            if (segment[0] >> 4 == 0)
            {
                _tables[segment[0]] = offset + 1;
            }
            segment = segment[(17 + codes)..];
            offset += 17 + codes;
        }
    }

    private JpegLosslessScan ReadScan(ReadOnlySpan<byte> segment)
    {
        if (Components == 0 || segment.Length < 1 || segment[0] is < 1 or > MostComponents || segment.Length != 4 + (2 * segment[0]))
        {
            throw Damaged("holds a frame with a damaged scan header");
        }
        int count = segment[0];
        var scan = new JpegLosslessScan
        {
            Components = count,
            Predictor = segment[^3],
            PointTransform = segment[^1] & 15,
        };
        if (scan.Predictor is < 1 or > 7 || segment[^2] != 0 || segment[^1] >> 4 != 0 || scan.PointTransform >= Precision)
        {
            throw Damaged("holds a frame whose scan header names no predictor of the lossless process");
        }
        int before = -1;
        for (int i = 0; i < count; i++)
        {
            int component = _components[..Components].IndexOf(segment[1 + (2 * i)]);
            int table = segment[2 + (2 * i)] >> 4;
            // Components of a scan stand in the order of the frame header (ISO 10918-1 section B.2.3).
            if (component <= before || (_decoded & (1u << component)) != 0 || table > 3 || _tables[table] == 0)
            {
                throw Damaged("holds a frame with a scan that names no component of its own, or a table that is not there");
            }
            _decoded |= 1u << component;
            before = component;
            scan.Places[i] = component;
            scan.TableOffsets[i] = _tables[table];
        }
        return scan;
    }

    [InlineArray(MostComponents)]
    private struct ComponentBytes
    {
        private byte _first;
    }
}

/// <summary>A scan's header.</summary>
internal struct JpegLosslessScan
{
    /// <summary>Components in the scan.</summary>
    internal int Components;

    /// <summary>The place in the frame of each of them.</summary>
    internal FourNumbers Places;

    /// <summary>The predictor, 1 to 7 (ISO 10918-1 table H.1).</summary>
    internal int Predictor;

    /// <summary>Low bits that were cut off before coding.</summary>
    internal int PointTransform;

    /// <summary>Where in the stream the code counts of each component's Huffman table stand.</summary>
    internal FourNumbers TableOffsets;
}

/// <summary>A number for each component or table.</summary>
[InlineArray(4)]
internal struct FourNumbers
{
    private int _first;
}
