using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Rle;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>
/// How the compressed pixels of a transfer syntax are masked without losing anything: decoded by one codec and encoded again by another,
/// mostly the same one.
/// </summary>
/// <param name="Syntax">The transfer syntax that comes in.</param>
/// <param name="Decoder">What decodes a frame.</param>
/// <param name="Encoder">What encodes it again, without loss.</param>
/// <param name="Result">The transfer syntax that is written: another one only where the first would lose a second time.</param>
public sealed record LosslessRecoding(DicomTransferSyntax Syntax, IFrameCodec Decoder, IFrameCodec Encoder, DicomTransferSyntax Result);

/// <summary>The codecs by transfer syntax: rows of data.</summary>
public static class PixelCodecs
{
    private static readonly LosslessRecoding[] Rows =
    [
        new(DicomTransferSyntax.RleLossless, RleCodec.Instance, RleCodec.Instance, DicomTransferSyntax.RleLossless),
    ];

    /// <summary>How compressed pixels of a syntax are recoded without loss, or null where they cannot be.</summary>
    /// <param name="syntax">The transfer syntax.</param>
    public static LosslessRecoding? RecodingOf(DicomTransferSyntax syntax) => Array.Find(Rows, row => row.Syntax.Uid == syntax.Uid);
}
