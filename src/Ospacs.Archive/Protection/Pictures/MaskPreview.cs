using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// An image for a person to judge: its first frame as it came, with the mask's edge in yellow and places that look like text in red, beside the
/// same frame masked. Identity side: it shows what the mask hides.
/// </summary>
public static class MaskPreview
{
    private const int Gap = 8;

    /// <summary>Draws an object.</summary>
    /// <param name="frames">Its frames, as they came.</param>
    /// <param name="masked">The rectangles that are masked.</param>
    /// <param name="places">Places that look like text; or none.</param>
    /// <exception cref="PixelException">The frame is damaged.</exception>
    public static Picture Draw(PictureFrames frames, IReadOnlyList<PixelRectangle> masked, IReadOnlyList<PixelRectangle> places)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentNullException.ThrowIfNull(masked);
        ArgumentNullException.ThrowIfNull(places);
        Picture frame = frames.Read(0);
        var canvas = new PictureCanvas((2 * frames.Columns) + Gap, frames.Rows);
        canvas.Put(frame, 0, 0);
        canvas.Put(frame, frames.Columns + Gap, 0);
        foreach (PixelRectangle area in masked)
        {
            canvas.Outline(area, PictureCanvas.MaskColour);
            canvas.Fill(Beside(area, frames), PictureCanvas.White);
        }
        foreach (PixelRectangle place in places)
        {
            canvas.Outline(Around(place), PictureCanvas.TextColour);
            canvas.Outline(Beside(Around(place), frames), PictureCanvas.TextColour);
        }
        return canvas.Picture;
    }

    private static PixelRectangle Beside(PixelRectangle area, PictureFrames frames) => area with { X = area.X + frames.Columns + Gap };

    private static PixelRectangle Around(PixelRectangle place) => new(place.X - 3, place.Y - 3, place.Width + 6, place.Height + 6);
}
