using Ospacs.Archive.Acceptance;

namespace Ospacs.Archive.Protection.Exams;

/// <summary>How the pixels of an object of the exam are written.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Pixels">The layout of native pixels; those of a compressed object before they were compressed.</param>
/// <param name="Syntax">The transfer syntax.</param>
internal sealed record ExamFormat(string Name, SamplePixelFormat Pixels, DicomTransferSyntax Syntax)
{
    internal static ExamFormat Rgb { get; } = new("RGB", SamplePixelFormat.Rgb, DicomTransferSyntax.ExplicitVRLittleEndian);

    internal static ExamFormat Grey { get; } = new("MONOCHROME2", SamplePixelFormat.Monochrome2, DicomTransferSyntax.ExplicitVRLittleEndian);

    internal static ExamFormat Inverse { get; } = new("MONOCHROME1", SamplePixelFormat.Monochrome1, DicomTransferSyntax.ExplicitVRLittleEndian);

    internal static ExamFormat Palette { get; } = new("PALETTE COLOR", SamplePixelFormat.Palette, DicomTransferSyntax.ExplicitVRLittleEndian);

    internal static ExamFormat Rle { get; } = new("RGB in RLE", SamplePixelFormat.Rgb, DicomTransferSyntax.RleLossless);

    /// <summary>Grey; blocks of eight by eight pixels are masked whole.</summary>
    internal static ExamFormat Jpeg { get; } = new("JPEG baseline", SamplePixelFormat.Monochrome2, DicomTransferSyntax.JpegBaseline);

    internal static ExamFormat Ybr { get; } = new("YBR_FULL in implicit VR", SamplePixelFormat.YbrFull, DicomTransferSyntax.ImplicitVRLittleEndian);

    internal static ExamFormat Planes { get; } = new("RGB by plane", SamplePixelFormat.RgbByPlane, DicomTransferSyntax.ExplicitVRLittleEndian);

    internal static ExamFormat DeepGrey { get; } = new("12 bits in big endian", SamplePixelFormat.Monochrome2Deep, DicomTransferSyntax.ExplicitVRBigEndian);

    /// <summary>All of them.</summary>
    internal static IReadOnlyList<ExamFormat> All { get; } = [Rgb, Grey, Palette, Rle, Jpeg, Ybr, Planes, Inverse, DeepGrey];

    /// <summary>Whether pixels lose something when they are written.</summary>
    internal bool IsJpeg => Syntax == DicomTransferSyntax.JpegBaseline;
}
