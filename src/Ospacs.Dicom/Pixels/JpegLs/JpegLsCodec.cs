using System.Buffers;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLs;

/// <summary>
/// JPEG-LS (ISO 14495-1; PS3.5 section A.4.3). It decodes without loss and nearly without, 2 to 16 bits, up to four components in every
/// order, presets and restart intervals; mapping tables and Hewlett-Packard's colour transforms it refuses. It encodes without loss, the
/// samples of several components by turns, which is both the fastest and, of ultrasound, the smallest.
/// </summary>
public sealed class JpegLsCodec : IFrameCodec
{
    /// <summary>The codec.</summary>
    public static JpegLsCodec Instance { get; } = new();

    /// <summary>The codec for the lossless syntax: it refuses streams that have lost something, which an object in that syntax denies.</summary>
    public static JpegLsCodec Lossless { get; } = new() { IsStrict = true };

    private bool IsStrict { get; init; }

    /// <summary>Reads a stream's headers.</summary>
    /// <param name="stream">The frame's bytes.</param>
    /// <exception cref="PixelException">The headers are damaged, or those of another process.</exception>
    public static JpegLsInfo Describe(ReadOnlySpan<byte> stream)
    {
        var header = new JpegLsHeader(stream);
        int near = 0;
        do
        {
            near = Math.Max(near, header.ReadToScan().Presets.Near);
            header.SkipScan();
        }
        while (!header.IsComplete);
        return new JpegLsInfo(header.Rows, header.Columns, header.Components, header.Precision, near, header.HasColourTransform);
    }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
    {
        CheckLength(layout, samples);
        new JpegLsDecoder(stream, layout, samples).Decode(IsStrict);
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output)
    {
        CheckLength(layout, samples);
        ArgumentNullException.ThrowIfNull(output);
        JpegLsEncoder.Encode(samples, layout, output);
    }

    private static void CheckLength(in FrameLayout layout, ReadOnlySpan<byte> samples)
    {
        if (samples.Length != layout.FrameLength)
        {
            throw new ArgumentException("The samples are not as long as the frame.", nameof(samples));
        }
    }
}
