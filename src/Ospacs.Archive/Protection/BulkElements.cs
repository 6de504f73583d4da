namespace Ospacs.Archive.Protection;

/// <summary>The elements of an image that hold bytes rather than text or numbers and may stay: lookup tables and colour profiles. Others go, since bytes can hold anything.</summary>
public static class BulkElements
{
    /// <summary>Whether a representation is of bytes that the standard gives no meaning.</summary>
    /// <param name="vr">The representation.</param>
    public static bool IsBulk(DicomVR vr) =>
        vr == DicomVR.OB || vr == DicomVR.OW || vr == DicomVR.OF || vr == DicomVR.OD || vr == DicomVR.OL || vr == DicomVR.OV || vr == DicomVR.UN;

    /// <summary>Whether the element belongs to the image's own pixels or colours.</summary>
    /// <param name="tag">The element.</param>
    public static bool MayStay(DicomTag tag) => tag.Value
        is (>= 0x00281101 and <= 0x00281104) // palette descriptors
        or (>= 0x00281201 and <= 0x00281204) // palettes
        or (>= 0x00281221 and <= 0x00281224) // segmented palettes
        or 0x00282000 // ICC Profile
        or 0x00283002 or 0x00283006 // LUT Descriptor and Data
        or 0x7FE00001 or 0x7FE00002; // offset tables of encapsulated pixels
}
