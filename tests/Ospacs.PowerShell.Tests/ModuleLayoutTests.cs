using System.Text.Json;

namespace Ospacs.PowerShell.Tests;

public sealed class ModuleLayoutTests
{
    /// <summary>Drivers of which there is an assembly for Windows and one for the other systems.</summary>
    private static readonly string[] s_bySystem = ["Microsoft.Data.SqlClient.dll"];

    private static IEnumerable<string> FilesOf(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories);

    [Fact]
    public void The_cmdlets_and_the_layers_that_they_share_with_the_engines_stand_at_the_root()
    {
        string[] expected = ["Ospacs.Archive.dll", "Ospacs.Dicom.dll", "Ospacs.PowerShell.dll"];
        Assert.Equal(expected, Directory.EnumerateFiles(Checkout.Module, "*.dll").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Exactly_one_assembly_of_our_own_is_among_the_dependencies()
    {
        string only = Assert.Single(FilesOf(Checkout.Dependencies), file => Path.GetFileName(file).StartsWith("Ospacs.", StringComparison.OrdinalIgnoreCase) && file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(Path.Combine(Checkout.Dependencies, "Ospacs.Engines.dll"), only);
    }

    [Fact]
    public void PowerShell_s_own_assembly_is_nowhere() =>
        Assert.DoesNotContain(FilesOf(Checkout.Module), file => Path.GetFileName(file).StartsWith("System.Management.Automation", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Natives_are_there_for_exactly_five_runtimes()
    {
        string[] expected = ["linux-arm64", "linux-x64", "osx-arm64", "win-arm64", "win-x64"];
        string runtimes = Path.Combine(Checkout.Dependencies, "runtimes");
        Assert.Equal(expected, FilesOf(runtimes).Select(file => Path.GetRelativePath(runtimes, file).Split(Path.DirectorySeparatorChar)).Where(path => path[1] == "native").Select(path => path[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(expected, runtime => Assert.Contains(Directory.EnumerateFiles(Path.Combine(runtimes, runtime, "native")), file => file.Contains("e_sqlite3", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("win")]
    [InlineData("unix")]
    public void Downloaded_drivers_stand_by_their_system_and_nowhere_else(string system)
    {
        Assert.Equal(s_bySystem, Directory.EnumerateFiles(Path.Combine(Checkout.Dependencies, system)).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(2, FilesOf(Checkout.Module).Count(file => s_bySystem.Contains(Path.GetFileName(file))));
    }

    [Fact]
    public void Nothing_comes_with_the_drivers_that_is_not_used()
    {
        string[] leftOut = ["Azure.", "Microsoft.Identity", "System.IdentityModel"];
        Assert.All(FilesOf(Checkout.Module), file => Assert.DoesNotContain(leftOut, name => Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_engines_manifest_of_dependencies_is_there_and_every_managed_one_that_it_names()
    {
        using JsonDocument deps = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Checkout.Dependencies, "Ospacs.Engines.deps.json")));
        JsonElement target = Assert.Single(deps.RootElement.GetProperty("targets").EnumerateObject()).Value;
        List<string> managed =
        [
            .. target.EnumerateObject()
                .Where(library => library.Value.TryGetProperty("runtime", out _))
                .SelectMany(library => library.Value.GetProperty("runtime").EnumerateObject())
                .Select(file => Path.GetFileName(file.Name))
                .Except(["Ospacs.Archive.dll", "Ospacs.Dicom.dll", .. s_bySystem]),
        ];
        Assert.Contains("SQLitePCLRaw.core.dll", managed);
        Assert.All(managed, file => Assert.True(File.Exists(Path.Combine(Checkout.Dependencies, file)), file));
    }

    [Fact]
    public void Nothing_is_shipped_but_code_views_help_and_the_licences()
    {
        string[] kinds = [".dll", ".so", ".dylib", ".json", ".psd1", ".ps1xml", ".xml", ".txt"];
        string[] licences = [Path.Combine(Checkout.Module, "LICENSE"), Path.Combine(Checkout.Module, "THIRD-PARTY-NOTICES.md")];
        Assert.All(licences, licence => Assert.Contains(licence, FilesOf(Checkout.Module)));
        Assert.All(FilesOf(Checkout.Module).Except(licences), file => Assert.Contains(Path.GetExtension(file), kinds));
        Assert.DoesNotContain(Directory.EnumerateFiles(Checkout.Module), file => Path.GetExtension(file) is ".xml" or ".json" && Path.GetFileName(file) != "policy.schema.json");
    }
}
