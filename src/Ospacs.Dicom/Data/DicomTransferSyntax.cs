namespace Ospacs.Dicom.Data;

/// <summary>How the elements of a data set are written.</summary>
/// <param name="ExplicitVR">Whether each element names its representation.</param>
/// <param name="BigEndian">Whether numbers have their most significant byte first.</param>
public readonly record struct DicomEncoding(bool ExplicitVR, bool BigEndian)
{
    /// <summary>Implicit VR little endian.</summary>
    public static DicomEncoding ImplicitLittle => new(false, false);
    /// <summary>Explicit VR little endian.</summary>
    public static DicomEncoding ExplicitLittle => new(true, false);
    /// <summary>Explicit VR big endian (retired).</summary>
    public static DicomEncoding ExplicitBig => new(true, true);
}

/// <summary>What can be done with the pixels of a transfer syntax.</summary>
[Flags]
public enum PixelWork
{
    /// <summary>The structure is read, and nothing else: such an object is never stored.</summary>
    None = 0,
    /// <summary>Frames can be decoded to samples.</summary>
    Decode = 1,
    /// <summary>Rectangles can be blanked without any loss in the rest of the picture.</summary>
    Mask = 2,
    /// <summary>Samples can be written in it without loss.</summary>
    Encode = 4,
    /// <summary>An object that is stored in it can go out as it is.</summary>
    Pass = 8,
}

/// <summary>A transfer syntax and what can be done with it here (PS3.5 Annex A): a row of data.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Keyword">The standard's keyword.</param>
/// <param name="Encoding">How its data set is written.</param>
/// <param name="Pixels">What can be done with its pixels.</param>
/// <param name="Encapsulated">Whether pixel data comes in fragments.</param>
/// <param name="Deflated">Whether the data set is deflated.</param>
/// <param name="LossyMethod">What Lossy Image Compression Method (0028,2114) calls its compression, where that loses detail; else null (PS3.3 section C.7.6.1.1.5.1).</param>
public sealed record DicomTransferSyntax(
    string Uid,
    string Keyword,
    DicomEncoding Encoding,
    PixelWork Pixels = PixelWork.None,
    bool Encapsulated = false,
    bool Deflated = false,
    string? LossyMethod = null)
{
    private const PixelWork Everything = PixelWork.Decode | PixelWork.Mask | PixelWork.Encode | PixelWork.Pass;
    private const string DctMethod = "ISO_10918_1";
    private const string NearLosslessMethod = "ISO_14495_1";

    /// <summary>Implicit VR Little Endian, 1.2.840.10008.1.2.</summary>
    public static DicomTransferSyntax ImplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2", "ImplicitVRLittleEndian", DicomEncoding.ImplicitLittle, Everything);
    /// <summary>Explicit VR Little Endian, 1.2.840.10008.1.2.1.</summary>
    public static DicomTransferSyntax ExplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2.1", "ExplicitVRLittleEndian", DicomEncoding.ExplicitLittle, Everything);
    /// <summary>Explicit VR Big Endian (retired), 1.2.840.10008.1.2.2.</summary>
    public static DicomTransferSyntax ExplicitVRBigEndian { get; } = new("1.2.840.10008.1.2.2", "ExplicitVRBigEndian", DicomEncoding.ExplicitBig, Everything);
    /// <summary>Deflated Explicit VR Little Endian, 1.2.840.10008.1.2.1.99. It is read, and written as it was inflated.</summary>
    public static DicomTransferSyntax DeflatedExplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2.1.99", "DeflatedExplicitVRLittleEndian", DicomEncoding.ExplicitLittle, PixelWork.Decode | PixelWork.Mask, Deflated: true);
    /// <summary>JPEG Baseline (process 1), 1.2.840.10008.1.2.4.50. Masked among its coefficients.</summary>
    public static DicomTransferSyntax JpegBaseline { get; } = Compressed("1.2.840.10008.1.2.4.50", "JPEGBaseline8Bit", PixelWork.Decode | PixelWork.Mask | PixelWork.Pass, DctMethod);
    /// <summary>JPEG Extended (processes 2 and 4), 1.2.840.10008.1.2.4.51. Masked among its coefficients.</summary>
    public static DicomTransferSyntax JpegExtended { get; } = Compressed("1.2.840.10008.1.2.4.51", "JPEGExtended12Bit", PixelWork.Decode | PixelWork.Mask | PixelWork.Pass, DctMethod);
    /// <summary>JPEG Lossless (process 14, any predictor), 1.2.840.10008.1.2.4.57.</summary>
    public static DicomTransferSyntax JpegLossless { get; } = Compressed("1.2.840.10008.1.2.4.57", "JPEGLossless", Everything);
    /// <summary>JPEG Lossless (process 14, first predictor), 1.2.840.10008.1.2.4.70.</summary>
    public static DicomTransferSyntax JpegLosslessSV1 { get; } = Compressed("1.2.840.10008.1.2.4.70", "JPEGLosslessSV1", Everything);
    /// <summary>JPEG-LS Lossless, 1.2.840.10008.1.2.4.80.</summary>
    public static DicomTransferSyntax JpegLsLossless { get; } = Compressed("1.2.840.10008.1.2.4.80", "JPEGLSLossless", Everything);
    /// <summary>JPEG-LS Near-Lossless, 1.2.840.10008.1.2.4.81. What is masked in it is written as <see cref="JpegLsLossless"/>: it does not lose a second time.</summary>
    public static DicomTransferSyntax JpegLsNearLossless { get; } = Compressed("1.2.840.10008.1.2.4.81", "JPEGLSNearLossless", PixelWork.Decode | PixelWork.Mask, NearLosslessMethod);
    /// <summary>RLE Lossless, 1.2.840.10008.1.2.5.</summary>
    public static DicomTransferSyntax RleLossless { get; } = Compressed("1.2.840.10008.1.2.5", "RLELossless", Everything);

    private static readonly DicomTransferSyntax[] Rows =
    [
        ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian,
        JpegBaseline, JpegExtended, JpegLossless, JpegLosslessSV1, JpegLsLossless, JpegLsNearLossless, RleLossless,
    ];

    /// <summary>The transfer syntaxes whose pixels can be worked on.</summary>
    public static IReadOnlyList<DicomTransferSyntax> All => Rows;

    /// <summary>Whether rectangles can be blanked without any loss in the rest of the picture.</summary>
    public bool CanMask => (Pixels & PixelWork.Mask) != 0;

    /// <summary>Whether samples can be written in it without loss.</summary>
    public bool CanEncode => (Pixels & PixelWork.Encode) != 0;

    /// <summary>Whether its compression loses detail.</summary>
    public bool IsLossy => LossyMethod is not null;

    /// <summary>
    /// The row of a UID. Every other UID is taken for an encapsulated syntax in explicit little endian, as every syntax since 1993 is:
    /// its structure can be read and nothing else be done with it. So it is with JPEG 2000, HTJ2K, JPEG XL, MPEG and HEVC.
    /// </summary>
    /// <param name="uid">The UID, trimmed.</param>
    public static DicomTransferSyntax Of(string uid) => Array.Find(Rows, row => row.Uid == uid) ?? Compressed(uid, DicomUID.KeywordOf(uid) ?? "unknown", PixelWork.None);

    /// <summary>The keyword and the UID.</summary>
    public override string ToString() => $"{Keyword} ({Uid})";

    private static DicomTransferSyntax Compressed(string uid, string keyword, PixelWork pixels, string? lossyMethod = null) =>
        new(uid, keyword, DicomEncoding.ExplicitLittle, pixels, Encapsulated: true, LossyMethod: lossyMethod);
}
