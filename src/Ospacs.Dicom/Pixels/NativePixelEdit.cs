using System.Buffers;
using Ospacs.Dicom.Data;
using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Pixels;

/// <summary>What happens to native pixel data while it streams by: it is masked, and its identity is taken of what it is then.</summary>
internal sealed class NativePixelEdit : IDicomValueEdit
{
    private readonly PixelDescription _description;
    private readonly NativePixelMask? _mask;
    private readonly PixelIdentity? _identity;
    private readonly NativeOrder _order;
    private byte[] _frame = [];
    private int _filled;

    internal NativePixelEdit(PixelDescription description, DicomElement pixels, NativePixelMask? mask, PixelIdentity? identity)
    {
        _description = description;
        _mask = mask;
        _identity = identity;
        _order = NativeOrder.Of(description, pixels);
    }

    public void Apply(Span<byte> bytes, long offset)
    {
        _mask?.Apply(bytes, offset);
        if (_identity is null)
        {
            return;
        }
        if (offset == 0)
        {
            _identity.Restart();
            _filled = 0;
        }
        // A byte behind the last frame is padding.
        int length = (int)Math.Clamp(_description.TotalLength - offset, 0, bytes.Length);
        if (!_order.IsSwapped)
        {
            Take(bytes[..length]);
            return;
        }
        // Runs are whole words, but for the last one of a value of odd length.
        byte[] words = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            bytes.CopyTo(words);
            _order.Unswap(words.AsSpan(0, bytes.Length));
            Take(words.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(words);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (!_order.IsPlanar)
        {
            _identity!.Append(bytes);
            return;
        }
        int length = (int)_description.FrameLength;
        if (_frame.Length == 0)
        {
            // A frame as it comes, and behind it the same one with its samples side by side.
            _frame = new byte[2 * length];
        }
        while (bytes.Length > 0)
        {
            int count = Math.Min(bytes.Length, length - _filled);
            bytes[..count].CopyTo(_frame.AsSpan(_filled));
            bytes = bytes[count..];
            _filled += count;
            if (_filled == length)
            {
                _order.Interleave(_frame.AsSpan(0, length), _frame.AsSpan(length, length));
                _identity!.Append(_frame.AsSpan(length, length));
                _filled = 0;
            }
        }
    }
}
