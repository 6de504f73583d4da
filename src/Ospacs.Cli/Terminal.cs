namespace Ospacs.Cli;

/// <summary>Where a command writes to.</summary>
/// <param name="Output">Results, and nothing else.</param>
/// <param name="Error">Messages and progress.</param>
/// <param name="IsInteractive">Whether somebody watches: progress then overwrites its line.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive);
