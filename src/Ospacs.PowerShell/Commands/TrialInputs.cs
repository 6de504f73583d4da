using Ospacs.Archive.Patients;
using Ospacs.Archive.Protection;
using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Commands;

/// <summary>What an import is judged by: policy and registry, read from the files that parameters name.</summary>
internal static class TrialInputs
{
    /// <summary>A policy: the file's, or the archive's newest.</summary>
    /// <param name="path">The file's full path, or null.</param>
    /// <param name="store">The archive.</param>
    internal static ArchivePolicy Policy(string? path, IArchiveStore store)
    {
        if (path is not null)
        {
            return ArchivePolicy.Load(path);
        }
        IReadOnlyList<PolicyRecord> used = store.GetPolicies();
        return used.Count > 0 ? ArchivePolicy.Parse(used[^1].Text) : ArchivePolicy.Shipped;
    }

    /// <summary>A policy: the file's, or the shipped one.</summary>
    /// <param name="path">The file's full path, or null.</param>
    internal static ArchivePolicy Policy(string? path) => path is null ? ArchivePolicy.Shipped : ArchivePolicy.Load(path);

    /// <summary>A policy with the rules of a CTP script behind its own.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="scriptPath">The script's full path, or null: the policy stays as it is.</param>
    internal static ArchivePolicy WithScript(ArchivePolicy policy, string? scriptPath) => scriptPath is null ? policy : policy.WithMaskScriptFile(scriptPath);

    /// <summary>A registry.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="policy">The policy, which says how the file is laid out.</param>
    internal static IPatientRegistry Registry(string path, ArchivePolicy policy) => CsvRegistry.Load(path, policy.Registry);
}
