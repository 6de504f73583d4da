using System.Collections.Frozen;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>Attributes that identify a patient directly and that no policy can keep.</summary>
internal static class PatientIdentifiers
{
    private static readonly FrozenSet<uint> Tags = new uint[]
    {
        0x00100020, // Patient ID
        0x00100030, // Patient's Birth Date
        0x00100033, // Patient's Birth Date in Alternative Calendar
        0x00101000, // Other Patient IDs
        0x00101001, // Other Patient Names
        0x00101002, // Other Patient IDs Sequence
        0x00101005, // Patient's Birth Name
        0x00101040, // Patient's Address
        0x00101060, // Patient's Mother's Birth Name
        0x00101090, // Medical Record Locator
        0x00102154, // Patient's Telephone Numbers
        0x00102155, // Patient's Telecom Information
        0x00080050, // Accession Number
        0x00380010, // Admission ID
    }.ToFrozenSet();

    internal static bool Contains(DicomTag tag) => Tags.Contains(tag.Value);
}
