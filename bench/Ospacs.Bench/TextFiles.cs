using System.Diagnostics;
using System.Globalization;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Masks;
using Ospacs.Archive.Protection.Pictures;
using Ospacs.Dicom.Pixels;
using Ospacs.Dicom.Reading;

namespace Ospacs.Bench;

/// <summary>The search for text in what a policy keeps of DICOM files: each file's rule and the places found.</summary>
internal static class TextFiles
{
    internal static int Run(string policyPath, string folder, string? previews)
    {
        ArchivePolicy policy = policyPath == "shipped" ? ArchivePolicy.Shipped : ArchivePolicy.Load(policyPath);
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            try
            {
                using DicomFile file = DicomFile.Open(path);
                PixelDescription description = PixelDescription.Of(file.Dataset, file.TransferSyntax);
                MaskDecision? decision = policy.Masks.Select(file.Dataset);
                PixelRectangle[] masked = decision is null ? [] : [.. PixelRecoding.Create(description, file.Dataset, file.TransferSyntax, decision.Blank).Masked];
                using PictureFrames frames = PictureFrames.Of(description, file.Dataset, file.TransferSyntax);
                long begun = Stopwatch.GetTimestamp();
                IReadOnlyList<TextPlace> places = TextDetector.Find(frames, masked);
                double milliseconds = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)} {frames.Columns}x{frames.Rows} {frames.Count} frames, rule {decision?.Rule ?? "none"}, {milliseconds:F1} ms: "
                    + $"{string.Join("  ", places.Select(p => $"{p.Area.X},{p.Area.Y},{p.Area.Width},{p.Area.Height} ({p.Score:F1})"))}"));
                if (previews is not null)
                {
                    Picture picture = frames.Read(0).InColour();
                    foreach (PixelRectangle mask in masked) for (int y = mask.Y; y < mask.Bottom; y++) picture.Row(y).Slice(3 * mask.X, 3 * mask.Width).Fill(255);
                    foreach (TextPlace place in places)
                        for (int y = place.Area.Y; y < place.Area.Bottom; y++)
                            for (int x = place.Area.X; x < place.Area.Right; x++)
                                if (y == place.Area.Y || y == place.Area.Bottom - 1 || x == place.Area.X || x == place.Area.Right - 1) { picture.Row(y)[3 * x] = 255; picture.Row(y)[(3 * x) + 1] = 0; picture.Row(y)[(3 * x) + 2] = 255; }
                    using FileStream output = File.Create(Path.Combine(previews, Path.GetFileName(path) + ".png"));
                    PngWriter.Write(output, picture);
                }
            }
            catch (Exception e) when (e is NotDicomException or DicomFormatException or PixelException)
            {
                Console.WriteLine($"{Path.GetFileName(path)}: {e.Message}");
            }
        }
        return 0;
    }
}
