using System.Buffers;
using System.Collections;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels;

/// <summary>The frames of an object, each decoded, masked and encoded anew when it is asked for, or given as samples where there is no encoder.</summary>
internal sealed class RecodedFrames(PixelDescription description, DicomDataset dataset, DicomTransferSyntax syntax, NativePixelMask mask, IFrameCodec? encoder, PixelIdentity identity)
    : IEnumerable<ReadOnlyMemory<byte>>
{
    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        using var frames = PixelFrames.Of(description, dataset, syntax);
        int length = frames.Layout.FrameLength;
        byte[] samples = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            identity.Restart();
            var encoded = new ArrayBufferWriter<byte>();
            for (int frame = 0; frame < frames.Count; frame++)
            {
                Read(frames, frame, samples.AsSpan(0, length));
                if (encoder is null)
                {
                    yield return samples.AsMemory(0, length);
                    continue;
                }
                encoded.ResetWrittenCount();
                encoder.Encode(samples.AsSpan(0, length), frames.Layout, encoded);
                yield return encoded.WrittenMemory;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(samples);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Read(PixelFrames frames, int frame, Span<byte> samples)
    {
        frames.Read(frame, samples);
        mask.Apply(samples, 0);
        identity.Append(samples);
    }
}
