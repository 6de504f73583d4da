using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Acceptance;

/// <summary>An ultrasound scanner that was made up: what it writes and where it burns names in.</summary>
public sealed record SampleScanner
{
    /// <summary>Manufacturer (0008,0070).</summary>
    public required string Manufacturer { get; init; }

    /// <summary>Manufacturer's Model Name (0008,1090).</summary>
    public required string Model { get; init; }

    /// <summary>Device Serial Number (0018,1000).</summary>
    public required string SerialNumber { get; init; }

    /// <summary>Station Name (0008,1010).</summary>
    public required string Station { get; init; }

    /// <summary>Institution Name (0008,0080), which is burned in too, so in capital letters.</summary>
    public required string Institution { get; init; }

    /// <summary>Pixels across.</summary>
    public int Columns { get; init; } = 512;

    /// <summary>Pixels down.</summary>
    public int Rows { get; init; } = 384;

    /// <summary>How pixels are written.</summary>
    public SamplePixelFormat Format { get; init; } = SamplePixelFormat.Rgb;

    /// <summary>The transfer syntax of its files; a native one.</summary>
    public DicomTransferSyntax Syntax { get; init; } = DicomTransferSyntax.ExplicitVRLittleEndian;

    /// <summary>The banner along the top that holds patient and hospital, in pixels; 0 for a scanner that burns nothing in.</summary>
    public int Banner { get; init; } = 44;

    /// <summary>The strip along the bottom that holds date, time and operator, in pixels.</summary>
    public int Footer { get; init; } = 24;

    /// <summary>What the scanner claims in Sequence of Ultrasound Regions (0018,6011); empty when it writes none.</summary>
    public IReadOnlyList<PixelRectangle> Regions { get; init; } = [];

    /// <summary>Whether pictures show flow in colour.</summary>
    public bool HasColourFlow { get; init; }

    /// <summary>Burned In Annotation (0028,0301), or null when the scanner leaves it out, as most do.</summary>
    public string? BurnedInAnnotation { get; init; }
}
