using Ospacs.Archive.Audit;
using Ospacs.Archive.Import;
using Ospacs.Archive.Ledger;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.Archive;

/// <summary>An open archive with both its sides: the store, and the identity folder with key and quarantine.</summary>
public sealed class OspacsArchive : IDisposable
{
    private readonly Lazy<ArchiveKey> _key;

    private OspacsArchive(IArchiveStore store, IdentityFolder identity, ArchiveKey? key)
    {
        Anchors = new AnchorFile(identity);
        Store = new AnchoredStore(store, Anchors);
        Identity = identity;
        Quarantine = new QuarantineStore(identity);
        _key = key is null ? new Lazy<ArchiveKey>(() => identity.LoadKey(store.Info)) : new Lazy<ArchiveKey>(key);
    }

    /// <summary>The research side. What is committed to it anchors the audit trail on the identity side.</summary>
    public IArchiveStore Store { get; }

    /// <summary>The ends of the audit trail that the identity side has seen.</summary>
    public AnchorFile Anchors { get; }

    /// <summary>The identity side.</summary>
    public IdentityFolder Identity { get; }

    /// <summary>What waits for a person.</summary>
    public QuarantineStore Quarantine { get; }

    /// <summary>What the archive was made with.</summary>
    public ArchiveInfo Info => Store.Info;

    /// <summary>The archive's key.</summary>
    /// <exception cref="ArchiveException">It is missing, or another archive's.</exception>
    public ArchiveKey Key => _key.Value;

    /// <summary>Makes an archive: identity folder, key, schema, first policy.</summary>
    /// <param name="engine">The database.</param>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    /// <param name="policy">The policy, which names sponsor and protocol.</param>
    /// <exception cref="ArchiveException">It is there already, or cannot be made.</exception>
    public static OspacsArchive Create(IArchiveEngine engine, string archive, ArchivePolicy policy)
    {
        if (engine.Exists(archive))
        {
            throw new ArchiveException(ArchiveFailure.AlreadyExists, "There is an archive of this name already.");
        }
        var identity = new IdentityFolder(engine.IdentityPathOf(archive));
        ArchiveKey key = identity.CreateKey();
        var info = new ArchiveInfo
        {
            ArchiveId = Guid.NewGuid(),
            Sponsor = policy.Sponsor,
            Protocol = policy.Protocol,
            DatePolicy = NameOf(policy),
            KeyCheck = key.CheckValue,
            CreatedUtc = DateTime.UtcNow,
        };
        AuditEntry? first = null;
        IArchiveStore store = engine.Create(archive, info, batch =>
        {
            long policyId = batch.AddPolicy(policy.Text, policy.Sha256, info.CreatedUtc);
            first = new AuditTrail(key.Bytes.Span).Append(batch, new AuditDraft { Action = "Create", PolicyId = policyId, Outcome = "Done" });
        });
        var made = new OspacsArchive(store, identity, key);
        // The archive is this program's alone until it has its name: anchors that are there are of one that is gone.
        made.Anchors.SetAside();
        made.Anchors.Append(first!.Sequence, first.Mac);
        return made;
    }

    /// <summary>Opens an archive. The key is held against it when the archive is to be written.</summary>
    /// <param name="engine">The database.</param>
    /// <param name="archive">The value of <c>-Archive</c>.</param>
    /// <param name="access">What for.</param>
    /// <exception cref="ArchiveException">It cannot be opened, or the key is missing or wrong.</exception>
    public static OspacsArchive Open(IArchiveEngine engine, string archive, StoreAccess access)
    {
        IArchiveStore store = engine.Open(archive, access);
        var opened = new OspacsArchive(store, new IdentityFolder(engine.IdentityPathOf(archive)), null);
        try
        {
            if (access == StoreAccess.Write)
            {
                _ = opened.Key;
            }
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>Whether a policy is of this archive's trial, and treats dates as all of its images are treated.</summary>
    /// <param name="policy">The policy.</param>
    public bool Accepts(ArchivePolicy policy) => IsOfTrial(policy) && NameOf(policy) == Info.DatePolicy;

    /// <summary>Sees to it that a policy is of this archive's trial.</summary>
    /// <param name="policy">The policy.</param>
    /// <exception cref="ArchiveException">It names another sponsor or protocol, or treats dates otherwise.</exception>
    public void CheckPolicy(ArchivePolicy policy)
    {
        if (!IsOfTrial(policy))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, "The policy names another sponsor or protocol than the archive was made with.");
        }
        if (!Accepts(policy))
        {
            throw new ArchiveException(ArchiveFailure.InvalidArgument, $"The policy's dates are {NameOf(policy)}, and the archive was made with {Info.DatePolicy} dates: in one archive all images keep to one.");
        }
    }

    private bool IsOfTrial(ArchivePolicy policy) => policy.Sponsor == Info.Sponsor && policy.Protocol == Info.Protocol;

    private static string NameOf(ArchivePolicy policy) => policy.Profile.Dates.ToString().ToLowerInvariant();

    /// <summary>The policy that was brought into use last: what serves where none is named.</summary>
    public ArchivePolicy NewestPolicy => Store.GetPolicies() is [.., PolicyRecord newest] ? ArchivePolicy.Parse(newest.Text) : ArchivePolicy.Shipped;

    /// <summary>The identity ledger, to append to while a batch is open.</summary>
    /// <exception cref="ArchiveException">The key is missing, or another archive's.</exception>
    public LedgerWriter BeginLedger() => new(this);

    /// <summary>The audit trail, to append to.</summary>
    public AuditTrail BeginTrail() => new(Key.Bytes.Span);

    /// <inheritdoc/>
    public void Dispose() => Store.Dispose();
}
