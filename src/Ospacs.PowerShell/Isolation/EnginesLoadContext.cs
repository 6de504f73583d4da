using System.Reflection;
using System.Runtime.Loader;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;

namespace Ospacs.PowerShell.Isolation;

/// <summary>
/// Where the database drivers live: a load context of their own, so that they stand beside other modules that bring
/// other versions of the same drivers. <c>Ospacs.Archive</c> and <c>Ospacs.Dicom</c> are shared with the cmdlets; a second copy of them
/// would make every cast between the two sides fail.
/// </summary>
internal sealed class EnginesLoadContext : AssemblyLoadContext
{
    private static readonly Assembly[] s_shared = [typeof(IArchiveEngine).Assembly, typeof(DicomTag).Assembly];

    private readonly AssemblyDependencyResolver _resolver;

    /// <summary>Makes the context.</summary>
    /// <param name="component">The full path of <c>Ospacs.Engines.dll</c>, with its <c>.deps.json</c> beside it.</param>
    internal EnginesLoadContext(string component) : base("Ospacs.Engines") => _resolver = new AssemblyDependencyResolver(component);

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        foreach (Assembly shared in s_shared)
        {
            if (string.Equals(shared.GetName().Name, assemblyName.Name, StringComparison.OrdinalIgnoreCase))
            {
                return shared;
            }
        }
        return _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    /// <remarks>The runtime does not look into <c>runtimes/RID/native</c> for a context of this kind; the resolver does.</remarks>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
