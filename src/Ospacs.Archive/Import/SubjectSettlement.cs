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
    /// <param name="correction">Which proposals are applied.</param>
    /// <param name="check">What the check came to; null when the header could not be read.</param>
    /// <param name="applied">The correction that the subject follows from, or null.</param>
    /// <exception cref="ProtectionException">The subject is not certain.</exception>
    public static string Settle(PatientChecker checker, DicomDataset dataset, string centre, PatientCorrection correction, out PatientCheck? check, out AppliedCorrection? applied)
    {
        check = null;
        applied = null;
        HeaderIdentity header;
        try
        {
            header = HeaderIdentityReader.Read(dataset);
        }
        catch (DicomTextException e)
        {
            throw new ProtectionException(QuarantineReason.Unverified, e.Message);
        }
        check = checker.Check(header, centre);
        if (check.Status == CheckStatus.Match)
        {
            return check.SubjectId!;
        }
        if (correction == PatientCorrection.Unambiguous && check.Proposal is { Kind: ProposalKind.Unambiguous } proposal)
        {
            applied = new AppliedCorrection(proposal, header);
            return proposal.SubjectId;
        }
        throw new ProtectionException(ReasonOf(check.Status), check.Message);
    }

    private static QuarantineReason ReasonOf(CheckStatus status) => status switch
    {
        CheckStatus.Mismatch => QuarantineReason.Mismatch,
        CheckStatus.NotFound => QuarantineReason.NotFound,
        CheckStatus.Ambiguous => QuarantineReason.Ambiguous,
        CheckStatus.Swapped => QuarantineReason.Swapped,
        _ => QuarantineReason.Unverified,
    };
}
