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
        using var archive = OspacsArchive.Open(ArchiveEngines.For(name), name, StoreAccess.Read);
        foreach (QuarantineItem item in Id.Length == 0 ? archive.Quarantine.List() : Named(archive.Quarantine))
        {
            if ((MediaRef.Length == 0 || MediaRef.Contains(item.MediaRef, StringComparer.Ordinal))
                && (Centre.Length == 0 || Centre.Contains(item.Centre, StringComparer.Ordinal))
                && (Reason.Length == 0 || Reason.Contains(item.Reason)))
            {
                WriteWithArchive(item, name);
            }
        }
    }

    private List<QuarantineItem> Named(QuarantineStore quarantine)
    {
        var ids = new QuarantineIds(quarantine);
        var named = new List<QuarantineItem>();
        foreach (string id in Id)
        {
            if (ids.Find(id, out int count) is { } item)
            {
                named.Add(item);
            }
            else
            {
                WriteError(CommandError.QuarantineItemNotFound(id, count));
            }
        }
        return named;
    }
}
