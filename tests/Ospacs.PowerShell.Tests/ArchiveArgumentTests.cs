using Ospacs.PowerShell.Commands;

namespace Ospacs.PowerShell.Tests;

public sealed class ArchiveArgumentTests
{
    [Theory]
    [InlineData("./trial", true)]
    [InlineData("trial.db", true)]
    [InlineData(@"data\trial", true)]
    [InlineData("D:trial", true)]
    [InlineData("/var/trial", true)]
    [InlineData("trial", false)]
    [InlineData("Trial-2026", false)]
    public void A_value_with_a_separator_or_an_extension_is_a_path_and_any_other_a_connection(string archive, bool isPath) =>
        Assert.Equal(isPath, PathArgument.IsPath(archive));
}
