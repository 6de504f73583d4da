using System.Collections;
using System.Management.Automation.Language;
using Ospacs.Archive.Export;

namespace Ospacs.PowerShell.Completion;

/// <summary>Completes the names of media profiles.</summary>
public sealed class MediaProfileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        MediaProfile.Names
            .Where(name => name.StartsWith((wordToComplete ?? string.Empty).Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}
