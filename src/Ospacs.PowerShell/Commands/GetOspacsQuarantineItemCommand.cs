using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Get-OspacsQuarantineItem</c>: what waits for a person.</summary>
[Cmdlet(VerbsCommon.Get, "OspacsQuarantineItem")]
[OutputType(typeof(QuarantineItem))]
public sealed class GetOspacsQuarantineItemCommand : ArchiveCmdlet
{
    /// <summary>The items' ids, or their first digits.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("QuarantineId")]
    [ArgumentCompleter(typeof(QuarantineIdCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Id { get; set; } = [];

    /// <summary>The media that the files came on.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(MediaRefCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] MediaRef { get; set; } = [];

    /// <summary>The centres that sent them.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(CentreCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Centre { get; set; } = [];

    /// <summary>Why they wait.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public QuarantineReason[] Reason { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        Attempt(name, () => WriteItems(name));
    }

    private void WriteItems(string name)
    {
        IReadOnlyList<QuarantineItem> all;
        using (var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read))
        {
            all = archive.Quarantine.List();
        }
        foreach (QuarantineItem item in Named(all))
        {
            if ((MediaRef.Length == 0 || MediaRef.Contains(item.MediaRef, StringComparer.Ordinal))
                && (Centre.Length == 0 || Centre.Contains(item.Centre, StringComparer.Ordinal))
                && (Reason.Length == 0 || Reason.Contains(item.Reason)))
            {
                WriteWithArchive(item, name);
            }
        }
    }

    private IEnumerable<QuarantineItem> Named(IReadOnlyList<QuarantineItem> all)
    {
        if (Id.Length == 0)
        {
            return all;
        }
        var named = new List<QuarantineItem>();
        foreach (string id in Id)
        {
            List<QuarantineItem> meant = QuarantineIds.Matching(all, id);
            if (meant.Count != 1)
            {
                WriteError(CommandError.QuarantineItemNotFound(id, meant.Count));
                continue;
            }
            named.Add(meant[0]);
        }
        return named;
    }
}
