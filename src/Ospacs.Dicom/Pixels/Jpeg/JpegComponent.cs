namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>A component of a JPEG frame (T.81 section A.1.1): one colour, with a sampling of its own.</summary>
public sealed class JpegComponent
{
    internal JpegComponent(int index, byte identifier, int horizontal, int vertical, int quantizationTable)
    {
        Index = index;
        Identifier = identifier;
        Horizontal = horizontal;
        Vertical = vertical;
        QuantizationTable = quantizationTable;
    }

    /// <summary>Its place in the frame, from 0.</summary>
    public int Index { get; }

    /// <summary>The identifier that the frame gives it.</summary>
    public byte Identifier { get; }

    /// <summary>Horizontal sampling, 1 to 4, relative to that of the others.</summary>
    public int Horizontal { get; }

    /// <summary>Vertical sampling, 1 to 4, relative to that of the others.</summary>
    public int Vertical { get; }

    /// <summary>Samples across (T.81 section A.1.1).</summary>
    public int Width { get; internal set; }

    /// <summary>Samples down.</summary>
    public int Height { get; internal set; }

    /// <summary>Blocks of 8 by 8 samples across that hold some of the image.</summary>
    public int BlocksAcross => (Width + 7) / 8;

    /// <summary>Blocks down that hold some of the image.</summary>
    public int BlocksDown => (Height + 7) / 8;

    /// <summary>Blocks across with those that only fill up the last group of an interleaved scan (T.81 section A.2.4).</summary>
    internal int PaddedAcross { get; set; }

    /// <summary>Blocks down with those that only fill up.</summary>
    internal int PaddedDown { get; set; }

    internal int QuantizationTable { get; }

    /// <summary>The quantization steps, in zigzag order; as they stood where the component's scan began.</summary>
    internal ushort[] Steps { get; set; } = [];

    /// <summary>Whether a scan held it.</summary>
    internal bool IsScanned { get; set; }
}
