namespace Ospacs.Archive.Protection;

/// <summary>Which SOP classes an archive takes (PS3.4 Annex B.5).</summary>
public static class UltrasoundClasses
{
    /// <summary>Whether objects of the class are ultrasound images or clips.</summary>
    /// <param name="sopClassUid">The class.</param>
    public static bool IsUltrasound(string sopClassUid) => sopClassUid
        is DicomUID.UltrasoundImageStorage or DicomUID.UltrasoundImageStorageRetired
        or DicomUID.UltrasoundMultiFrameImageStorage or DicomUID.UltrasoundMultiFrameImageStorageRetired;

    /// <summary>Whether objects of the class are captures of a screen, which may show anything: they need a rule that names the class.</summary>
    /// <param name="sopClassUid">The class.</param>
    public static bool IsSecondaryCapture(string sopClassUid) =>
        sopClassUid == DicomUID.SecondaryCaptureImageStorage ||
        (sopClassUid.Length == DicomUID.SecondaryCaptureImageStorage.Length + 2
            && sopClassUid.StartsWith(DicomUID.SecondaryCaptureImageStorage + ".", StringComparison.Ordinal)
            && sopClassUid[^1] is >= '1' and <= '4');
}
