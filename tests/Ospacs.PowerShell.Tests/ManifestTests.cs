using System.Text.RegularExpressions;
using System.Xml.Linq;
using Ospacs.Archive.Store;
using Ospacs.Dicom.Data;
using Ospacs.PowerShell.Commands;

namespace Ospacs.PowerShell.Tests;

public sealed partial class ManifestTests
{
    private static readonly string s_manifest = File.ReadAllText(Path.Combine(Checkout.Module, "Ospacs.psd1"));

    [Fact]
    public void It_exports_every_cmdlet_class_by_name_and_nothing_else()
    {
        Assert.Equal(CmdletClass.All.Select(cmdlet => cmdlet.Name), ListOf("CmdletsToExport").Order(StringComparer.Ordinal));
        Assert.Empty(ListOf("FunctionsToExport"));
        Assert.Empty(ListOf("AliasesToExport"));
        Assert.Empty(ListOf("VariablesToExport"));
    }

    [Fact]
    public void Its_version_is_that_of_the_assembly()
    {
        Version assembly = typeof(OspacsCmdlet).Assembly.GetName().Version!;
        Assert.Equal(assembly.ToString(3), ValueOf("ModuleVersion"));
    }

    [Fact]
    public void It_asks_for_the_PowerShell_that_the_module_is_built_for()
    {
        Assert.Equal("7.6", ValueOf("PowerShellVersion"));
        Assert.Equal(["Core"], ListOf("CompatiblePSEditions"));
    }

    [Fact]
    public void The_root_module_is_the_assembly_itself_so_that_it_survives_being_imported_again() =>
        Assert.Equal("Ospacs.PowerShell.dll", ValueOf("RootModule"));

    [Fact]
    public void The_files_that_it_names_are_there() =>
        Assert.All(ListOf("FormatsToProcess").Concat(ListOf("TypesToProcess")), file => Assert.True(File.Exists(Path.Combine(Checkout.Module, file)), file));

    [Fact]
    public void Every_view_shows_a_type_that_exists_by_properties_that_it_has()
    {
        XDocument views = XDocument.Load(Path.Combine(Checkout.Module, "Ospacs.Format.ps1xml"));
        XDocument types = XDocument.Load(Path.Combine(Checkout.Module, "Ospacs.Types.ps1xml"));
        Assert.NotEmpty(views.Descendants("View"));
        foreach (XElement view in views.Descendants("View"))
        {
            Type shown = TypeNamed(view.Descendants("TypeName").Single().Value);
            HashSet<string> properties =
            [
                .. shown.GetProperties().Select(property => property.Name),
                .. types.Descendants("Type").Where(type => type.Element("Name")!.Value == shown.FullName).Descendants("Members").Elements().Select(member => member.Element("Name")!.Value),
            ];
            Assert.All(view.Descendants("PropertyName"), name => Assert.Contains(name.Value, properties));
            Assert.All(
                view.Descendants("ScriptBlock").SelectMany(block => UseOfProperty().Matches(block.Value)),
                use => Assert.Contains(use.Groups[1].Value, properties));
        }
    }

    [Fact]
    public void Every_table_has_a_header_for_each_column()
    {
        XDocument views = XDocument.Load(Path.Combine(Checkout.Module, "Ospacs.Format.ps1xml"));
        Assert.All(views.Descendants("TableControl"), table => Assert.Equal(table.Descendants("TableColumnHeader").Count(), table.Descendants("TableColumnItem").Count()));
    }

    [Fact]
    public void Every_extended_type_exists()
    {
        XDocument types = XDocument.Load(Path.Combine(Checkout.Module, "Ospacs.Types.ps1xml"));
        Assert.All(types.Descendants("Type"), type => TypeNamed(type.Element("Name")!.Value));
    }

    [Fact]
    public void Everything_that_a_cmdlet_emits_of_ours_has_a_view()
    {
        XDocument views = XDocument.Load(Path.Combine(Checkout.Module, "Ospacs.Format.ps1xml"));
        HashSet<string> shown = [.. views.Descendants("TypeName").Select(name => name.Value)];
        IEnumerable<string> emitted = CmdletClass.All
            .SelectMany(cmdlet => cmdlet.OutputTypes)
            .Select(type => type.FullName!)
            .Where(name => name.StartsWith("Ospacs.", StringComparison.Ordinal));
        Assert.All(emitted, name => Assert.Contains(name, shown));
    }

    private static Type TypeNamed(string name) =>
        new[] { typeof(OspacsCmdlet).Assembly, typeof(IArchiveStore).Assembly, typeof(DicomTag).Assembly }
            .Select(assembly => assembly.GetType(name))
            .FirstOrDefault(type => type is not null)
        ?? throw new Xunit.Sdk.XunitException($"There is no type {name}.");

    private static string ValueOf(string key) => Regex.Match(s_manifest, $@"^\s*{key}\s*=\s*'([^']*)'", RegexOptions.Multiline).Groups[1].Value;

    private static IEnumerable<string> ListOf(string key)
    {
        Match list = Regex.Match(s_manifest, $@"^\s*{key}\s*=\s*@\(([^)]*)\)", RegexOptions.Multiline);
        Assert.True(list.Success, $"{key} is no list in the manifest.");
        return Quoted().Matches(list.Groups[1].Value).Select(match => match.Groups[1].Value);
    }

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\$_\.(\w+)")]
    private static partial Regex UseOfProperty();
}
