using Ospacs.Archive.Query;
using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the mask rules that images of an archive were protected by.</summary>
public sealed class RuleCompleter : ArchiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> ValuesIn(string archive, IArchiveStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.FindImages(new ImageQuery(), cancellation).Select(image => image.Rule);
    }
}
