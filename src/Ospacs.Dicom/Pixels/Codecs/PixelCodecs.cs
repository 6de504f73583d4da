using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Jpeg;
using Ospacs.Dicom.Pixels.JpegLossless;
using Ospacs.Dicom.Pixels.JpegLs;
using Ospacs.Dicom.Pixels.Rle;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>The codecs by transfer syntax: rows of data.</summary>
public static class PixelCodecs
{
    private const int JpegCell = 16;
    private static readonly JpegDecoder Dct = new();

    // The syntax; what decodes a frame; what encodes one without loss; the syntax of what is encoded; the largest cell that it holds, in bits.
    private static readonly Row[] Rows =
    [
        new(DicomTransferSyntax.RleLossless, RleCodec.Instance, RleCodec.Instance, DicomTransferSyntax.RleLossless, 32),
        new(DicomTransferSyntax.JpegLossless, JpegLosslessCodec.Lossless, JpegLosslessCodec.Lossless, DicomTransferSyntax.JpegLossless, JpegCell),
        new(DicomTransferSyntax.JpegLosslessSV1, JpegLosslessCodec.Lossless, JpegLosslessCodec.Lossless, DicomTransferSyntax.JpegLosslessSV1, JpegCell),
        new(DicomTransferSyntax.JpegLsLossless, JpegLsCodec.Lossless, JpegLsCodec.Lossless, DicomTransferSyntax.JpegLsLossless, JpegCell),
        new(DicomTransferSyntax.JpegLsNearLossless, JpegLsCodec.Instance, JpegLsCodec.Instance, DicomTransferSyntax.JpegLsLossless, JpegCell),
        new(DicomTransferSyntax.JpegBaseline, Dct, null, null, JpegCell),
        new(DicomTransferSyntax.JpegExtended, Dct, null, null, JpegCell),
    ];

    /// <summary>What decodes the frames of a compressed syntax, or null.</summary>
    /// <param name="syntax">The transfer syntax.</param>
    public static IFrameCodec? DecoderOf(DicomTransferSyntax syntax) => Find(syntax)?.Decoder;

    /// <summary>What encodes frames in a compressed syntax without loss, or null.</summary>
    /// <param name="syntax">The transfer syntax.</param>
    public static IFrameCodec? EncoderOf(DicomTransferSyntax syntax) => Find(syntax)?.Encoder;

    /// <summary>
    /// The syntax that pixels of another one are written in when they are decoded and encoded again: the same, but where that would lose a
    /// second time. Null where they are not encoded again.
    /// </summary>
    /// <param name="syntax">The transfer syntax that comes in.</param>
    public static DicomTransferSyntax? RecodedSyntaxOf(DicomTransferSyntax syntax) => Find(syntax)?.Recoded;

    /// <summary>
    /// Whether an object's samples can be written in a syntax, every bit kept and every attribute still true. Where two pixels share their
    /// colours they are not: no lossless syntax here has room for that, and the colours would have to be made up.
    /// </summary>
    /// <param name="syntax">The syntax to write.</param>
    /// <param name="description">How the object's pixels are laid out.</param>
    public static bool CanHold(DicomTransferSyntax syntax, PixelDescription description)
    {
        ArgumentNullException.ThrowIfNull(syntax);
        ArgumentNullException.ThrowIfNull(description);
        bool shared = description.Photometric == PhotometricInterpretation.YbrPartial422 || (description.IsSubsampled && !description.IsEncapsulated);
        return syntax.CanEncode && !shared && description.DecodedFrameLength <= PixelFrames.LargestFrame
            && (!syntax.Encapsulated || Find(syntax) is { Encoder: not null } row && description.BitsAllocated <= row.LargestCell);
    }

    private static Row? Find(DicomTransferSyntax syntax) => Array.Find(Rows, row => row.Syntax.Uid == syntax.Uid);

    private sealed record Row(DicomTransferSyntax Syntax, IFrameCodec Decoder, IFrameCodec? Encoder, DicomTransferSyntax? Recoded, int LargestCell);
}
