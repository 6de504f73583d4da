namespace Ospacs.Cli.Failures;

/// <summary>Something that a command cannot work with, in words for its user. The message names an option, never its value: that may be a source path.</summary>
/// <param name="message">What is wrong and what to do.</param>
/// <param name="inner">The cause, or null.</param>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
