using Ospacs.Archive.Store;
using Ospacs.PowerShell.Isolation;

namespace Ospacs.PowerShell.Commands;

/// <summary>
/// A cmdlet that carries schema scripts out. With <c>-WhatIf</c> it prints them instead: the host says what would be done, and the text goes down the
/// pipeline, so that it can be written to a file and applied by hand.
/// </summary>
public abstract class SchemaCmdlet : ArchiveCmdlet
{
    /// <summary>Asks whether to go on; with <c>-WhatIf</c> the scripts are printed.</summary>
    /// <param name="name">The archive.</param>
    /// <param name="action">What is about to be done.</param>
    /// <param name="check">What must hold before scripts are printed, or null; throws where it does not.</param>
    /// <returns>Whether to go on.</returns>
    private protected bool ShouldApply(string name, string action, Action<IArchiveEngine>? check = null)
    {
        string what = $"Performing the operation \"{action}\" on target \"{name}\".";
        if (ShouldProcess(what, $"{action}?", name, out ShouldProcessReason reason))
        {
            return true;
        }
        if (reason.HasFlag(ShouldProcessReason.WhatIf))
        {
            Attempt(name, () =>
            {
                IArchiveEngine engine = ArchiveEngines.For(name);
                check?.Invoke(engine);
                foreach (SchemaScript script in engine.ScriptsFor(name))
                {
                    WriteObject($"-- {script.Name}\n{script.Text.TrimEnd()}\n");
                }
            });
        }
        return false;
    }
}
