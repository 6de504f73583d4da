using System.Reflection;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;

namespace Ospacs.PowerShell.Isolation;

/// <summary>
/// What is done when the module is imported: it makes sure that the cmdlets got the archive layer that they were built with.
/// An assembly cannot be taken out of a running PowerShell, so an older Ospacs that was imported before would serve the new cmdlets.
/// </summary>
public sealed class ModuleImport : IModuleAssemblyInitializer
{
    /// <inheritdoc/>
    public void OnImport()
    {
        AssemblyName own = typeof(ModuleImport).Assembly.GetName();
        foreach (Assembly shared in new[] { typeof(IArchiveEngine).Assembly, typeof(DicomTag).Assembly })
        {
            AssemblyName found = shared.GetName();
            if (found.Version != own.Version)
            {
                throw new InvalidOperationException($"This PowerShell already holds {found.Name} {found.Version}, and this is Ospacs {own.Version}. Start a new PowerShell and import the module there.");
            }
        }
    }
}
