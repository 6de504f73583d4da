using System.Collections.Frozen;

namespace Ospacs.Archive.Protection.Profiles;

/// <summary>What a protected object says in the trial's own words, whatever its source said there.</summary>
internal static class WrittenAttributes
{
    private static readonly FrozenSet<uint> Tags = new[]
    {
        DicomTag.PatientName, DicomTag.PatientID, DicomTag.PatientIdentityRemoved, DicomTag.DeidentificationMethod, DicomTag.DeidentificationMethodCodeSequence,
        DicomTag.LongitudinalTemporalInformationModified, DicomTag.ClinicalTrialSponsorName, DicomTag.ClinicalTrialProtocolID, DicomTag.ClinicalTrialProtocolName,
        DicomTag.ClinicalTrialSiteID, DicomTag.ClinicalTrialSiteName, DicomTag.ClinicalTrialSubjectID, DicomTag.ClinicalTrialSubjectReadingID,
    }.Select(tag => tag.Value).ToFrozenSet();

    internal static bool Contains(DicomTag tag) => Tags.Contains(tag.Value);
}
