namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>The quantized DC coefficient of a block that is all of one level.</summary>
/// <param name="Dc">The coefficient.</param>
/// <param name="Level">The level that a decoder makes of it.</param>
internal readonly record struct JpegFill(int Dc, int Level)
{
    /// <summary>The coefficient whose level is nearest, where decoders cut off what is above the highest level or below zero.</summary>
    /// <param name="level">The level that is wanted.</param>
    /// <param name="step">The quantization step of the DC coefficient.</param>
    /// <param name="precision">Bits of a sample.</param>
    internal static JpegFill Nearest(int level, int step, int precision)
    {
        int middle = 1 << (precision - 1);
        // A DC coefficient is eight times the mean of its block (T.81 section A.3.3).
        int exact = 8 * (level - middle);
        int toZero = exact / step;
        int beyond = toZero + Math.Sign(exact);
        JpegFill near = Of(toZero, step, middle);
        JpegFill far = Of(beyond, step, middle);
        // Decoders look up what to cut off, in a table that ends somewhere: one range beyond is safe.
        bool safe = Math.Abs(beyond * step) <= 24 * middle;
        return safe && Math.Abs(far.Level - level) < Math.Abs(near.Level - level) ? far : near;
    }

    private static JpegFill Of(int dc, int step, int middle) => new(dc, Math.Clamp((((dc * step) + 4) >> 3) + middle, 0, (2 * middle) - 1));
}
