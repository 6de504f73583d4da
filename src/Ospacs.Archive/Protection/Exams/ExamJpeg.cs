using Ospacs.Archive.Acceptance;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>
/// Writes a grey JPEG baseline frame (ITU-T T.81) out of coefficients that are made up block by block, so that no transform is needed: dim
/// speckle where pixels must stay, black and white blocks by turns where they must be hidden. A comment segment holds a planted word.
/// </summary>
internal sealed class ExamJpeg
{
    private const int Block = 8;
    private const int Step = 16;

    // A step of 16 makes a DC of 1 two levels of grey, so that -60 and 60 are dark and bright.
    private const int Bright = 60;

    private readonly List<byte> _bytes = [];
    private uint _bits;
    private int _bitCount;

    private ExamJpeg()
    {
    }

    /// <summary>A frame.</summary>
    /// <param name="area">What must be hidden, in whole blocks.</param>
    /// <param name="seed">Begins the speckle.</param>
    /// <param name="comment">What the comment segment says; ASCII.</param>
    internal static byte[] Create(ExamArea area, uint seed, string comment)
    {
        var jpeg = new ExamJpeg();
        jpeg.WriteHeader(area, comment);
        jpeg.WriteBlocks(area, new SampleNoise(seed));
        jpeg._bytes.AddRange([0xFF, 0xD9]);
        if (jpeg._bytes.Count % 2 != 0)
        {
            jpeg._bytes.Add(0);
        }
        return [.. jpeg._bytes];
    }

    private void WriteHeader(ExamArea area, string comment)
    {
        _bytes.AddRange([0xFF, 0xD8]);
        Segment(0xFE, [.. comment.Select(c => (byte)c)]);
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)Step, 64)]);
        Segment(0xC0, [8, (byte)(area.Rows >> 8), (byte)area.Rows, (byte)(area.Columns >> 8), (byte)area.Columns, 1, 1, 0x11, 0]);
        // Nine sizes of a DC difference in codes of four bits; the end of a block and four sizes of a coefficient in codes of three.
        Segment(0xC4, [0x00, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Segment(0xC4, [0x10, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x00, 0x01, 0x02, 0x03, 0x04]);
        Segment(0xDA, [1, 1, 0x00, 0, 63, 0]);
    }

    private void WriteBlocks(ExamArea area, SampleNoise noise)
    {
        int before = 0;
        for (int y = 0; y < area.Rows; y += Block)
        {
            for (int x = 0; x < area.Columns; x += Block)
            {
                bool hidden = area.Hidden[(y * area.Columns) + x];
                int dc = hidden ? (((x + y) / Block % 2) == 0 ? Bright : -Bright) : -40 + (noise.NextByte() % 4);
                WriteNumber(dc - before, 0, 4);
                before = dc;
                for (int i = 0; i < 5; i++)
                {
                    int coefficient = (noise.NextByte() % 5) - 2;
                    WriteNumber(coefficient == 0 ? 1 : coefficient, 0, 3);
                }
                Write(0, 3);
            }
        }
        while (_bitCount % 8 != 0)
        {
            Write(1, 1);
        }
    }

    /// <summary>A size, by its code, and as many bits of the number (T.81 section F.1.2).</summary>
    private void WriteNumber(int number, int firstCode, int codeLength)
    {
        int size = 0;
        while (Math.Abs(number) >> size != 0)
        {
            size++;
        }
        Write((uint)(firstCode + size), codeLength);
        Write((uint)(number < 0 ? number + (1 << size) - 1 : number), size);
    }

    private void Write(uint bits, int count)
    {
        _bits = (_bits << count) | bits;
        _bitCount += count;
        while (_bitCount >= 8)
        {
            byte next = (byte)(_bits >> (_bitCount - 8));
            _bytes.Add(next);
            if (next == 0xFF)
            {
                _bytes.Add(0);
            }
            _bitCount -= 8;
        }
    }

    private void Segment(byte marker, byte[] content)
    {
        _bytes.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)]);
        _bytes.AddRange(content);
    }
}
