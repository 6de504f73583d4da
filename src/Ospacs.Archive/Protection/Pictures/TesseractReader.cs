using System.ComponentModel;
using System.Diagnostics;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection.Pictures;

/// <summary>
/// Has places of a picture read by the Tesseract program, where it is installed, and compares the words with a patient's. Only doubtful places
/// are shown to it, and what it reads is never kept or told: whether a word is the patient's is all that comes out.
/// </summary>
internal sealed class TesseractReader
{
    private const string Program = "tesseract";
    private const int MostPlaces = 4;
    private const int Margin = 6;
    private const int Enlargement = 3;
    private const int LongestSide = 1200;
    private const int ShortestWord = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly Lazy<TesseractReader?> Found = new(Find);

    private readonly string _path;

    private TesseractReader(string path) => _path = path;

    /// <summary>The reader, or null where the program is not on the path.</summary>
    internal static TesseractReader? Installed => Found.Value;

    /// <summary>Has places read.</summary>
    /// <param name="frames">The picture; of each place the frame is read that it was found in.</param>
    /// <param name="places">The places; of many the surest.</param>
    /// <param name="isPatients">Whether a word is the patient's.</param>
    internal TextReading Read(PictureFrames frames, IReadOnlyList<TextPlace> places, Func<string, bool> isPatients)
    {
        byte[] brightness = new byte[frames.Columns * frames.Rows];
        TextReading reading = TextReading.NotRead;
        foreach (TextPlace place in places.OrderByDescending(place => place.Score).Take(MostPlaces))
        {
            frames.ReadBrightness(place.Frame, brightness);
            if (Words(Cut(brightness, frames.Columns, frames.Rows, place.Area)) is not { } words)
            {
                continue;
            }
            if (words.Any(isPatients))
            {
                return TextReading.Patients;
            }
            reading = TextReading.NoneOfPatients;
        }
        return reading;
    }

    /// <summary>The place with a margin, enlarged, dark on light: what the program reads best.</summary>
    private static Picture Cut(byte[] brightness, int columns, int rows, PixelRectangle area)
    {
        int left = Math.Max(area.X - Margin, 0);
        int top = Math.Max(area.Y - Margin, 0);
        int width = Math.Min(area.Right + Margin, columns) - left;
        int height = Math.Min(area.Bottom + Margin, rows) - top;
        int factor = Math.Clamp(LongestSide / Math.Max(width, height), 1, Enlargement);
        var picture = new Picture(width * factor, height * factor, isColour: false);
        for (int y = 0; y < picture.Rows; y++)
        {
            Span<byte> row = picture.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = (byte)(255 - brightness[((top + (y / factor)) * columns) + left + (x / factor)]);
            }
        }
        return picture;
    }

    private List<string>? Words(Picture picture)
    {
        var start = new ProcessStartInfo(_path, ["stdin", "stdout", "--psm", "7"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            PngWriter.Write(process.StandardInput.BaseStream, picture);
            process.StandardInput.Close();
            if (!process.WaitForExit(Patience))
            {
                process.Kill();
                return null;
            }
            return process.ExitCode == 0 ? [.. Split(output.Result)] : null;
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            // Whoever reads nothing says nothing: the image is refused all the same.
            return null;
        }
    }

    private static IEnumerable<string> Split(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int end = at;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }
            if (end - at >= ShortestWord)
            {
                yield return text[at..end];
            }
            at = end + 1;
        }
    }

    private static TesseractReader? Find()
    {
        string name = OperatingSystem.IsWindows() ? Program + ".exe" : Program;
        string? path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return path is null ? null : new TesseractReader(path);
    }
}
