using System.Reflection;
using Ospacs.Archive.Patients;
using Ospacs.Archive.Store;

namespace Ospacs.PowerShell.Isolation;

/// <summary>The database engines, loaded when one is first asked for: importing the module stays quick.</summary>
internal static class ArchiveEngines
{
    private static readonly Lazy<Assembly> s_assembly = new(Load);
    private static readonly Lazy<IReadOnlyList<IArchiveEngine>> s_engines = new(() => Make<IArchiveEngine>("Ospacs.Engines.EngineCatalogue"));
    private static readonly Lazy<IReadOnlyList<IRegistryReader>> s_readers = new(() => Make<IRegistryReader>("Ospacs.Engines.RegistryReaderCatalogue"));

    /// <summary>The folder that the module was loaded from.</summary>
    internal static string ModuleFolder { get; } = Path.GetDirectoryName(typeof(ArchiveEngines).Assembly.Location) ?? AppContext.BaseDirectory;

    /// <summary>The folder of the drivers.</summary>
    internal static string DependenciesFolder { get; } = Path.Combine(ModuleFolder, "dependencies");

    /// <summary>The databases that a registry can be read from.</summary>
    internal static IReadOnlyList<IRegistryReader> RegistryReaders => s_readers.Value;

    /// <summary>The engine that an archive is kept by.</summary>
    /// <param name="archive">A full path, or a connection's name.</param>
    /// <exception cref="ArchiveException">There is none.</exception>
    internal static IArchiveEngine For(string archive) =>
        s_engines.Value.FirstOrDefault(engine => engine.Accepts(archive))
        ?? throw new ArchiveException(ArchiveFailure.InvalidArgument, "The configuration file of connections, which about_Ospacs describes, has none of that name. An archive in a file is named by a path, as './trial.db'.");

    private static IReadOnlyList<T> Make<T>(string catalogue) =>
        (IReadOnlyList<T>)Activator.CreateInstance(s_assembly.Value.GetType(catalogue, throwOnError: true)!)!;

    private static Assembly Load()
    {
        string component = Path.Combine(DependenciesFolder, "Ospacs.Engines.dll");
        return new EnginesLoadContext(component).LoadFromAssemblyPath(component);
    }
}
