using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary><c>Update-OspacsArchive</c>: brings an archive's schema up to this release's.</summary>
[Cmdlet(VerbsData.Update, "OspacsArchive", SupportsShouldProcess = true)]
[OutputType(typeof(ArchiveUpdate), typeof(string))]
public sealed class UpdateOspacsArchiveCommand : SchemaCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string name = ArchiveName;
        if (ShouldApply(name, $"Bring the archive's schema up to version {ArchiveSchema.Version}", CheckIsThere))
        {
            Attempt(name, () =>
            {
                IArchiveEngine engine = ArchiveEngines.For(name);
                (int before, int now) = engine.Update(name);
                WriteObject(new ArchiveUpdate { Archive = name, Engine = engine.Name, Before = before, Now = now });
            });
        }

        // The scripts for one that is not there are New-OspacsArchive's.
        void CheckIsThere(IArchiveEngine engine)
        {
            if (!engine.Exists(name))
            {
                throw new ArchiveException(ArchiveFailure.NotFound, "There is no such archive.");
            }
        }
    }
}
