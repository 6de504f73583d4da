using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;

namespace Ospacs.Archive.Import;

/// <summary>Settles whose an object is: the one place where a check becomes a subject, or the reason of a quarantine.</summary>
internal static class SubjectSettlement
{
    /// <summary>The subject of an object.</summary>
    /// <param name="checker">The check.</param>
    /// <param name="dataset">The object.</param>
    /// <param name="centre">The centre.</param>
    /// <param name="proposal">The subject that the check proposes, also when it is not certain; or null.</param>
    /// <exception cref="ProtectionException">The subject is not certain.</exception>
    public static string Settle(PatientChecker checker, DicomDataset dataset, string centre, out string? proposal)
    {
        proposal = null;
        HeaderIdentity header;
        try
        {
            header = HeaderIdentityReader.Read(dataset);
        }
        catch (DicomTextException e)
        {
            throw new ProtectionException(QuarantineReason.Unverified, e.Message);
        }
        PatientCheck check = checker.Check(header, centre);
        proposal = check.SubjectId;
        return check.Status switch
        {
            CheckStatus.Match => check.SubjectId!,
            CheckStatus.Mismatch => throw new ProtectionException(QuarantineReason.Mismatch, check.Explanation),
            CheckStatus.NotFound => throw new ProtectionException(QuarantineReason.NotFound, check.Explanation),
            CheckStatus.Ambiguous => throw new ProtectionException(QuarantineReason.Ambiguous, check.Explanation),
            _ => throw new ProtectionException(QuarantineReason.Unverified, check.Explanation),
        };
    }
}
