using System.Text.Json;
using Xunit;

namespace Ospacs.Cli.Tests;

/// <summary>A run of the command line within the test's own process.</summary>
internal sealed record CliRun(int Status, string Output, string Error)
{
    /// <summary>The JSON objects on standard output; the test fails when a line is anything else.</summary>
    internal IReadOnlyList<JsonElement> Objects => [.. Lines.Select(line =>
    {
        JsonElement element = JsonDocument.Parse(line).RootElement;
        Assert.Equal(JsonValueKind.Object, element.ValueKind);
        return element;
    })];

    /// <summary>The lines on standard output.</summary>
    internal IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    internal static CliRun Of(params string[] arguments) => Of(CancellationToken.None, arguments);

    internal static CliRun Of(CancellationToken cancellation, params string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int status = CommandLine.Run(arguments, new Terminal(output, error, IsInteractive: false), cancellation);
        return new CliRun(status, output.ToString(), error.ToString());
    }

    /// <summary>Asserts that nothing was done and one line says why, without a stack or a word of what must not be said.</summary>
    internal void AssertCouldNotRun(string why, params string[] never)
    {
        Assert.Equal(2, Status);
        Assert.Empty(Output);
        Assert.Contains(why, Error, StringComparison.OrdinalIgnoreCase);
        Assert.All(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^(ospacs: |Try 'ospacs )", line));
        Assert.DoesNotContain("Exception", Error, StringComparison.Ordinal);
        Assert.All(never, word => Assert.DoesNotContain(word, Error, StringComparison.OrdinalIgnoreCase));
    }
}
