using Ospacs.Archive.Audit;
using Ospacs.Archive.Compression;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Protection.Search;
using Ospacs.Archive.Store;

namespace Ospacs.Archive.Import;

/// <summary>Where a person decides what waits in quarantine. Every decision is audited with its reason.</summary>
public sealed class QuarantineDesk(OspacsArchive archive, ArchivePolicy policy, IPatientRegistry? registry)
{
    private const int LongestReason = 400;

    /// <summary>How pixels are compressed that came without loss.</summary>
    public PixelCompression Compression { get; init; }

    /// <summary>Stores items under subjects that a person decided on. The registry must know each subject at the item's centre, when there is a registry; one of another centre only as the item's proposal.</summary>
    /// <param name="decisions">Items, each with its subject.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patient.</param>
    /// <param name="cancellation">Ends the work between two items.</param>
    /// <returns>An outcome for each item: what cannot be protected stays in quarantine for that reason.</returns>
    /// <exception cref="ArchiveException">A subject or the reason cannot be used; nothing was done.</exception>
    public IEnumerable<ImportOutcome> Approve(IReadOnlyList<(QuarantineItem Item, string SubjectId)> decisions, string reason, CancellationToken cancellation = default)
    {
        foreach ((QuarantineItem item, string subject) in decisions)
        {
            CheckReason(item, reason);
            CheckSubject(item, subject);
        }
        archive.CheckPolicy(policy);
        return ApproveChecked(decisions, reason, cancellation);
    }

    /// <summary>Stores items under the subjects that the check proposed.</summary>
    /// <param name="items">The items; each must have a proposal.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patient.</param>
    /// <param name="cancellation">Ends the work between two items.</param>
    /// <exception cref="ArchiveException">An item has no proposal, or the reason cannot be used; nothing was done.</exception>
    public IEnumerable<ImportOutcome> ApproveProposals(IReadOnlyList<QuarantineItem> items, string reason, CancellationToken cancellation = default) =>
        Approve([.. items.Select(item => (item, item.ProposedSubjectId ?? throw new ArchiveException(ArchiveFailure.InvalidArgument,
            $"Medium {item.MediaRef}, file {item.FileNumber}: the check proposed no subject. Name one.")))], reason, cancellation);

    /// <summary>Takes an item out of the quarantine for good.</summary>
    /// <param name="item">The item.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patient.</param>
    /// <exception cref="ArchiveException">The reason cannot be used; nothing was done.</exception>
    public void Discard(QuarantineItem item, string reason)
    {
        CheckReason(item, reason);
        using (IStoreBatch batch = archive.Store.BeginBatch())
        {
            archive.BeginTrail().Append(batch, new AuditDraft
            {
                Action = "Discard",
                MediaRef = item.MediaRef,
                FileNumber = item.FileNumber,
                Outcome = "Discarded",
                Reason = reason,
            });
            batch.Commit();
        }
        archive.Quarantine.Remove(item.Id);
    }

    private IEnumerable<ImportOutcome> ApproveChecked(IReadOnlyList<(QuarantineItem Item, string SubjectId)> decisions, string reason, CancellationToken cancellation)
    {
        // The options' labels are those of each item; only policy and registry count here.
        foreach (IGrouping<(string MediaRef, string Centre), (QuarantineItem Item, string SubjectId)> medium in decisions.GroupBy(d => (d.Item.MediaRef, d.Item.Centre)))
        {
            var run = new ImportRun(archive, new ImportOptions
            {
                MediaRef = medium.Key.MediaRef,
                Centre = medium.Key.Centre,
                Policy = policy,
                Registry = registry ?? EmptyRegistry.Instance,
                Compression = Compression,
            });
            foreach (ImportOutcome outcome in run.Approve([.. medium], reason, cancellation))
            {
                yield return outcome;
            }
        }
    }

    private void CheckSubject(QuarantineItem item, string subject)
    {
        if (registry is not null && !Knows(registry, item, subject))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"Medium {item.MediaRef}, file {item.FileNumber}: the registry has no such subject at centre {item.Centre}.");
        }
        if (SubjectIds.Problem(subject) is { } problem)
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"Medium {item.MediaRef}, file {item.FileNumber}: the subject id {problem}.");
        }
    }

    /// <summary>Of another centre a subject may be only where the check itself proposed her: a slip in a subject id most often hits another centre's.</summary>
    private static bool Knows(IPatientRegistry registry, QuarantineItem item, string subject) =>
        registry.FindSubject(subject) is { } patient && (patient.Centre == item.Centre || patient.SubjectId == item.ProposedSubjectId);

    /// <summary>A reason reaches the research side: it may not repeat what the item's header says of its patient.</summary>
    private static void CheckReason(QuarantineItem item, string reason)
    {
        string where = $"Medium {item.MediaRef}, file {item.FileNumber}: the reason";
        if (string.IsNullOrWhiteSpace(reason) || reason.Length > LongestReason || reason.Any(char.IsControl))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"{where} must have 1 to {LongestReason} characters in one line.");
        }
        if (PatientStrings.OfFile(item.Path).AreRepeatedIn(reason))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"{where} repeats an identity value of the file. It would stand in the audit trail; say it without.");
        }
    }
}
