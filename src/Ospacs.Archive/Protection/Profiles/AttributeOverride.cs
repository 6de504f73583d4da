namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What a policy does with one attribute in place of the profile, wherever it stands, and why.</summary>
/// <param name="Tag">The attribute; never a private one, whose numbers mean nothing without their creator.</param>
/// <param name="Action">What is done: keep, remove, empty, dummy or clean.</param>
/// <param name="Reason">Why, as the policy says.</param>
public sealed record AttributeOverride(DicomTag Tag, ProtectionAction Action, string Reason)
{
    /// <summary>What keeps an attribute from being treated so, or null. Who the patient is, and what Ospacs writes itself, is not the policy's to decide.</summary>
    /// <param name="tag">The attribute.</param>
    /// <param name="action">What is to be done.</param>
    public static string? Problem(DicomTag tag, ProtectionAction action)
    {
        if (tag.IsPrivate)
        {
            return "is a private element: name it in 'safePrivate', with its creator";
        }
        if (tag.Group < 8 || tag.IsGroupLength)
        {
            return "belongs to no image";
        }
        if (WrittenAttributes.Contains(tag) || tag == DicomTag.PixelData || tag == DicomTag.SOPClassUID || tag == DicomTag.SpecificCharacterSet)
        {
            return "is written by Ospacs itself, or holds the object together";
        }
        if ((tag.Group & 0xFF00) is 0x5000 or 0x6000)
        {
            return "is of a curve or an overlay, which go whole";
        }
        bool isName = DicomDictionary.RepresentationOf(tag) == DicomVR.PN;
        return action == ProtectionAction.Keep && (isName || PatientIdentifiers.Contains(tag)) ? "tells who a person is and cannot be kept" : null;
    }
}
