using System.Collections.Frozen;

namespace Ospacs.Archive.Protection.Masks.Scripts;

/// <summary>
/// The keywords of CTP's scripts. They are those of the toolkit that CTP is built on, which are older than the standard's and differ
/// in some: "Seq" stands for "Sequence" and "Ref" for "Referenced", and a few elements have since been renamed.
/// </summary>
internal static class ScriptKeywords
{
    private static readonly FrozenDictionary<string, string> Renamed = FrozenDictionary.ToFrozenDictionary(
    [
        KeyValuePair.Create("SoftwareVersion", "SoftwareVersions"),
        KeyValuePair.Create("SecondaryCaptureDeviceSoftwareVersion", "SecondaryCaptureDeviceSoftwareVersions"),
        KeyValuePair.Create("SeqOfUltrasoundRegions", "SequenceOfUltrasoundRegions"),
        KeyValuePair.Create("FieldOfViewDimension", "FieldOfViewDimensions"),
        KeyValuePair.Create("EchoNumber", "EchoNumbers"),
        KeyValuePair.Create("FocalSpot", "FocalSpots"),
        KeyValuePair.Create("ThermalIndex", "BoneThermalIndex"),
        KeyValuePair.Create("ImplantPresent", "BreastImplantPresent"),
        // The standard has these keywords too, for retired elements that CTP does not mean.
        KeyValuePair.Create("ImagePosition", "ImagePositionPatient"),
        KeyValuePair.Create("ImageOrientation", "ImageOrientationPatient"),
    ], StringComparer.OrdinalIgnoreCase);

    /// <summary>The element that a script means by a keyword, or null when it means none.</summary>
    internal static DicomDictionaryEntry? Find(string keyword)
    {
        if (Renamed.TryGetValue(keyword, out string? renamed))
        {
            return DicomDictionary.FindKeyword(renamed);
        }
        string whole = keyword;
        if (whole.EndsWith("Seq", StringComparison.Ordinal))
        {
            whole += "uence";
        }
        if (whole.StartsWith("Ref", StringComparison.Ordinal) && whole.Length > 3 && char.IsUpper(whole[3]))
        {
            whole = "Referenced" + whole[3..];
        }
        return DicomDictionary.FindKeyword(keyword) ?? DicomDictionary.FindKeyword(whole);
    }
}
