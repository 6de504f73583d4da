using System.Buffers;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.Rle;

/// <summary>
/// RLE Lossless (PS3.5 Annex G): the bytes of samples parted into segments, each a string of run lengths. It holds every layout of up to 15
/// bytes a pixel, and cells bit for bit, whatever their bits stored.
/// </summary>
public sealed class RleCodec : IFrameCodec
{
    // A piece of every segment that is expanded before the pieces are put side by side: all of them stay in the nearest cache.
    private const int Piece = 2048;

    /// <summary>The codec.</summary>
    public static RleCodec Instance { get; } = new();

    /// <inheritdoc/>
    public void Decode(ReadOnlySpan<byte> stream, in FrameLayout layout, Span<byte> samples)
    {
        CheckLength(layout, samples);
        int segments = RleHeader.SegmentsOf(layout);
        Span<int> bounds = stackalloc int[segments + 1];
        RleHeader.Read(stream, bounds);
        if (segments == 1)
        {
            int done = 0;
            RleSegment.Expand(stream[bounds[0]..], samples, ref done, samples.Length);
            return;
        }

        const int Stride = Piece + RleSegment.Margin;
        byte[] pieces = ArrayPool<byte>.Shared.Rent(segments * Stride);
        try
        {
            Span<int> starts = stackalloc int[segments];
            bounds[..segments].CopyTo(starts);
            Span<int> there = stackalloc int[segments];
            there.Clear();
            int bytesPerSample = layout.BitsAllocated / 8;
            int plane = samples.Length / segments;
            for (int done = 0; done < plane; done += Piece)
            {
                int wanted = Math.Min(Piece, plane - done);
                int most = Math.Min(Stride, plane - done);
                for (int segment = 0; segment < segments; segment++)
                {
                    Span<byte> piece = pieces.AsSpan(RleHeader.PositionOf(segment, bytesPerSample) * Stride, most);
                    starts[segment] += RleSegment.Expand(stream[starts[segment]..bounds[segment + 1]], piece, ref there[segment], wanted);
                }
                SampleInterleaving.Interleave(pieces, Stride, segments, wanted, samples.Slice(done * segments, wanted * segments));
                for (int segment = 0; segment < segments; segment++)
                {
                    // A run may go on into the next piece.
                    Span<byte> piece = pieces.AsSpan(RleHeader.PositionOf(segment, bytesPerSample) * Stride, Stride);
                    piece[wanted..there[segment]].CopyTo(piece);
                    there[segment] -= wanted;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pieces);
        }
    }

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<byte> samples, in FrameLayout layout, IBufferWriter<byte> output)
    {
        CheckLength(layout, samples);
        ArgumentNullException.ThrowIfNull(output);
        RleEncoder.Encode(samples, layout, output);
    }

    private static void CheckLength(in FrameLayout layout, ReadOnlySpan<byte> samples)
    {
        if (samples.Length != layout.FrameLength)
        {
            throw new ArgumentException("The samples are not as long as the frame.", nameof(samples));
        }
    }
}
