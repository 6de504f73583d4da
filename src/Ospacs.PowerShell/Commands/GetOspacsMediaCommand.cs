using Ospacs.Archive.Store;
using Ospacs.PowerShell.Completion;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Get-OspacsMedia</c>: the passports of the media that an archive took in.</summary>
[Cmdlet(VerbsCommon.Get, "OspacsMedia")]
[OutputType(typeof(MediaPassport))]
public sealed class GetOspacsMediaCommand : ArchiveCmdlet
{
    /// <summary>The media; all when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(MediaRefCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? MediaRef { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        Attempt(name, () => WritePassports(name));
    }

    private void WritePassports(string name)
    {
        using IArchiveStore store = ArchiveEngines.For(name).Open(name, StoreAccess.Read);
        foreach (string? wanted in MediaRef ?? [null!])
        {
            IReadOnlyList<MediaPassport> found = store.GetMedia(wanted);
            if (found.Count == 0 && wanted is not null)
            {
                WriteError(CommandError.MediaNotFound(wanted));
            }
            foreach (MediaPassport passport in found)
            {
                WriteWithArchive(passport, name);
            }
        }
    }
}
