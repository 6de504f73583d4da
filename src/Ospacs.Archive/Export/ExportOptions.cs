using Ospacs.Archive.Compression;
using Ospacs.Dicom.Media;

namespace Ospacs.Archive.Export;

/// <summary>Where an export goes, and by which rules.</summary>
public sealed record ExportOptions
{
    /// <summary>The folder that becomes the file-set: the root of a medium, or a folder that will be copied to one. It is made if it is not there.</summary>
    public required string Destination { get; init; }

    /// <summary>The media profile, by one of the names of <see cref="MediaProfile.Names"/>; upper or lower case.</summary>
    public string Profile { get; init; } = MediaProfile.GeneralPurposeName;

    /// <summary>
    /// How pixels that came without loss are written, where the profile allows it and the syntax can hold them; all others, and all when this is
    /// null, as they are stored. What the profile does not allow so is changed into a syntax that it allows, without loss. Lossy JPEG is never touched.
    /// </summary>
    public PixelCompression? Compression { get; init; }

    /// <summary>The file-set ID (0004,1130): up to 16 characters from A-Z, 0-9, _ and space; may be empty.</summary>
    public string Label { get; init; } = string.Empty;

    /// <summary>
    /// Whether the destination may hold other files. They stay as they are, outside the file-set, and the medium's README says so.
    /// A destination with a DICOMDIR is refused all the same.
    /// </summary>
    public bool AllowNonEmpty { get; init; }

    /// <summary>Checks the values and finds the profile.</summary>
    /// <exception cref="ExportException">One cannot be used.</exception>
    internal MediaProfile Check()
    {
        if (string.IsNullOrWhiteSpace(Destination))
        {
            throw new ExportException(ExportFailure.InvalidArgument, "An export needs a destination.");
        }
        if (!DicomFileId.IsFileSetId(Label))
        {
            throw new ExportException(ExportFailure.InvalidArgument, "A label has up to 16 characters from A-Z, 0-9, _ and space, and neither begins nor ends with a space.");
        }
        MediaProfile profile = MediaProfile.Find(Profile)
            ?? throw new ExportException(ExportFailure.InvalidArgument, $"There is no such profile. Profiles are {string.Join(", ", MediaProfile.Names)}.");
        CheckCompression(profile);
        return profile;
    }

    private void CheckCompression(MediaProfile profile)
    {
        if (Compression is not { } compression)
        {
            return;
        }
        if (!Enum.IsDefined(compression))
        {
            throw new ExportException(ExportFailure.InvalidArgument, $"There is no such compression. There are {string.Join(", ", Enum.GetNames<PixelCompression>())}.");
        }
        if (compression.Syntax() is { } syntax && !profile.Allows(syntax))
        {
            throw new ExportException(
                ExportFailure.InvalidArgument,
                $"{profile.Name} never allows {syntax.Keyword}. Leave the compression out, or take a profile that allows it: {string.Join(", ", MediaProfile.NamesThatAllow(syntax))}.");
        }
    }
}
