using Ospacs.Archive.Import;
using Ospacs.Archive.Protection.Profiles;

namespace Ospacs.Archive.Protection;

/// <summary>
/// De-identifies a data set by PS3.15 Annex E: a walk over every element at every level that makes another data set. What is not
/// touched is the source's own element and is later copied byte for byte. It serves several threads.
/// </summary>
/// <param name="profile">What is done with each attribute.</param>
public sealed class HeaderProtection(ProtectionProfile profile)
{
    /// <summary>Protects an object's header. Pixels are the caller's concern.</summary>
    /// <param name="dataset">The source's data set.</param>
    /// <param name="context">Whose it is, in which trial, under which key.</param>
    /// <param name="isIdentity">Whether a word is one of this patient's, which no cleaned text keeps; null where nobody knows.</param>
    /// <returns>Another data set.</returns>
    /// <exception cref="ProtectionException">The object cannot be protected safely.</exception>
    public DicomDataset Protect(DicomDataset dataset, ProtectionContext context, Func<string, bool>? isIdentity = null) => Protect(dataset, context, isIdentity, null);

    internal DicomDataset Protect(DicomDataset dataset, ProtectionContext context, Func<string, bool>? isIdentity, DifferenceRecorder? recorder)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        DicomDataset result = new();
        new HeaderWalk(profile, context, isIdentity ?? (_ => false), recorder).Over(dataset, result, profile.PlanFor(dataset.GetCode(DicomTag.SOPClassUID)));
        FillIn(dataset, result, context);
        return result;
    }

    /// <summary>What a protected object says of itself and its trial (PS3.15 section E.1.1, PS3.3 sections C.7.1.1, C.7.1.3 and C.7.3.2).</summary>
    private void FillIn(DicomDataset source, DicomDataset target, ProtectionContext context)
    {
        foreach (DicomTag tag in (ReadOnlySpan<DicomTag>)[DicomTag.StudyInstanceUID, DicomTag.SeriesInstanceUID, DicomTag.SOPInstanceUID])
        {
            if (!DicomUID.IsValid(source.GetCode(tag)))
            {
                throw new ProtectionException(QuarantineReason.Inconsistent, $"{tag} is missing or no UID.");
            }
        }
        target.Set(DicomTag.PatientID, context.SubjectId);
        target.Set(DicomTag.PatientName, context.SubjectId);
        SetIfMissing(target, DicomTag.PatientBirthDate);
        SetIfMissing(target, DicomTag.PatientSex);
        target.Set(DicomTag.PatientIdentityRemoved, "YES");
        target.Set(DicomTag.LongitudinalTemporalInformationModified, profile.Dates switch { DatePolicy.Full => "UNMODIFIED", DatePolicy.Modified => "MODIFIED", _ => "REMOVED" });

        target.Set(DicomTag.ClinicalTrialSponsorName, context.Sponsor);
        target.Set(DicomTag.ClinicalTrialProtocolID, context.Protocol);
        target.Set(DicomElement.Create(DicomTag.ClinicalTrialProtocolName, DicomVR.LO, string.Empty));
        target.Set(DicomTag.ClinicalTrialSiteID, context.Centre);
        target.Set(DicomElement.Create(DicomTag.ClinicalTrialSiteName, DicomVR.LO, string.Empty));
        target.Set(DicomTag.ClinicalTrialSubjectID, context.SubjectId);
        target.Remove(DicomTag.ClinicalTrialSubjectReadingID);
    }

    private static void SetIfMissing(DicomDataset target, DicomTag tag)
    {
        if (!target.Contains(tag))
        {
            target.Set(tag, string.Empty);
        }
    }
}
