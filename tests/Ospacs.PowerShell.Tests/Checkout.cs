namespace Ospacs.PowerShell.Tests;

/// <summary>Places in the checkout that these tests run in.</summary>
internal static class Checkout
{
    internal static string Root { get; } = FindRoot();

    /// <summary>The module as it was laid out by the build.</summary>
    internal static string Module { get; } = Path.Combine(Root, "out", "Ospacs");

    internal static string Dependencies { get; } = Path.Combine(Module, "dependencies");

    internal static string Help { get; } = Path.Combine(Root, "en-US");

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Ospacs.PowerShell.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }
        return folder ?? throw new DirectoryNotFoundException("These tests run inside a checkout.");
    }
}
