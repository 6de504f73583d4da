using System.Collections.Frozen;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection.Search;

/// <summary>What an element of a source says of the people that it is about.</summary>
internal enum IdentityRole : byte
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>A name of the patient or her family.</summary>
    PatientName,
    /// <summary>Another person's name: who referred, performed, operated, read.</summary>
    OtherName,
    /// <summary>A number that the patient is known by.</summary>
    PatientIdentifier,
    /// <summary>A number of an order, a visit, an insurance, a physician's telephone. Such numbers can be short and say little.</summary>
    OtherIdentifier,
    /// <summary>The birth date.</summary>
    BirthDate,
    /// <summary>A UID that protection does not keep.</summary>
    Uid,
}

/// <summary>Which elements hold identity: the one list of them.</summary>
internal static class IdentityRoles
{
    private static readonly FrozenDictionary<uint, IdentityRole> Roles = Make();

    /// <summary>What an element says; of a UID only that it is one and is not meant to be kept.</summary>
    /// <param name="element">The element, no sequence.</param>
    internal static IdentityRole Of(DicomElement element)
    {
        DicomVR vr = element.VR;
        if (vr == DicomVR.UI)
        {
            return ConfidentialityTable.Find(element.Tag) is null ? IdentityRole.None : IdentityRole.Uid;
        }
        return Roles.TryGetValue(element.Tag.Value, out IdentityRole role) ? role : vr == DicomVR.PN ? IdentityRole.OtherName : IdentityRole.None;
    }

    private static FrozenDictionary<uint, IdentityRole> Make()
    {
        // Every person's name is one, also where a device wrote it in another representation.
        var roles = DicomDictionary.All.Where(entry => entry.Representations.Contains(DicomVR.PN))
            .ToDictionary(entry => entry.Tag.Value, entry => entry.Tag.Group == 0x0010 ? IdentityRole.PatientName : IdentityRole.OtherName);
        roles[DicomTag.PatientBirthDate.Value] = IdentityRole.BirthDate;
        foreach (uint tag in (ReadOnlySpan<uint>)[DicomTag.PatientID.Value, 0x00101000u, DicomTag.AccessionNumber.Value, 0x00102154u, 0x00380010u])
        {
            roles[tag] = IdentityRole.PatientIdentifier;
        }
        foreach (uint tag in (ReadOnlySpan<uint>)
        [
            0x00080092u, 0x00080094u, // Referring Physician's Address, Telephone Numbers
            0x00100033u, 0x00101040u, 0x00101050u, 0x00101090u, 0x00102155u, // birth date in another calendar, address, insurance, record locator, telecom
            0x00120040u, 0x00120042u, // subject of an earlier trial
            0x00200010u, // Study ID
            0x00380060u, // Service Episode ID
            0x00400009u, 0x00400253u, 0x00401001u, // step and procedure
            0x00401102u, 0x00401103u, // a person's address and telephone numbers
            0x00402006u, 0x00402007u, 0x00402016u, 0x00402017u, // order numbers
        ])
        {
            roles[tag] = IdentityRole.OtherIdentifier;
        }
        return roles.ToFrozenDictionary();
    }
}
