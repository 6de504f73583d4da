using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary>A cmdlet that decides on quarantined files. They are gathered first, so that it asks once a medium.</summary>
public abstract class QuarantineCmdlet : ArchiveCmdlet
{
    private readonly Dictionary<string, List<(string Id, string? SubjectId)>> _asked = new(StringComparer.Ordinal);

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

    /// <summary>The subject that the item in the pipeline is decided to be of; null where none is named.</summary>
    protected virtual string? Decision => null;

    /// <summary>What is done, for the question that is asked before.</summary>
    /// <param name="subjects">The subjects that were named; none where none was.</param>
    protected abstract string Deed(IReadOnlyCollection<string> subjects);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        if (!_asked.TryGetValue(name, out List<(string, string?)>? asked))
        {
            _asked.Add(name, asked = []);
        }
        asked.AddRange(Id.Select(id => (id, Decision)));
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach ((string name, List<(string Id, string? SubjectId)> asked) in _asked)
        {
            List<ErrorRecord> errors = [];
            var confirmed = new List<(QuarantineItem Item, string? SubjectId)>();
            foreach (IGrouping<string, (QuarantineItem Item, string? SubjectId)> medium in Require(name, () => Find(name, asked, errors)).GroupBy(decision => decision.Item.MediaRef, StringComparer.Ordinal))
            {
                List<(QuarantineItem Item, string? SubjectId)> together = [.. medium];
                string[] subjects = [.. together.Select(decision => decision.SubjectId).OfType<string>().Distinct(StringComparer.Ordinal)];
                if (ShouldProcess($"{together.Count} quarantined files of medium {medium.Key}", Deed(subjects)))
                {
                    confirmed.AddRange(together);
                }
            }
            if (confirmed.Count > 0)
            {
                Attempt(name, () =>
                {
                    using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Write);
                    Decide(archive, name, confirmed, errors);
                });
            }
            // Told when the others are decided: under -ErrorAction Stop one of them would otherwise cost thousands.
            errors.ForEach(WriteError);
        }
    }

    /// <summary>Decides on items.</summary>
    /// <param name="archive">The archive, open for writing.</param>
    /// <param name="name">Its name.</param>
    /// <param name="items">The items, each with the subject that was named for it.</param>
    /// <param name="errors">Takes what is wrong with single items, to be told at the end.</param>
    protected abstract void Decide(OspacsArchive archive, string name, IReadOnlyList<(QuarantineItem Item, string? SubjectId)> items, ICollection<ErrorRecord> errors);

    /// <summary>What there is to say of an id that no quarantined file has.</summary>
    /// <param name="archive">The archive, open for reading.</param>
    /// <param name="id">The id.</param>
    /// <param name="subject">The subject that was named for it.</param>
    /// <returns>An error; or null when it was decided so before, and all is well.</returns>
    protected virtual ErrorRecord? Unknown(OspacsArchive archive, string id, string? subject) => CommandError.QuarantineItemNotFound(id, 0);

    private List<(QuarantineItem Item, string? SubjectId)> Find(string name, List<(string Id, string? SubjectId)> asked, List<ErrorRecord> errors)
    {
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
        var ids = new QuarantineIds(archive.Quarantine);
        var found = new Dictionary<string, (QuarantineItem Item, string? SubjectId)>(StringComparer.Ordinal);
        var contradicted = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string id, string? subject) in asked.Distinct())
        {
            Cancellation.ThrowIfCancellationRequested();
            if (ids.Find(id, out int count) is { } item)
            {
                if (!found.TryAdd(item.Id, (item, subject)) && found[item.Id].SubjectId != subject && contradicted.Add(item.Id))
                {
                    errors.Add(CommandError.InvalidArgument($"Medium {item.MediaRef}, file {item.FileNumber}: two subjects were named for it.", id));
                }
            }
            else if ((count > 1 ? CommandError.QuarantineItemNotFound(id, count) : Unknown(archive, id, subject)) is { } error)
            {
                errors.Add(error);
            }
        }
        return [.. found.Values.Where(decision => !contradicted.Contains(decision.Item.Id))];
    }
}
