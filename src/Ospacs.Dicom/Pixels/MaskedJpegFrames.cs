using System.Buffers;
using System.Collections;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Pixels.Jpeg;

namespace Ospacs.Dicom.Pixels;

/// <summary>The frames of a lossy JPEG object, each masked among its coefficients when it is asked for.</summary>
internal sealed class MaskedJpegFrames : IEnumerable<ReadOnlyMemory<byte>>
{
    private readonly PixelDescription _description;
    private readonly DicomDataset _dataset;
    private readonly DicomTransferSyntax _syntax;
    private readonly IReadOnlyList<PixelRectangle> _rectangles;
    private readonly JpegMaskColour _colour;
    private readonly PixelIdentity _identity;

    /// <summary>Looks at the first frame, so that what cannot be masked shows before anything is written.</summary>
    /// <exception cref="PixelException">The frames are no JPEG that can be masked, contradict the object, or fragments and frames do not agree.</exception>
    internal MaskedJpegFrames(PixelDescription description, DicomDataset dataset, DicomTransferSyntax syntax, IReadOnlyList<PixelRectangle> rectangles, PixelIdentity identity)
    {
        _description = description;
        _dataset = dataset;
        _syntax = syntax;
        _rectangles = rectangles;
        _colour = JpegMaskColour.Of(description);
        _identity = identity;
        using var frames = EncapsulatedFrames.Of(dataset, syntax, description.NumberOfFrames);
        var first = JpegStream.Parse(frames.Read(0).Span);
        Check(first);
        _ = _colour.LevelsOf(first);
        Grown = JpegBlockMask.Grow(first, rectangles);
    }

    /// <summary>The rectangles as they grew to the edges of blocks: the same ones in every frame.</summary>
    internal IReadOnlyList<PixelRectangle> Grown { get; }

    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        using var frames = EncapsulatedFrames.Of(_dataset, _syntax, _description.NumberOfFrames);
        _identity.Restart();
        var masked = new ArrayBufferWriter<byte>();
        for (int frame = 0; frame < frames.Count; frame++)
        {
            masked.ResetWrittenCount();
            yield return Mask(frames.Read(frame).Span, masked);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private ReadOnlyMemory<byte> Mask(ReadOnlySpan<byte> frame, ArrayBufferWriter<byte> masked)
    {
        JpegMaskReport report = JpegBlockMask.Apply(frame, _rectangles, _colour, masked);
        Check(report.Stream);
        if (!report.Grown.SequenceEqual(Grown))
        {
            throw JpegFault.Inconsistent("has frames whose colours are sampled in different ways");
        }
        IReadOnlyList<(int Start, int End)> surplus = _identity.AppendJpeg(masked.WrittenSpan).Surplus;
        return surplus.Count == 0 ? masked.WrittenMemory : Without(surplus, masked.WrittenSpan);
    }

    /// <summary>What stands between the coded blocks and the next marker is no part of the picture, and is left out like comments are.</summary>
    private static byte[] Without(IReadOnlyList<(int Start, int End)> surplus, ReadOnlySpan<byte> frame)
    {
        var kept = new ArrayBufferWriter<byte>(frame.Length);
        int from = 0;
        foreach ((int start, int end) in surplus)
        {
            kept.Write(frame[from..start]);
            from = end;
        }
        kept.Write(frame[from..]);
        // The byte that filled the frame up to an even length may now be the one too many.
        bool padded = kept.WrittenSpan is [.., 0] && (kept.WrittenCount & 1) != 0;
        return kept.WrittenSpan[..(kept.WrittenCount - (padded ? 1 : 0))].ToArray();
    }

    private void Check(JpegStream stream)
    {
        if (stream.Rows != _description.Rows || stream.Columns != _description.Columns || stream.Components.Count != _description.SamplesPerPixel)
        {
            throw JpegFault.Inconsistent("holds a JPEG image of another size or number of samples than the object says");
        }
        if (stream.Precision > _description.BitsAllocated || (_syntax.Uid == DicomTransferSyntax.JpegBaseline.Uid && stream.Precision != 8))
        {
            throw JpegFault.Inconsistent("holds a JPEG image of more bits than the object says");
        }
        if (_description.HasEmbeddedOverlay && stream.Precision > _description.BitsStored)
        {
            throw JpegFault.Unsupported("holds a JPEG image with an overlay in its samples");
        }
        if (_description.IsSigned)
        {
            // What becomes of a sign in a lossy stream, decoders do not agree on; nor, therefore, on what is white.
            throw JpegFault.Unsupported("holds a lossy JPEG image of signed samples");
        }
    }
}
