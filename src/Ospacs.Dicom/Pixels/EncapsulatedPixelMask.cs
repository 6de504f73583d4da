using System.Buffers;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels;

/// <summary>Compressed pixels with a mask on them: another Pixel Data element, made frame by frame while it is written.</summary>
/// <param name="PixelData">The element.</param>
/// <param name="Syntax">The transfer syntax that the object has then.</param>
/// <param name="Masked">What is blanked: the rectangles that were asked for, grown where the compression asks for it.</param>
public sealed record EncapsulatedPixelMask(DicomElement PixelData, DicomTransferSyntax Syntax, IReadOnlyList<PixelRectangle> Masked)
{
    /// <summary>The most bytes that a frame may have when it is decoded: two of them lie in memory for each object that is worked on.</summary>
    public const int LargestFrame = 64 << 20;

    /// <summary>Makes the mask of a compressed object. Damage in a frame shows when that frame is written, as a <see cref="PixelException"/>.</summary>
    /// <param name="description">How the object's pixels are laid out.</param>
    /// <param name="dataset">The object.</param>
    /// <param name="syntax">Its transfer syntax.</param>
    /// <param name="rectangles">What is to be blanked. With none the frames are written again all the same: what hid between them is gone.</param>
    /// <exception cref="PixelException">The syntax cannot be masked, or fragments and frames do not agree.</exception>
    public static EncapsulatedPixelMask Create(PixelDescription description, DicomDataset dataset, DicomTransferSyntax syntax, IReadOnlyList<PixelRectangle> rectangles)
    {
        if (PixelCodecs.RecodingOf(syntax) is not { } recoding)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, $"is compressed in {syntax.Keyword}, which cannot be masked");
        }
        // The fragments are looked at now, so that a contradiction shows before anything is written.
        using (EncapsulatedFrames.Of(dataset, syntax, description.NumberOfFrames))
        {
        }
        var layout = new FrameLayout(description.Rows, description.Columns, description.SamplesPerPixel, description.BitsAllocated, description.BitsStored, description.IsSigned);
        if (layout.FrameLength > LargestFrame)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PixelData, "has frames that are too large to be decoded");
        }
        NativePixelMask mask = NativePixelMask.CreateForDecodedFrame(description, dataset, rectangles);
        IEnumerable<ReadOnlyMemory<byte>> frames = new RecodedFrames(dataset, description.NumberOfFrames, recoding, layout, mask);
        return new EncapsulatedPixelMask(DicomElement.CreateEncapsulated(frames, dataset.Find(DicomTag.PixelData)!.Length), recoding.Result, mask.Masked);
    }

    /// <summary>The frames of an object, each decoded, masked and encoded again when it is asked for.</summary>
    private sealed class RecodedFrames(DicomDataset dataset, int count, LosslessRecoding recoding, FrameLayout layout, NativePixelMask mask) : IEnumerable<ReadOnlyMemory<byte>>
    {
        public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
        {
            byte[] samples = ArrayPool<byte>.Shared.Rent(layout.FrameLength);
            try
            {
                using EncapsulatedFrames frames = EncapsulatedFrames.Of(dataset, recoding.Syntax, count);
                var encoded = new ArrayBufferWriter<byte>();
                for (int frame = 0; frame < count; frame++)
                {
                    Recode(frames.Read(frame).Span, samples.AsSpan(0, layout.FrameLength), encoded);
                    yield return encoded.WrittenMemory;
                    encoded.ResetWrittenCount();
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(samples);
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private void Recode(ReadOnlySpan<byte> stream, Span<byte> samples, ArrayBufferWriter<byte> encoded)
        {
            recoding.Decoder.Decode(stream, layout, samples);
            mask.Apply(samples, 0);
            recoding.Encoder.Encode(samples, layout, encoded);
        }
    }
}
