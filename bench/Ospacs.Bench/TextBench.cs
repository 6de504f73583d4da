using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Bench;

/// <summary>The search for text on the pictures of bench/text-corpus.py: what was found, what was not, and how long it took.</summary>
internal static class TextBench
{
    private const int Rounds = 9;
    private static readonly (string Name, int Low, int High)[] Sizes = [("7-9", 7, 9), ("10-12", 10, 12), ("14-20", 14, 20), ("24-40", 24, 40)];
    private static readonly (string Name, int Low, int High)[] Contrasts = [("under 40", 0, 39), ("40-79", 40, 79), ("80-119", 80, 119), ("120-159", 120, 159), ("160 and more", 160, 255)];

    internal static int Run(string folder)
    {
        // Once to get everything compiled as it is in a long run.
        foreach (string line in File.ReadLines(Path.Combine(folder, "index.tsv")).Take(100))
        {
            Look(folder, line.Split('\t'));
        }
        Case[] cases = [.. File.ReadLines(Path.Combine(folder, "index.tsv")).Select(line => Look(folder, line.Split('\t')))];
        Case[] texts = [.. cases.Where(c => c.Height > 0)];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{cases.Length} pictures, {texts.Length} with text: found {Share(texts, c => c.Found)}"));
        Console.WriteLine("| height | " + string.Join(" | ", Contrasts.Select(c => c.Name)) + " |");
        foreach ((string name, int low, int high) in Sizes)
        {
            Console.WriteLine($"| {name} | " + string.Join(" | ", Contrasts.Select(c => Share([.. texts.Where(t => t.Height >= low && t.Height <= high && t.Contrast >= c.Low && t.Contrast <= c.High)], t => t.Found))) + " |");
        }
        Console.WriteLine("stills, clips: " + Share([.. texts.Where(t => !t.IsClip)], t => t.Found) + ", " + Share([.. texts.Where(t => t.IsClip)], t => t.Found));
        Console.WriteLine("light, dark: " + Share([.. texts.Where(t => t.IsLight)], t => t.Found) + ", " + Share([.. texts.Where(t => !t.IsLight)], t => t.Found));
        Console.WriteLine($"pictures with a false alarm: {Share(cases, c => c.Alarms > 0)}; of those without text {Share([.. cases.Where(c => c.Height == 0)], c => c.Alarms > 0)}");
        foreach (IGrouping<string, Case> kind in cases.GroupBy(c => c.Kind).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {kind.Key}: text found {Share([.. kind.Where(c => c.Height > 0)], c => c.Found)}, false alarms {Share([.. kind], c => c.Alarms > 0)}");
        }
        foreach (IGrouping<(int, int), Case> size in cases.Where(c => !c.IsClip).GroupBy(c => (c.Columns, c.Rows)).OrderBy(g => g.Key))
        {
            double[] times = [.. size.Select(c => c.Milliseconds).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {size.Key}: {times[times.Length / 2]:F2} ms a still in the middle, {times[times.Length * 95 / 100]:F2} in the worst twentieth"));
        }
        return 0;
    }

    private static string Share(IReadOnlyCollection<Case> cases, Func<Case, bool> which) =>
        cases.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * cases.Count(which) / cases.Count:F0} % of {cases.Count}");

    private static Case Look(string folder, string[] row)
    {
        List<(int Columns, int Rows, byte[] Rgb)> frames = PortablePixmap.Read(Path.Combine(folder, row[0]));
        (int columns, int rows, _) = frames[0];
        PixelRectangle[] masked = row[3] == "-" ? [] : [.. row[3].Split(';').Select(RectangleOf)];
        IReadOnlyList<TextPlace> places = [];
        double best = double.MaxValue;
        byte[][] planes = [.. frames.Select(_ => new byte[columns * rows])];
        ReadOnlyMemory<byte>[] looked = [.. planes.Select(plane => (ReadOnlyMemory<byte>)plane)];
        // Processor time is told in steps that are longer than this takes; the shortest of a few rounds is free of who else was at work.
        for (int round = 0; round < Rounds; round++)
        {
            long begun = Stopwatch.GetTimestamp();
            for (int i = 0; i < planes.Length; i++)
            {
                Brightness.OfColours(frames[i].Rgb, planes[i]);
            }
            places = TextDetector.Find(looked, columns, rows, masked);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
        PixelRectangle text = row[4] == "-" ? default : RectangleOf(row[4]);
        return new Case(
            row[2], columns, rows, frames.Count > 1,
            text.Width == 0 ? 0 : int.Parse(row[5], CultureInfo.InvariantCulture),
            text.Width == 0 ? 0 : Math.Abs(int.Parse(row[6], CultureInfo.InvariantCulture) - int.Parse(row[7], CultureInfo.InvariantCulture)),
            row[9] == "light",
            places.Any(place => 3 * Common(place.Area, text) >= place.Area.Width * place.Area.Height),
            places.Count(place => Common(place.Area, text) == 0),
            best);
    }

    private static int Common(PixelRectangle a, PixelRectangle b) =>
        Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.X, b.X)) * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Y, b.Y));

    private static PixelRectangle RectangleOf(string text)
    {
        int[] numbers = [.. text.Split(',').Select(n => int.Parse(n, CultureInfo.InvariantCulture))];
        return new PixelRectangle(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    private sealed record Case(string Kind, int Columns, int Rows, bool IsClip, int Height, int Contrast, bool IsLight, bool Found, int Alarms, double Milliseconds);
}
