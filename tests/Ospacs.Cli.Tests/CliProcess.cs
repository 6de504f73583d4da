using System.Diagnostics;

namespace Ospacs.Cli.Tests;

/// <summary>The program as a process of its own.</summary>
internal static class CliProcess
{
    /// <summary>Starts it. Both outputs must be read.</summary>
    internal static Process Start(params string[] arguments)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "ospacs.dll");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.ArgumentList.Add(program);
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        return Process.Start(start)!;
    }
}
