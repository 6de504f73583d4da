using System.Buffers;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>Decodes and encodes the frames of one compression. A codec keeps nothing between calls and can be used by several threads at once.</summary>
public interface IFrameCodec
{
    /// <summary>Decodes a frame.</summary>
    /// <param name="stream">The frame's bytes, all its fragments together; padding may stand behind.</param>
    /// <param name="layout">What the frame must be like.</param>
    /// <param name="samples">Where the samples go: <see cref="FrameLayout.FrameLength"/> bytes. When decoding fails, what it holds is of no use.</param>
    /// <exception cref="PixelException">The stream is damaged, does not fit the layout, or is written in a way that this codec does not read.</exception>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is not as long as the frame.</exception>
    void Decode(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples);

    /// <summary>Encodes a frame.</summary>
    /// <param name="samples">The samples: <see cref="FrameLayout.FrameLength"/> bytes.</param>
    /// <param name="layout">What the frame is like.</param>
    /// <param name="output">Where the frame's bytes go; their number is even.</param>
    /// <exception cref="PixelException">The compression cannot hold such a frame.</exception>
    /// <exception cref="ArgumentException"><paramref name="samples"/> is not as long as the frame.</exception>
    void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output);
}
