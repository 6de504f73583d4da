using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels;

/// <summary>White, which each photometric interpretation, depth and palette writes in its own way.</summary>
public static class PixelWhite
{
    /// <summary>The cells of a white pixel: the samples of their order, as numbers of <see cref="PixelDescription.BitsAllocated"/> bits.</summary>
    /// <param name="description">How the pixels are laid out.</param>
    /// <param name="dataset">The object, for its palette.</param>
    /// <exception cref="PixelException">The palette is damaged or missing.</exception>
    public static uint[] Of(PixelDescription description, DicomDataset dataset)
    {
        int stored = description.BitsStored;
        uint highest = (uint)((1UL << stored) - 1);
        uint middle = 1u << (stored - 1);
        // A signed number is extended over its whole cell, so that it reads the same whether or not a reader cuts it to the bits stored.
        uint cell = (uint)((1UL << description.BitsAllocated) - 1);
        switch (description.Photometric)
        {
            case PhotometricInterpretation.Monochrome2:
                return [description.IsSigned ? highest >> 1 : highest];
            case PhotometricInterpretation.Monochrome1:
                return [description.IsSigned ? ~(middle - 1) & cell : 0];
            case PhotometricInterpretation.PaletteColor:
                return [(uint)PixelPalette.BrightestIndex(description, dataset) & cell];
            case PhotometricInterpretation.Rgb:
                return [highest, highest, highest];
            case PhotometricInterpretation.YbrPartial422:
                return [235, 128, 128];
            case PhotometricInterpretation.YbrFull or PhotometricInterpretation.YbrFull422:
                return [highest, middle, middle];
            default:
                throw new PixelException(PixelProblem.Unsupported, DicomTag.PhotometricInterpretation, "has no white of its own");
        }
    }
}
