using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;

namespace Ospacs.PowerShell.Isolation;

/// <summary>
/// Where the database drivers live: a load context of their own, so that they stand beside other modules that bring
/// other versions of the same drivers. <c>Ospacs.Archive</c> and <c>Ospacs.Dicom</c> are shared with the cmdlets; a second copy of them
/// would make every cast between the two sides fail.
/// </summary>
/// <remarks>
/// Drivers whose packages are not referenced (decision 0019) are in no <c>.deps.json</c> with what they need: <c>win</c> and <c>unix</c> beside the
/// component, and <c>runtimes/RID/native</c>, are looked into before it is asked.
/// </remarks>
internal sealed class EnginesLoadContext : AssemblyLoadContext
{
    private static readonly Assembly[] s_shared = [typeof(IArchiveEngine).Assembly, typeof(DicomTag).Assembly];
    private static readonly string[] s_nativeForms = OperatingSystem.IsWindows() ? ["{0}", "{0}.dll"] : OperatingSystem.IsMacOS() ? ["{0}", "lib{0}.dylib", "{0}.dylib"] : ["{0}", "lib{0}.so", "{0}.so"];

    private readonly AssemblyDependencyResolver _resolver;
    private readonly string _drivers;
    private readonly string _natives;

    /// <summary>Makes the context.</summary>
    /// <param name="component">The full path of <c>Ospacs.Engines.dll</c>, with its <c>.deps.json</c> beside it.</param>
    internal EnginesLoadContext(string component) : base("Ospacs.Engines")
    {
        _resolver = new AssemblyDependencyResolver(component);
        string folder = Path.GetDirectoryName(component)!;
        _drivers = Path.Combine(folder, OperatingSystem.IsWindows() ? "win" : "unix");
        _natives = Path.Combine(folder, "runtimes", PortableRuntime(), "native");
    }

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
        // Texts in another language have the driver's name too, and are not shipped.
        string driver = Path.Combine(_drivers, assemblyName.Name + ".dll");
        return string.IsNullOrEmpty(assemblyName.CultureName) && File.Exists(driver) ? LoadFromAssemblyPath(driver)
            : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
            : null;
    }

    /// <inheritdoc/>
    /// <remarks>The runtime does not look into <c>runtimes/RID/native</c> for a context of this kind.</remarks>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = s_nativeForms.Select(form => Path.Combine(_natives, string.Format(null, form, unmanagedDllName))).FirstOrDefault(File.Exists)
            ?? _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }

    // Not the runtime's own identifier, which may name a distribution.
    private static string PortableRuntime() =>
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
}
