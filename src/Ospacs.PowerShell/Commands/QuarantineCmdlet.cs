using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary>A cmdlet that decides on quarantined files. They are gathered first, so that it asks once a medium.</summary>
public abstract class QuarantineCmdlet : ArchiveCmdlet
{
    private readonly Dictionary<string, List<string>> _ids = new(StringComparer.Ordinal);

    /// <summary>The items' ids, or as many of their first digits as tell them apart, eight at least.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("QuarantineId")]
    [ArgumentCompleter(typeof(QuarantineIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>Why, in words that will stand in the audit trail; no identity of the patient.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Reason { get; set; } = string.Empty;

    /// <summary>What is done, for the question that is asked before.</summary>
    protected abstract string Deed { get; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        if (!_ids.TryGetValue(name, out List<string>? ids))
        {
            _ids.Add(name, ids = []);
        }
        ids.AddRange(Id);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string name, List<string> ids) in _ids)
        {
            List<QuarantineItem> items = Require(name, () => Find(name, ids));
            foreach (IGrouping<string, QuarantineItem> medium in items.GroupBy(item => item.MediaRef))
            {
                List<QuarantineItem> together = [.. medium];
                if (!ShouldProcess($"{together.Count} quarantined files of medium {medium.Key}", Deed))
                {
                    continue;
                }
                Attempt(medium.Key, () =>
                {
                    using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write);
                    Decide(archive, name, together);
                });
            }
        }
    }

    /// <summary>Decides on items of one medium.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="name">Its name.</param>
    /// <param name="items">The items.</param>
    protected abstract void Decide(OspacsArchive archive, string name, IReadOnlyList<QuarantineItem> items);

    private List<QuarantineItem> Find(string name, List<string> ids)
    {
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
        IReadOnlyList<QuarantineItem> all = archive.Quarantine.List();
        var found = new List<QuarantineItem>();
        foreach (string id in ids.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            List<QuarantineItem> meant = QuarantineIds.Matching(all, id);
            if (meant.Count == 1)
            {
                found.Add(meant[0]);
            }
            else
            {
                WriteError(CommandError.QuarantineItemNotFound(id, meant.Count));
            }
        }
        return [.. found.DistinctBy(item => item.Id, StringComparer.Ordinal)];
    }
}
