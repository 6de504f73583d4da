using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Ospacs.PowerShell.Tests;

public sealed class HelpTests
{
    private static readonly XNamespace s_command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace s_maml = "http://schemas.microsoft.com/maml/2004/10";

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void Every_cmdlet_has_a_page_that_describes_it_by_example_and_names_every_parameter(string name)
    {
        string page = File.ReadAllText(Path.Combine(Checkout.Help, name + ".md"));
        Assert.Contains("\n## SYNOPSIS\n", page, StringComparison.Ordinal);
        Assert.Contains("\n### Example 1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
        Assert.All(CmdletClass.Named(name).Parameters, parameter => Assert.Contains($"\n### -{parameter.Name}\n", page, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(CmdletClass.Names), MemberType = typeof(CmdletClass))]
    public void The_help_that_ships_has_every_cmdlet_with_every_parameter_described(string name)
    {
        XDocument help = XDocument.Load(Path.Combine(Checkout.Module, "en-US", "Ospacs.PowerShell.dll-Help.xml"));
        XElement? page = help.Descendants(s_command + "command").SingleOrDefault(command => command.Descendants(s_command + "name").First().Value.Trim() == name);
        Assert.NotNull(page);
        Assert.NotEmpty(page.Descendants(s_maml + "para").First().Value.Trim());
        Dictionary<string, string> described = page.Element(s_command + "parameters")!.Elements(s_command + "parameter")
            .ToDictionary(parameter => parameter.Element(s_maml + "name")!.Value.Trim(), parameter => parameter.Element(s_maml + "description")!.Value.Trim(), StringComparer.Ordinal);
        Assert.All(CmdletClass.Named(name).Parameters, parameter => Assert.NotEmpty(described[parameter.Name]));
        Assert.NotEmpty(page.Descendants(s_command + "example"));
    }

    [Fact]
    public void No_page_is_left_of_a_cmdlet_that_is_gone() =>
        Assert.Equal(
            CmdletClass.All.Select(cmdlet => cmdlet.Name),
            Directory.EnumerateFiles(Checkout.Help, "*-*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Fact]
    public void The_page_about_the_module_explains_every_error_id_and_no_other()
    {
        string source = File.ReadAllText(Path.Combine(Checkout.Root, "src", "Ospacs.PowerShell", "Commands", "CommandError.cs"));
        string page = File.ReadAllText(Path.Combine(Checkout.Help, "about_Ospacs.help.txt"));
        IEnumerable<string> made = Regex.Matches(source, "\"([A-Za-z]+)\", ErrorCategory").Select(match => match.Groups[1].Value).Distinct();
        IEnumerable<string> explained = Regex.Matches(page, @"^ +Ospacs\.([A-Za-z]+)  ", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Equal(made.Order(StringComparer.Ordinal), explained.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_module_has_a_page_about_itself() =>
        Assert.Contains("\nTOPIC\n", "\n" + File.ReadAllText(Path.Combine(Checkout.Module, "en-US", "about_Ospacs.help.txt")), StringComparison.Ordinal);
}
