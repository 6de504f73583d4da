namespace Ospacs.Dicom.Pixels;

/// <summary>What the samples of a pixel mean: the terms of (0028,0004) that can be worked with (PS3.3 section C.7.6.3.1.2).</summary>
public enum PhotometricInterpretation
{
    /// <summary>MONOCHROME1: the lowest value is white.</summary>
    Monochrome1,
    /// <summary>MONOCHROME2: the highest value is white.</summary>
    Monochrome2,
    /// <summary>PALETTE COLOR: an index into three tables.</summary>
    PaletteColor,
    /// <summary>RGB.</summary>
    Rgb,
    /// <summary>YBR_FULL: luminance and two colour differences of the full range.</summary>
    YbrFull,
    /// <summary>YBR_FULL_422: the same, with one pair of colour differences for two pixels.</summary>
    YbrFull422,
    /// <summary>YBR_PARTIAL_422 (retired): luminance from 16 to 235, one pair of colour differences for two pixels.</summary>
    YbrPartial422,
    /// <summary>YBR_ICT: only in JPEG 2000.</summary>
    YbrIct,
    /// <summary>YBR_RCT: only in JPEG 2000.</summary>
    YbrRct,
}
