namespace Ospacs.Archive.Compression;

/// <summary>How pixels are compressed that came without loss. Lossy JPEG is never touched, and what a syntax does not hold stays as it is.</summary>
public enum PixelCompression
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>RLE Lossless: read everywhere, and about half the size of ultrasound that is not compressed.</summary>
    RleLossless,
    /// <summary>JPEG-LS Lossless: the smallest, about a quarter of the size; not every viewer reads it.</summary>
    JpegLsLossless,
}

/// <summary>The transfer syntaxes of <see cref="PixelCompression"/>.</summary>
public static class PixelCompressions
{
    /// <summary>The transfer syntax to compress in, or null for none.</summary>
    /// <param name="compression">The compression.</param>
    public static DicomTransferSyntax? Syntax(this PixelCompression compression) => compression switch
    {
        PixelCompression.None => null,
        PixelCompression.RleLossless => DicomTransferSyntax.RleLossless,
        PixelCompression.JpegLsLossless => DicomTransferSyntax.JpegLsLossless,
        _ => throw new ArgumentOutOfRangeException(nameof(compression)),
    };
}
