using System.Buffers;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Reading;

namespace Ospacs.Dicom.Pixels.Codecs;

/// <summary>Frames that are not compressed, brought into the order of decoded ones: little endian, the samples of a pixel beside each other.</summary>
internal sealed class NativeFrames : PixelFrames
{
    private readonly NativeOrder _order;
    private readonly DicomElement _pixels;
    private readonly long _frameLength;
    private byte[] _raw = [];

    internal NativeFrames(PixelDescription description, DicomDataset dataset) : base(description)
    {
        _pixels = dataset.Find(DicomTag.PixelData) is { Items: null, Fragments: null, Frames: null } pixels
            ? pixels
            : throw new PixelException(PixelProblem.Inconsistent, DicomTag.PixelData, "is not native");
        if (description.IsSubsampled)
        {
            throw new PixelException(PixelProblem.Unsupported, DicomTag.PhotometricInterpretation, "says that two pixels share their colours, which decoded samples do not");
        }
        _order = NativeOrder.Of(description, _pixels);
        _frameLength = description.FrameLength;
    }

    public override void Read(int frame, Span<byte> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)frame, (uint)Count, nameof(frame));
        long start = frame * _frameLength;
        if (!_order.IsPlanar && !_order.IsSwapped)
        {
            Fetch(start, samples);
            return;
        }
        // A frame of odd length may begin in the middle of a word.
        int before = _order.IsSwapped ? (int)(start & 1) : 0;
        int behind = _order.IsSwapped ? (int)((start + samples.Length) & 1) : 0;
        int length = before + samples.Length + behind;
        if (_raw.Length < length)
        {
            Return();
            _raw = ArrayPool<byte>.Shared.Rent(length);
        }
        Span<byte> raw = _raw.AsSpan(0, length);
        Fetch(start - before, raw);
        _order.Unswap(raw);
        _order.Interleave(raw.Slice(before, samples.Length), samples);
    }

    protected override void Dispose(bool disposing)
    {
        Return();
        base.Dispose(disposing);
    }

    private void Fetch(long offset, Span<byte> target)
    {
        if (_pixels.Source is { } source)
        {
            source.Read(_pixels.ValuePlace.Offset + offset, target);
            return;
        }
        _pixels.Value.Span.Slice((int)offset, target.Length).CopyTo(target);
    }

    private void Return()
    {
        byte[] raw = _raw;
        _raw = [];
        if (raw.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }
}
