using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the mask rules of the policies that an archive has used.</summary>
public sealed class RuleCompleter : ArchiveCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<string> ValuesIn(string archive, IArchiveStore store, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.GetPolicies().SelectMany(policy => ArchivePolicy.Parse(policy.Text).Masks.Rules).Select(rule => rule.Name);
    }
}
