using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Acceptance;

/// <summary>The scanners of the sample trial. Makers and models are made up.</summary>
internal static class SampleScanners
{
    internal static SampleScanner Albatross { get; } = new()
    {
        Manufacturer = "Albatross Medical", Model = "Albatross 3", SerialNumber = "ALB-30077", Station = "USROOM4", Institution = "ST BRIDE HOSPITAL",
        HasColourFlow = true, BurnedInAnnotation = "YES",
    };

    /// <summary>Names its regions: the picture, and a narrow one beside it.</summary>
    internal static SampleScanner Petrel { get; } = new()
    {
        Manufacturer = "Petrel Imaging", Model = "Petrel 7", SerialNumber = "PTL-70031", Station = "PETREL-B", Institution = "NORTHWHARF CLINIC",
        Columns = 560, Rows = 400, Format = SamplePixelFormat.YbrFull, HasColourFlow = true,
        Regions = [new PixelRectangle(40, 56, 400, 300), new PixelRectangle(470, 56, 64, 300)],
    };

    internal static SampleScanner Kittiwake { get; } = new()
    {
        Manufacturer = "Kittiwake Systems", Model = "KW-20", SerialNumber = "KW20-0419", Station = "KITTI-1", Institution = "HARBOURSIDE UNIT",
        Format = SamplePixelFormat.Palette, Syntax = DicomTransferSyntax.ImplicitVRLittleEndian, HasColourFlow = true,
    };

    internal static SampleScanner KittiwakeGrey { get; } = Kittiwake with { Format = SamplePixelFormat.Monochrome2, HasColourFlow = false };

    internal static SampleScanner KittiwakeOld { get; } = Kittiwake with
    {
        Format = SamplePixelFormat.Monochrome2Deep, Syntax = DicomTransferSyntax.ExplicitVRBigEndian, HasColourFlow = false,
    };

    /// <summary>A research probe that burns nothing in.</summary>
    internal static SampleScanner Plover { get; } = new()
    {
        Manufacturer = "Plover Research", Model = "P1", SerialNumber = "PLV-00012", Station = "PLOVER", Institution = "HARBOURSIDE UNIT",
        Columns = 256, Rows = 256, Format = SamplePixelFormat.Monochrome1, Banner = 0, Footer = 0,
    };

    /// <summary>No rule of the policy knows it.</summary>
    internal static SampleScanner Gannet { get; } = new()
    {
        Manufacturer = "Gannet Ultrasonics", Model = "Gannet X", SerialNumber = "GNX-55510", Station = "GANNET", Institution = "HARBOURSIDE UNIT",
    };
}
