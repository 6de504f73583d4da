using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Ospacs.Archive.Audit;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Protection.Masks;

/// <summary>
/// The mask rules that a named account has approved, having looked at their contact sheets. The audit trail is where they stand: who, when,
/// which sheet, and why. What is approved is a rule as it then was; one that is changed afterwards is another rule.
/// </summary>
public sealed class RuleApprovals
{
    /// <summary>The audit's word for an approval.</summary>
    public const string Action = "ApproveRule";

    private const int LongestReason = 200;
    private const int FingerprintLength = 16;

    private readonly FrozenSet<string> _approved;

    private RuleApprovals(IEnumerable<string> approved) => _approved = approved.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The approvals that an archive's trail has.</summary>
    /// <param name="store">The archive.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static RuleApprovals Of(IArchiveStore store, CancellationToken cancellation = default) =>
        new(store.GetAudit(new AuditQuery { Action = Action }, cancellation).Select(entry => FingerprintIn(entry.Reason)).OfType<string>());

    /// <summary>Whether a rule, as it is, has been approved.</summary>
    /// <param name="rule">The rule.</param>
    public bool Contains(MaskRule rule) => _approved.Contains(Fingerprint(rule));

    /// <summary>Enters approvals into the archive's trail, under the account that the program runs under.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="policy">The policy that the rules are of.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="sheetSha256">SHA-256 of the contact sheet that was looked at.</param>
    /// <param name="reason">What the person saw, in one line; no identity of a patient.</param>
    /// <returns>The entries, one a rule.</returns>
    /// <exception cref="ArchiveException">The reason cannot be used, or the archive failed; nothing was entered.</exception>
    public static IReadOnlyList<AuditEntry> Approve(OspacsArchive archive, ArchivePolicy policy, IReadOnlyList<MaskRule> rules, byte[] sheetSha256, string reason)
    {
        archive.CheckPolicy(policy);
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason || reason.Any(char.IsControl))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The reason must have 1 to {LongestReason} characters in one line.");
        }
        return archive.Store.RunBatch<IReadOnlyList<AuditEntry>>(batch =>
        {
            long policyId = batch.AddPolicy(policy.Text, policy.Sha256, DateTime.UtcNow);
            AuditTrail trail = archive.BeginTrail();
            return
            [
                .. rules.Select(rule => trail.Append(batch, new AuditDraft
                {
                    Action = Action,
                    PolicyId = policyId,
                    Outcome = "Approved",
                    Reason = $"{Fingerprint(rule)} \"{rule.Name}\", sheet {Convert.ToHexString(sheetSha256)}: {reason}",
                })),
            ];
        });
    }

    /// <summary>A short hash of everything that a rule says: 16 hexadecimal digits.</summary>
    /// <param name="rule">The rule.</param>
    public static string Fingerprint(MaskRule rule) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(rule.Definition)))[..FingerprintLength];

    private static string? FingerprintIn(string? reason) => reason is { Length: > FingerprintLength } && reason[FingerprintLength] == ' ' ? reason[..FingerprintLength] : null;
}
