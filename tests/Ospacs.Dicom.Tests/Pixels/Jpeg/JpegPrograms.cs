using System.Globalization;
using System.Text;
using Ospacs.Dicom.Pixels.Codecs;
using Ospacs.Dicom.Tests.Pixels.Codecs;
using Ospacs.Tests;
using Xunit;

namespace Ospacs.Dicom.Tests.Pixels.Jpeg;

/// <summary>JPEG by libjpeg-turbo's programs (Debian: libjpeg-turbo-progs), which share no code with this library.</summary>
internal static class JpegPrograms
{
    /// <summary>Encodes a synthetic picture.</summary>
    internal static byte[] Encode(int rows, int columns, FrameKind kind, params string[] arguments)
    {
        int samples = arguments.Contains("-grayscale") ? 1 : 3;
        byte[] pixels = FrameSamples.Make(new FrameLayout(rows, columns, samples, 8, 8, false), kind, rows + columns);
        using var folder = new CodecFolder();
        byte[] head = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P{(samples == 1 ? 5 : 6)}\n{columns} {rows}\n255\n"));
        File.WriteAllBytes(folder["in.pnm"], [.. head, .. pixels]);
        return Run("cjpeg", folder, [.. arguments, "-outfile", folder["out"], folder["in.pnm"]]);
    }

    /// <summary>Rewrites an image without decoding it.</summary>
    internal static byte[] Transform(byte[] image, params string[] arguments)
    {
        using var folder = new CodecFolder();
        File.WriteAllBytes(folder["in.jpg"], image);
        return Run("jpegtran", folder, [.. arguments, "-outfile", folder["out"], folder["in.jpg"]]);
    }

    /// <summary>Decodes an image; a warning fails the test.</summary>
    internal static byte[] Decode(byte[] image, params string[] arguments)
    {
        using var folder = new CodecFolder();
        File.WriteAllBytes(folder["in.jpg"], image);
        byte[] pnm = Run("djpeg", folder, [.. arguments, "-dct", "int", "-pnm", "-outfile", folder["out"], folder["in.jpg"]]);
        // Three lines of header, the second with two numbers.
        int at = 0;
        for (int lines = 0; lines < 3; at++)
        {
            lines += pnm[at] == '\n' ? 1 : 0;
        }
        return pnm[at..];
    }

    /// <summary>A scan script for cjpeg that gives each component a scan of its own.</summary>
    internal static string ScanScript(CodecFolder folder, int components)
    {
        File.WriteAllText(folder["scans"], string.Concat(Enumerable.Range(0, components).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i};\n"))));
        return folder["scans"];
    }

    private static byte[] Run(string program, CodecFolder folder, string[] arguments)
    {
        (int status, _, string errors) = Oracles.Run(program, arguments);
        // The encoder says so when coarse tables make it declare the extended process.
        bool silent = errors.Length == 0 || errors.StartsWith("Caution: quantization tables are too coarse", StringComparison.Ordinal);
        Assert.True(status == 0 && silent, $"{program} {string.Join(' ', arguments)}: {errors}");
        return File.ReadAllBytes(folder["out"]);
    }
}
