using Ospacs.Archive.Protection.Pictures;

namespace Ospacs.PowerShell.Commands;

/// <summary>What is on a contact sheet.</summary>
public sealed record ContactSheetReport
{
    /// <summary>The sheet's file: identity side.</summary>
    public required string Destination { get; init; }

    /// <summary>The kinds of picture, drawn or not.</summary>
    public required IReadOnlyList<ContactSheetGroup> Groups { get; init; }

    /// <summary>The names of the mask rules that it shows.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>Files that are no images, or could not be read.</summary>
    public required int Skipped { get; init; }

    /// <summary>SHA-256 of the sheet, 64 hexadecimal digits.</summary>
    public required string Sha256 { get; init; }
}
