using Ospacs.Archive.Protection.Profiles;
using Ospacs.Dicom.Pixels;

namespace Ospacs.Archive.Protection;

/// <summary>Writes how an object was de-identified: (0012,0063) and (0012,0064), with the codes of CID 7050 (PS3.16).</summary>
public static class MethodCodes
{
    /// <summary>Marks a protected object.</summary>
    /// <param name="dataset">The object.</param>
    /// <param name="profile">The profile that its header was protected by.</param>
    /// <param name="pixelsCleaned">Whether rectangles were blanked in the pixels.</param>
    public static void Write(DicomDataset dataset, ProtectionProfile profile, bool pixelsCleaned)
    {
        ArgumentNullException.ThrowIfNull(profile);
        string dates = profile.Dates switch { DatePolicy.Full => "full dates kept", DatePolicy.Modified => "dates shifted", _ => "dates removed" };
        dataset.Set(DicomTag.DeidentificationMethod, $"Ospacs: PS3.15 Basic Profile, {dates}");
        dataset.Set(DicomElement.Create(DicomTag.DeidentificationMethodCodeSequence, CodesOf(profile, pixelsCleaned).Select(code => Code(dataset, code.Value, code.Meaning))));
    }

    /// <summary>The code of an option (CID 7050).</summary>
    /// <param name="option">The option.</param>
    public static string CodeOf(ProtectionOption option) => Of(option).Value;

    private static IEnumerable<(string Value, string Meaning)> CodesOf(ProtectionProfile profile, bool pixelsCleaned)
    {
        yield return ("113100", "Basic Application Confidentiality Profile");
        if (pixelsCleaned)
        {
            yield return ("113101", "Clean Pixel Data Option");
        }
        switch (profile.Dates)
        {
            case DatePolicy.Full:
                yield return ("113106", "Retain Longitudinal Temporal Information Full Dates Option");
                break;
            case DatePolicy.Modified:
                yield return ("113107", "Retain Longitudinal Temporal Information Modified Dates Option");
                break;
        }
        foreach (ProtectionOption option in profile.Options.Order())
        {
            yield return Of(option);
        }
    }

    private static (string Value, string Meaning) Of(ProtectionOption option) => option switch
    {
        ProtectionOption.CleanGraphics => ("113103", "Clean Graphics Option"),
        ProtectionOption.CleanStructuredContent => ("113104", "Clean Structured Content Option"),
        ProtectionOption.CleanDescriptors => ("113105", "Clean Descriptors Option"),
        ProtectionOption.RetainPatientCharacteristics => ("113108", "Retain Patient Characteristics Option"),
        ProtectionOption.RetainDeviceIdentity => ("113109", "Retain Device Identity Option"),
        ProtectionOption.RetainUids => ("113110", "Retain UIDs Option"),
        ProtectionOption.RetainSafePrivate => ("113111", "Retain Safe Private Option"),
        _ => ("113112", "Retain Institution Identity Option"),
    };

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
