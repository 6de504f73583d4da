using Ospacs.Archive.Protection.Masks;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>Previews of files. Identity side: a preview shows what the mask hides.</summary>
internal static class PreviewFile
{
    /// <summary>Draws a file's first frame, as it came and as a policy masks it, as PNG. What cannot be decoded gives a picture of one black pixel.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="path">The file.</param>
    /// <param name="policy">The policy.</param>
    /// <param name="places">Places to mark, where text was found.</param>
    internal static void Write(Stream output, string path, ArchivePolicy policy, IReadOnlyList<PixelRectangle> places)
    {
        using DicomFile file = DicomFile.Open(path);
        PngWriter.Write(output, Draw(file, policy, places) ?? new Picture(1, 1, isColour: false));
    }

    /// <summary>The preview of an open file, or null when its pixels cannot be decoded.</summary>
    internal static Picture? Draw(DicomFile file, ArchivePolicy policy, IReadOnlyList<PixelRectangle> places)
    {
        try
        {
            using var frames = PictureFrames.Of(file);
            return MaskPreview.Draw(frames, policy.Masks.Select(file.Dataset, file.FileMeta)?.Blank ?? [], places);
        }
        catch (Exception e) when (e is PixelException or DicomFormatException)
        {
            return null;
        }
    }
}
