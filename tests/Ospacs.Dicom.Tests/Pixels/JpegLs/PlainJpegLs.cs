using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Tests.Pixels.JpegLs;

/// <summary>
/// Writes JPEG-LS in every way that ISO 14495-1 allows and few programs use: any loss, presets, order of samples and scans, restart
/// intervals. Written step by step from the standard's Annexes A to C, with the standard's names, for tests only.
/// </summary>
internal sealed record PlainJpegLs
{
    private static readonly int[] J = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    public int Precision { get; init; } = 8;

    public int Near { get; init; }

    /// <summary>MAXVAL, T1, T2, T3 and RESET of a preset segment; null for none.</summary>
    public int[]? Presets { get; init; }

    /// <summary>0 none, 1 by lines, 2 by samples: of scans of more than one component.</summary>
    public int Interleave { get; init; } = 1;

    /// <summary>The components of each scan; null for all in one.</summary>
    public int[][]? Scans { get; init; }

    /// <summary>Lines between restarts, or 0.</summary>
    public int RestartLines { get; init; }

    /// <summary>Bytes of the restart interval: 2 to 4.</summary>
    public int RestartBytes { get; init; } = 2;

    /// <summary>Whether fill bytes, remarks, unused tables and padding stand where they may.</summary>
    public bool Clutter { get; init; }

    private int MaximumValue => Presets is [> 0, ..] ? Presets[0] : (1 << Precision) - 1;

    /// <summary>Writes a frame.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="samples">The samples side by side, none above MAXVAL.</param>
    /// <param name="decoded">What a decoder must make of it.</param>
    internal byte[] Write(in FrameLayout layout, int[] samples, out int[] decoded)
    {
        var bytes = new List<byte> { 0xFF, 0xD8 };
        int components = layout.SamplesPerPixel;
        if (Clutter)
        {
            // An application segment that says that no colours were transformed, and a mapping table that nobody uses.
            bytes.AddRange([0xFF, 0xFF, 0xFF, 0xE8, 0, 7, (byte)'m', (byte)'r', (byte)'f', (byte)'x', 0, 0xFF, 0xFE, 0, 4, 0xFF, 0xF7]);
            bytes.AddRange([0xFF, 0xF8, 0, 7, 2, 1, 1, 5, 6]);
        }
        bytes.AddRange([0xFF, 0xF7, 0, (byte)(8 + (3 * components)), (byte)Precision, (byte)(layout.Rows >> 8), (byte)layout.Rows, (byte)(layout.Columns >> 8), (byte)layout.Columns, (byte)components]);
        for (int component = 0; component < components; component++)
        {
            bytes.AddRange([(byte)(40 + (7 * component)), 0x11, 0]);
        }
        if (Presets is not null)
        {
            bytes.AddRange([0xFF, 0xF8, 0, 13, 1]);
            bytes.AddRange(Presets.SelectMany(preset => new[] { (byte)(preset >> 8), (byte)preset }));
        }
        if (RestartLines > 0)
        {
            bytes.AddRange([0xFF, 0xDD, 0, (byte)(2 + RestartBytes), .. new byte[RestartBytes - 2], (byte)(RestartLines >> 8), (byte)RestartLines]);
        }
        decoded = (int[])samples.Clone();
        foreach (int[] scan in Scans ?? [[.. Enumerable.Range(0, components)]])
        {
            bytes.AddRange([0xFF, 0xDA, 0, (byte)(6 + (2 * scan.Length)), (byte)scan.Length]);
            bytes.AddRange(scan.SelectMany(component => new[] { (byte)(40 + (7 * component)), (byte)0 }));
            int order = scan.Length == 1 ? 0 : Interleave;
            bytes.AddRange([(byte)Near, (byte)order, 0]);
            for (int first = 0, restart = 0; first < layout.Rows; restart++)
            {
                if (restart > 0)
                {
                    bytes.AddRange([0xFF, (byte)(0xD0 + ((restart - 1) & 7))]);
                }
                int end = RestartLines == 0 ? layout.Rows : Math.Min(layout.Rows, first + RestartLines);
                new Interval(this, layout, scan, order, decoded, bytes).Write(first, end);
                first = end;
            }
        }
        bytes.AddRange(Clutter ? [0xFF, 0xFF, 0xFF, 0xD9, 0, 0, 0] : [0xFF, 0xD9]);
        return [.. bytes];
    }

    /// <summary>The standard's thresholds (section C.2.4.1.1.1), or those of the presets.</summary>
    private int[] Thresholds()
    {
        int max = MaximumValue;
        int Clamp(int i, int j) => i > max || i < j ? j : i;
        int[] basic = [3, 7, 21];
        int[] t = new int[3];
        for (int i = 0; i < 3; i++)
        {
            int near = ((2 * i) + 3) * Near;
            int least = i + 2;
            if (max >= 128)
            {
                int factor = (Math.Min(max, 4095) + 128) / 256;
                t[i] = (factor * (basic[i] - least)) + least + near;
            }
            else
            {
                t[i] = Math.Max(least, (basic[i] / (256 / (max + 1))) + near);
            }
            t[i] = Clamp(t[i], i == 0 ? Near + 1 : t[i - 1]);
        }
        return [.. t.Select((threshold, i) => Presets is not null && Presets[i + 1] > 0 ? Presets[i + 1] : threshold)];
    }

    private sealed class Interval
    {
        private readonly PlainJpegLs _way;
        private readonly FrameLayout _layout;
        private readonly int[] _scan;
        private readonly int _order;
        private readonly int[] _samples;
        private readonly List<byte> _bytes;
        private readonly int[] _t;
        private readonly int _max;
        private readonly int _near;
        private readonly int _range;
        private readonly int _qbpp;
        private readonly int _limit;
        private readonly int _reset;
        private readonly int[] _a = new int[367];
        private readonly int[] _b = new int[365];
        private readonly int[] _c = new int[365];
        private readonly int[] _n = new int[367];
        private readonly int[] _nn = new int[2];
        private readonly int[] _runIndex = new int[4];
        private int _first;
        private int _byte;
        private int _free = 8;

        internal Interval(PlainJpegLs way, in FrameLayout layout, int[] scan, int order, int[] samples, List<byte> bytes)
        {
            (_way, _layout, _scan, _order, _samples, _bytes) = (way, layout, scan, order, samples, bytes);
            _t = way.Thresholds();
            _max = way.MaximumValue;
            _near = way.Near;
            _range = ((_max + (2 * _near)) / ((2 * _near) + 1)) + 1;
            while (1 << _qbpp < _range)
            {
                _qbpp++;
            }
            int bpp = 2;
            while (1 << bpp < _max + 1)
            {
                bpp++;
            }
            _limit = 2 * (bpp + Math.Max(8, bpp));
            _reset = way.Presets is [.., > 0] ? way.Presets[4] : 64;
            Array.Fill(_a, Math.Max(2, (_range + 32) / 64));
            Array.Fill(_n, 1);
        }

        internal void Write(int first, int end)
        {
            _first = first;
            for (int y = first; y < end; y++)
            {
                if (_order == 2)
                {
                    WriteLine(y, _scan);
                    continue;
                }
                foreach (int component in _scan)
                {
                    WriteLine(y, [component]);
                }
            }
            Finish();
        }

        private int At(int x, int y, int component)
        {
            if (y < _first)
            {
                return 0;
            }
            if (x < 0)
            {
                return At(0, y - 1, component);
            }
            return x == _layout.Columns ? At(x - 1, y, component) : _samples[(((y * _layout.Columns) + x) * _layout.SamplesPerPixel) + component];
        }

        private void Set(int x, int y, int component, int value) => _samples[(((y * _layout.Columns) + x) * _layout.SamplesPerPixel) + component] = value;

        private int Quantize(int d)
        {
            int magnitude = Math.Abs(d);
            int level = magnitude <= _near ? 0 : magnitude < _t[0] ? 1 : magnitude < _t[1] ? 2 : magnitude < _t[2] ? 3 : 4;
            return d < 0 ? -level : level;
        }

        private void WriteLine(int y, int[] components)
        {
            for (int x = 0; x < _layout.Columns;)
            {
                (int Ra, int Rb, int Rc, int[] Q)[] around = [.. components.Select(c =>
                {
                    int ra = x == 0 ? At(0, y - 1, c) : At(x - 1, y, c);
                    int rb = At(x, y - 1, c);
                    // Beside the first sample stands what stood there for the line above: the sample two lines up.
                    int rc = x == 0 ? At(-1, y - 1, c) : At(x - 1, y - 1, c);
                    int rd = At(x + 1, y - 1, c);
                    return (ra, rb, rc, new[] { Quantize(rd - rb), Quantize(rb - rc), Quantize(rc - ra) });
                })];
                if (around.All(a => a.Q.All(q => q == 0)))
                {
                    x = WriteRun(x, y, components);
                    continue;
                }
                for (int i = 0; i < components.Length; i++)
                {
                    WriteRegular(x, y, components[i], around[i].Ra, around[i].Rb, around[i].Rc, around[i].Q);
                }
                x++;
            }
        }

        private void WriteRegular(int x, int y, int component, int ra, int rb, int rc, int[] q)
        {
            int sign = 1;
            if (q[0] < 0 || (q[0] == 0 && (q[1] < 0 || (q[1] == 0 && q[2] < 0))))
            {
                sign = -1;
            }
            int context = sign * ((81 * q[0]) + (9 * q[1]) + q[2]);
            int px = rc >= Math.Max(ra, rb) ? Math.Min(ra, rb) : rc <= Math.Min(ra, rb) ? Math.Max(ra, rb) : ra + rb - rc;
            px = Math.Clamp(px + (sign * _c[context]), 0, _max);
            int error = Quantized(sign * (At(x, y, component) - px));
            Set(x, y, component, Math.Clamp(px + (sign * error * ((2 * _near) + 1)), 0, _max));
            error = Reduced(error);

            int k = 0;
            while (_n[context] << k < _a[context])
            {
                k++;
            }
            int mapped = _near == 0 && k == 0 && 2 * _b[context] <= -_n[context]
                ? (error >= 0 ? (2 * error) + 1 : -2 * (error + 1))
                : (error >= 0 ? 2 * error : (-2 * error) - 1);
            Golomb(mapped, k, _limit);

            _b[context] += error * ((2 * _near) + 1);
            _a[context] += Math.Abs(error);
            if (_n[context] == _reset)
            {
                _a[context] >>= 1;
                _b[context] = _b[context] >= 0 ? _b[context] >> 1 : -((1 - _b[context]) >> 1);
                _n[context] >>= 1;
            }
            _n[context]++;
            if (_b[context] <= -_n[context])
            {
                _b[context] += _n[context];
                _c[context] -= _c[context] > -128 ? 1 : 0;
                _b[context] = Math.Max(_b[context], 1 - _n[context]);
            }
            else if (_b[context] > 0)
            {
                _b[context] -= _n[context];
                _c[context] += _c[context] < 127 ? 1 : 0;
                _b[context] = Math.Min(_b[context], 0);
            }
        }

        private int WriteRun(int x, int y, int[] components)
        {
            int own = components.Length > 1 ? 0 : components[0];
            int run = 0;
            int[] values = [.. components.Select(c => x == 0 ? At(0, y - 1, c) : At(x - 1, y, c))];
            while (x + run < _layout.Columns && components.Select((c, i) => Math.Abs(At(x + run, y, c) - values[i]) <= _near).All(same => same))
            {
                for (int i = 0; i < components.Length; i++)
                {
                    Set(x + run, y, components[i], values[i]);
                }
                run++;
            }
            x += run;
            while (run >= 1 << J[_runIndex[own]])
            {
                Bits(1, 1);
                run -= 1 << J[_runIndex[own]];
                _runIndex[own] = Math.Min(31, _runIndex[own] + 1);
            }
            if (x == _layout.Columns)
            {
                if (run > 0)
                {
                    Bits(1, 1);
                }
                return x;
            }
            Bits(0, 1);
            Bits(run, J[_runIndex[own]]);
            for (int i = 0; i < components.Length; i++)
            {
                WriteInterruption(x, y, components[i], values[i], components.Length > 1, J[_runIndex[own]]);
            }
            _runIndex[own] = Math.Max(0, _runIndex[own] - 1);
            return x + 1;
        }

        private void WriteInterruption(int x, int y, int component, int ra, bool alternating, int runBits)
        {
            int rb = At(x, y - 1, component);
            int type = !alternating && Math.Abs(ra - rb) <= _near ? 1 : 0;
            int px = type == 1 ? ra : rb;
            int sign = type == 0 && ra > rb ? -1 : 1;
            int error = Quantized(sign * (At(x, y, component) - px));
            Set(x, y, component, Math.Clamp(px + (sign * error * ((2 * _near) + 1)), 0, _max));
            error = Reduced(error);
            int q = 365 + type;
            int temp = type == 0 ? _a[q] : _a[q] + (_n[q] >> 1);
            int k = 0;
            while (_n[q] << k < temp)
            {
                k++;
            }
            int map = 0;
            if ((k == 0 && error > 0 && 2 * _nn[type] < _n[q]) || (error < 0 && (2 * _nn[type] >= _n[q] || k != 0)))
            {
                map = 1;
            }
            int mapped = (2 * Math.Abs(error)) - type - map;
            Golomb(mapped, k, _limit - runBits - 1);
            if (error < 0)
            {
                _nn[type]++;
            }
            _a[q] += (mapped + 1 - type) >> 1;
            if (_n[q] == _reset)
            {
                _a[q] >>= 1;
                _n[q] >>= 1;
                _nn[type] >>= 1;
            }
            _n[q]++;
        }

        private int Quantized(int error) => error > 0 ? (error + _near) / ((2 * _near) + 1) : -((_near - error) / ((2 * _near) + 1));

        private int Reduced(int error)
        {
            error += error < 0 ? _range : 0;
            return error >= (_range + 1) / 2 ? error - _range : error;
        }

        private void Golomb(int mapped, int k, int limit)
        {
            int high = mapped >> k;
            if (high < limit - _qbpp - 1)
            {
                Bits(0, high);
                Bits(1, 1);
                Bits(mapped & ((1 << k) - 1), k);
                return;
            }
            Bits(0, limit - _qbpp - 1);
            Bits(1, 1);
            Bits(mapped - 1, _qbpp);
        }

        private void Bits(int value, int count)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                _byte |= ((value >> i) & 1) << --_free;
                if (_free == 0)
                {
                    _bytes.Add((byte)_byte);
                    _free = _byte == 0xFF ? 7 : 8;
                    _byte = 0;
                }
            }
        }

        private void Finish()
        {
            if (_free < 8)
            {
                _bytes.Add((byte)_byte);
            }
        }
    }
}
