using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Cli.Output;

/// <summary>A medium's passport in words.</summary>
internal static class PassportText
{
    /// <summary>Writes a passport.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="passport">The passport.</param>
    internal static void Write(TextWriter output, MediaPassport passport)
    {
        MediaRecord media = passport.Media;
        output.WriteLine($"Medium {media.MediaRef} of centre {media.Centre}: {Sizes.Count(passport.Found, "file")} found");
        string expected = media.Expected is { } listed
            ? string.Create(CultureInfo.InvariantCulture, $"{listed} listed in its DICOMDIR, {media.Missing} of them missing")
            : "unknown: it has no DICOMDIR";
        output.WriteLine($"  expected     {expected}");
        Line(output, "stored", passport.Stored);
        Line(output, "quarantined", passport.Quarantined, string.Join(", ", passport.QuarantinedByReason
            .OrderBy(entry => entry.Key).Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Value} {entry.Key}"))));
        Line(output, "index", passport.Index);
        Line(output, "no DICOM", passport.NotDicom);
        Line(output, "damaged", passport.Failed);
        Line(output, "withdrawn", passport.Withdrawn);
    }

    private static void Line(TextWriter output, string what, int count, string detail = "")
    {
        if (count > 0)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {what,-12} {count}{(detail.Length > 0 ? ": " + detail : "")}"));
        }
    }
}
