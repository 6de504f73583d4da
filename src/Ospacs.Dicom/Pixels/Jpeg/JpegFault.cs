using System.Globalization;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>The errors of this folder: all about Pixel Data, with the byte of the frame where that helps, never with what stands there.</summary>
internal static class JpegFault
{
    internal static PixelException Unsupported(string problem) => new(PixelProblem.Unsupported, DicomTag.PixelData, problem);

    internal static PixelException Inconsistent(string problem) => new(PixelProblem.Inconsistent, DicomTag.PixelData, problem);

    internal static PixelException Inconsistent(string problem, int offset) =>
        Inconsistent(string.Create(CultureInfo.InvariantCulture, $"{problem}, at byte {offset} of a frame"));

    internal static PixelException EndsEarly() => Inconsistent("holds a JPEG scan that ends before its last block");

    internal static PixelException UnknownCode() => Inconsistent("holds a JPEG scan with a code that its tables do not have");

    internal static PixelException TooLong() => Inconsistent("holds a JPEG block of more than 64 coefficients");

    internal static PixelException OutOfRange() => Inconsistent("holds a JPEG scan whose DC coefficients are out of range");
}
