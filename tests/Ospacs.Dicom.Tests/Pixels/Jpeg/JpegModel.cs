using System.Buffers.Binary;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

/// <summary>How the Huffman tables of a written model are made.</summary>
public enum ModelTables
{
    /// <summary>Every symbol that there can be, in codes of nearly the same length.</summary>
    All,
    /// <summary>Only the symbols that occur, in codes of nearly the same length.</summary>
    Needed,
    /// <summary>Only the symbols that occur, in codes of every length up to 16, with no code left but that of ones.</summary>
    NeededFull,
}

/// <summary>A component of a model, with coefficients for all blocks of an interleaved scan.</summary>
internal sealed record ModelComponent(byte Identifier, int Horizontal, int Vertical, ushort[] Steps)
{
    internal int Across { get; set; }

    internal int Down { get; set; }

    internal int Width { get; set; }

    internal int Height { get; set; }

    /// <summary>64 coefficients a block, in zigzag order.</summary>
    internal short[] Coefficients { get; set; } = [];

    internal Span<short> Block(int row, int column) => Coefficients.AsSpan(64 * ((row * Across) + column), 64);
}

/// <summary>An image of random coefficients, and a plain writer for it that shares no code with the library: T.81 read anew.</summary>
internal sealed class JpegModel
{
    private readonly List<byte> _bytes = [];
    private ulong _bits;
    private int _count;

    internal required int Rows { get; init; }

    internal required int Columns { get; init; }

    internal int Precision { get; init; } = 8;

    internal required ModelComponent[] Components { get; init; }

    internal int RestartInterval { get; init; }

    /// <summary>The components of each scan, by index.</summary>
    internal required int[][] Scans { get; init; }

    internal ModelTables Tables { get; init; }

    /// <summary>Segments to put in: marker and parameters.</summary>
    internal List<(byte Marker, byte[] Parameters)> Extra { get; } = [];

    /// <summary>A random image of at most 80 by 80 pixels.</summary>
    internal static JpegModel Random(int seed)
    {
        var random = new Random(seed);
        int count = random.Next(8) switch { 0 => 2, 1 => 4, < 4 => 1, _ => 3 };
        int precision = random.Next(4) == 0 ? 12 : 8;
        var components = new ModelComponent[count];
        bool interleaved = random.Next(4) != 0;
        do
        {
            for (int i = 0; i < count; i++)
            {
                ushort[] steps = [.. Enumerable.Range(0, 64).Select(_ => (ushort)random.Next(1, precision == 8 ? 256 : 400))];
                int most = count == 1 || random.Next(3) == 0 ? 4 : 2;
                components[i] = new ModelComponent((byte)(i + 1), random.Next(1, most + 1), random.Next(1, most + 1), steps);
            }
        }
        while (interleaved && count > 1 && components.Sum(c => c.Horizontal * c.Vertical) > 10);
        int[] all = [.. Enumerable.Range(0, count)];
        int[][] scans = interleaved ? [all] : count > 2 && random.Next(2) == 0 && components.Skip(1).Sum(c => c.Horizontal * c.Vertical) <= 10 ? [[0], all[1..]] : [.. all.Select(i => new[] { i })];
        var model = new JpegModel
        {
            Rows = random.Next(1, 81),
            Columns = random.Next(1, 81),
            Precision = precision,
            Components = components,
            Scans = scans,
            RestartInterval = random.Next(3) == 0 ? random.Next(1, 12) : 0,
            Tables = (ModelTables)random.Next(3),
        };
        model.Fill(random);
        return model;
    }

    internal void Fill(Random random)
    {
        int horizontal = Components.Max(c => c.Horizontal);
        int vertical = Components.Max(c => c.Vertical);
        int top = (8 << Precision) / 2;
        foreach (ModelComponent c in Components)
        {
            c.Width = Up(Columns * c.Horizontal, horizontal);
            c.Height = Up(Rows * c.Vertical, vertical);
            c.Across = Up(Columns, 8 * horizontal) * c.Horizontal;
            c.Down = Up(Rows, 8 * vertical) * c.Vertical;
            c.Coefficients = new short[64 * c.Across * c.Down];
            int busy = random.Next(64);
            for (int at = 0; at < c.Coefficients.Length; at += 64)
            {
                c.Coefficients[at] = (short)(random.Next(-top, top) / c.Steps[0]);
                for (int n = random.Next(4) == 0 ? 0 : random.Next(busy + 1); n > 0; n--)
                {
                    int k = random.Next(10) == 0 ? 63 : random.Next(1, 64);
                    int size = random.Next(1, Precision == 8 ? 11 : 15);
                    c.Coefficients[at + k] = (short)random.Next(-(1 << size) + 1, 1 << size);
                }
            }
        }
    }

    internal byte[] Write()
    {
        _bytes.Clear();
        _bytes.AddRange([0xFF, 0xD8]);
        Extra.ForEach(extra => Segment(extra.Marker, extra.Parameters));
        for (int i = 0; i < Components.Length; i++)
        {
            byte[] steps = new byte[129];
            steps[0] = (byte)(0x10 | i);
            for (int k = 0; k < 64; k++)
            {
                BinaryPrimitives.WriteUInt16BigEndian(steps.AsSpan(1 + (2 * k)), Components[i].Steps[k]);
            }
            Segment(0xDB, steps);
        }
        Segment(0xC1, [(byte)Precision, (byte)(Rows >> 8), (byte)Rows, (byte)(Columns >> 8), (byte)Columns, (byte)Components.Length,
            .. Components.SelectMany((c, i) => new[] { c.Identifier, (byte)((c.Horizontal << 4) | c.Vertical), (byte)i })]);
        if (RestartInterval > 0)
        {
            Segment(0xDD, [(byte)(RestartInterval >> 8), (byte)RestartInterval]);
        }
        foreach (int[] scan in Scans)
        {
            WriteScan(scan);
        }
        _bytes.AddRange([0xFF, 0xD9]);
        return [.. _bytes];
    }

    private static int Up(int value, int divisor) => (value + divisor - 1) / divisor;

    private void Segment(byte marker, byte[] parameters)
    {
        _bytes.AddRange([0xFF, marker, (byte)((parameters.Length + 2) >> 8), (byte)(parameters.Length + 2)]);
        _bytes.AddRange(parameters);
    }

    private void WriteScan(int[] scan)
    {
        List<List<(int Component, bool Dc, int Symbol, int Bits, int Size)>> intervals = Symbols(scan);
        var tables = new Dictionary<(int, bool), Dictionary<int, (int Code, int Length)>>();
        for (int i = 0; i < scan.Length; i++)
        {
            foreach (bool dc in new[] { true, false })
            {
                HashSet<int> used = [.. intervals.SelectMany(list => list).Where(s => s.Component == scan[i] && s.Dc == dc).Select(s => s.Symbol)];
                (byte[] definition, Dictionary<int, (int, int)> codes) = Table(used, dc);
                tables[(scan[i], dc)] = codes;
                Segment(0xC4, [(byte)((dc ? 0 : 0x10) | i), .. definition]);
            }
        }
        Segment(0xDA, [(byte)scan.Length, .. scan.SelectMany((c, i) => new[] { Components[c].Identifier, (byte)((i << 4) | i) }), 0, 63, 0]);
        for (int i = 0; i < intervals.Count; i++)
        {
            foreach ((int component, bool dc, int symbol, int bits, int size) in intervals[i])
            {
                (int code, int length) = tables[(component, dc)][symbol];
                Put(code, length);
                Put(bits, size);
            }
            if (_count > 0)
            {
                Put((1 << (8 - _count)) - 1, 8 - _count);
            }
            if (i < intervals.Count - 1)
            {
                _bytes.AddRange([0xFF, (byte)(0xD0 + (i & 7))]);
            }
        }
    }

    private List<List<(int Component, bool Dc, int Symbol, int Bits, int Size)>> Symbols(int[] scan)
    {
        var intervals = new List<List<(int, bool, int, int, int)>>();
        bool interleaved = scan.Length > 1;
        ModelComponent one = Components[scan[0]];
        int across = interleaved ? one.Across / one.Horizontal : Up(one.Width, 8);
        int down = interleaved ? one.Down / one.Vertical : Up(one.Height, 8);
        int[] before = new int[Components.Length];
        for (int unit = 0; unit < across * down; unit++)
        {
            if (unit == 0 || (RestartInterval > 0 && unit % RestartInterval == 0))
            {
                intervals.Add([]);
                Array.Clear(before);
            }
            foreach (int index in scan)
            {
                ModelComponent c = Components[index];
                int wide = interleaved ? c.Horizontal : 1;
                int high = interleaved ? c.Vertical : 1;
                for (int block = 0; block < wide * high; block++)
                {
                    Block(intervals[^1], index, c.Block((unit / across * high) + (block / wide), (unit % across * wide) + (block % wide)), ref before[index]);
                }
            }
        }
        return intervals;
    }

    private static void Block(List<(int, bool, int, int, int)> symbols, int component, ReadOnlySpan<short> block, ref int before)
    {
        int difference = block[0] - before;
        before = block[0];
        int size = Size(difference);
        symbols.Add((component, true, size, Bits(difference, size), size));
        int run = 0;
        for (int k = 1; k < 64; k++)
        {
            if (block[k] == 0)
            {
                run++;
                continue;
            }
            for (; run > 15; run -= 16)
            {
                symbols.Add((component, false, 0xF0, 0, 0));
            }
            size = Size(block[k]);
            symbols.Add((component, false, (run << 4) | size, Bits(block[k], size), size));
            run = 0;
        }
        if (run > 0)
        {
            symbols.Add((component, false, 0, 0, 0));
        }
    }

    private static int Size(int value) => 32 - int.LeadingZeroCount(Math.Abs(value));

    private static int Bits(int value, int size) => (value < 0 ? value - 1 : value) & ((1 << size) - 1);

    private (byte[] Definition, Dictionary<int, (int Code, int Length)> Codes) Table(HashSet<int> used, bool dc)
    {
        List<int> symbols = [.. used];
        if (Tables == ModelTables.All)
        {
            symbols = dc ? [.. Enumerable.Range(0, 16)] : [.. Enumerable.Range(0, 256).Where(s => (s & 15) is > 0 and < 15 || s is 0 or 0xF0)];
        }
        int[] lengths = new int[symbols.Count];
        if (Tables == ModelTables.NeededFull)
        {
            // Symbols that never occur use up what the others leave, so that only the code of ones is free: lengths 1, 2, 3 ... as long
            // as there are 16-bit codes for all that remain.
            int left = 1 << 16;
            var all = new List<int>();
            var given = new List<int>();
            for (int length = 1; length < 16; length++)
            {
                if (left - (1 << (16 - length)) <= symbols.Count - all.Count)
                {
                    continue;
                }
                all.Add(all.Count < symbols.Count ? symbols[all.Count] : -1);
                given.Add(length);
                left -= 1 << (16 - length);
            }
            for (; left > 1; left--)
            {
                all.Add(all.Count < symbols.Count ? symbols[all.Count] : -1);
                given.Add(16);
            }
            // Of DC every byte above 15 has no meaning, and of AC every byte without a size but 0 and 0xF0; a size of 15 does not occur.
            var idle = new Queue<int>(Enumerable.Range(1, 255).Where(s => !used.Contains(s) && (dc ? s > 15 : (s & 15) is 0 or 15 && s != 0xF0)));
            while (all.Count(s => s < 0) > idle.Count)
            {
                throw new InvalidOperationException("Too few symbols to fill the table.");
            }
            symbols = [.. all.Select(s => s < 0 ? idle.Dequeue() : s)];
            lengths = [.. given];
        }
        else
        {
            // Of all symbols, those of AC get nine bits: not a number of whole bytes.
            Array.Fill(lengths, Math.Max(1, 32 - int.LeadingZeroCount(symbols.Count)) + (Tables == ModelTables.All ? 1 : 0));
        }
        byte[] definition = [.. Enumerable.Range(1, 16).Select(length => (byte)lengths.Count(l => l == length)), .. symbols.Select(s => (byte)s)];
        var codes = new Dictionary<int, (int, int)>();
        int code = 0;
        for (int i = 0; i < symbols.Count; i++)
        {
            code <<= i == 0 ? 0 : lengths[i] - lengths[i - 1];
            codes.Add(symbols[i], (code++, lengths[i]));
        }
        return (definition, codes);
    }

    private void Put(int value, int count)
    {
        _bits = (_bits << count) | (uint)value;
        _count += count;
        while (_count >= 8)
        {
            byte next = (byte)(_bits >> (_count - 8));
            _bytes.Add(next);
            if (next == 0xFF)
            {
                _bytes.Add(0);
            }
            _count -= 8;
        }
    }
}
