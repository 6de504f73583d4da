using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the subjects of an archive.</summary>
public sealed class SubjectIdCompleter : ArchiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> ValuesIn(string archive, IArchiveStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.CountImages(new ImageQuery(), cancellation).Select(count => count.SubjectId);
    }
}
