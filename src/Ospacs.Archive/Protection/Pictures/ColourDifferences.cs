namespace Ospacs.Archive.Protection.Pictures;

/// <summary>Red, green and blue from luminance and colour differences (PS3.3 section C.7.6.3.1.2).</summary>
internal static class ColourDifferences
{
    private const int Fraction = 16;

    /// <summary>Converts pixels where they stand.</summary>
    /// <param name="pixels">Luminance and the blue and the red difference of each pixel; they become red, green and blue.</param>
    /// <param name="isPartial">Whether luminance goes from 16 to 235 and differences from 16 to 240 (YBR_PARTIAL_422), rather than over the full range.</param>
    internal static void ToRgb(Span<byte> pixels, bool isPartial)
    {
        for (int at = 0; at + 3 <= pixels.Length; at += 3)
        {
            int luminance = pixels[at] << Fraction;
            int blue = pixels[at + 1] - 128;
            int red = pixels[at + 2] - 128;
            if (isPartial)
            {
                luminance = (pixels[at] - 16) * 76309;
                (blue, red) = (blue * 255 / 224, red * 255 / 224);
            }
            // Most of a picture is grey.
            if (blue == 0 && red == 0)
            {
                pixels.Slice(at, 3).Fill(Rounded(luminance));
                continue;
            }
            pixels[at] = Rounded(luminance + (91881 * red));
            pixels[at + 1] = Rounded(luminance - (22554 * blue) - (46802 * red));
            pixels[at + 2] = Rounded(luminance + (116130 * blue));
        }
    }

    private static byte Rounded(int value) => (byte)Math.Clamp((value + (1 << (Fraction - 1))) >> Fraction, 0, byte.MaxValue);
}
