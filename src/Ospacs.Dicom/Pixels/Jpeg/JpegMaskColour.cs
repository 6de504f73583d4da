using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>What the object says of its colours, so that what is blanked is shown white.</summary>
/// <param name="Photometric">The photometric interpretation, or null to take what the stream says alone. Where both speak of three colours and differ, the stream is right: see <see cref="JpegMaskReport.ContradictsPhotometric"/>.</param>
/// <param name="BitsStored">The bits of a sample, where they are fewer than the stream's precision: of 10 bits in a stream of 12, white is 1023.</param>
public sealed record JpegMaskColour(PhotometricInterpretation? Photometric = null, int? BitsStored = null)
{
    /// <summary>The colour for an object.</summary>
    /// <param name="description">How the object's pixels are laid out.</param>
    public static JpegMaskColour Of(PixelDescription description) => new(description.Photometric, description.BitsStored);

    /// <summary>Whether the three components are red, green and blue.</summary>
    internal bool IsRgb(JpegStream stream) => stream.Colour == JpegColour.Rgb || (stream.Colour == JpegColour.Unsaid && Photometric == PhotometricInterpretation.Rgb);

    /// <summary>Whether the stream and the object say different things about three components.</summary>
    internal bool Contradicts(JpegStream stream) => stream.Components.Count == 3 && Photometric is { } photometric && stream.Colour switch
    {
        JpegColour.Rgb => photometric != PhotometricInterpretation.Rgb,
        JpegColour.Ybr => photometric == PhotometricInterpretation.Rgb,
        _ => false,
    };

    /// <summary>The level of each component that is shown white.</summary>
    /// <exception cref="PixelException">Nothing is known to be white.</exception>
    internal int[] LevelsOf(JpegStream stream)
    {
        int bits = Math.Clamp(BitsStored ?? stream.Precision, 1, stream.Precision);
        int highest = (1 << bits) - 1;
        int middle = 1 << (bits - 1);
        switch (stream.Components.Count)
        {
            case 1 when Photometric == PhotometricInterpretation.PaletteColor:
                throw JpegFault.Unsupported("holds a JPEG image of indexes into a palette, which losing detail changes into other colours");
            case 1:
                return [Photometric == PhotometricInterpretation.Monochrome1 ? 0 : highest];
            case 3 when !IsRgb(stream):
                return [Photometric == PhotometricInterpretation.YbrPartial422 ? 235 * (highest + 1) / 256 : highest, middle, middle];
            case 4:
                // Adobe stores cyan, magenta, yellow and black inverted.
                return !stream.HasAdobe ? [0, 0, 0, 0] : stream.Colour == JpegColour.Ybr ? [highest, middle, middle, highest] : [highest, highest, highest, highest];
            default:
                return [.. Enumerable.Repeat(highest, stream.Components.Count)];
        }
    }
}
