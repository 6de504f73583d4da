using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the media references of an archive.</summary>
public sealed class MediaRefCompleter : ArchiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> ValuesIn(string archive, IArchiveStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetMedia().Select(passport => passport.Media.MediaRef);
    }
}
