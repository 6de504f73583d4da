using System.Buffers;
using Ospacs.Dicom.Data;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>
/// Native frames of which two pixels share a pair of colour differences (YBR_FULL_422, PS3.3 section C.7.6.3.1.2): each pixel gets both.
/// They are for showing only, since the object has no such samples.
/// </summary>
internal sealed class SharedColourFrames : PixelFrames
{
    private readonly NativeOrder _order;
    private readonly DicomElement _pixels;
    private readonly int _frameLength;

    internal SharedColourFrames(PixelDescription description, DicomDataset dataset) : base(description)
    {
        _pixels = dataset.Find(DicomTag.PixelData) is { Items: null, Fragments: null, Frames: null } pixels
            ? pixels
            : throw new PixelException(PixelProblem.Inconsistent, DicomTag.PixelData, "is not native");
        _order = NativeOrder.Of(description, _pixels);
        _frameLength = (int)description.FrameLength;
    }

    public override void Read(int frame, Span<byte> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)Count, nameof(frame));
        byte[] rented = ArrayPool<byte>.Shared.Rent(_frameLength);
        try
        {
            // A frame has whole groups of four bytes, so that it begins and ends with a word.
            Span<byte> raw = rented.AsSpan(0, _frameLength);
            long offset = (long)frame * _frameLength;
            if (_pixels.Source is { } source)
            {
                source.Read(_pixels.ValuePlace.Offset + offset, raw);
            }
            else
            {
                _pixels.Value.Span.Slice((int)offset, _frameLength).CopyTo(raw);
            }
            _order.Unswap(raw);
            for (int from = 0, to = 0; from + 4 <= raw.Length; from += 4, to += 6)
            {
                (samples[to], samples[to + 1], samples[to + 2]) = (raw[from], raw[from + 2], raw[from + 3]);
                (samples[to + 3], samples[to + 4], samples[to + 5]) = (raw[from + 1], raw[from + 2], raw[from + 3]);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
