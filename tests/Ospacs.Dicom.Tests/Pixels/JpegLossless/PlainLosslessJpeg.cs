using Ospacs.Dicom.Pixels.Codecs;

namespace Ospacs.Dicom.Tests.Pixels.JpegLossless;

/// <summary>
/// Writes lossless JPEG in every way that ISO 10918-1 Annex H allows and few programs use: any predictor, point transform, restart interval,
/// order of scans, and Huffman tables with codes of every length. Written from the standard, a bit at a time, for tests only.
/// </summary>
internal sealed record PlainLosslessJpeg
{
    public int Precision { get; init; } = 8;

    public int Predictor { get; init; } = 1;

    public int PointTransform { get; init; }

    /// <summary>Rows between restarts, or 0.</summary>
    public int RestartRows { get; init; }

    /// <summary>The components of each scan; null for all in one.</summary>
    public int[][]? Scans { get; init; }

    /// <summary>What the tables are made of.</summary>
    public int Seed { get; init; }

    /// <summary>Whether fill bytes, remarks, tables of the other class and padding stand where they may.</summary>
    public bool Clutter { get; init; }

    /// <summary>Writes a frame.</summary>
    /// <param name="layout">The layout.</param>
    /// <param name="samples">The samples side by side, as unsigned numbers of the precision.</param>
    internal byte[] Write(in FrameLayout layout, int[] samples)
    {
        var random = new Random(Seed);
        var bytes = new List<byte> { 0xFF, 0xD8 };
        int components = layout.SamplesPerPixel;
        if (Clutter)
        {
            bytes.AddRange([0xFF, 0xFF, 0xFF, 0xE0, 0, 5, 1, 0xFF, 0xC3, 0xFF, 0xFE, 0, 2]);
            bytes.AddRange([0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 77]);
        }
        bytes.AddRange([0xFF, 0xC3, 0, (byte)(8 + (3 * components)), (byte)Precision, (byte)(layout.Rows >> 8), (byte)layout.Rows, (byte)(layout.Columns >> 8), (byte)layout.Columns, (byte)components]);
        for (int component = 0; component < components; component++)
        {
            bytes.AddRange([(byte)(40 + (7 * component)), 0x11, 0]);
        }
        (uint Code, int Length)[][] tables = [.. Enumerable.Range(0, 4).Select(table => Table(table, random, bytes))];
        foreach (int[] scan in Scans ?? [[.. Enumerable.Range(0, components)]])
        {
            int interval = RestartRows * layout.Columns;
            if (RestartRows > 0)
            {
                bytes.AddRange([0xFF, 0xDD, 0, 4, (byte)(interval >> 8), (byte)interval]);
            }
            bytes.AddRange([0xFF, 0xDA, 0, (byte)(6 + (2 * scan.Length)), (byte)scan.Length]);
            foreach (int component in scan)
            {
                bytes.AddRange([(byte)(40 + (7 * component)), (byte)((component % 4) << 4)]);
            }
            bytes.AddRange([(byte)Predictor, 0, (byte)PointTransform]);
            WriteScan(layout, samples, scan, tables, bytes);
        }
        bytes.AddRange(Clutter ? [0xFF, 0xFF, 0xFF, 0xD9, 0, 0, 0] : [0xFF, 0xD9]);
        return [.. bytes];
    }

    private void WriteScan(in FrameLayout layout, int[] samples, int[] scan, (uint Code, int Length)[][] tables, List<byte> bytes)
    {
        int bits = 0;
        int count = 0;
        void Put(uint value, int length)
        {
            for (int i = length - 1; i >= 0; i--)
            {
                bits = (bits << 1) | (int)((value >> i) & 1);
                if (++count == 8)
                {
                    bytes.Add((byte)bits);
                    if (bits == 0xFF)
                    {
                        bytes.Add(0);
                    }
                    bits = 0;
                    count = 0;
                }
            }
        }
        void Fill()
        {
            while (count > 0)
            {
                Put(1, 1);
            }
        }

        int columns = layout.Columns;
        int components = layout.SamplesPerPixel;
        int At(int x, int y, int component) => samples[(((y * columns) + x) * components) + component] >> PointTransform;
        for (int y = 0; y < layout.Rows; y++)
        {
            bool first = RestartRows > 0 ? y % RestartRows == 0 : y == 0;
            if (first && y > 0)
            {
                Fill();
                bytes.AddRange([0xFF, (byte)(0xD0 + (((y / RestartRows) - 1) & 7))]);
            }
            for (int x = 0; x < columns; x++)
            {
                foreach (int c in scan)
                {
                    int a = x > 0 ? At(x - 1, y, c) : 0;
                    int b = y > 0 ? At(x, y - 1, c) : 0;
                    int d = x > 0 && y > 0 ? At(x - 1, y - 1, c) : 0;
                    int prediction = (first, x) switch
                    {
                        (true, 0) => 1 << (Precision - PointTransform - 1),
                        (true, _) => a,
                        (false, 0) => b,
                        _ => Predictor switch { 1 => a, 2 => b, 3 => d, 4 => a + b - d, 5 => a + ((b - d) >> 1), 6 => b + ((a - d) >> 1), _ => (a + b) >> 1 },
                    };
                    int difference = (short)(At(x, y, c) - prediction);
                    int size = 0;
                    while (Math.Abs(difference) >= 1 << size)
                    {
                        size++;
                    }
                    Put(tables[c % 4][size].Code, tables[c % 4][size].Length);
                    if (size < 16)
                    {
                        Put((uint)(difference < 0 ? difference - 1 : difference), size);
                    }
                }
            }
        }
        Fill();
    }

    /// <summary>A table with a code for every number of bits, some of them as long as they can be.</summary>
    private static (uint Code, int Length)[] Table(int number, Random random, List<byte> bytes)
    {
        // Leaves of a tree that grows at random; the last place of all stays free.
        var lengths = new List<int> { 1, 1 };
        while (lengths.Count < 18)
        {
            int leaf = random.Next(3) == 0 ? lengths.IndexOf(lengths.Where(l => l < 16).Max()) : random.Next(lengths.Count);
            if (lengths[leaf] < 16)
            {
                lengths.Add(++lengths[leaf]);
            }
        }
        lengths.Sort();
        lengths.RemoveAt(17);
        int[] symbols = [.. Enumerable.Range(0, 17)];
        random.Shuffle(symbols);
        bytes.AddRange([0xFF, 0xC4, 0, 19 + 17, (byte)number]);
        bytes.AddRange(Enumerable.Range(1, 16).Select(length => (byte)lengths.Count(l => l == length)));
        bytes.AddRange(symbols.Select(symbol => (byte)symbol));
        var table = new (uint, int)[17];
        uint code = 0;
        for (int i = 0; i < 17; i++)
        {
            code <<= i == 0 ? 0 : lengths[i] - lengths[i - 1];
            table[symbols[i]] = (code++, lengths[i]);
        }
        return table;
    }
}
