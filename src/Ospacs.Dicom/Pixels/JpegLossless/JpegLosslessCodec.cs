using System.Buffers;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.JpegLossless;

/// <summary>
/// Lossless JPEG with Huffman codes (ISO 10918-1 process 14, Annex H; PS3.5 section A.4.1). It decodes every predictor, point transforms,
/// restart intervals, 2 to 16 bits and up to four components, in one scan or several; it encodes the first predictor, in one scan, with
/// tables made for the frame: what 1.2.840.10008.1.2.4.70 asks for.
/// </summary>
public sealed class JpegLosslessCodec : IFrameCodec
{
    /// <summary>The codec.</summary>
    public static JpegLosslessCodec Instance { get; } = new();

    /// <summary>The codec for the lossless syntaxes: it refuses streams whose point transform has cut bits off, which an object in these syntaxes denies.</summary>
    public static JpegLosslessCodec Lossless { get; } = new() { IsStrict = true };

    private bool IsStrict { get; init; }

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
    {
        CheckLength(layout, samples);
        new JpegLosslessDecoder(stream, layout, samples).Decode(IsStrict);
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output)
    {
        CheckLength(layout, samples);
        ArgumentNullException.ThrowIfNull(output);
        JpegLosslessEncoder.Encode(samples, layout, output);
    }

    private static void CheckLength(in FrameLayout layout, ReadOnlySpan<byte> samples)
    {
        if (samples.Length != layout.FrameLength)
        {
            throw new ArgumentException("The samples are not as long as the frame.", nameof(samples));
        }
    }
}
