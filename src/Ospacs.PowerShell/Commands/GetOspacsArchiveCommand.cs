using Ospacs.Archive.Query;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Get-OspacsArchive</c>: what an archive was made with, and how much it holds.</summary>
[Cmdlet(VerbsCommon.Get, "OspacsArchive")]
[OutputType(typeof(ArchiveSummary))]
public sealed class GetOspacsArchiveCommand : ArchiveCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        Attempt(name, () => WriteObject(Describe(name)));
    }

    private static ArchiveSummary Describe(string name)
    {
        IArchiveEngine engine = ArchiveEngines.For(name);
        using IArchiveStore store = engine.Open(name, StoreAccess.Read);
        return ArchiveSummary.Of(name, engine.Name, store);
    }
}
