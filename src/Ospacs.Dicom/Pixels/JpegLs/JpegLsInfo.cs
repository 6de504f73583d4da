namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>What the headers of a JPEG-LS stream say.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Components">Components.</param>
/// <param name="Precision">Bits of a sample.</param>
/// <param name="Near">How far a decoded sample may be off in the worst scan; 0 when nothing was lost.</param>
/// <param name="HasColourTransform">Whether a marker of Hewlett-Packard's ("mrfx" in APP8) says that colours were turned into others before coding. Such streams are not decoded.</param>
public readonly record struct JpegLsInfo(int Rows, int Columns, int Components, int Precision, int Near, bool HasColourTransform);
