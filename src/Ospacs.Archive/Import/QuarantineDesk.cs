using System.Globalization;
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
    private const string DiscardAction = "Discard";
    private const int DiscardsInBatch = 500;

    /// <summary>How pixels are compressed that came without loss.</summary>
    public PixelCompression Compression { get; init; }

    /// <summary>Decisions of the last call that cannot be carried out, each with the reason; known when the call returns. Their items wait on.</summary>
    public IReadOnlyList<RefusedDecision> Refused { get; private set; } = [];

    /// <summary>
    /// Stores items under subjects that a person decided on. The registry must know each subject at the item's centre, when there is a registry; one of another centre only as the item's proposal.
    /// A decision that cannot be carried out is refused by itself, and the others are: see <see cref="Refused"/>. The reason is that of all
    /// and stands in the audit trail under each: one that cannot be used for one item is used for none.
    /// </summary>
    /// <param name="decisions">Items, each with its subject; without one, the subject that the check proposed.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patients.</param>
    /// <param name="cancellation">Ends the work between two items.</param>
    /// <returns>An outcome for each item that was not refused: what cannot be protected stays in quarantine for that reason.</returns>
    /// <exception cref="ArchiveException">The reason or the policy cannot be used; nothing was done.</exception>
    public IEnumerable<ImportOutcome> Approve(IReadOnlyList<(QuarantineItem Item, string? SubjectId)> decisions, string reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(decisions);
        CheckReason(decisions.Select(decision => decision.Item), reason, cancellation);
        archive.CheckPolicy(policy);
        var refused = new List<RefusedDecision>();
        var good = new List<(QuarantineItem Item, string SubjectId)>(decisions.Count);
        foreach ((QuarantineItem item, string? named) in decisions)
        {
            string? subject = named ?? item.ProposedSubjectId;
            if (Problem(item, subject) is { } problem)
            {
                refused.Add(new RefusedDecision(item, $"Medium {item.MediaRef}, file {item.FileNumber}: {problem}"));
            }
            else
            {
                // The registry's spelling is the subject's, as in an import: the archive tells S1 from s1.
                good.Add((item, registry?.FindSubject(subject!)?.SubjectId ?? subject!));
            }
        }
        foreach (RegistryPatient patient in good.Select(decision => registry?.FindSubject(decision.SubjectId)).OfType<RegistryPatient>().Distinct())
        {
            GivenReason.Check(string.Empty, reason, PatientStrings.Of(patient));
        }
        Refused = refused;
        return ApproveChecked(good, reason, cancellation);
    }

    /// <summary>Stores items under the subjects that the check proposed; those without a proposal are refused.</summary>
    /// <param name="items">The items.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patients.</param>
    /// <param name="cancellation">Ends the work between two items.</param>
    /// <exception cref="ArchiveException">The reason or the policy cannot be used; nothing was done.</exception>
    public IEnumerable<ImportOutcome> ApproveProposals(IReadOnlyList<QuarantineItem> items, string reason, CancellationToken cancellation = default) =>
        Approve([.. items.Select(item => (item, (string?)null))], reason, cancellation);

    /// <summary>Takes an item out of the quarantine for good.</summary>
    /// <param name="item">The item.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patient.</param>
    /// <exception cref="ArchiveException">The reason cannot be used; nothing was done.</exception>
    public void Discard(QuarantineItem item, string reason) => Discard([item], reason);

    /// <summary>Takes items out of the quarantine for good. Cut off, it leaves each item there, or discarded with its one audit entry.</summary>
    /// <param name="items">The items.</param>
    /// <param name="reason">Why, in the person's words; no identity of the patients.</param>
    /// <param name="cancellation">Ends the work between two batches.</param>
    /// <exception cref="ArchiveException">The reason cannot be used; nothing was done.</exception>
    public void Discard(IReadOnlyList<QuarantineItem> items, string reason, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        CheckReason(items, reason, cancellation);
        foreach (QuarantineItem[] together in items.Chunk(DiscardsInBatch))
        {
            archive.Store.RunBatch(batch => Enter(batch, together, reason, cancellation), cancellation);
            foreach (QuarantineItem item in together)
            {
                archive.Quarantine.Remove(item.Id);
            }
        }
    }

    /// <returns>How many entries were made.</returns>
    private int Enter(IStoreBatch batch, QuarantineItem[] together, string reason, CancellationToken cancellation)
    {
        HashSet<string> before = DiscardedBefore(together, cancellation);
        AuditTrail trail = archive.BeginTrail();
        int entered = 0;
        // What another program has stored or discarded meanwhile is only cleared away.
        foreach (QuarantineItem item in together.Where(item => archive.Quarantine.Contains(item.Id) && archive.Store.FindBySource(Convert.FromHexString(item.Id)) is null))
        {
            if (before.Contains(EntryOf(item)))
            {
                // A run was cut off between the entry and the removal: the decision has its entry.
                continue;
            }
            trail.Append(batch, new AuditDraft
            {
                Action = DiscardAction,
                MediaRef = item.MediaRef,
                FileNumber = item.FileNumber,
                Outcome = "Discarded",
                Reason = reason,
                OldValue = ImportSource.DoubtOf(item),
                NewValue = EntryOf(item),
            });
            entered++;
        }
        return entered;
    }

    /// <summary>What an entry says of the item that was discarded: which one, and since when it had waited. A file that comes again waits anew.</summary>
    private static string EntryOf(QuarantineItem item) => string.Create(CultureInfo.InvariantCulture, $"item {item.Id.ToLowerInvariant()}, quarantined {item.QuarantinedUtc:O}");

    /// <summary>What the entries of discards say that were made before, of the media of these items.</summary>
    private HashSet<string> DiscardedBefore(IEnumerable<QuarantineItem> items, CancellationToken cancellation) =>
    [
        .. items.Select(item => item.MediaRef).Distinct(StringComparer.Ordinal)
            .SelectMany(mediaRef => archive.Store.GetAudit(new AuditQuery { Action = DiscardAction, MediaRef = mediaRef }, cancellation))
            .Select(entry => entry.NewValue).OfType<string>(),
    ];

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

    private string? Problem(QuarantineItem item, string? subject)
    {
        if (subject is null)
        {
            return "the check proposed no subject. Name one.";
        }
        if (registry is not null && !Knows(registry, item, subject))
        {
            return $"the registry has no such subject at centre {item.Centre}.";
        }
        return SubjectIds.Problem(subject) is { } problem ? $"the subject id {problem}." : null;
    }

    /// <summary>Of another centre a subject may be only where the check itself proposed her: a slip in a subject id most often hits another centre's.</summary>
    private static bool Knows(IPatientRegistry registry, QuarantineItem item, string subject) =>
        registry.FindSubject(subject) is { } patient && (patient.Centre == item.Centre || patient.SubjectId == item.ProposedSubjectId);

    /// <summary>A reason reaches the research side: it may not repeat what any item's header says of its patient.</summary>
    private static void CheckReason(IEnumerable<QuarantineItem> items, string reason, CancellationToken cancellation)
    {
        GivenReason.Check(string.Empty, reason);
        foreach (QuarantineItem item in items)
        {
            cancellation.ThrowIfCancellationRequested();
            GivenReason.Check($"Medium {item.MediaRef}, file {item.FileNumber}: ", reason, PatientStrings.OfFile(item.Path));
        }
    }
}

/// <summary>A decision that cannot be carried out.</summary>
/// <param name="Item">The item, which waits on. Identity side.</param>
/// <param name="Message">Why not; names medium and file, and no patient.</param>
public sealed record RefusedDecision(QuarantineItem Item, string Message);
