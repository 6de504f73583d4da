using Xunit;

namespace Ospacs.Cli.Tests;

public sealed class ArgumentTests
{
    [Fact]
    public void No_command_at_all_could_not_run() => CliRun.Of().AssertCouldNotRun("Required command");

    [Fact]
    public void An_unknown_command_could_not_run_and_is_not_repeated() => CliRun.Of("/discs/SMITH_JANE").AssertCouldNotRun("Argument number 1", "smith");

    [Fact]
    public void A_missing_option_is_named() =>
        CliRun.Of("import", "x", "--archive", "a.db", "--centre", "C01", "--registry", "r.csv").AssertCouldNotRun("--media");

    [Fact]
    public void An_unknown_option_is_named_and_a_path_beside_it_is_not() =>
        CliRun.Of("verify", "--archive", "a.db", "--fast", "SMITH_JANE").AssertCouldNotRun("--fast", "smith");

    [Fact]
    public void A_date_that_is_none_is_told() => CliRun.Of("images", "--archive", "a.db", "--from", "31.03.2025").AssertCouldNotRun("--from");

    [Fact]
    public void Tree_and_json_exclude_each_other() => CliRun.Of("images", "--archive", "a.db", "--tree", "--json").AssertCouldNotRun("--tree");

    [Theory]
    [InlineData("--help")]
    [InlineData("import", "--help")]
    [InlineData("--version")]
    public void Help_and_version_go_to_standard_output(params string[] arguments)
    {
        CliRun run = CliRun.Of(arguments);
        Assert.Equal(0, run.Status);
        Assert.NotEmpty(run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public void The_commands_and_their_options_are_the_frozen_ones()
    {
        Assert.Equal(["quickstart", "import", "images", "export", "verify"], CommandsIn(CliRun.Of("--help").Output));
        Assert.Equal(["--keep"], OptionsOf("quickstart"));
        Assert.Equal(["--archive", "--media", "--centre", "--registry", "--policy", "--json"], OptionsOf("import"));
        Assert.Equal(["--archive", "--subject", "--media", "--centre", "--from", "--to", "--tree", "--json"], OptionsOf("images"));
        Assert.Equal(["--archive", "--subject", "--media", "--centre", "--from", "--to", "--label", "--json"], OptionsOf("export"));
        Assert.Equal(["--archive", "--json"], OptionsOf("verify"));
    }

    private static string[] OptionsOf(string command) => [.. CliRun.Of(command, "--help").Lines.Select(line => line.Trim())
        .Where(line => line.StartsWith("--", StringComparison.Ordinal)).Select(line => line.Split(' ')[0])];

    private static string[] CommandsIn(string help) => [.. help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
        .Select(line => line.Trim().Split(' ')[0]).Where(word => word.Length > 0)];
}
