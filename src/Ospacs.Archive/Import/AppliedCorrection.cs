using Ospacs.Archive.Patients;

namespace Ospacs.Archive.Import;

/// <summary>A proposal that an import applied: the object is stored under the registry's word where the header says something else. Identity side, by its header.</summary>
/// <param name="Proposal">The proposal: the subject, the fields that the registry's values stand for, and why.</param>
/// <param name="Header">What the header says.</param>
internal sealed record AppliedCorrection(PatientProposal Proposal, HeaderIdentity Header)
{
    /// <summary>The reason in the audit trail: fields and kinds, never values.</summary>
    internal string AuditReason => "Corrected: " + string.Join(", ", Proposal.Slips);
}
