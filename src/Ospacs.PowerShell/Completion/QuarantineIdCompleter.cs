using Ospacs.Archive;
using Ospacs.Archive.Import;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the ids of what waits in an archive's quarantine.</summary>
public sealed class QuarantineIdCompleter : ArchiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> ValuesIn(string archive, IArchiveStore store, CancellationToken cancellation) =>
        new QuarantineStore(new IdentityFolder(ArchiveEngines.For(archive).IdentityPathOf(archive))).List().Select(item => item.Id);
}
