using System.Globalization;
using Ospacs.Archive.Store;

namespace Ospacs.Cli.Output;

/// <summary>An image as a JSON object.</summary>
internal static class ImageJson
{
    /// <summary>Writes an image.</summary>
    /// <param name="lines">Where to.</param>
    /// <param name="image">The image.</param>
    internal static void Write(JsonLine lines, ImageRecord image) => lines.Write(json =>
    {
        json.WriteString("subject", image.SubjectId);
        json.WriteString("centre", image.Centre);
        json.WriteString("studyDate", image.StudyDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteString("media", image.MediaRef);
        json.WriteString("studyInstanceUid", image.StudyInstanceUid);
        json.WriteString("seriesInstanceUid", image.SeriesInstanceUid);
        json.WriteString("sopInstanceUid", image.SopInstanceUid);
        json.WriteString("sopClassUid", image.SopClassUid);
        json.WriteString("modality", image.Modality);
        WriteNumber(json, "seriesNumber", image.SeriesNumber);
        WriteNumber(json, "instanceNumber", image.InstanceNumber);
        json.WriteString("manufacturer", image.Manufacturer);
        json.WriteString("model", image.ManufacturerModelName);
        json.WriteNumber("columns", image.Columns);
        json.WriteNumber("rows", image.Rows);
        json.WriteNumber("frames", image.NumberOfFrames);
        json.WriteString("photometricInterpretation", image.PhotometricInterpretation);
        json.WriteString("transferSyntaxUid", image.TransferSyntaxUid);
        json.WriteNumber("size", image.Size);
        json.WriteString("sha256", Convert.ToHexStringLower(image.Sha256));
        json.WriteString("rule", image.Rule);
        json.WriteNumber("policy", image.PolicyId);
        json.WriteNumber("version", image.Version);
        json.WriteString("imported", image.ImportedUtc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
    });

    private static void WriteNumber(System.Text.Json.Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
