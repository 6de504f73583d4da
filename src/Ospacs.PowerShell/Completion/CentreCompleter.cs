using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the centres of an archive.</summary>
public sealed class CentreCompleter : ArchiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> ValuesIn(string archive, IArchiveStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.CountImages(new ImageQuery(), cancellation).Select(count => count.Centre).Concat(store.GetMedia().Select(passport => passport.Media.Centre));
    }
}
