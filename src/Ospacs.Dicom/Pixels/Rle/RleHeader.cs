using System.Buffers.Binary;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels.Rle;

/// <summary>The 64 bytes before the segments of an RLE frame: their number and where each begins (PS3.5 section G.5).</summary>
internal static class RleHeader
{
    internal const int Length = 64;
    internal const int MostSegments = 15;

    /// <summary>Segments of a frame: one for each byte of a pixel.</summary>
    /// <exception cref="PixelException">The header has no room for so many.</exception>
    internal static int SegmentsOf(in FrameLayout layout)
    {
        int segments = layout.SamplesPerPixel * (layout.BitsAllocated / 8);
        return segments <= MostSegments ? segments : throw new PixelException(PixelProblem.Unsupported, DicomTag.SamplesPerPixel, "is more than run lengths can hold");
    }

    /// <summary>
    /// The place in a pixel of the byte that a segment holds. A sample's most significant byte has the first segment, and stands last in
    /// its little-endian cell (PS3.5 section G.2).
    /// </summary>
    internal static int PositionOf(int segment, int bytesPerSample) => segment - (segment % bytesPerSample) + bytesPerSample - 1 - (segment % bytesPerSample);

    /// <summary>Reads where segments begin and, behind the last, where the stream ends.</summary>
    /// <param name="stream">The frame.</param>
    /// <param name="bounds">As many numbers as there must be segments, and one more.</param>
    internal static void Read(ReadOnlySpan<byte> stream, Span<int> bounds)
    {
        int segments = bounds.Length - 1;
        if (stream.Length < Length)
        {
            throw Damaged("holds a frame that is shorter than its header");
        }
        if (BinaryPrimitives.ReadUInt32LittleEndian(stream) != (uint)segments)
        {
            throw Damaged("holds a frame whose number of segments does not fit the samples");
        }
        uint before = Length;
        for (int segment = 0; segment < segments; segment++)
        {
            uint offset = BinaryPrimitives.ReadUInt32LittleEndian(stream[(4 + (4 * segment))..]);
            if (offset < before || offset > (uint)stream.Length)
            {
                throw Damaged("holds a frame whose segments do not follow each other");
            }
            bounds[segment] = (int)offset;
            before = offset;
        }
        bounds[segments] = stream.Length;
    }

    internal static void Write(Span<byte> header, ReadOnlySpan<int> lengths)
    {
        header[..Length].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, (uint)lengths.Length);
        uint offset = Length;
        for (int segment = 0; segment < lengths.Length; segment++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(header[(4 + (4 * segment))..], offset);
            offset += (uint)lengths[segment];
        }
    }

    internal static PixelException Damaged(string problem) => new(PixelProblem.Inconsistent, DicomTag.PixelData, problem);
}
