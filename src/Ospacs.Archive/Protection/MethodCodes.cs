using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection;

/// <summary>Writes how an object was de-identified: (0012,0063) and (0012,0064), with the codes of CID 7050 (PS3.16).</summary>
public static class MethodCodes
{
    private const string Method = "Ospacs: PS3.15 Basic Profile, full dates kept";

    /// <summary>Marks a protected object.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="pixelsCleaned">Whether rectangles were blanked in the pixels.</param>
    public static void Write(DicomDataset dataset, bool pixelsCleaned)
    {
        List<DicomItem> codes = [Code(dataset, "113100", "Basic Application Confidentiality Profile")];
        if (pixelsCleaned)
        {
            codes.Add(Code(dataset, "113101", "Clean Pixel Data Option"));
        }
        codes.Add(Code(dataset, "113106", "Retain Longitudinal Temporal Information Full Dates Option"));
        dataset.Set(DicomTag.DeidentificationMethod, Method);
        dataset.Set(DicomElement.Create(DicomTag.DeidentificationMethodCodeSequence, codes));
    }

    /// <summary>Writes what follows from blanked pixels: Burned In Annotation, the derivation, and extremes that may no longer hold.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="pixels">What was blanked.</param>
    public static void WritePixelConsequences(DicomDataset dataset, PixelRecoding pixels)
    {
        string saved = pixels.From.IsLossy && pixels.Syntax != pixels.From ? "; written without further loss" : string.Empty;
        dataset.Set(DicomTag.BurnedInAnnotation, "NO");
        dataset.Set(DicomTag.DerivationDescription, $"Identifying text blanked in {pixels.Masked.Count} rectangle(s){saved}");
        dataset.Remove(DicomTag.SmallestImagePixelValue);
        dataset.Remove(DicomTag.LargestImagePixelValue);
        dataset.Remove(DicomTag.SmallestPixelValueInSeries);
        dataset.Remove(DicomTag.LargestPixelValueInSeries);
    }

    private static DicomItem Code(DicomDataset parent, string value, string meaning) => new(new DicomDataset(parent)
        .Set(DicomTag.CodeValue, value)
        .Set(DicomTag.CodingSchemeDesignator, "DCM")
        .Set(DicomTag.CodeMeaning, meaning));
}
