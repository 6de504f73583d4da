using System.Globalization;

namespace Ospacs.Cli.Output;

/// <summary>Numbers for people.</summary>
internal static class Sizes
{
    private const double Kilo = 1024;

    /// <summary>Bytes, as "12.3 MB": the units are powers of 1024.</summary>
    /// <param name="bytes">How many.</param>
    internal static string Of(long bytes)
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        return bytes switch
        {
            >= 1L << 30 => (bytes / (Kilo * Kilo * Kilo)).ToString("0.0", invariant) + " GB",
            >= 1L << 20 => (bytes / (Kilo * Kilo)).ToString("0.0", invariant) + " MB",
            _ => Math.Ceiling(bytes / Kilo).ToString("0", invariant) + " KB",
        };
    }

    /// <summary>A number and what it counts, as "1 image" or "3 images".</summary>
    /// <param name="number">How many.</param>
    /// <param name="one">What one is called; more have an s behind.</param>
    internal static string Count(long number, string one) => string.Create(CultureInfo.InvariantCulture, $"{number} {one}{(number == 1 ? "" : "s")}");

    /// <summary>A date, or the words for none.</summary>
    /// <param name="date">The date.</param>
    internal static string Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no date";
}
