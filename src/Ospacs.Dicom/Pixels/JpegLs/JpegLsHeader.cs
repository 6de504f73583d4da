using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>What the marker segments of a JPEG-LS stream say (ISO 14495-1 Annex C), read up to the scan that comes next.</summary>
internal ref struct JpegLsHeader(ReadOnlySpan<byte> stream)
{
    private const int MostComponents = 4;

    private readonly ReadOnlySpan<byte> _stream = stream;
    private ComponentBytes _components;
    private JpegLsPresetSegment _preset;
    private uint _restartLines;
    private uint _decoded;

    /// <summary>Rows; 0 as long as there was no frame header.</summary>
    internal int Rows { get; private set; }

    /// <summary>Columns.</summary>
    internal int Columns { get; private set; }

    /// <summary>Bits of a sample.</summary>
    internal int Precision { get; private set; }

    /// <summary>Components of the frame.</summary>
    internal int Components { get; private set; }

    /// <summary>Whether colours were turned into others before coding.</summary>
    internal bool HasColourTransform { get; private set; }

    /// <summary>Where in the stream to go on.</summary>
    internal int Position { get; set; }

    /// <summary>Whether every component has been in a scan.</summary>
    internal readonly bool IsComplete => Components > 0 && _decoded == (1u << Components) - 1;

    /// <summary>Reads up to the coded data of the next scan.</summary>
    internal JpegLsScan ReadToScan()
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
                case 0xF7:
                    ReadFrame(segment);
                    break;
                case 0xF8:
                    ReadPreset(segment);
                    break;
                case 0xDD:
                    ReadRestart(segment);
                    break;
                case 0xDA:
                    return ReadScan(segment);
                case 0xE8:
                    HasColourTransform |= segment.Length >= 5 && segment[..4].SequenceEqual("mrfx"u8) && segment[4] != 0;
                    break;
                case (>= 0xC0 and <= 0xCF) or 0xDC or 0xDE or 0xDF:
                    throw Unsupported("holds a frame of another JPEG process than JPEG-LS");
                case (>= 0xE0 and <= 0xEF) or 0xFE or 0xDB:
                    break;
                default:
                    throw Damaged("holds a frame with a marker that does not belong there");
            }
        }
    }

    /// <summary>Goes to the next marker without decoding anything.</summary>
    internal void SkipScan()
    {
        while (true)
        {
            int run = _stream[Position..].IndexOf((byte)0xFF);
            if (run < 0 || Position + run + 1 >= _stream.Length)
            {
                Position = _stream.Length;
                return;
            }
            Position += run;
            // A marker's second byte has its highest bit set, and one behind a 255 of coded data has not.
            if (_stream[Position + 1] >= 0x80 && _stream[Position + 1] is < 0xD0 or > 0xD7)
            {
                return;
            }
            Position += 2;
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

    internal static PixelException Unsupported(string problem) => new(PixelProblem.Unsupported, DicomTag.PixelData, problem);

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

    private void ReadFrame(ReadOnlySpan<byte> segment)
    {
        if (Components > 0 || segment.Length < 6 || segment[5] == 0 || segment.Length != 6 + (3 * segment[5]))
        {
            throw Damaged("holds a frame with a header of a wrong length, or two");
        }
        Precision = segment[0];
        Rows = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]);
        Columns = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        if (Precision is < 2 or > 16)
        {
            throw Damaged("holds a frame whose precision is out of range");
        }
        if (segment[5] > MostComponents || Rows == 0 || Columns == 0)
        {
            throw Unsupported("holds a frame with more than four components, or a size that its header does not say");
        }
        Components = segment[5];
        for (int component = 0; component < Components; component++)
        {
            _components[component] = segment[6 + (3 * component)];
            if (_components[..component].Contains(_components[component]))
            {
                throw Damaged("holds a frame with two components of the same name");
            }
            // Of a single component the factors say nothing.
            if (Components > 1 && segment[7 + (3 * component)] != 0x11)
            {
                throw Unsupported("holds a JPEG-LS frame with subsampled components");
            }
        }
    }

    private void ReadPreset(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 1)
        {
            throw Damaged("holds a frame with an empty preset segment");
        }
        switch (segment[0])
        {
            case 1 when segment.Length == 11:
                _preset = new JpegLsPresetSegment(
                    BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
                    BinaryPrimitives.ReadUInt16BigEndian(segment[3..]),
                    BinaryPrimitives.ReadUInt16BigEndian(segment[5..]),
                    BinaryPrimitives.ReadUInt16BigEndian(segment[7..]),
                    BinaryPrimitives.ReadUInt16BigEndian(segment[9..]));
                break;
            case 2 or 3:
                // A mapping table: of no consequence as long as no scan refers to it.
                break;
            case 1:
                throw Damaged("holds a frame with presets of a wrong length");
            default:
                throw Unsupported("holds a frame with presets of an unknown kind");
        }
    }

    private void ReadRestart(ReadOnlySpan<byte> segment) => _restartLines = segment.Length switch
    {
        2 => BinaryPrimitives.ReadUInt16BigEndian(segment),
        3 => ((uint)segment[0] << 16) | BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
        4 => BinaryPrimitives.ReadUInt32BigEndian(segment),
        _ => throw Damaged("holds a restart interval of a wrong length"),
    };

    private JpegLsScan ReadScan(ReadOnlySpan<byte> segment)
    {
        if (Components == 0 || segment.Length < 1 || segment[0] is < 1 or > MostComponents || segment.Length != 4 + (2 * segment[0]))
        {
            throw Damaged("holds a frame with a damaged scan header");
        }
        int count = segment[0];
        int near = segment[^3];
        int interleave = segment[^2];
        if (interleave > 2 || (interleave == 0 && count > 1))
        {
            throw Damaged("holds a frame with a scan of an unknown order");
        }
        // A single component that claims to alternate with others is a slip that encoders have been known to make.
        interleave = count == 1 ? 0 : interleave;
        if (segment[^1] != 0)
        {
            throw Unsupported("holds a JPEG-LS frame with a point transform");
        }
        if (!JpegLsPresets.TryComplete(Precision, near, _preset, out JpegLsPresets presets))
        {
            throw Damaged("holds a frame whose presets are out of range");
        }
        var scan = new JpegLsScan { Components = count, Interleave = (JpegLsInterleave)interleave, Presets = presets, RestartLines = _restartLines };
        int before = -1;
        for (int i = 0; i < count; i++)
        {
            int component = _components[..Components].IndexOf(segment[1 + (2 * i)]);
            if (component <= before || (_decoded & (1u << component)) != 0)
            {
                throw Damaged("holds a frame with a scan that names no component of its own");
            }
            if (segment[2 + (2 * i)] != 0)
            {
                throw Unsupported("holds a JPEG-LS frame with a mapping table");
            }
            _decoded |= 1u << component;
            before = component;
            scan.Places[i] = component;
        }
        return scan;
    }

    [InlineArray(MostComponents)]
    private struct ComponentBytes
    {
        private byte _first;
    }
}
