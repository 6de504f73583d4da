namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>Red, green and blue from luminance and colour differences of the full range (ITU-T T.871; PS3.3 section C.7.6.3.1.2).</summary>
internal static class JpegRgb
{
    private const int Fraction = 16;
    private const int Half = 1 << (Fraction - 1);

    /// <summary>Converts samples where they stand.</summary>
    /// <param name="first">Luminance; becomes red.</param>
    /// <param name="second">The blue difference; becomes green.</param>
    /// <param name="third">The red difference; becomes blue.</param>
    /// <param name="precision">Bits of a sample.</param>
    internal static void Convert(Span<ushort> first, Span<ushort> second, Span<ushort> third, int precision)
    {
        int middle = 1 << (precision - 1);
        int highest = (1 << precision) - 1;
        for (int i = 0; i < first.Length; i++)
        {
            int luminance = first[i];
            int blue = second[i] - middle;
            int red = third[i] - middle;
            first[i] = Clamp(luminance + (((91881 * red) + Half) >> Fraction), highest);
            second[i] = Clamp(luminance + (((-22554 * blue) - (46802 * red) + Half) >> Fraction), highest);
            third[i] = Clamp(luminance + (((116130 * blue) + Half) >> Fraction), highest);
        }
    }

    private static ushort Clamp(int value, int highest) => (ushort)Math.Clamp(value, 0, highest);
}
