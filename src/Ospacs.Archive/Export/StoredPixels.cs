using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Export;

/// <summary>What is known of a stored object's pixels: how they are laid out, or why they cannot leave the transfer syntax that they have.</summary>
/// <param name="Description">Their layout, when they can be written in another syntax without loss; else null.</param>
/// <param name="Obstacle">Why they cannot, as a sentence; else null.</param>
internal sealed record StoredPixels(PixelDescription? Description, string? Obstacle)
{
    /// <summary>Looks at an object's pixels; no frame is decoded.</summary>
    /// <param name="stored">The object.</param>
    internal static StoredPixels Of(DicomFile stored)
    {
        DicomTransferSyntax syntax = stored.TransferSyntax;
        if (syntax.IsLossy)
        {
            return new StoredPixels(null, "Pixels that were compressed with loss are never decoded.");
        }
        if (!syntax.CanMask)
        {
            return new StoredPixels(null, "Pixels in it cannot be decoded here.");
        }
        try
        {
            var description = PixelDescription.Of(stored.Dataset, syntax);
            // Recoding would clear the bits that the overlay lies in. An archive's own objects have none: protection has taken them out.
            return description.HasEmbeddedOverlay ? new StoredPixels(null, "An overlay lies in unused bits of its pixels.") : new StoredPixels(description, null);
        }
        catch (PixelException e)
        {
            return new StoredPixels(null, "Its pixels cannot be decoded: " + e.Message);
        }
    }
}
