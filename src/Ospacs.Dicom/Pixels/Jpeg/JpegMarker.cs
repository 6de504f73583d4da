namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>The second byte of JPEG markers (ITU-T T.81 table B.1).</summary>
internal static class JpegMarker
{
    internal const byte StartOfFrameBaseline = 0xC0;
    internal const byte StartOfFrameExtended = 0xC1;
    internal const byte HuffmanTables = 0xC4;
    internal const byte FirstRestart = 0xD0;
    internal const byte LastRestart = 0xD7;
    internal const byte StartOfImage = 0xD8;
    internal const byte EndOfImage = 0xD9;
    internal const byte StartOfScan = 0xDA;
    internal const byte QuantizationTables = 0xDB;
    internal const byte NumberOfLines = 0xDC;
    internal const byte RestartInterval = 0xDD;
    internal const byte HierarchicalProgression = 0xDE;
    internal const byte ExpandReference = 0xDF;
    internal const byte FirstApplication = 0xE0;
    internal const byte Adobe = 0xEE;
    internal const byte LastApplication = 0xEF;
    internal const byte FirstExtension = 0xF0;
    internal const byte Comment = 0xFE;

    internal static bool IsRestart(byte marker) => marker is >= FirstRestart and <= LastRestart;

    /// <summary>What a stream is whose frame this library does not read; null where it does, or where the marker begins no frame.</summary>
    internal static string? UnsupportedProcess(byte marker) => marker switch
    {
        0xC2 => "progressive JPEG",
        0xC3 => "lossless JPEG",
        0xC5 or 0xC6 or 0xC7 or 0xCD or 0xCE or 0xCF or HierarchicalProgression or ExpandReference => "hierarchical JPEG",
        0xC9 or 0xCA or 0xCB or 0xCC => "JPEG with arithmetic coding",
        0xF7 => "JPEG-LS",
        _ => null,
    };
}
