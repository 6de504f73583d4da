using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Cli.Output;

/// <summary>Images as a table of fixed columns, so that the first row stands before the last one is found.</summary>
internal static class ImageTable
{
    /// <summary>The heading.</summary>
    internal static string Heading { get; } = Row("Centre", "Subject", "Date", "Media", "Scanner", "Pixels", "Frames", "Size", "Rule");

    /// <summary>A row.</summary>
    /// <param name="image">The image.</param>
    internal static string Row(ImageRecord image) => Row(
        image.Centre,
        image.SubjectId,
        Sizes.Date(image.StudyDate),
        image.MediaRef,
        image.ManufacturerModelName,
        string.Create(CultureInfo.InvariantCulture, $"{image.Columns}x{image.Rows}"),
        image.NumberOfFrames.ToString(CultureInfo.InvariantCulture),
        Sizes.Of(image.Size),
        image.Rule);

    private static string Row(string centre, string subject, string date, string media, string scanner, string pixels, string frames, string size, string rule) =>
        $"{centre,-8} {subject,-12} {date,-10} {media,-10} {scanner,-20} {pixels,9} {frames,6} {size,9}  {rule}".TrimEnd();
}
