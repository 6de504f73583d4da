using System.Runtime.Intrinsics;

namespace Ospacs.Dicom.Pixels.Jpeg;

/// <summary>
/// Brings the samples of a component to the size of the image. Samples of half the size are taken to lie in the middle between two pixels:
/// each pixel gets three quarters of the nearest and one of the next, as most decoders do. Other sizes are repeated.
/// </summary>
internal sealed class JpegUpsampling
{
    private readonly JpegComponent _component;
    private readonly JpegPlane _plane;
    private readonly int _maximumHorizontal;
    private readonly int _maximumVertical;
    private readonly bool _halfAcross;
    private readonly bool _halfDown;
    private readonly ushort[] _row;
    private readonly int[] _sums;

    internal JpegUpsampling(JpegStream stream, JpegComponent component, JpegPlane plane, bool smooth)
    {
        _component = component;
        _plane = plane;
        _maximumHorizontal = stream.MaximumHorizontal;
        _maximumVertical = stream.MaximumVertical;
        bool acrossFits = component.Horizontal == _maximumHorizontal;
        bool downFits = component.Vertical == _maximumVertical;
        bool halfAcross = 2 * component.Horizontal == _maximumHorizontal;
        bool halfDown = 2 * component.Vertical == _maximumVertical;
        smooth &= (acrossFits || (halfAcross && component.Width > 2)) && (downFits || halfDown);
        _halfAcross = smooth && halfAcross;
        _halfDown = smooth && halfDown;
        _row = new ushort[stream.Columns + 1];
        _sums = new int[_halfDown ? component.Width : 0];
    }

    /// <summary>The samples of a row of pixels.</summary>
    internal ReadOnlySpan<ushort> Row(int row)
    {
        int near = (int)((long)row * _component.Vertical / _maximumVertical);
        if (_halfDown)
        {
            return Smooth(near, Math.Clamp((row & 1) == 0 ? near - 1 : near + 1, 0, _component.Height - 1), row & 1);
        }
        ReadOnlySpan<ushort> source = _plane.Row(near);
        if (_component.Horizontal == _maximumHorizontal)
        {
            return source;
        }
        if (!_halfAcross)
        {
            for (int column = 0; column < _row.Length - 1; column++)
            {
                _row[column] = source[(int)((long)column * _component.Horizontal / _maximumHorizontal)];
            }
            return _row;
        }
        _row[0] = source[0];
        int done = 0;
        for (; done + 8 < source.Length; done += 8)
        {
            Vector128<ushort> left = Vector128.Create(source[done..]);
            Vector128<ushort> right = Vector128.Create(source[(done + 1)..]);
            Vector128<ushort> nearLeft = (left + left + left + right + Vector128.Create((ushort)2)) >> 2;
            Vector128<ushort> nearRight = (right + right + right + left + Vector128<ushort>.One) >> 2;
            (Vector128<uint> lowLeft, Vector128<uint> highLeft) = Vector128.Widen(nearLeft);
            (Vector128<uint> lowRight, Vector128<uint> highRight) = Vector128.Widen(nearRight);
            // By turns: one in the low halves of words, the other in the high ones.
            (lowLeft | (lowRight << 16)).AsUInt16().CopyTo(_row, (2 * done) + 1);
            (highLeft | (highRight << 16)).AsUInt16().CopyTo(_row, (2 * done) + 9);
        }
        for (int i = done; i < source.Length - 1; i++)
        {
            // Halves are rounded up and down in turn.
            _row[(2 * i) + 1] = (ushort)(((3 * source[i]) + source[i + 1] + 2) >> 2);
            _row[(2 * i) + 2] = (ushort)(((3 * source[i + 1]) + source[i] + 1) >> 2);
        }
        SetLast(source[^1]);
        return _row;
    }

    private ReadOnlySpan<ushort> Smooth(int near, int next, int rounding)
    {
        ReadOnlySpan<ushort> source = _plane.Row(near);
        ReadOnlySpan<ushort> other = _plane.Row(next);
        for (int i = 0; i < _sums.Length; i++)
        {
            _sums[i] = (3 * source[i]) + other[i];
        }
        if (!_halfAcross)
        {
            for (int i = 0; i < _sums.Length; i++)
            {
                _row[i] = (ushort)((_sums[i] + 1 + rounding) >> 2);
            }
            return _row;
        }
        _row[0] = (ushort)(((4 * _sums[0]) + 8) >> 4);
        for (int i = 0; i < _sums.Length - 1; i++)
        {
            _row[(2 * i) + 1] = (ushort)(((3 * _sums[i]) + _sums[i + 1] + 7) >> 4);
            _row[(2 * i) + 2] = (ushort)(((3 * _sums[i + 1]) + _sums[i] + 8) >> 4);
        }
        SetLast((ushort)(((4 * _sums[^1]) + 7) >> 4));
        return _row;
    }

    /// <summary>The last pixel, where the last sample stands for two; of an odd number of columns it is not there.</summary>
    private void SetLast(ushort value) => _row[(2 * _component.Width) - 1] = value;
}
