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

/// <summary>A transfer syntax and what can be done with it here (PS3.5 Annex A): a row of data.</summary>
/// <param name="Uid">Its UID.</param>
/// <param name="Keyword">The standard's keyword.</param>
/// <param name="Encoding">How its data set is written.</param>
/// <param name="Encapsulated">Whether pixel data comes in fragments.</param>
/// <param name="Deflated">Whether the data set is deflated.</param>
/// <param name="CanMask">Whether pixels can be masked and written again in this syntax.</param>
public sealed record DicomTransferSyntax(string Uid, string Keyword, DicomEncoding Encoding, bool Encapsulated = false, bool Deflated = false, bool CanMask = false)
{
    /// <summary>Implicit VR Little Endian, 1.2.840.10008.1.2.</summary>
    public static DicomTransferSyntax ImplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2", "ImplicitVRLittleEndian", DicomEncoding.ImplicitLittle, CanMask: true);
    /// <summary>Explicit VR Little Endian, 1.2.840.10008.1.2.1.</summary>
    public static DicomTransferSyntax ExplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2.1", "ExplicitVRLittleEndian", DicomEncoding.ExplicitLittle, CanMask: true);
    /// <summary>Explicit VR Big Endian (retired), 1.2.840.10008.1.2.2.</summary>
    public static DicomTransferSyntax ExplicitVRBigEndian { get; } = new("1.2.840.10008.1.2.2", "ExplicitVRBigEndian", DicomEncoding.ExplicitBig, CanMask: true);
    /// <summary>Deflated Explicit VR Little Endian, 1.2.840.10008.1.2.1.99.</summary>
    public static DicomTransferSyntax DeflatedExplicitVRLittleEndian { get; } = new("1.2.840.10008.1.2.1.99", "DeflatedExplicitVRLittleEndian", DicomEncoding.ExplicitLittle, Deflated: true, CanMask: true);
    /// <summary>JPEG Baseline (process 1), 1.2.840.10008.1.2.4.50.</summary>
    public static DicomTransferSyntax JpegBaseline { get; } = new("1.2.840.10008.1.2.4.50", "JPEGBaseline8Bit", DicomEncoding.ExplicitLittle, Encapsulated: true);
    /// <summary>RLE Lossless, 1.2.840.10008.1.2.5.</summary>
    public static DicomTransferSyntax RleLossless { get; } = new("1.2.840.10008.1.2.5", "RLELossless", DicomEncoding.ExplicitLittle, Encapsulated: true);

    private static readonly DicomTransferSyntax[] Rows =
    [
        ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian, DeflatedExplicitVRLittleEndian, JpegBaseline, RleLossless,
    ];

    /// <summary>
    /// The row of a UID. Every other UID is taken for an encapsulated syntax in explicit little endian, as every syntax since 1993 is:
    /// its structure can be read and nothing else be done with it.
    /// </summary>
    /// <param name="uid">The UID, trimmed.</param>
    public static DicomTransferSyntax Of(string uid) =>
        Array.Find(Rows, row => row.Uid == uid) ?? new DicomTransferSyntax(uid, DicomUID.KeywordOf(uid) ?? "unknown", DicomEncoding.ExplicitLittle, Encapsulated: true);

    /// <summary>The keyword and the UID.</summary>
    public override string ToString() => $"{Keyword} ({Uid})";
}
