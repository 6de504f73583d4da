using System.CommandLine;
using System.CommandLine.Parsing;
using Ospacs.Cli.Commands;
using Ospacs.Cli.Failures;

namespace Ospacs.Cli;

/// <summary>The command line: reads arguments, runs a command, turns every failure into a line on standard error and an exit status.</summary>
internal static class CommandLine
{
    private const string Prefix = "ospacs: ";

    /// <summary>Runs a command.</summary>
    /// <param name="arguments">The arguments behind the program's name.</param>
    /// <param name="terminal">Where to write.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>One of <see cref="ExitStatus"/>.</returns>
    internal static int Run(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        try
        {
            int status = RunCommand(arguments, terminal, cancellation);
            terminal.Output.Flush();
            return status;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Fail(terminal, "Stopped. What has been reported is done and stays; run the same command again to go on.");
        }
        catch (Exception e)
        {
            return Fail(terminal, FailureText.Of(e));
        }
    }

    private static int RunCommand(IReadOnlyList<string> arguments, Terminal terminal, CancellationToken cancellation)
    {
        var root = new RootCommand("Keeps the ultrasound archive of a clinical trial: takes discs in without names, finds images, writes discs out.")
        {
            QuickstartCommand.Create(terminal, cancellation),
            ImportCommand.Create(terminal, cancellation),
            ImagesCommand.Create(terminal, cancellation),
            ExportCommand.Create(terminal, cancellation),
            VerifyCommand.Create(terminal, cancellation),
        };
        root.Directives.Clear();
        // A folder may be called "@disc": nothing is read from files but what the options say.
        ParseResult parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0 && parsed.Action is not { ClearsParseErrors: true })
        {
            foreach (string message in ArgumentErrors.Of(parsed, arguments))
            {
                terminal.Error.WriteLine(Prefix + message);
            }
            terminal.Error.WriteLine($"Try 'ospacs {NameOf(parsed.CommandResult)}--help'.");
            return ExitStatus.CouldNotRun;
        }
        return parsed.Invoke(new InvocationConfiguration { Output = terminal.Output, Error = terminal.Error, EnableDefaultExceptionHandler = false });
    }

    private static string NameOf(CommandResult command) => command.Command is RootCommand ? string.Empty : command.Command.Name + " ";

    private static int Fail(Terminal terminal, string message)
    {
        try
        {
            terminal.Output.Flush();
        }
        catch (IOException)
        {
            // The reader of our output has gone, which may be the very failure that is told here.
        }
        terminal.Error.WriteLine(Prefix + message);
        return ExitStatus.CouldNotRun;
    }
}
